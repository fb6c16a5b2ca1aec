"""`lotgraph tables`: lists the tables of the lake, or the partitions of one."""

from typing import Annotated

import typer

from lotgraph.command.lake import lake_in_force, partitions_of, records_of
from lotgraph.command.progress import progress
from lotgraph.command.show import AsJson, document, note, rows

NAME = "tables"
EXAMPLE = "Examples: [bold]lotgraph tables[/bold] · [bold]lotgraph tables captures --json[/bold]"


def run(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="A table, to list its partitions.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List the tables of the lake with partitions and rows, or the partitions of one table."""
    if name is None:
        _print_tables(context, as_json=as_json)
    else:
        _print_partitions(context, name, as_json=as_json)


def _print_tables(context: typer.Context, *, as_json: bool) -> None:
    from lotgraph.catalogue import CONTRACTS

    lake = lake_in_force(context)
    found = []
    for table, contract in progress(list(CONTRACTS.items()), "Reading records"):
        keys = lake.partitions(table)
        total = sum(record.rows for record in records_of(lake, table, keys))
        found.append({"table": table, "partitions": len(keys), "rows": total, "row": contract.row})
    if as_json:
        document({"lake": lake.root, "tables": found})
        return
    columns = ("table", "partitions", "rows", "one row is")
    lines = [tuple(entry.values()) for entry in found if entry["partitions"]]
    rows(columns, lines, right=("partitions", "rows"))
    note(f"{len(found) - len(lines)} of {len(found)} tables have not been written in {lake.root}.")


def _print_partitions(context: typer.Context, name: str, *, as_json: bool) -> None:
    from lotgraph.catalogue import contract_of

    contract = contract_of(name)
    lake = lake_in_force(context)
    records = records_of(lake, name, partitions_of(lake, name))
    if as_json:
        listed = [
            {"partition": r.partition, "rows": r.rows, "data_version": r.data_version}
            for r in records
        ]
        document({"table": name, "row": contract.row, "partitions": listed})
        return
    lines = [(r.partition or "(whole)", r.rows, r.data_version[:12]) for r in records]
    rows(("partition", "rows", "data version"), lines, right=("rows",))
