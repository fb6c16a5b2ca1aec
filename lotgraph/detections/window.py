"""Looks for things in a whole window: every usable camera's captures, one after the other."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.detections.columns import DETECTED_FRAMES, DETECTIONS
from lotgraph.detector.model import Detector, Found
from lotgraph.detector.regions import Region, Regional
from lotgraph.detector.rest import watch_resting
from lotgraph.detector.watch import watch
from lotgraph.errors import CaptureError
from lotgraph.formats.columns import EDGES
from lotgraph.video import Batch

Play = Callable[[Mapping[str, Any]], Iterable[Batch]]  # frames of a row of captures

# Each machine and number of threads sums in an order of its own, which moves boxes and scores by
# far less than a step. Only what lies at the edge between two may still be told as either.
_BOX_STEPS = 16  # to the px
_SCORE_STEPS = 10_000  # to 1


@dataclass
class Detected:
    """Rows of detections and of detected_frames, and in sentences what could not be read.

    `looks` counts the frames that the detector saw: not those in which nothing had moved.
    """

    detections: pl.DataFrame
    frames: pl.DataFrame
    looks: int = 0
    unread: list[str] = field(default_factory=list)


def detect_window(
    captures: pl.DataFrame,
    detector: Detector,
    play: Play,
    *,
    regions: Mapping[str, Region] | None = None,
    is_resting: bool = False,
) -> Detected:
    """Look at the frames that `play` gives for each row of captures of one site.

    Of cameras that have a region, by their name, only what stands in it counts. While nothing
    moves, what was found last stands if `is_resting`; see `lotgraph.detector.rest`.
    Of a capture that breaks off, what came before counts; it is said, and the others go on.
    Frames of one camera at one moment, as of files that overlap, are all looked at.
    """
    found: list[pl.DataFrame] = []
    looked: list[pl.DataFrame] = []
    unread, looks = [], 0
    watching = watch_resting if is_resting else watch
    for capture in captures.sort("camera_id", "started_at", "capture_id").iter_rows(named=True):
        region = (regions or {}).get(capture["camera_id"])
        looking = Regional(detector, region) if region else detector
        try:
            for batch, seen, count in watching(looking, play(capture)):
                boxes, frames = _rows(batch, seen, capture, looking)
                found.append(boxes)
                looked.append(frames)
                looks += count
        except CaptureError as error:
            unread.append(f"{capture['uri']}: {error}")
    return Detected(
        DETECTIONS.conform(pl.concat([DETECTIONS.empty(), *found])),
        DETECTED_FRAMES.conform(pl.concat([DETECTED_FRAMES.empty(), *looked])),
        looks,
        unread,
    )


def usable(captures: pl.DataFrame, cameras: pl.DataFrame) -> pl.DataFrame:
    """Captures of the cameras that rows of camera_usability do not leave out."""
    left_out = cameras.filter(~pl.col("is_usable")).select("site_id", "camera_id")
    return captures.join(left_out, on=["site_id", "camera_id"], how="anti")


def _rows(
    batch: Batch, found: Found, capture: Mapping[str, Any], detector: Detector
) -> tuple[pl.DataFrame, pl.DataFrame]:
    height_px, width_px = batch.pixels.shape[1:3]
    found = _coarse(found)
    since = pl.Series("since_us", np.rint(batch.times_s * 1e6).astype(np.int64))
    frames = pl.DataFrame(
        {
            "frame": batch.index,
            "since_us": since,
            "boxes": np.bincount(found.frame, minlength=len(batch)),
        }
    ).select(
        pl.lit(capture["site_id"]).alias("site_id"),
        pl.lit(capture["camera_id"]).alias("camera_id"),
        (pl.lit(capture["started_at"]) + pl.duration(microseconds="since_us")).alias("captured_at"),
        pl.lit(capture["capture_id"]).alias("capture_id"),
        "frame",
        pl.col("boxes").cast(pl.Int32),
        pl.lit(width_px, pl.Int32).alias("width_px"),
        pl.lit(height_px, pl.Int32).alias("height_px"),
        pl.lit(detector.version).alias("detector"),
    )
    boxes = frames.drop("boxes")[found.frame].with_columns(**_told(found, detector.kinds))
    return (
        boxes.select(DETECTIONS.schema.names()).cast(DETECTIONS.schema),
        frames.cast(DETECTED_FRAMES.schema),
    )


def _coarse(found: Found) -> Found:
    """Boxes as coarse as they are the same everywhere; one thinner than a step may go by that."""
    box = (np.rint(found.box * _BOX_STEPS) / _BOX_STEPS).astype(np.float32)
    has_area = np.asarray((box[:, :2] < box[:, 2:]).all(axis=1), np.bool_)
    return Found(found.frame, box, found.score, found.kind).only(has_area)


def _told(found: Found, kinds: tuple[str, ...]) -> dict[str, pl.Series]:
    names = np.array([*kinds, ""], dtype=object)
    sides = dict(zip(EDGES, found.box.T, strict=True))
    return {
        "number": pl.Series(_numbers(found.frame), dtype=pl.Int32),
        "kind": pl.Series(names[found.kind].tolist(), dtype=pl.String),
        "score": pl.Series(np.rint(found.score * _SCORE_STEPS) / _SCORE_STEPS, dtype=pl.Float32),
        **{name: pl.Series(np.ascontiguousarray(side)) for name, side in sides.items()},
    }


def _numbers(frame: NDArray[np.int64]) -> NDArray[np.int64]:
    """Place of each row among those of its frame; rows of a frame stand together."""
    starts = np.flatnonzero(np.r_[True, frame[1:] != frame[:-1]]) if len(frame) else frame
    lengths = np.diff(np.r_[starts, len(frame)])
    numbers: NDArray[np.int64] = np.arange(len(frame)) - np.repeat(starts, lengths)
    return numbers
