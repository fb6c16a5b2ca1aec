"""Promises of tallies and of drift; what drift says is a check of detections."""

import warnings

import dagster as dg
import polars as pl

from assets.drift.asset import detection_drift, detection_tallies
from assets.drift.pictures import shown_again
from assets.gate import gate
from assets.partitions import SITE_WINDOWS
from lotgraph.detections.columns import DETECTIONS
from lotgraph.drift.columns import DETECTION_DRIFT, DETECTION_TALLIES
from lotgraph.drift.promises import PROMISES
from lotgraph.promises import Promise
from resources.expectations import Expectations, check_result
from resources.lake import OPTIONAL
from resources.previews import Previews

detection_tallies_gate = gate(detection_tallies, DETECTION_TALLIES)
detection_drift_gate = gate(detection_drift, DETECTION_DRIFT)


def _asked(promise: Promise) -> dg.AssetChecksDefinition:
    """A check of detections that rows of detection_drift answer; it stops nothing.

    Who makes detections alone is told what was said of the window before, if anything.
    """

    @dg.asset_check(
        name=promise.name,
        asset=DETECTIONS.name,
        description=promise.sentence,
        additional_ins={"rows": dg.AssetIn(DETECTION_DRIFT.name, metadata=OPTIONAL)},
        partitions_def=SITE_WINDOWS,
    )
    def ask(
        rows: pl.DataFrame, expectations: Expectations, previews: Previews
    ) -> dg.AssetCheckResult:
        [verdict] = expectations.ask(rows, [promise])
        shown = shown_again(rows[verdict.failing], previews.album())
        key = dg.AssetKey(DETECTIONS.name)
        return check_result(key, rows, verdict, key=DETECTION_DRIFT.key, shown=shown)

    return ask


with warnings.catch_warnings():
    warnings.simplefilter("ignore", dg.PreviewWarning)  # as in resources.expectations
    detections_full_as_usual, detections_like_weeks_before = map(_asked, PROMISES)
