"""Tells of files that no table will tell of, because their windows are not live.

They are not moved into a live window: they would have to move again whenever those do.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

import polars as pl

from lotgraph.landing.awaiting import Wanted, Watch
from lotgraph.landing.live import Live
from lotgraph.landing.refusals import explain
from lotgraph.settings import Settings

NAMED = 20  # files; more would not be read


@dataclass(frozen=True)
class Outside:
    """Files of windows that are not live and in no table; some of them by name."""

    state: str = ""  # changes when the files do
    files: int = 0
    named: list[dict[str, str]] = field(default_factory=list)  # uri, window, why

    def sentences(self) -> list[str]:
        """What is left out, for the sensor's log."""
        if not self.files:
            return []
        uris = ", ".join(row["uri"] for row in self.named)
        more = ", …" if self.files > len(self.named) else ""
        return [
            f"{self.files} files belong to windows that are not live, so no table tells of them: "
            f"{uris}{more}; name them by their start, or re-open their windows by "
            "windows.first_day and windows.last_day"
        ]


@dataclass(frozen=True)
class Beyond:
    """What finds those files: a watch over the lake, and where each file of a site is placed."""

    watch: Watch
    placed: Callable[[str], pl.DataFrame]
    settings: Settings
    live: Live

    def find(self, windows: pl.DataFrame, known: Outside) -> Outside:
        """The files of surveyed windows that are not live which no table tells of.

        While the windows are those of `known`, that is the answer and no site is listed.
        """
        wanted = list(self.watch.awaiting(windows, self.placed, self.live))
        text = "\n".join(f"{want.partition}\t{want.input}" for want in wanted)
        state = hashlib.sha256(text.encode()).hexdigest() if wanted else ""
        if state == known.state:
            return known
        in_order = sorted(wanted, key=attrgetter("partition"))
        untold = [self._untold(site, list(some)) for site, some in groupby(in_order, _site)]
        rows = pl.concat(untold).head(NAMED).to_dicts() if untold else []
        named = [
            {"uri": row["uri"], "window": row["key"], "why": why(row, self.settings, self.live)}
            for row in rows
        ]
        return Outside(state, sum(table.height for table in untold), named)

    def _untold(self, site_id: str, wanted: list[Wanted]) -> pl.DataFrame:
        here = self.placed(site_id)
        keyed = here.with_columns(key=self.live.grid.keys_of(pl.col("window_at")))
        by_key = keyed.partition_by("key", as_dict=True, maintain_order=True)
        found = [
            self.watch.untold(by_key[key], want.partition)
            for want in wanted
            if (key := (want.partition.partition("|")[2],)) in by_key
        ]
        return pl.concat([keyed.clear(), *found])


def why(row: dict[str, object], settings: Settings, live: Live) -> str:
    """Why a placed file of a window that is not live is in no table, and what to do."""
    where = "before" if row["window_at"] < live.first else "after"  # type: ignore[operator]
    day = "first_day" if where == "before" else "last_day"
    said = f"{explain(row, settings)} " if row["reason"] else ""
    return f"{said}Its window lies {where} the live ones; windows.{day} re-opens it."


def _site(want: Wanted) -> str:
    return want.partition.partition("|")[0]
