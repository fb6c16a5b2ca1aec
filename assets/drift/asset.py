"""The assets detection_tallies and detection_drift: one window of one site beside those before."""

import sys

import dagster as dg
import polars as pl

import assets.drift.pictures
import lotgraph.drift
import lotgraph.pictures
from assets.describe import stored
from assets.drift.pictures import show_drift
from assets.partitions import LIVE, SITE_WINDOWS, windows_apart
from lotgraph.drift.columns import DETECTION_DRIFT, DETECTION_TALLIES
from lotgraph.drift.tally import tally
from lotgraph.drift.window import HISTORY_DAYS, drift_of_window
from lotgraph.lake.record import Origin
from resources.lake import Made, earlier_windows
from resources.previews import Previews

_CODE = (assets.drift.pictures, lotgraph.drift, lotgraph.pictures, sys.modules[__name__])
_HISTORY = dg.AssetIn(
    partition_mapping=windows_apart(-HISTORY_DAYS, 0),  # what the UI draws
    metadata=earlier_windows(HISTORY_DAYS),
)


@dg.asset(partitions_def=SITE_WINDOWS, group_name="drift", **stored(DETECTION_TALLIES, *_CODE))
def detection_tallies(detections: pl.DataFrame, detected_frames: pl.DataFrame) -> pl.DataFrame:
    """How many frames or boxes of one hour of a camera are alike in one thing."""
    return tally(detections, detected_frames)


@dg.asset(
    partitions_def=SITE_WINDOWS,
    group_name="drift",
    ins={"detection_tallies": _HISTORY},
    **stored(DETECTION_DRIFT, *_CODE),
)
def detection_drift(
    context: dg.AssetExecutionContext, detection_tallies: pl.DataFrame, previews: Previews
) -> dg.MaterializeResult[Made]:
    """What is said of each camera of a window, beside its own history."""
    start, end = LIVE.grid.bounds(context.partition_key.split("|")[1])
    told = drift_of_window(detection_tallies, start)
    album = previews.album()
    rows, shown = show_drift(told, detection_tallies, end, album)
    counts = {
        "drifted": int(told["is_drifted"].sum()),
        "too_little_to_tell": int(told["is_drifted"].null_count()),
    }
    origin = Origin(previews=album.hashes)
    return dg.MaterializeResult(value=Made(rows, origin), metadata=counts | shown)
