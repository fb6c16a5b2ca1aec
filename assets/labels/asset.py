"""The asset labels: one window of one site."""

import sys
from pathlib import Path

import dagster as dg
import polars as pl

import lotgraph.formats
import lotgraph.labels
from assets.describe import stored
from assets.partitions import SITE_WINDOWS
from lotgraph.labels.columns import LABELS
from lotgraph.labels.read import labels_of
from lotgraph.lake.record import Origin
from resources.lake import Made
from resources.landing import Landing

_CODE = (lotgraph.formats, lotgraph.labels, sys.modules[__name__])


@dg.asset(partitions_def=SITE_WINDOWS, group_name="labels", **stored(LABELS, *_CODE))
def labels(captures: pl.DataFrame, landing: Landing) -> dg.MaterializeResult[Made]:
    """One thing that is truly there in one frame of a capture, as its labels say."""
    folder = landing.settings.paths.labels
    read = labels_of(captures, Path(folder) if folder else None)
    return dg.MaterializeResult(
        value=Made(read.rows, Origin(sources=read.sources)),
        metadata={
            "labelled_captures": f"{read.captures} of {captures.height}",
            "without_a_box": "\n".join(read.bare) or "none",
            "unread": "\n".join(read.unread) or "none",
        },
    )
