"""Says of each camera of a window what is unlike its own history, by tallies of both."""

from datetime import datetime, timedelta

import polars as pl

from lotgraph.drift.bound import crowd
from lotgraph.drift.columns import DETECTION_DRIFT
from lotgraph.drift.compare import compare

LATE_DAYS = 7  # that are judged together, the window's own the last
REFERENCE_DAYS = 28  # before those
HISTORY_DAYS = LATE_DAYS - 1 + REFERENCE_DAYS  # before the window


def drift_of_window(tallies: pl.DataFrame, start: datetime) -> pl.DataFrame:
    """Rows of detection_drift, of detection_tallies of a window and of those days before it.

    Only what the same version of the detector found is history. How full frames are is asked of
    the window alone, all else of the week that ends with it, beside the weeks before that.
    """
    start = start.replace(minute=0)  # a window may begin within an hour
    own = tallies.filter(pl.col("hour_at") >= start)
    cameras = own.select("site_id", "camera_id", "detector").unique()
    alike = tallies.join(cameras, on=["camera_id", "detector"], how="semi")
    is_late = pl.col("hour_at") >= start - timedelta(days=LATE_DAYS - 1)
    answers = pl.concat(
        [
            crowd(alike.filter(pl.col("hour_at") < start), own),
            compare(alike.filter(~is_late), alike.filter(is_late)),
        ]
    )
    named = cameras.group_by("camera_id").agg(pl.col("site_id", "detector").max())
    told = answers.join(named, on="camera_id")
    return DETECTION_DRIFT.conform(told.with_columns(picture=None))
