"""Labelled captures of a lake, with every vehicle that was detected there."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from lotgraph.kinds import VEHICLE
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
    for (capture,), own in of.frames.sort("camera", "captured_at").group_by(
        "capture_id", maintain_order=True
    ):
        one, numbers = of.only(own), own.select("frame", "number")
        [(truth, found)] = (
            [_vehicles(boxes, numbers) for boxes in both]
            for both in zip(one.truth.values(), one.told.values(), strict=True)
        )
        if truth.filter("is_marked")["frame"].n_unique() >= FEWEST and len(found):
            name = f"{own['camera'][0]} {own['captured_at'][0]:%dT%H:%M}"
            yield name, truth, found, rates[capture]


def _vehicles(boxes: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """Boxes of vehicles, by the frames' numbers in their capture."""
    own = boxes.filter(kind=VEHICLE).join(numbers, on="frame", maintain_order="left")
    return own.with_columns(frame="number").drop("number")


def _rate() -> pl.Expr:
    """Frames a second, by the numbers and moments of those that were looked at."""
    at, frame = pl.col("captured_at"), pl.col("frame")
    seconds = (at.max() - at.min()).dt.total_microseconds() / 1e6
    return ((frame.max() - frame.min()) / seconds).alias("rate")
