"""The captures and quarantine assets: every file that landed in one window of one site."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import dagster as dg
import polars as pl
from pydantic import Field

import lotgraph.captures
import lotgraph.landing
import lotgraph.video
from assets.describe import outs, told
from assets.partitions import LIVE, SITE_WINDOWS
from lotgraph.captures.columns import CAPTURES, QUARANTINE
from lotgraph.captures.recall import recall
from lotgraph.errors import LandingError
from lotgraph.lake.record import Origin
from lotgraph.lake.store import Lake
from lotgraph.landing.rest import part
from lotgraph.landing.survey import sources_with_members
from lotgraph.landing.take import Taken, find_gone, refuse_gone, refuse_hidden, take
from lotgraph.pictures.timeline import captures_timeline
from lotgraph.previews.album import Album
from lotgraph.settings import Settings
from resources.lake import LakeTables, Made
from resources.landing import Landing
from resources.previews import Previews

_CODE = (lotgraph.captures, lotgraph.landing, lotgraph.video, sys.modules[__name__])
_ROWS_SHOWN = 100


class TakeConfig(dg.Config):
    """What an operator can allow one run."""

    accept_missing: bool = Field(
        default=False,
        description="Let go of captures whose file is gone from the landing folder, also where "
        "the old table cannot be read to tell which they are.",
    )


@dg.multi_asset(
    # Quarantine comes first: who sees the record of captures can rely on both.
    outs=outs(QUARANTINE, CAPTURES, code=_CODE),
    partitions_def=SITE_WINDOWS,
    group_name="captures",
)
def captures(
    context: dg.AssetExecutionContext,
    config: TakeConfig,
    landing: Landing,
    lake: dg.ResourceParam[LakeTables],
    previews: Previews,
) -> Iterator[dg.Output[Made]]:
    """Every file that landed in one window of one site: used, or refused with its reason."""
    site_id, key = context.partition_key.split("|")
    start, end = LIVE.grid.bounds(key)
    settings = landing.settings
    everything = landing.placed(site_id, LIVE)
    here = everything.filter(pl.col("window_at") == start)
    rested, changing = part(here, settings.arrivals, datetime.now(UTC))
    previous = _previous(context.partition_key, lake.lake, config)
    refuse_hidden(previous, everything, context.partition_key)
    sources = sources_with_members(rested, landing.address, settings.arrivals)  # before all opens
    taken = take(rested, settings, landing.address)
    if not config.accept_missing:
        gone = find_gone(previous, everything["uri"], taken.captures)
        refuse_gone(gone, context.partition_key)
    album = previews.album()
    picture = _picture(taken, rested, (start, end), album)
    origin = Origin(config=_relevant(settings, site_id), sources=sources, previews=album.hashes)
    for name, rows in ((QUARANTINE.name, taken.quarantine), (CAPTURES.name, taken.captures)):
        shown = _shown(taken, name)
        shown |= {"files": here.height, "still_changing": changing.height, "timeline": picture}
        yield dg.Output(Made(rows, origin), name, metadata=shown)


def _previous(partition: str, lake: Lake, config: TakeConfig) -> pl.DataFrame:
    try:
        return recall(lake, partition)
    except LandingError:
        if config.accept_missing:
            return CAPTURES.empty()
        raise


def _relevant(settings: Settings, site_id: str) -> dict[str, Any]:
    """The settings that the tables depend on; sites of an unknown one, which its refusals list."""
    site = settings.sites.get(site_id)
    offsets = {name: camera.clock_offset_s for name, camera in site.cameras.items()} if site else {}
    return {
        "timezone": site.timezone if site else "UTC",
        "clock_offset_s": offsets,
        "known_sites": None if site else sorted(settings.sites),
        "future_tolerance_s": settings.arrivals.future_tolerance_s,
        "footage_roots": settings.arrivals.footage_roots,
    }


def _picture(
    taken: Taken, placed: pl.DataFrame, span: tuple[datetime, datetime], album: Album
) -> dg.MarkdownMetadataValue:
    """When each camera was captured, and where files were refused: by their name, or arrival."""
    camera = pl.col("camera_id").fill_null("?").alias("camera")  # of a file that names none
    captured = taken.captures.select(camera, "started_at", "ended_at")
    named = taken.quarantine.join(placed.select("uri", "named_at"), on="uri", how="left")
    refused = named.select(camera, pl.coalesce("named_at", "landed_at").alias("landed_at"))
    picture = captures_timeline(captured, captured.clear(), refused, span, "What landed")
    return dg.MetadataValue.md(album.show(picture, "what landed"))


def _shown(taken: Taken, name: str) -> dict[str, Any]:
    if name == CAPTURES.name:
        warned = taken.captures.filter(pl.col("warnings").list.len() > 0)
        return {
            "captures": taken.captures.height,
            "footage_s": float(taken.captures["duration_s"].sum()),
            "warnings": _told("warned of", warned, "uri", pl.col("warnings").list.join("; ")),
        }
    return {
        "refused": taken.quarantine.height,
        "refusals": _told("refused", taken.quarantine, "uri", "reason", "explanation"),
    }


def _told(column: str, rows: pl.DataFrame, *parts: str | pl.Expr) -> dg.TableMetadataValue:
    """Some rows as the UI shows them, the parts of each with colons between."""
    shown = rows.head(_ROWS_SHOWN).select(pl.concat_str(*parts, separator=": "))
    return told(column, shown.to_series())
