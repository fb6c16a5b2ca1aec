"""The assets camera_views, daily_views and camera_baselines: what is normal for each camera."""

import sys
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import dagster as dg
import polars as pl

import lotgraph.captures.reread
import lotgraph.health.align
import lotgraph.health.compare
import lotgraph.health.measure
import lotgraph.health.plates
import lotgraph.health.suspect
import lotgraph.video
import lotgraph.views
from assets.describe import stored
from assets.partitions import SAME_DAY, SITE_DAYS, SITE_WINDOWS, days_apart
from lotgraph.health.inspect import LARGEST_PX
from lotgraph.lake.record import Origin
from lotgraph.settings import load
from lotgraph.video import Batch, batches
from lotgraph.views.columns import CAMERA_BASELINES, CAMERA_VIEWS, DAILY_VIEWS
from lotgraph.views.learn import learn, merge_day
from lotgraph.views.window import view_window
from resources.lake import OPTIONAL, Made, earlier_days
from resources.landing import Landing

_CODE = (
    lotgraph.captures.reread,
    lotgraph.health.align,
    lotgraph.health.compare,
    lotgraph.health.measure,
    lotgraph.health.plates,
    lotgraph.health.suspect,
    lotgraph.video,
    lotgraph.views,
    sys.modules[__name__],
)
_BASELINE_DAYS = load().health.baseline_days
_DAYS_BEFORE = dg.AssetIn(
    partition_mapping=days_apart(-_BASELINE_DAYS, -1),  # what the UI draws
    metadata=earlier_days(_BASELINE_DAYS),
)
_FRAMES_AT_ONCE = 8


@dg.asset(partitions_def=SITE_WINDOWS, group_name="views", **stored(CAMERA_VIEWS, *_CODE))
def camera_views(captures: pl.DataFrame, landing: Landing) -> dg.MaterializeResult[pl.DataFrame]:
    """How a camera looked in one window, from a few frames of it."""

    def play(capture: Mapping[str, Any], rate_hz: float) -> Iterator[Batch]:
        sample = partial(
            batches, rate_hz=rate_hz, size=LARGEST_PX, frames=_FRAMES_AT_ONCE, is_fitted=True
        )
        return landing.reread(capture, sample)

    rows, unread = view_window(captures, play)
    listed = "\n".join(unread) or "none"
    return dg.MaterializeResult(value=rows, metadata={"captures_unread": listed})


@dg.asset(
    partitions_def=SITE_DAYS,
    group_name="views",
    ins={"camera_views": dg.AssetIn(partition_mapping=SAME_DAY, metadata=OPTIONAL)},
    **stored(DAILY_VIEWS, lotgraph.views, sys.modules[__name__]),
)
def daily_views(camera_views: pl.DataFrame) -> pl.DataFrame:
    """How a camera looked in one hour of one day: the most typical of its windows."""
    return merge_day(camera_views)


@dg.asset(
    partitions_def=SITE_DAYS,
    group_name="views",
    ins={"daily_views": _DAYS_BEFORE},
    **stored(CAMERA_BASELINES, lotgraph.views, sys.modules[__name__]),
)
def camera_baselines(daily_views: pl.DataFrame) -> dg.MaterializeResult[Made]:
    """How a camera normally looks in an hour of the day, learnt from the days before."""
    origin = Origin(config={"baseline_days": _BASELINE_DAYS})
    return dg.MaterializeResult(value=Made(learn(daily_views), origin))
