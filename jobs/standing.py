"""Asks the lake's records which windows were judged on tables that have changed since."""

from collections.abc import Iterable, Iterator
from functools import cache

from assets.partitions import LIVE
from jobs.graph import window_tables
from lotgraph.captures.columns import CAPTURES, QUARANTINE
from lotgraph.lake.store import Lake
from lotgraph.landing.awaiting import Wanted
from lotgraph.landing.behind import Behind, Entry, entry_of, find_behind
from lotgraph.landing.ledger import Ledger

LANDED = (CAPTURES.name, QUARANTINE.name)  # made from files, which the arrival sensor watches


def judged_tables() -> list[str]:
    """The tables of a window that are made from other tables."""
    return [table for table in window_tables() if table not in LANDED]


def behind_windows(lake: Lake, sites: Iterable[str]) -> Iterator[Wanted]:
    """The live windows of these sites at which a judged table is missing or out of date."""
    first = LIVE.grid.key_of(LIVE.first)
    for site_id in sites:
        for one in _of_site(lake, site_id):
            if first <= one.key and (not LIVE.end or one.key < LIVE.grid.key_of(LIVE.end)):
                yield Wanted(f"{site_id}|{one.key}", one.input)


def _of_site(lake: Lake, site_id: str) -> list[Behind]:
    @cache
    def entries_of(table: str) -> dict[str, Entry]:
        return _ledger(lake, table).of_site(site_id)

    def version_of(table: str, partition: str) -> str | None:
        entry = entries_of(table).get(partition.removeprefix(f"{site_id}|"))
        return entry.data_version if entry else None

    tables = judged_tables()
    entries = {table: entries_of(table) for table in (CAPTURES.name, *tables)}
    return find_behind(CAPTURES.name, tables, entries, version_of)


@cache
def _ledger(lake: Lake, table: str) -> Ledger[Entry]:
    return Ledger(lake, table, entry_of)
