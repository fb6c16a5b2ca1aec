"""Daily runs: sum up a day once it is over, and learn from the days before what is normal."""

from collections.abc import Iterator
from datetime import timedelta

import dagster as dg

from assets.partitions import DAYS, SITES_NAME
from jobs.graph import day_tables
from lotgraph.windows import DAY_FORMAT

_LEARNT = [table for table in day_tables() if table.startswith("camera_baselines")]
_SUMMED_UP = [table for table in day_tables() if table not in _LEARNT]

summarise_day = dg.define_asset_job(
    name="summarise_day",
    description="Sum up one day of one site.",
    selection=dg.AssetSelection.assets(*_SUMMED_UP),
)
learn_baselines = dg.define_asset_job(
    name="learn_baselines",
    description="Learn what is normal on one day of one site from the days before it.",
    selection=dg.AssetSelection.assets(*_LEARNT),
)


# The last window of a day is over at midnight and needs its own time to be judged.
@dg.schedule(
    job=summarise_day,
    cron_schedule="20 0 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def summarise_yesterday(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
    """Sum up, for every site, the day that has just ended."""
    yield from _for_every_site(context, days_ago=1)


# After yesterday was summed up and before the first window of today is over.
@dg.schedule(
    job=learn_baselines,
    cron_schedule="40 0 * * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def learn_for_today(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
    """Learn, for every site, what is normal today."""
    yield from _for_every_site(context, days_ago=0)


def _for_every_site(
    context: dg.ScheduleEvaluationContext, days_ago: int
) -> Iterator[dg.RunRequest]:
    day = (context.scheduled_execution_time - timedelta(days=days_ago)).strftime(DAY_FORMAT)
    if day not in DAYS.get_partition_keys(current_time=context.scheduled_execution_time):
        return
    for site_id in context.instance.get_dynamic_partitions(SITES_NAME):
        yield dg.RunRequest(
            run_key=f"{site_id}|{day}",
            partition_key=dg.MultiPartitionKey({"site": site_id, "window": day}),
        )
