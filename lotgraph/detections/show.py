"""What is shown of a window that was looked through: what is sure, and counts over time."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from lotgraph.pictures.curves import curves

MOST_PLOTS = 12  # cameras whose counts are plotted
_STEPS = 240  # of a plot
# Half of what the surest tenth has: below it detectors whisper, and whoever links boxes listens.
_LEAST_SURE = 0.5 * pl.col("score").quantile(0.9)


def sure(detections: pl.DataFrame) -> pl.DataFrame:
    """Rows that their camera's detector is about as sure of as of its best ones."""
    return detections.filter(pl.col("score") >= _LEAST_SURE.over("camera_id"))


def least_sure(detections: pl.DataFrame) -> dict[str, float]:
    """The score from which on a box is sure, of each camera that has any."""
    return dict(detections.group_by("camera_id").agg(_LEAST_SURE).sort("camera_id").rows())


def plotted(detections: pl.DataFrame, frames: pl.DataFrame) -> Iterator[tuple[str, bytes]]:
    """For each camera, the fullest first: how many boxes a frame had over time, all and sure ones.

    The legend says which score makes a box sure.
    """
    fullest = (
        frames.group_by("camera_id")
        .agg(pl.col("boxes").sum())
        .sort("boxes", "camera_id", descending=[True, False])
    )
    counted = sure(detections).group_by("capture_id", "frame").agg(sure=pl.len())
    least = least_sure(detections)
    for camera in fullest["camera_id"].head(MOST_PLOTS):
        own = frames.filter(camera_id=camera).join(counted, on=["capture_id", "frame"], how="left")
        shown = own.with_columns(pl.col("sure").fill_null(0)).sort("captured_at")
        length = shown["captured_at"][-1] - shown["captured_at"][0]
        step = max(length / _STEPS, timedelta(seconds=1))
        means = shown.group_by_dynamic("captured_at", every=step, start_by="datapoint").agg(
            pl.col("boxes", "sure").mean()
        )
        name = f"sure: score ≥ {least[camera]:.2f}" if camera in least else "sure"
        series = {name: means["sure"], "all": means["boxes"]}
        yield (
            camera,
            curves(means["captured_at"], {"boxes": series}, title=f"{camera}: boxes a frame"),
        )
