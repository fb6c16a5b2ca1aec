"""Labelled captures of a lake, with every vehicle that was detected there."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from lotgraph.reports.kinds import VEHICLE
from lotgraph.reports.sequences import sequences

FEWEST = 100  # labelled frames with a vehicle that counts


def captured(lake: Path) -> Iterator[tuple[str, pl.DataFrame, pl.DataFrame, float]]:
    """Name, truth, detections and frame rate of each capture."""
    labels, frames, detections = (
        pl.read_parquet(lake / table / "**" / "*.parquet")
        for table in ("labels", "detected_frames", "detections")
    )
    rates = dict(frames.group_by("capture_id").agg(_rate()).rows())
    of = sequences(labels, frames, detections)
    when = frames.group_by("capture_id").agg(pl.col("captured_at").min())
    told = of.captures.join(when, left_on="sequence", right_on="capture_id")
    for name, camera, at in (
        told.select("sequence", "camera", "captured_at").sort("camera", "captured_at").rows()
    ):
        truth, found = (boxes[name].filter(kind=VEHICLE) for boxes in (of.truth, of.told))
        if truth.filter("is_marked")["frame"].n_unique() >= FEWEST and len(found):
            yield f"{camera} {at:%dT%H:%M}", truth, found, rates[name]


def _rate() -> pl.Expr:
    """Frames a second, by the numbers and moments of those that were looked at."""
    at, frame = pl.col("captured_at"), pl.col("frame")
    seconds = (at.max() - at.min()).dt.total_microseconds() / 1e6
    return ((frame.max() - frame.min()) / seconds).alias("rate")
