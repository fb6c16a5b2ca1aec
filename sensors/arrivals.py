"""arrivals: which windows hold files that their tables do not tell of yet?"""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial

import dagster as dg

from assets.describe import told
from assets.partitions import LIVE, SITES, SITES_NAME
from jobs.attempts import plan_runs
from jobs.judge_window import judge_window
from lotgraph.landing.awaiting import watch_beyond, watch_over
from lotgraph.landing.outside import Beyond, Outside
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
    """Request a run for each finished window whose files differ from what its tables tell.

    Files that no window can tell of, because theirs is not live, are observed at `quarantine`.
    """
    rules = landing.settings.arrivals
    now = datetime.now(UTC)
    live = LIVE.at(now)
    survey, placed = landing.survey(live), partial(landing.placed, live=live)
    waiting = sort_windows(survey.windows, live, rules, now)
    watch = watch_over(lake.lake)
    wanted = watch.awaiting(waiting.ready, placed, live)
    plan = plan_runs(context.instance, "arrivals", wanted, rules)
    found = {
        request.partition_key.split("|")[0] for request in plan.requests if request.partition_key
    }
    known = Outside(**json.loads(context.cursor)) if context.cursor else Outside()
    beyond = Beyond(watch_beyond(lake.lake), placed, landing.settings, live)
    outside = beyond.find(waiting.outside, known)
    new_sites = sorted(found - set(context.instance.get_dynamic_partitions(SITES_NAME)))
    said = [
        *plan.sentences(),
        *waiting.sentences(),
        *outside.sentences(),
        *survey.unlisted.values(),
    ]
    if watch.postponed:
        said.append(f"{watch.postponed} more windows are compared in the next tick")
    for sentence in said:
        context.log.info(sentence)
    return dg.SensorResult(
        run_requests=plan.requests,
        dynamic_partitions_requests=[SITES.build_add_request(new_sites)] if new_sites else [],
        # The tables of live windows have no row for them, so their asset's page tells of them.
        asset_events=[_observed(outside)] if outside != known else [],
        cursor=json.dumps(asdict(outside)),  # saves saying it twice; it decides nothing
        skip_reason=None if plan.requests else "; ".join(said) or "every file is told of",
    )


def _observed(outside: Outside) -> dg.AssetObservation:
    """What the page of quarantine shows of files in windows that are not live."""
    files = (f"{row['uri']}: of window {row['window']}. {row['why']}" for row in outside.named)
    return dg.AssetObservation(
        "quarantine",
        description="; ".join(outside.sentences()) or "No file lies in a window that is not live.",
        metadata={"not_taken": outside.files, "files": told("not taken", files)},
    )
