"""The site_overview asset: what landed, what was refused and what is wrong, camera by camera."""

import sys

import dagster as dg
import polars as pl

import lotgraph.overview
from assets.describe import stored
from lotgraph.overview.columns import SITE_OVERVIEW
from lotgraph.overview.summarise import summarise


@dg.asset(
    group_name="overview",
    ins={
        name: dg.AssetIn(partition_mapping=dg.AllPartitionMapping(), metadata={"optional": True})
        for name in ("captures", "quarantine", "camera_health", "camera_usability")
    },
    **stored(SITE_OVERVIEW, lotgraph.overview, sys.modules[__name__]),
)
def site_overview(
    captures: pl.LazyFrame,
    quarantine: pl.LazyFrame,
    camera_health: pl.LazyFrame,
    camera_usability: pl.LazyFrame,
) -> dg.MaterializeResult[pl.DataFrame]:
    """One camera folder of one site, over all windows in the lake."""
    rows = summarise(captures, quarantine, camera_health, camera_usability)
    totals = rows.select(pl.col("captures", "refused", "repeated", "faults").sum()).row(
        0, named=True
    )
    return dg.MaterializeResult(value=rows, metadata=totals)
