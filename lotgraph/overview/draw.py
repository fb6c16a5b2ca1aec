"""Draws the last days of each site: which windows were captured, at fault, or missing."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

import polars as pl

from lotgraph.pictures.overview import site_overview
from lotgraph.pictures.states import CAPTURED, window_states
from lotgraph.windows import WindowGrid

SHOWN_DAYS = 7
MOST_SITES = 20  # a page of pictures that people still scroll through
_ONE_MOMENT = timedelta(microseconds=1)


def drawable(overview: pl.DataFrame, known: Collection[tuple[str, str]]) -> pl.DataFrame:
    """Rows of cameras that were ever captured or are `known`, pairs of site and camera."""
    expected = pl.DataFrame(
        list(known), {"site_id": pl.String, "camera_id": pl.String}, orient="row"
    ).with_columns(is_known=True)
    marked = overview.join(expected, on=["site_id", "camera_id"], how="left")
    return marked.filter(pl.col("last_at").is_not_null() | pl.col("is_known"))


def draw(
    shown: pl.DataFrame, captures: pl.LazyFrame, faults: pl.LazyFrame, grid: WindowGrid
) -> Iterator[tuple[str, bytes]]:
    """Site and PNG picture of the sites with most windows not soundly captured, the worst first.

    The days end with the latest capture of any site, so that a site that fell silent shows, and
    begin no earlier than the first of any: before, nothing was expected and nothing is missing. If
    nothing was ever captured there is no picture. Each row of `shown` has its line, and where all
    of it is missing the line says since when. Of equally bad sites the first in the alphabet comes
    first; beyond 20 sites the others are left out. Memory: captures and faults of the shown days,
    and the windows of one site.
    """
    latest = shown["last_at"].max()
    if not isinstance(latest, datetime):
        return
    end = grid.start_of(latest - _ONE_MOMENT) + grid.length
    first = shown["first_at"].min()
    start = end - timedelta(days=SHOWN_DAYS)
    if isinstance(first, datetime):
        start = max(start, grid.start_of(first))
    span = (start, end)
    recent = [_within(table, span) for table in (captures, faults)]

    def states(site_id: str) -> pl.DataFrame:
        captured, at_fault = (table.filter(site_id=site_id) for table in recent)
        cameras = shown.filter(site_id=site_id)["camera_id"]
        return window_states(captured, at_fault, cameras, grid, span)

    bad = {site: (states(site)["state"] != CAPTURED).sum() for site in shown["site_id"].unique()}
    for site in sorted(bad, key=lambda site: (-bad[site], site))[:MOST_SITES]:
        last_at = dict(shown.filter(site_id=site).select("camera_id", "last_at").iter_rows())
        title = f"{site}: the last {_in_days(end - start)}"
        yield site, site_overview(states(site), grid.length, title, last_at)


def _in_days(length: timedelta) -> str:
    days = -(-length // timedelta(days=1))  # a day that was begun counts
    return "day" if days == 1 else f"{days} days"


def _within(table: pl.LazyFrame, span: tuple[datetime, datetime]) -> pl.DataFrame:
    start, end = span
    return (
        table.filter(pl.col("ended_at") > start, pl.col("started_at") < end)
        .select("site_id", "started_at", "ended_at", camera="camera_id")
        .collect()
    )
