"""Merges how cameras looked: windows into days, days into baselines."""

import polars as pl

from lotgraph.views.columns import CAMERA_BASELINES, DAILY_VIEWS, STATISTICS, WHOLE_DAY
from lotgraph.views.plate import most_typical

_CAMERA = ["site_id", "camera_id"]
_MEDIANS = [pl.col(column.name).median() for column in STATISTICS]


def merge_day(views: pl.DataFrame) -> pl.DataFrame:
    """Rows of camera_views of one day, in order of time, as one row per camera and hour."""
    return DAILY_VIEWS.conform(_merge(views, [*_CAMERA, "hour"], []))


def learn(days: pl.DataFrame) -> pl.DataFrame:
    """Rows of daily_views of many days, in order of time, as rows of camera_baselines.

    Medians over days: a fault spoils a baseline only where it lasted for half of its days. The
    plate of an hour is that of its most typical day, the whole day's that of the most typical hour.
    """
    if days.is_empty():
        return CAMERA_BASELINES.empty()
    counted = [pl.len().alias("days")]
    hours = _merge(days, [*_CAMERA, "hour"], counted)
    whole = _merge(hours.drop("days"), _CAMERA, [pl.lit(WHOLE_DAY, pl.Int8).alias("hour")])
    at_most = hours.group_by(_CAMERA).agg(pl.col("days").max())
    return CAMERA_BASELINES.conform(
        pl.concat([hours, whole.join(at_most, on=_CAMERA)], how="diagonal")
    )


def _merge(rows: pl.DataFrame, by: list[str], extra: list[pl.Expr]) -> pl.DataFrame:
    """Sum frames, take medians, and the plate of the most typical row with its slopes."""
    groups = rows.group_by(by, maintain_order=True)
    merged = groups.agg(pl.col("frames").sum(), *_MEDIANS, *extra)
    plates = groups.agg(pl.col("plate_png"), pl.col("slopes"))
    chosen = [most_typical(*kept) for kept in plates.select("plate_png", "slopes").rows()]
    picked = pl.Series(chosen, dtype=pl.Int64)
    return merged.with_columns(
        plates["plate_png"].list.get(picked, null_on_oob=True),
        plates["slopes"].list.get(picked, null_on_oob=True),
    )
