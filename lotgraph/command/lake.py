"""Finds tables and partitions of the lake by what people type."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from lotgraph.command.group import settings_in_force
from lotgraph.errors import MissingTableError

if TYPE_CHECKING:
    from lotgraph.lake.record import Record
    from lotgraph.lake.store import Lake


Partition = Annotated[
    str,
    typer.Argument(
        help="Partition as the Dagster UI writes it, in quotes: 'north|2026-03-02T0800Z'.",
        show_default=False,
    ),
]
OfSite = Annotated[str | None, typer.Option("--site", help="Only this site.")]
OfWindow = Annotated[
    str | None,
    typer.Option("--window", help="Only windows whose key starts so: 2026-03-02, 2026-03-02T08."),
]


def lake_in_force(context: typer.Context) -> "Lake":
    """The lake of the settings."""
    from lotgraph.lake.store import Lake

    return Lake(settings_in_force(context).paths.lake)


def partitions_of(
    lake: "Lake",
    table: str,
    partition: str = "",
    *,
    site: str | None = None,
    window: str | None = None,
) -> list[str]:
    """Keys of the one partition asked for, or of those of a site and of windows that start so.

    Raises:
        MissingTableError: if there is none.
    """
    if partition and (site or window):
        raise typer.BadParameter("expected a partition, or --site and --window, not both")
    keys = lake.partitions(table)
    if not keys:
        raise MissingTableError(
            f"{lake.root}: nothing of {table} was made yet; run a window first (turn on the "
            "sensors in the Dagster UI, or materialise one there); `lotgraph tables` lists what "
            "there is"
        )
    if partition:
        found = [key for key in keys if key == partition]
    else:
        found = [key for key in keys if _fits(key.split("|"), site, window)]
    if not found:
        words = (("called", partition), ("site", site), ("window", window))
        asked = "".join(f", {k} {v}" for k, v in words if v)
        there = f"it has {len(keys)} others, such as {keys[-1]!r}"
        raise MissingTableError(
            f"{lake.root}: expected a partition of {table}{asked}, {there}; "
            f"`lotgraph tables {table}` lists them"
        )
    return found


def one_partition_of(lake: "Lake", table: str, found: Sequence[str]) -> str:
    """The only one of the partitions found.

    Raises:
        MissingTableError: if there are more.
    """
    if len(found) > 1:
        raise MissingTableError(
            f"expected one partition of {table}; {len(found)} of {lake.root} fit, such as "
            f"{found[-1]!r}: add it to the command, or --site and --window"
        )
    return found[0]


def records_of(lake: "Lake", table: str, partitions: Sequence[str]) -> list["Record"]:
    """The records of partitions; one that was erased meanwhile is left out."""
    records = (lake.record(table, partition) for partition in partitions)
    return [record for record in records if record is not None]


def _fits(parts: list[str], site: str | None, window: str | None) -> bool:
    if len(parts) == 1:
        return site is None and window is None
    return (site is None or parts[0] == site) and parts[1].startswith(window or "")
