"""Decides which windows await a run, by comparing what lies there with what the lake tells."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from lotgraph.captures.columns import CAPTURES, QUARANTINE
from lotgraph.errors import LotgraphError
from lotgraph.lake.ledger import Ledger
from lotgraph.lake.store import Lake
from lotgraph.landing.live import Live
from lotgraph.landing.news import has_news, untold
from lotgraph.landing.waiting import differing

LOOKS_AT_ONCE = 500  # windows compared row by row before others get a chance: some seconds


@dataclass(frozen=True)
class Wanted:
    """A partition that needs a run, by which job, and a hash of what it would be made from."""

    partition: str
    input: str
    job: str = "judge_window"


@dataclass
class Watch:
    """Compares again and again. What it remembers saves time and never changes an answer."""

    lake: Lake
    ledger: Ledger[str]
    postponed: int = 0  # windows that differ and were not looked at in the last round
    _answers: dict[tuple[str, str, str | None], bool] = field(default_factory=dict)

    def awaiting(
        self, ready: pl.DataFrame, placed: Callable[[str], pl.DataFrame], live: Live
    ) -> Iterator[Wanted]:
        """The windows among `ready` that await a run, in time order.

        A window whose record says what lies there is told of. Where it differs the rows decide:
        see `has_news`. `placed` gives every placed file of a site.
        """
        recorded = {site: self.ledger.of_site(site) for site in ready["site_id"].unique()}
        rows = differing(ready, recorded, live).to_dicts()
        self._answer([row for row in rows if not row["is_other"]], placed)
        for row in rows:
            if row["is_other"]:
                yield Wanted(_partition(row), row["members"])
            elif self._answers.get(_question(row)):
                yield Wanted(_partition(row), row["sources"])

    def _answer(self, rows: list[dict[str, Any]], placed: Callable[[str], pl.DataFrame]) -> None:
        """Remember of each row whether it awaits a run; of very many some are put off."""
        before, self._answers = self._answers, {}
        open_rows = []
        for row in rows:
            question = _question(row)
            if row["recorded"] is None or question in before:
                self._answers[question] = row["recorded"] is None or before[question]
            else:
                open_rows.append(row)
        self.postponed = max(0, len(open_rows) - LOOKS_AT_ONCE)
        looked_at = sorted(open_rows[:LOOKS_AT_ONCE], key=itemgetter("site_id"))
        for site_id, of_site in groupby(looked_at, key=itemgetter("site_id")):
            here = placed(site_id)  # listed once for all of its windows
            for row in of_site:
                files = here.filter(pl.col("window_at") == row["window_at"])
                self._answers[_question(row)] = self._has_news(files, _partition(row))

    def untold(self, placed: pl.DataFrame, partition: str) -> pl.DataFrame:
        """The placed files of one window that its tables do not tell of."""
        try:
            return untold(placed, *self._tables(partition))
        except LotgraphError:
            return placed

    def _tables(self, partition: str) -> list[pl.DataFrame]:
        return [self.lake.read(table, partition) for table in (CAPTURES, QUARANTINE)]

    def _has_news(self, placed: pl.DataFrame, partition: str) -> bool:
        try:
            tables = self._tables(partition)
        except LotgraphError:
            return True  # a table that cannot be read is made again, and that run says why
        return has_news(placed, *tables)


@cache
def watch_over(lake: Lake) -> Watch:
    """The watch over one lake, which outlives a question."""
    return Watch(lake, Ledger(lake, CAPTURES.name, _sources))


@cache
def watch_beyond(lake: Lake) -> Watch:
    """A second watch over one lake, for windows that are not live; both read each record once."""
    return Watch(lake, watch_over(lake).ledger)


def _partition(row: Mapping[str, Any]) -> str:
    return f"{row['site_id']}|{row['key']}"


def _question(row: Mapping[str, Any]) -> tuple[str, str, str | None]:
    return _partition(row), row["sources"], row["recorded"]


def _sources(record: Mapping[str, Any]) -> str:
    return str(record["origin"]["sources"])
