"""Paint on the ground: lines of stalls, arrows of lanes, stop lines of gates."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.plan import Lane, Plan, Stall
from lotgraph.twin.seeds import stream
from lotgraph.twin.stage.build import along

PAINTS = {
    "white": (0.62, 0.62, 0.58),
    "yellow": (0.5, 0.34, 0.05),
    "blue": (0.06, 0.16, 0.42),
}
CELL_M = 2.0
ARROWS_EVERY_M = 14.0
HEAD = np.array([[1.5, 0.0], [0.5, 0.42], [0.5, -0.42]])
SHAFT = np.array([[0.5, 0.09], [-1.5, 0.09], [-1.5, -0.09], [0.5, -0.09]])


@dataclass(frozen=True, eq=False)
class Marks:
    """Convex marks, and which of them reach into each cell of a grid.

    `planes` (k, 4, 3): outward normals and offsets of the edges; `paints` (k, 4): albedo and wear;
    `members[starts[c]:starts[c + 1]]` are the marks of cell c; `frame`: x0, y0, cell,
    columns, rows.
    """

    planes: NDArray[np.float32]
    paints: NDArray[np.float32]
    starts: NDArray[np.int32]
    members: NDArray[np.int32]
    frame: NDArray[np.float32]


def mark(plan: Plan) -> Marks:
    """All marks of a plan."""
    markings = plan.markings
    corners: list[NDArray] = []
    if markings.colour != "none":
        corners += [line for stall in plan.stalls for line in _lines(stall, plan)]
    lines = len(corners)
    if markings.has_arrows:
        for lane in plan.lanes:
            if lane.is_one_way:
                corners += _arrows(lane)
    for gate in plan.gates:
        lane = next(lane for lane in plan.lanes if lane.lane_id == gate.lane_id)
        place, heading = along(np.array(lane.points), gate.at_m - 1.0)
        corners.append(_oblong(place, heading, 0.3, 0.9 * lane.width_m))
    wear = markings.wear_share + 0.1 * stream(plan.seed, "wear").random(len(corners))
    stalls = PAINTS.get(markings.colour, PAINTS["white"])
    paints = [
        (*(stalls if number < lines else PAINTS["white"]), one) for number, one in enumerate(wear)
    ]
    return _gridded(corners, np.array(paints, np.float32).reshape(-1, 4))


def _oblong(centre: NDArray, heading: float, long: float, wide: float) -> NDArray:
    ahead = np.array([np.cos(heading), np.sin(heading)]) * long / 2
    left = np.array([-np.sin(heading), np.cos(heading)]) * wide / 2
    return np.stack(
        [centre + ahead + left, centre - ahead + left, centre - ahead - left, centre + ahead - left]
    )


def _lines(stall: Stall, plan: Plan) -> list[NDArray]:
    markings = plan.markings
    ahead = np.array([np.cos(stall.heading_rad), np.sin(stall.heading_rad)])
    left = np.array([-ahead[1], ahead[0]])
    centre, width = np.array(stall.centre), markings.width_m
    long = stall.length_m + markings.overhang_m
    middle = centre - ahead * markings.overhang_m / 2
    lines = [
        _oblong(middle + side * left * stall.width_m / 2, stall.heading_rad, long, width)
        for side in (1, -1)
    ]
    if markings.is_closed:
        lines += [
            _oblong(
                centre + end * ahead * stall.length_m / 2, stall.heading_rad, width, stall.width_m
            )
            for end in (1, -1)
        ]
    return lines


def _arrows(lane: Lane) -> list[NDArray]:
    points = np.array(lane.points)
    length = float(np.hypot(*np.diff(points, axis=0).T).sum())
    arrows = []
    for at_m in np.arange(0.5 * min(ARROWS_EVERY_M, length), length, ARROWS_EVERY_M):
        place, heading = along(points, at_m)
        cos, sin = np.cos(heading), np.sin(heading)
        turn = np.array([[cos, sin], [-sin, cos]])
        arrows += [np.concatenate([HEAD, HEAD[-1:]]) @ turn + place, SHAFT @ turn + place]
    return arrows


def _gridded(corners: list[NDArray], paints: NDArray[np.float32]) -> Marks:
    marks = np.array(corners).reshape(-1, 4, 2)
    edges = np.roll(marks, -1, axis=1) - marks
    normals = np.stack([edges[..., 1], -edges[..., 0]], -1)  # outwards of what turns anticlockwise
    lengths = np.linalg.norm(normals, axis=-1, keepdims=True)
    normals = np.where(lengths > 1e-9, normals / np.maximum(lengths, 1e-9), 0.0)  # noqa: PLR2004
    planes = np.concatenate([normals, (normals * marks).sum(-1, keepdims=True)], -1)
    if not len(marks):
        frame = np.array([0, 0, CELL_M, 0, 0], np.float32)
        return Marks(
            planes.astype(np.float32), paints, np.zeros(1, np.int32), np.zeros(0, np.int32), frame
        )
    low = marks.min(axis=(0, 1)) - CELL_M
    columns, rows = (np.ceil((marks.max(axis=(0, 1)) + CELL_M - low) / CELL_M)).astype(int)
    first = np.floor((marks.min(axis=1) - 0.3 - low) / CELL_M).astype(int)
    last = np.floor((marks.max(axis=1) + 0.3 - low) / CELL_M).astype(int)
    pairs = [
        (y * columns + x, number)
        for number, ((x0, y0), (x1, y1)) in enumerate(zip(first, last, strict=True))
        for y in range(y0, y1 + 1)
        for x in range(x0, x1 + 1)
    ]
    cells, members = np.array(sorted(pairs), np.int32).T
    starts = np.searchsorted(cells, np.arange(columns * rows + 1)).astype(np.int32)
    frame = np.array([*low, CELL_M, columns, rows], np.float32)
    return Marks(planes.astype(np.float32), paints, starts, np.ascontiguousarray(members), frame)
