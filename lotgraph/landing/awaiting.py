"""Decides which windows await a run, by comparing what lies there with what the lake tells."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import polars as pl

from lotgraph.captures.columns import CAPTURES, QUARANTINE
from lotgraph.errors import LotgraphError
from lotgraph.lake.ledger import Ledger
from lotgraph.lake.store import Lake
from lotgraph.landing.live import Live
from lotgraph.landing.news import has_news
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
        looks, self.postponed = 0, 0
        answers, self._answers = self._answers, {}
        for row in differing(ready, recorded, live).to_dicts():
            partition = f"{row['site_id']}|{row['key']}"
            if row["is_other"]:
                yield Wanted(partition, row["members"])
                continue
            question = (partition, row["sources"], row["recorded"])
            if row["recorded"] is None:
                answer = True
            elif question in answers:
                answer = answers[question]
            elif looks >= LOOKS_AT_ONCE:
                self.postponed += 1
                continue
            else:
                looks += 1
                here = placed(row["site_id"]).filter(pl.col("window_at") == row["window_at"])
                answer = self._has_news(here, partition)
            self._answers[question] = answer
            if answer:
                yield Wanted(partition, row["sources"])

    def _has_news(self, placed: pl.DataFrame, partition: str) -> bool:
        try:
            tables = [self.lake.read(table, partition) for table in (CAPTURES, QUARANTINE)]
        except LotgraphError:
            return True  # a table that cannot be read is made again, and that run says why
        return has_news(placed, *tables)


@cache
def watch_over(lake: Lake) -> Watch:
    """The watch over one lake, which outlives a question."""
    return Watch(lake, Ledger(lake, CAPTURES.name, _sources))


def _sources(record: Mapping[str, Any]) -> str:
    return str(record["origin"]["sources"])
