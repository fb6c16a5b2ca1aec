"""Tracks a whole window: each camera's detections in the order of their moments."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from lotgraph.formats.columns import BOXES, EDGES, filled
from lotgraph.tracker.clock import numbered
from lotgraph.tracker.model import Ints
from lotgraph.tracker.prepare import prepare
from lotgraph.tracker.tell import tell
from lotgraph.tracker.track import track
from lotgraph.tracks.columns import TRACK_BOXES, TRACKS
from lotgraph.tracks.fit import of_one_size

MOMENT_US = 1000
_FRAME = ("site_id", "camera_id", "captured_at", "capture_id", "frame")


@dataclass(frozen=True)
class Tracked:
    """Rows of track_boxes and of tracks."""

    boxes: pl.DataFrame
    tracks: pl.DataFrame


def track_window(detections: pl.DataFrame, frames: pl.DataFrame) -> Tracked:
    """Track rows of detections of one window; `frames` are rows of detected_frames.

    Frames of a camera follow each other by when they were taken, across its captures. Of frames
    less than a millisecond apart, as of captures that overlap, the first one stands for all.
    Boxes come in px of their capture's first frame, should its size change midway.
    """
    detections = of_one_size(detections, frames)
    parts = [
        _of_camera(detections.filter(camera_id=camera), own)
        for (camera,), own in frames.group_by("camera_id", maintain_order=True)
    ]
    boxes = pl.concat([_NONE, *parts])
    return Tracked(
        TRACK_BOXES.conform(boxes.drop("score")),
        TRACKS.conform(_summed(boxes)),
    )


def _of_camera(detections: pl.DataFrame, frames: pl.DataFrame) -> pl.DataFrame:
    frames = frames.sort("captured_at", "capture_id", "frame")
    at_us = frames["captured_at"].dt.epoch("us").to_numpy()
    own = _moments(at_us)
    frames, at_us = frames[own], at_us[own]
    step, fps = numbered((at_us - at_us[:1]) / 1e6)
    frames = frames.select(*_FRAME).with_columns(step=step)
    shown = detections.join(
        frames.select("capture_id", "frame", "step"), on=["capture_id", "frame"]
    )
    table = filled(shown.select(pl.col("step").alias("frame"), "kind", "score", *EDGES))
    boxes = prepare(table, fps)
    told = tell(track(boxes, step), boxes.row, table)
    told = told.select(
        pl.col("frame").alias("step"), "object_id", "kind", *EDGES, "score", "is_seen"
    )
    # Moments between frames, that a finer grid has, are nobody's.
    told = told.join(frames, on="step")
    return told.join(_names(told), on="object_id").select(_NONE.columns).cast(_NONE.schema)


def _moments(at_us: Ints) -> list[int]:
    """Places of those that are moments of their own, of times that never fall.

    A name holds a moment to the millisecond, and no camera sees anything move in less.
    """
    own, until = [], at_us[0]
    for place, at in enumerate(at_us.tolist()):
        if at >= until:
            own.append(place)
            until = at + MOMENT_US
    return own


def _names(told: pl.DataFrame) -> pl.DataFrame:
    """A name for each track that only what it is made of decides: when and where it begins.

    So nothing elsewhere has it, whatever else is found another time. Of those that begin at once
    with the same edges in whole pixels, all but the first are told apart by a number.
    """
    first = told.sort("captured_at", *EDGES, "object_id").group_by("object_id", maintain_order=True)
    begun = first.agg(pl.col("camera_id", "captured_at", *EDGES).first())
    moment = pl.col("captured_at").dt.strftime("%Y%m%dT%H%M%S%.3f")
    place = pl.concat_str(pl.col(EDGES).round().cast(pl.Int64), separator="_")
    named = begun.select("object_id", track_id=pl.format("{}/{}/{}", "camera_id", moment, place))
    again = pl.int_range(pl.len()).over("track_id")
    number = pl.when(again > 0).then(pl.format("/{}", again)).otherwise(pl.lit(""))
    return named.with_columns(pl.col("track_id") + number)


def _summed(boxes: pl.DataFrame) -> pl.DataFrame:
    x, y = (pl.col("x0_px") + pl.col("x1_px")) / 2, (pl.col("y0_px") + pl.col("y1_px")) / 2
    width, height = pl.col("x1_px") - pl.col("x0_px"), pl.col("y1_px") - pl.col("y0_px")
    size = (width * height).sqrt().median()
    far = ((x - x.first()).pow(2) + (y - y.first()).pow(2)).sqrt().max() / size
    return (
        boxes.sort("captured_at")
        .group_by("site_id", "camera_id", "track_id", maintain_order=True)
        .agg(
            pl.col("kind").first(),
            started_at=pl.col("captured_at").first(),
            ended_at=pl.col("captured_at").last(),
            boxes=pl.len(),
            seen_share=pl.col("is_seen").mean(),
            confidence=pl.col("score").first().clip(0, 1),
            moved_sizes=far,
        )
    )


def _none() -> Iterator[tuple[str, pl.DataType]]:
    yield from TRACK_BOXES.schema.items()
    yield "score", BOXES["score"]


_NONE = pl.DataFrame(schema=dict(_none()))
