"""Sorts surveyed windows by whether they can be taken now."""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from lotgraph.landing.live import Live
from lotgraph.landing.members import split_sources
from lotgraph.landing.rest import is_changing
from lotgraph.settings import Arrivals


@dataclass(frozen=True)
class Waiting:
    """Windows that can be taken, in time order, and how many files lie in those to come."""

    ready: pl.DataFrame
    outside: pl.DataFrame  # windows that are not live, before or after those that are
    open_files: int  # in windows that are not over
    changing_files: int  # in windows in which a file is still being written

    def sentences(self) -> list[str]:
        """What waits and why, for the sensor's log."""
        said = {
            "wait in windows that are not over yet": self.open_files,
            "wait in windows in which a file is still being written": self.changing_files,
        }
        return [f"{files} files {why}" for why, files in said.items() if files]


def sort_windows(windows: pl.DataFrame, live: Live, arrivals: Arrivals, now: datetime) -> Waiting:
    """Decide which windows of a survey can be taken at `now`.

    A window is taken when it is over and all of its files rest: a run beside a growing file would
    only have to be repeated.
    """
    changed_at = pl.from_epoch(pl.col("changed_ns") // 1000, "us").dt.replace_time_zone("UTC")
    over_at = live.over_at(now)
    late = pl.col("window_at") >= live.end if live.end else pl.lit(value=False)
    state = (
        pl.when((pl.col("window_at") < live.first) | late)
        .then(pl.lit("outside"))
        .when(pl.col("window_at") >= over_at)
        .then(pl.lit("open"))
        .when(is_changing(changed_at, arrivals, now))
        .then(pl.lit("changing"))
        .otherwise(pl.lit("ready"))
    )
    sorted_out = windows.with_columns(state=state)
    files = dict(sorted_out.group_by("state").agg(pl.col("files").sum()).rows())
    ready, outside = (
        sorted_out.filter(pl.col("state") == state).drop("state") for state in ("ready", "outside")
    )
    return Waiting(
        ready,
        outside,
        open_files=files.get("open", 0),
        changing_files=files.get("changing", 0),
    )


def differing(ready: pl.DataFrame, recorded: dict[str, dict[str, str]], live: Live) -> pl.DataFrame:
    """The ready windows whose record does not say what lies there now.

    `recorded` holds, by site and window key, the sources of the captures table. Columns added:
    `key`; `recorded`, null for a window that was never taken; `is_other`, whether members of its
    manifests look different, as far as they were looked at.
    """
    rows = [
        (site, key, sources) for site, keys in recorded.items() for key, sources in keys.items()
    ]
    schema = {"site_id": pl.String, "key": pl.String, "recorded": pl.String}
    said = pl.DataFrame(rows, schema=schema, orient="row")
    keyed = ready.with_columns(key=live.grid.keys_of(pl.col("window_at")))
    both = keyed.join(said, on=["site_id", "key"], how="left", maintain_order="left")
    listed, members = split_sources(pl.col("recorded"))
    is_other = (pl.col("recorded").is_not_null() & (pl.col("members") != members)).fill_null(
        value=False
    )
    return both.with_columns(is_other=is_other).filter(
        pl.col("sources").ne_missing(listed) | pl.col("is_other")
    )
