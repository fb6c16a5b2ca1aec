"""The site_overview asset: what landed, what was refused and what is wrong, camera by camera."""

import sys

import dagster as dg
import polars as pl

import lotgraph.overview
import lotgraph.pictures
from assets.describe import stored
from assets.partitions import LIVE
from lotgraph.lake.record import Origin
from lotgraph.overview.columns import SITE_OVERVIEW
from lotgraph.overview.draw import SHOWN_DAYS, draw, drawable
from lotgraph.overview.read import read_once
from lotgraph.overview.summarise import summarise
from resources.lake import ALL_WRITTEN, Made
from resources.landing import Landing
from resources.previews import Previews

_CODE = (lotgraph.overview, lotgraph.pictures, sys.modules[__name__])


@dg.asset(
    group_name="overview",
    ins={
        name: dg.AssetIn(partition_mapping=dg.AllPartitionMapping(), metadata=ALL_WRITTEN)
        for name in ("captures", "quarantine", "camera_health", "camera_usability")
    },
    **stored(SITE_OVERVIEW, *_CODE),
)
def site_overview(
    captures: pl.LazyFrame,
    quarantine: pl.LazyFrame,
    camera_health: pl.LazyFrame,
    camera_usability: pl.LazyFrame,
    landing: Landing,
    previews: Previews,
) -> dg.MaterializeResult[Made]:
    """One camera folder of one site, over all windows in the lake."""
    sites = landing.settings.sites
    known = sorted((site, camera) for site in sites for camera in sites[site].cameras)
    captured, faults = read_once(captures, camera_health)
    rows = summarise(captured, quarantine, faults, camera_usability, known)
    shown = drawable(rows, known)
    album = previews.album()
    pictures = {
        f"site_{site}": dg.MetadataValue.md(album.show(picture, f"last days of {site}"))
        for site, picture in draw(shown, captured, faults, LIVE.grid)
    }
    window_minutes = LIVE.grid.length.total_seconds() / 60
    config = {"window_minutes": window_minutes, "cameras": [list(camera) for camera in known]}
    origin = Origin(config=config, previews=album.hashes)
    site_count = shown["site_id"].n_unique()
    totals = rows.select(pl.col("captures", "refused", "repeated", "faults").sum()).to_dicts()[0]
    return dg.MaterializeResult(
        value=Made(rows, origin),
        metadata={
            **totals,
            "never_captured": int(shown["last_at"].null_count()),
            "sites": site_count,
            "sites_shown": f"{len(pictures)} of {site_count}, those with most windows missing "
            f"or at fault in {SHOWN_DAYS} days first",
            **pictures,
        },
    )
