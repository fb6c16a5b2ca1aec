"""arrivals: which windows hold files that their tables do not tell of yet?"""

from datetime import UTC, datetime

import dagster as dg

from assets.partitions import LIVE, SITES, SITES_NAME
from jobs.attempts import plan_runs
from jobs.judge_window import judge_window
from lotgraph.landing.awaiting import watch_over
from lotgraph.landing.waiting import sort_windows
from resources.lake import LakeTables
from resources.landing import Landing


@dg.sensor(
    job=judge_window,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def arrivals(
    context: dg.SensorEvaluationContext, landing: Landing, lake: dg.ResourceParam[LakeTables]
) -> dg.SensorResult:
    """Request a run for each finished window whose files differ from what its tables tell."""
    rules = landing.settings.arrivals
    now = datetime.now(UTC)
    live = LIVE.at(now)
    survey = landing.survey(live)
    waiting = sort_windows(survey.windows, live, rules, now)
    watch = watch_over(lake.lake)
    wanted = watch.awaiting(waiting.ready, lambda site: landing.placed(site, live), live)
    plan = plan_runs(context.instance, "arrivals", wanted, rules)
    found = {
        request.partition_key.split("|")[0] for request in plan.requests if request.partition_key
    }
    new_sites = sorted(found - set(context.instance.get_dynamic_partitions(SITES_NAME)))
    said = [*plan.sentences(), *waiting.sentences(), *survey.unlisted.values()]
    if watch.postponed:
        said.append(f"{watch.postponed} more windows are compared in the next tick")
    for sentence in said:
        context.log.info(sentence)
    return dg.SensorResult(
        run_requests=plan.requests,
        dynamic_partitions_requests=[SITES.build_add_request(new_sites)] if new_sites else [],
        skip_reason=None if plan.requests else "; ".join(said) or "every file is told of",
    )
