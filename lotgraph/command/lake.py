"""Finds tables and partitions of the lake by what people type."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from lotgraph.command.group import settings_in_force
from lotgraph.errors import MissingTableError

if TYPE_CHECKING:
    from lotgraph.lake.record import Record
    from lotgraph.lake.store import Lake


def lake_in_force(context: typer.Context) -> "Lake":
    """The lake of the settings."""
    from lotgraph.lake.store import Lake

    return Lake(settings_in_force(context).paths.lake)


def partitions_of(lake: "Lake", table: str, site: str | None, window: str | None) -> list[str]:
    """Keys of the partitions of a site and of the windows whose key starts with `window`.

    Raises:
        MissingTableError: if there is none.
    """
    keys = lake.partitions(table)
    if not keys:
        raise MissingTableError(
            f"{lake.root}: nothing of {table} was made yet; run a window first (turn on the "
            "sensors in the Dagster UI, or materialise one there); `lotgraph tables` lists what "
            "there is"
        )
    found = [key for key in keys if _fits(key.split("|"), site, window)]
    if not found:
        asked = "".join(f", {k} {v}" for k, v in (("site", site), ("window", window)) if v)
        there = f"it has {len(keys)} others, such as {keys[-1]!r}"
        raise MissingTableError(
            f"{lake.root}: expected a partition of {table}{asked}, {there}; "
            f"`lotgraph tables {table}` lists them"
        )
    return found


def records_of(lake: "Lake", table: str, partitions: Sequence[str]) -> list["Record"]:
    """The records of partitions; one that was erased meanwhile is left out."""
    records = (lake.record(table, partition) for partition in partitions)
    return [record for record in records if record is not None]


def _fits(parts: list[str], site: str | None, window: str | None) -> bool:
    if len(parts) == 1:
        return site is None and window is None
    return (site is None or parts[0] == site) and parts[1].startswith(window or "")
