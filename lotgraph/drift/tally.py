"""Tallies what boxes of each hour are like: weeks of them are compared by a few numbers a day."""

import polars as pl

from lotgraph.drift.columns import DETECTION_TALLIES, FRAMES, KINDS, SCORES, SIZES

_HOUR = ("site_id", "camera_id", "hour_at", "detector")
_FRAME = ("site_id", "camera_id", "captured_at", "capture_id", "frame")
_DIGITS = 2  # finer than what a few hundred boxes can tell


def tally(detections: pl.DataFrame, frames: pl.DataFrame) -> pl.DataFrame:
    """Rows of detection_tallies, of rows of detections and of detected_frames.

    Frames are all that were looked at, also those without a box. A score or height that is no
    number counts in the mix of kinds alone.
    """
    hour = pl.col("captured_at").dt.truncate("1h").alias("hour_at")
    boxes = detections.with_columns(hour)
    crowds = frames.join(detections.group_by(_FRAME).len("value"), on=_FRAME, how="left")
    height = pl.col("y1_px") - pl.col("y0_px")
    parts = [
        crowds.with_columns(hour, pl.col("value").fill_null(0)).select(
            *_HOUR, what=pl.lit(FRAMES), kind=pl.lit(""), value="value"
        ),
        boxes.select(*_HOUR, what=pl.lit(KINDS), kind="kind", value=pl.lit(0)),
        *(
            boxes.select(*_HOUR, what=pl.lit(what), kind=pl.lit(""), value=coarse)
            for what, coarse in ((SCORES, _coarse(pl.col("score"))), (SIZES, _coarse(height)))
        ),
    ]
    rows = pl.concat(part.with_columns(pl.col("value").cast(pl.Float64)) for part in parts)
    known = rows.filter(pl.col("value").is_finite())
    return DETECTION_TALLIES.conform(known.group_by(rows.columns).agg(count=pl.len()))


def _coarse(value: pl.Expr) -> pl.Expr:
    return value.cast(pl.Float64).round_sig_figs(_DIGITS)
