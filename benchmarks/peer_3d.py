"""A tracker as AB3DMOT is: Kalman filter at constant speed, overlap in space, a birth, a death.

Written after the description of Weng et al., "3D Multi-Object Tracking: A Baseline and New
Evaluation Metrics" (2020): each class by itself; state x, y, z, heading, size and speed; pairs by
generalised overlap of turned boxes, as many as there can be.
"""

import numpy as np
import polars as pl
from scipy.optimize import linear_sum_assignment
from scipy.spatial import ConvexHull

from lotgraph.formats.columns import filled
from lotgraph.pairing.kernels import footprint_overlap

BIRTH, DEATH = 3, 2
LEAST = {"car": -0.2, "pedestrian": -0.4, "cyclist": -0.4}  # generalised overlap of a pair
NAMES = ("x_m", "z_m", "y_m", "heading_rad", "length_m", "width_m", "height_m")
STEP = np.eye(10)
STEP[[0, 1, 2], [7, 8, 9]] = 1.0
GROWS = np.diag([1.0] * 7 + [0.01] * 3)


class One:
    """A track."""

    def __init__(self, box: np.ndarray, number: int) -> None:
        self.state, self.cov = np.append(box, np.zeros(3)), np.diag([10.0] * 7 + [1e4] * 3)
        self.number, self.hits, self.missed = number, 1, 0

    def predict(self) -> None:
        """Let a frame pass."""
        self.state, self.cov = STEP @ self.state, STEP @ self.cov @ STEP.T + GROWS
        self.missed += 1

    def update(self, box: np.ndarray) -> None:
        """Take in a box."""
        turn = (box[3] - self.state[3] + np.pi) % (2 * np.pi) - np.pi
        turn = turn - np.pi * np.sign(turn) if abs(turn) > np.pi / 2 else turn
        off = box - self.state[:7]
        off[3] = turn
        gain = self.cov[:, :7] @ np.linalg.inv(self.cov[:7, :7] + np.eye(7))
        self.state = self.state + gain @ off
        self.cov = self.cov - gain @ self.cov[:7]
        self.hits, self.missed = self.hits + 1, 0


def baseline(boxes: pl.DataFrame) -> pl.DataFrame:
    """Tracks of boxes in a camera's space."""
    found = [_of_class(some) for _, some in sorted(boxes.group_by("kind"), key=lambda one: one[0])]
    many = [
        one.with_columns(object_id=pl.col("object_id") + 10_000 * k) for k, one in enumerate(found)
    ]
    return pl.concat(many).sort("frame", "object_id")


def _of_class(boxes: pl.DataFrame) -> pl.DataFrame:
    frames = boxes.partition_by("frame", as_dict=True)
    first, last = int(boxes["frame"].min()), int(boxes["frame"].max())  # type: ignore[arg-type]
    live: list[One] = []
    count, told = 0, []
    for frame in range(first, last + 1):
        here = frames.get((frame,), boxes.clear())
        seen = here.select(NAMES).to_numpy()
        for one in live:
            one.predict()
        pairs = _pairs(np.array([one.state[:7] for one in live]).reshape(-1, 7), seen,
                       LEAST.get(boxes["kind"][0], -0.4))  # fmt: skip
        for k, j in pairs:
            live[k].update(seen[j])
        taken = {j: live[k] for k, j in pairs}
        for j in range(len(seen)):
            if j not in taken:
                taken[j] = One(seen[j], count)
                live.append(taken[j])
                count += 1
        rows = [j for j in taken if taken[j].hits >= BIRTH or frame - first < BIRTH]
        who = [taken[j] for j in rows]
        states = np.array([one.state for one in who]).reshape(-1, 10)
        told.append(here[rows].with_columns(
            pl.Series("object_id", [one.number for one in who], pl.Int64),
            *(pl.Series(name, states[:, k]) for k, name in enumerate(NAMES)),
        ))  # fmt: skip
        live = [one for one in live if one.missed < DEATH]
    return filled(pl.concat(told))


def _pairs(ours: np.ndarray, seen: np.ndarray, least: float) -> list[tuple[int, int]]:
    if not len(ours) or not len(seen):
        return []
    near = np.full((len(ours), len(seen)), -1.0)
    for k in range(len(ours)):
        for j in range(len(seen)):
            if np.hypot(*(ours[k, :2] - seen[j, :2])) < 15:  # noqa: PLR2004
                near[k, j] = _overlap(ours[k], seen[j])
    rows, columns = linear_sum_assignment(-near)
    return [(k, j) for k, j in zip(rows, columns, strict=True) if near[k, j] >= least]


def _overlap(one: np.ndarray, other: np.ndarray) -> float:
    """Generalised overlap of two boxes that stand upright."""
    flat, flat_other = ((b[0], b[1], b[4], b[5], -b[3]) for b in (one, other))
    ground = footprint_overlap(flat, flat_other)
    areas = one[4] * one[5] + other[4] * other[5]
    shared = ground * areas / (1 + ground)
    tall = max(0.0, min(one[2], other[2]) - max(one[2] - one[6], other[2] - other[6]))
    whole = max(one[2], other[2]) - min(one[2] - one[6], other[2] - other[6])
    union = one[4] * one[5] * one[6] + other[4] * other[5] * other[6] - shared * tall
    hull = ConvexHull(np.concatenate([_corners(flat), _corners(flat_other)])).volume * whole
    return float(shared * tall / union - (hull - union) / hull)


def _corners(flat: tuple[float, ...]) -> np.ndarray:
    x, y, length, width, heading = flat
    along = np.array([np.cos(heading), np.sin(heading)]) * length / 2
    aside = np.array([-np.sin(heading), np.cos(heading)]) * width / 2
    corners = np.array([along + aside, along - aside, -along - aside, aside - along])
    return np.asarray(corners + np.array([x, y]))
