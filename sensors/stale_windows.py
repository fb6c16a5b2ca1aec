"""stale_windows: which windows and days were made from tables that changed, or not at all?"""

import dagster as dg

from jobs.carry_window import carry_window
from jobs.compare_window import compare_window
from jobs.detect_window import detect_window
from jobs.judge_window import judge_window
from jobs.learn import learn_baselines, summarise_day
from jobs.link_window import link_window
from jobs.standing import (
    Besides,
    models_or_why,
    plan_due,
    wanted_models,
    wanted_settings,
)
from jobs.track_window import track_window
from resources.detectors import Detectors
from resources.lake import LakeTables
from resources.landing import Landing


@dg.sensor(
    jobs=[
        learn_baselines,
        judge_window,
        detect_window,
        track_window,
        compare_window,
        link_window,
        carry_window,
        summarise_day,
    ],
    minimum_interval_seconds=300,
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def stale_windows(
    context: dg.SensorEvaluationContext,
    landing: Landing,
    lake: dg.ResourceParam[LakeTables],
    detectors: dg.ResourceParam[Detectors],
) -> dg.SensorResult:
    """Request each window and day whose records do not name the tables as they now are.

    A day that has ended, a late file, a new baseline and a run that failed half-way all show up
    here, because it is the records that are compared; so do another detector, other settings of
    how a camera is looked at, and other camera models. A window is run whole, as judging needs its
    footage and its gates, unless only what comes after that is stale. Where the detector
    cannot be opened, that is said, and what it makes, and what waits for that, is left as it is.
    """
    settings = landing.settings
    looked, why_none = models_or_why(detectors)
    models = wanted_models(looked, settings.paths.cameras)
    besides = Besides(models=models, settings=wanted_settings(settings), no_detector=why_none)
    plan = plan_due(context.instance, "stale_windows", lake.lake, settings.arrivals, besides)
    said = plan.sentences()
    for sentence in said:
        context.log.info(sentence)
    return dg.SensorResult(
        run_requests=plan.requests,
        skip_reason=None if plan.requests else "; ".join(said) or "every table is up to date",
    )
