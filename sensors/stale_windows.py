"""stale_windows: which windows were judged on tables that have changed, or not at all?"""

import dagster as dg

from assets.partitions import SITES_NAME
from jobs.attempts import plan_runs
from jobs.judge_window import judge_window
from jobs.standing import behind_windows
from resources.lake import LakeTables
from resources.landing import Landing


@dg.sensor(
    job=judge_window,
    minimum_interval_seconds=300,
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def stale_windows(
    context: dg.SensorEvaluationContext, landing: Landing, lake: dg.ResourceParam[LakeTables]
) -> dg.SensorResult:
    """Request the judging of each window whose records do not name the tables as they now are.

    A run that failed half-way, a late file and a new baseline all show up here, because it is the
    records that are compared. The whole window is run: judging needs its footage and its gates.
    """
    sites = sorted(context.instance.get_dynamic_partitions(SITES_NAME))
    wanted = behind_windows(lake.lake, sites)
    plan = plan_runs(context.instance, "stale_windows", wanted, landing.settings.arrivals)
    said = plan.sentences()
    for sentence in said:
        context.log.info(sentence)
    return dg.SensorResult(
        run_requests=plan.requests,
        skip_reason=None if plan.requests else "; ".join(said) or "every window is up to date",
    )
