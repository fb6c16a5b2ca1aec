"""Draws boxes as a detector would, that misses some, jitters and sees things that are not there.

No pixels are made: the outermost points of each body are projected, and what is nearer hides what
is behind it as far as their outlines in the picture overlap, of sixteen sides each and counted in
cells of a few pixels. What structures hide is told by five points of each body. The same arguments
give the same tables, stretch by stretch.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.errors import TwinError
from lotgraph.formats.columns import EDGES
from lotgraph.tables import UTC_TIME
from lotgraph.twin.optics.distort import widest
from lotgraph.twin.optics.pose import axes
from lotgraph.twin.plan.model import Camera
from lotgraph.twin.plan.see import boxes_that_hide
from lotgraph.twin.seeds import stream
from lotgraph.twin.world.columns import DETECTION_TRUTH, DETECTIONS
from lotgraph.twin.world.model import Poses, World
from lotgraph.twin.world.shapes import shapes_of

Floats = NDArray[np.float64]

CELLS = 320  # across a picture, in which it is counted what hides what
MOOD_S = 1.0  # misses come in runs: some of a detector's luck lasts so long
MOOD_SHARE = 0.6  # of its variance
GHOSTS = 3  # places of a picture where false alarms like to be
MOST_FPS = 60.0
MOST_ALARMS = 20.0  # in a frame


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

    def __post_init__(self) -> None:
        """Raises TwinError where there are more false alarms, or edges less sure, than of use."""
        if not 0 <= self.jitter_share <= 1:
            raise TwinError(f"jitter: expected a share from 0 to 1, got {self.jitter_share:g}")
        if not 0 <= self.false_alarms_per_frame <= MOST_ALARMS:
            raise TwinError(
                f"false alarms in a frame: expected 0 to {MOST_ALARMS:g}, "
                f"got {self.false_alarms_per_frame:g}"
            )

    @property
    def row(self) -> Floats:
        """What compiled steps read it by."""
        return np.array([
            self.most_recall, self.half_px, self.steepness, self.least_visible, self.fading,
            self.jitter_share, self.false_alarms_per_frame, MOOD_SHARE, MOOD_S,
        ])  # fmt: skip

    def recall(self, height_px: Floats, visible_share: Floats) -> Floats:
        """How likely each thing is found."""
        from lotgraph.twin.world.chance.kernels import recall_of

        row = self.row
        pairs = zip(height_px.tolist(), visible_share.tolist(), strict=True)
        return np.array([recall_of(height, visible, row) for height, visible in pairs])


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
    fps: float | None = None,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Detections in every frame of a camera from one moment to another, and whose they are.

    Frames come at the camera's own rate, or at `fps`. Some microseconds a box that is in view.

    Raises:
        TwinError: the site has no such camera, or no camera is so fast or slow.
    """
    from lotgraph.twin.world.chance.kernels import draw
    from lotgraph.twin.world.sight.kernels import items_of

    camera, site_id = _camera_of(world, camera_id), world.plan.site_id
    rate = camera.fps if fps is None else fps
    if not 0 < rate <= MOST_FPS:
        raise TwinError(f"frames a second: expected above 0 and up to {MOST_FPS:g}, got {rate:g}")
    first, last = np.ceil(np.array([begin_s, end_s]) * rate - 1e-9).astype(int).tolist()
    rows, hiders = world.during(begin_s, end_s), boxes_that_hide(world.plan.structures)
    shapes = shapes_of(world, rows[:, 0].astype(np.int64))
    held = (shapes.about, shapes.points, shapes.sizes)
    items, who = items_of(rows, *held, _lens(camera), hiders, rate, first, last)
    key = np.uint64(_key(seed, site_id, camera_id))
    ghosts, size = _ghosts(world, camera, seed), np.array([camera.width_px, camera.height_px])
    chance = (detector or Detector()).row
    drawn = draw(items, who, key, chance, ghosts, rate, first, last, size, _cell(camera))
    return _tables(world, camera_id, rate, drawn)


def _tables(
    world: World, camera_id: str, fps: float, drawn: Floats
) -> tuple[pl.DataFrame, pl.DataFrame]:
    frame, object_id, visible, confidence, *edges, number = drawn.T
    begins_us = int(world.begins_at.timestamp()) * 10**6 + world.begins_at.microsecond
    numbers = {"frame": frame.astype(np.int64), "number": number.astype(np.int64)}
    named = pl.DataFrame(numbers).select(
        pl.format(
            "{}-{}-{}-{}",
            pl.lit(world.plan.site_id),
            pl.lit(camera_id),
            pl.col("frame").cast(pl.String).str.zfill(9),
            pl.col("number").cast(pl.String).str.zfill(3),
        )
    )
    ids = named.to_series()
    is_vehicle = object_id <= len(world.vehicles)  # what is seen where nothing is, too
    whose = pl.Series(object_id.astype(np.int32))
    when = pl.Series(begins_us + np.rint(frame / fps * 1e6).astype(np.int64))
    detections = DETECTIONS.table(
        detection_id=ids,
        site_id=pl.repeat(world.plan.site_id, len(ids), eager=True),
        camera_id=pl.repeat(camera_id, len(ids), eager=True),
        captured_at=when.cast(UTC_TIME),
        kind=pl.select(
            pl.when(pl.Series(is_vehicle)).then(pl.lit("vehicle")).otherwise(pl.lit("walker"))
        ).to_series(),
        confidence=confidence,
        **dict(zip(EDGES, edges, strict=True)),
    )
    truth = DETECTION_TRUTH.table(
        detection_id=ids,
        object_id=whose.set(whose == 0, None),
        visible_share=visible,
    )
    return detections, truth


def boxes_in(world: World, camera: Camera, poses: Poses) -> Boxes:
    """What of a moment is in the picture: rectangles clipped to it, the nearest first."""
    from lotgraph.twin.world.sight.kernels import DEPTH, SHOWN, items_at, uncovered

    places = np.column_stack([poses.x_m, poses.y_m, poses.heading_rad])
    shapes, hiders = shapes_of(world, poses.object_id), boxes_that_hide(world.plan.structures)
    held = (shapes.at(poses), shapes.points, shapes.sizes)
    items, which = items_at(places, *held, _lens(camera), hiders)
    order = np.argsort(items[:, DEPTH], kind="stable")
    cell, shares = _cell(camera), np.zeros(len(items))
    room = np.zeros((int(camera.height_px / cell) + 1, int(camera.width_px / cell) + 1), np.uint8)
    uncovered(items, order, cell, room, shares)
    rows = which[order]
    visible = (shares * items[:, SHOWN])[order]
    return Boxes(poses.object_id[rows], poses.kind[rows], items[order, :4], visible)


def _lens(camera: Camera) -> Floats:
    """A camera as compiled steps read it."""
    size = (camera.focal_px, camera.width_px, camera.height_px)
    limit = min(widest(camera.distortion), 1e6) ** 2
    turned = axes(camera).ravel()
    return np.array([*camera.position_m, *turned, *size, *camera.distortion, limit], float)


def _cell(camera: Camera) -> float:
    """How many pixels wide a cell is."""
    return max(2.0, camera.width_px / CELLS)


def _key(seed: int, *purpose: str) -> int:
    name = repr((seed, "detect", *purpose)).encode()
    return int.from_bytes(hashlib.sha256(name).digest()[:8], "little")


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
