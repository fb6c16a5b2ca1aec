"""Finds windows whose judgement does not rest on the tables as they now are."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lotgraph.lake.record import Record, Upstream


@dataclass(frozen=True, slots=True)
class Entry:
    """As much of a record as tells whether it is up to date."""

    data_version: str
    upstream: tuple[Upstream, ...]


def entry_of(record: Record) -> Entry:
    """The part of a record that counts here."""
    return Entry(record.data_version, record.upstream)


@dataclass(frozen=True)
class Behind:
    """A key at which tables must be made again, why, and a hash of what they would be made from."""

    key: str
    why: str
    input: str


def find_behind(
    first: str,
    tables: Sequence[str],
    entries: Mapping[str, Mapping[str, Entry]],
    version_of: Callable[[str, str], str | None],
) -> list[Behind]:
    """List the keys of one site at which a table is missing or was made from something else.

    What counts is what the records say they read, not what an event log remembers. A key is
    looked at when the table `first` was written there.

    Args:
        first: the table that starts the wave.
        tables: the tables that must follow.
        entries: by table and key, what stands in the records of this site.
        version_of: current data version of (table, partition), None if there is none.
    """
    behind = []
    for key, start in sorted(entries[first].items()):
        missing = [table for table in tables if key not in entries[table]]
        read = [u for table in tables if (e := entries[table].get(key)) for u in e.upstream]
        now = {(u.table, u.partition): version_of(u.table, u.partition) for u in read}
        changed = [u for u in read if now[u.table, u.partition] != u.data_version]
        if missing or changed:
            why = [f"{table} is missing" for table in missing]
            why += sorted({f"{u.table} [{u.partition}] has changed" for u in changed})
            state = repr((start.data_version, missing, sorted(now.items())))
            behind.append(Behind(key, "; ".join(why), hashlib.sha256(state.encode()).hexdigest()))
    return behind
