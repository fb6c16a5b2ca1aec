"""The assets camera_views, daily_views and camera_baselines: what is normal for each camera."""

import sys

import dagster as dg
import polars as pl

import lotgraph.health.compare
import lotgraph.health.measure
import lotgraph.video
import lotgraph.views
from assets.describe import stored
from assets.partitions import SAME_DAY, SITE_DAYS, SITE_WINDOWS, days_apart
from lotgraph.lake.record import Origin
from lotgraph.settings import load
from lotgraph.video import batches
from lotgraph.views.columns import CAMERA_BASELINES, CAMERA_VIEWS, DAILY_VIEWS
from lotgraph.views.learn import learn, merge_day
from lotgraph.views.window import view_window
from resources.lake import Made
from resources.landing import Landing

_CODE = (
    lotgraph.health.compare,
    lotgraph.health.measure,
    lotgraph.video,
    lotgraph.views,
    sys.modules[__name__],
)
_BASELINE_DAYS = load().health.baseline_days
_DAYS_BEFORE = days_apart(-_BASELINE_DAYS, -1)
_MAYBE = {"optional": True}  # not every window has footage, not every day was recorded


@dg.asset(partitions_def=SITE_WINDOWS, group_name="views", **stored(CAMERA_VIEWS, *_CODE))
def camera_views(captures: pl.DataFrame, landing: Landing) -> dg.MaterializeResult[pl.DataFrame]:
    """How a camera looked in one window, from a few frames of it."""
    rows, unread = view_window(
        captures, lambda uri, rate_hz: batches(landing.address(uri), rate_hz=rate_hz)
    )
    return dg.MaterializeResult(value=rows, metadata={"unread": "\n".join(unread) or "none"})


@dg.asset(
    partitions_def=SITE_DAYS,
    group_name="views",
    ins={"camera_views": dg.AssetIn(partition_mapping=SAME_DAY, metadata=_MAYBE)},
    **stored(DAILY_VIEWS, lotgraph.views, sys.modules[__name__]),
)
def daily_views(camera_views: pl.DataFrame) -> pl.DataFrame:
    """How a camera looked in one hour of one day: the most typical of its windows."""
    return merge_day(camera_views)


@dg.asset(
    partitions_def=SITE_DAYS,
    group_name="views",
    ins={"daily_views": dg.AssetIn(partition_mapping=_DAYS_BEFORE, metadata=_MAYBE)},
    **stored(CAMERA_BASELINES, lotgraph.views, sys.modules[__name__]),
)
def camera_baselines(daily_views: pl.DataFrame) -> dg.MaterializeResult[Made]:
    """How a camera normally looks in an hour of the day, learnt from the days before."""
    origin = Origin(config={"baseline_days": _BASELINE_DAYS})
    return dg.MaterializeResult(value=Made(learn(daily_views), origin))
