"""Draws boxes as a detector would, that misses some, jitters and sees things that are not there.

No pixels are made: boxes in space are projected, and what is nearer hides what is behind it as far
as their outlines in the picture overlap. The same arguments give the same tables.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.errors import TwinError
from lotgraph.twin.optics import project
from lotgraph.twin.plan.model import Camera
from lotgraph.twin.plan.see import sees
from lotgraph.twin.plan.shapes import rectangles
from lotgraph.twin.seeds import stream
from lotgraph.twin.world.columns import DETECTION_TRUTH, DETECTIONS
from lotgraph.twin.world.model import VEHICLE, WALKER, Poses, World
from lotgraph.twin.world.people import SIZES

Floats = NDArray[np.float64]

WALKER_M = 1.72  # tall
CELL_PX = 2  # what hides what is counted in cells of so many pixels
LEAST_PX = 3.0  # a smaller box is no box
MOOD_S = 1.0  # misses come in runs: some of a detector's luck lasts so long
MOOD_SHARE = 0.6  # of its variance
GHOSTS = 3  # places of a picture where false alarms like to be
EDGES = ("x0_px", "y0_px", "x1_px", "y1_px")
KINDS = {VEHICLE: "vehicle", WALKER: "walker"}


@dataclass(frozen=True)
class Detector:
    """How good a detector is.

    Of things wholly seen and `half_px` high it finds half, of large ones `most_recall`, and fewer
    the less of them is seen. Edges are off by `jitter_share` of the box's size (one sigma).
    """

    most_recall: float = 0.97
    half_px: float = 14.0
    steepness: float = 5.0  # of recall over the logarithm of the height
    least_visible: float = 0.15  # what shows less of itself is never found
    fading: float = 0.5  # power of what shows beyond that
    jitter_share: float = 0.03
    false_alarms_per_frame: float = 0.02

    def recall(self, height_px: Floats, visible_share: Floats) -> Floats:
        """How likely each thing is found."""
        spare = (visible_share - self.least_visible) / (1 - self.least_visible)
        seen = np.where(spare > 0, spare.clip(1e-9, 1) ** self.fading, 0.0)
        size = 1 / (1 + (self.half_px / np.maximum(height_px, 1e-6)) ** self.steepness)
        found: Floats = self.most_recall * size * seen
        return found


@dataclass(frozen=True)
class Boxes:
    """Rectangles in one frame: numbers, kinds, edges (n, 4) of things, and what shows of each."""

    object_id: NDArray[np.int32]
    kind: NDArray[np.uint8]
    edges_px: Floats
    visible_share: Floats


def detect(  # noqa: PLR0913
    world: World,
    camera_id: str,
    begin_s: float,
    end_s: float,
    *,
    detector: Detector | None = None,
    seed: int = 0,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Detections in every frame of a camera from one moment to another, and whose they are.

    Raises:
        TwinError: the site has no such camera.
    """
    camera = _camera_of(world, camera_id)
    frames = list(_frames(world, camera, begin_s, end_s, detector or Detector(), seed))
    columns = [np.concatenate([[], *column]) for column in zip(*frames, strict=True)]
    frame, object_id, kind, visible, confidence, *edges = columns or [np.zeros(0)] * 9
    order = [0] * len(frame)
    counts: dict[int, int] = {}
    for row, number in enumerate(frame.tolist()):
        order[row] = counts[number] = counts.get(number, -1) + 1
    ids = [f"{camera_id}-{int(f):09d}-{k:03d}" for f, k in zip(frame, order, strict=True)]
    when = [world.begins_at + timedelta(microseconds=round(f / camera.fps * 1e6)) for f in frame]
    detections = DETECTIONS.table(
        detection_id=ids,
        site_id=[world.plan.site_id] * len(ids),
        camera_id=[camera_id] * len(ids),
        captured_at=when,
        kind=[KINDS[int(k)] for k in kind],
        confidence=confidence,
        **dict(zip(EDGES, edges, strict=True)),
    )
    truth = DETECTION_TRUTH.table(
        detection_id=ids,
        object_id=pl.Series([int(o) if o > 0 else None for o in object_id], dtype=pl.Int32),
        visible_share=visible,
    )
    return detections, truth


def boxes_in(world: World, camera: Camera, poses: Poses) -> Boxes:
    """What of a moment is in the picture: rectangles clipped to it, the nearest first."""
    length, width, height = _sizes(world, poses).T
    ground = rectangles(
        np.column_stack([poses.x_m, poses.y_m]),
        np.column_stack([length, width]),
        poses.heading_rad,
    )
    low = np.concatenate([ground, np.zeros((len(poses), 4, 1))], axis=2)
    corners = np.concatenate([low, low + [0.0, 0.0, 1.0] * height[:, None, None]], axis=1)
    pixels, depth = project(camera, corners.reshape(-1, 3))
    pixels = pixels.reshape(-1, 8, 2)
    ahead = ~np.isnan(pixels).any(axis=(1, 2))
    pixels[~ahead] = -1e6
    ends = np.array([camera.width_px, camera.height_px], float)
    edges = np.concatenate([pixels.min(axis=1), pixels.max(axis=1)], axis=1)
    clipped = np.concatenate([edges[:, :2].clip(0, ends), edges[:, 2:].clip(0, ends)], axis=1)
    size = clipped[:, 2:] - clipped[:, :2]
    whole = np.prod(edges[:, 2:] - edges[:, :2], axis=1)
    shown = ahead & (size > LEAST_PX).all(axis=1)
    rows = np.flatnonzero(shown)
    rows = rows[np.argsort(depth.reshape(-1, 8).mean(axis=1)[rows], kind="stable")]
    middle = corners[rows].mean(axis=1)
    inner = 0.6 * corners[rows][:, :4] + 0.4 * middle[:, None]
    inner[..., 2] = middle[:, None, 2]
    points = np.concatenate([inner, middle[:, None]], axis=1).reshape(-1, 3)
    open_share = sees(camera, world.plan.structures, points).reshape(-1, 5).mean(axis=1)
    cut = np.prod(size[rows], axis=1) / whole[rows]
    visible = _uncovered(pixels[rows], clipped[rows], camera) * open_share * cut
    return Boxes(poses.object_id[rows], poses.kind[rows], clipped[rows], visible.clip(0, 1))


def _sizes(world: World, poses: Poses) -> Floats:
    """Length, width and height (n, 3) of everything."""
    vehicles, walkers = world.vehicles.sort("object_id"), world.walkers.sort("object_id")
    first = vehicles.select("length_m", "width_m", "height_m").to_numpy()
    pushed = [(*SIZES[what], WALKER_M) for what in walkers["pushes"]]
    table = np.concatenate([first, np.array(pushed).reshape(-1, 3)])
    sizes: Floats = table[poses.object_id - 1]
    return sizes


def _uncovered(pixels: Floats, edges_px: Floats, camera: Camera) -> Floats:
    """Of the outline of each box (n, 8, 2), nearest first, the share that no nearer one covers."""
    import cv2

    size = camera.height_px // CELL_PX + 1, camera.width_px // CELL_PX + 1
    is_taken = np.zeros(size, np.uint8)
    low = np.floor(edges_px[:, :2] / CELL_PX).astype(int)
    high = np.ceil(edges_px[:, 2:] / CELL_PX).astype(int) + 1
    shares = np.ones(len(edges_px))
    for k, ((x0, y0), (x1, y1)) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
        part = is_taken[y0:y1, x0:x1]
        points = np.rint(pixels[k] / CELL_PX - low[k]).astype(np.int32)
        own = np.zeros(part.shape, np.uint8)
        cv2.fillConvexPoly(own, cv2.convexHull(points), 1)
        shares[k] = 1 - (own & part).sum() / max(own.sum(), 1)
        part |= own
    return shares


def _frames(  # noqa: PLR0913, PLR0917
    world: World, camera: Camera, begin_s: float, end_s: float, detector: Detector, seed: int
) -> Iterator[tuple[NDArray, ...]]:
    """Of each frame: its number, whose boxes, kinds, what shows, how sure, and four edges."""
    things = len(world.vehicles) + len(world.walkers)
    ghosts = _ghosts(world, camera, seed)
    names = (world.plan.site_id, camera.camera_id)
    moods, block = np.zeros(0), -1
    first, last = np.ceil(np.array([begin_s, end_s]) * camera.fps - 1e-9).astype(int)
    for frame in range(int(first), int(last)):
        t_s = frame / camera.fps
        if int(t_s // MOOD_S) != block:
            block = int(t_s // MOOD_S)
            moods = stream(seed, "mood", *names, block).standard_normal(things)
        rng = stream(seed, "detect", *names, frame)
        boxes = boxes_in(world, camera, world.poses(t_s))
        n = len(boxes.object_id)
        fresh = rng.standard_normal(n)
        luck = np.sqrt(MOOD_SHARE) * moods[boxes.object_id - 1] + np.sqrt(1 - MOOD_SHARE) * fresh
        size = boxes.edges_px[:, 2:] - boxes.edges_px[:, :2]
        recall = detector.recall(size[:, 1], boxes.visible_share)
        found = _rank(luck) < recall
        off = rng.standard_normal((n, 4)) * np.tile(size, 2) * detector.jitter_share
        sure = (recall * 0.9 + 0.08 * rng.standard_normal(n)).clip(0.05, 0.99)
        alarms = ghosts[
            rng.integers(len(ghosts), size=rng.poisson(detector.false_alarms_per_frame))
        ]
        alarms = alarms * (1 + 0.02 * rng.standard_normal(alarms.shape))
        m = len(alarms)
        ends = np.tile([camera.width_px, camera.height_px], 2)
        yield (
            np.full(found.sum() + m, frame),
            np.concatenate([boxes.object_id[found], np.zeros(m, np.int32)]),
            np.concatenate([boxes.kind[found], np.full(m, VEHICLE, np.uint8)]),
            np.concatenate([boxes.visible_share[found], np.zeros(m)]),
            np.concatenate([sure[found], rng.uniform(0.2, 0.6, m)]),
            *np.concatenate([(boxes.edges_px + off)[found], alarms]).clip(0, ends).T,
        )


def _rank(normal: Floats) -> Floats:
    """How much of a normal distribution lies below each value."""
    from math import erf

    return np.array([0.5 * (1 + erf(z / 2**0.5)) for z in normal])


def _ghosts(world: World, camera: Camera, seed: int) -> Floats:
    """Boxes (k, 4) where this camera's false alarms are: a bush, a bin, a reflection."""
    rng = stream(seed, "ghosts", world.plan.site_id, camera.camera_id)
    ends = np.array([camera.width_px, camera.height_px])
    size = np.exp(rng.normal(np.log(36), 0.5, (GHOSTS, 1))) * [1.4, 1.0]
    low = rng.random((GHOSTS, 2)) * (ends - size).clip(1)
    return np.concatenate([low, low + size], axis=1)


def _camera_of(world: World, camera_id: str) -> Camera:
    for camera in world.plan.cameras:
        if camera.camera_id == camera_id:
            return camera
    known = ", ".join(one.camera_id for one in world.plan.cameras) or "none"
    raise TwinError(
        f"site {world.plan.site_id}: expected one of its cameras ({known}); got {camera_id!r}"
    )
