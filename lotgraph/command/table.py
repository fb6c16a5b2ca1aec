"""`lotgraph table`: prints rows of a table of the lake."""

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from lotgraph.command.lake import (
    OfSite,
    OfWindow,
    Partition,
    lake_in_force,
    partitions_of,
    records_of,
)
from lotgraph.command.show import AsJson, counted, document, note, rows
from lotgraph.errors import ContractError

if TYPE_CHECKING:
    import polars as pl

NAME = "table"
EXAMPLE = (
    "Examples: [bold]lotgraph table captures --site north --window 2026-03-02[/bold] · "
    "[bold]lotgraph table camera_health 'north|2026-03-02T0800Z'[/bold] · "
    "[bold]lotgraph table quarantine --columns uri,reason --limit 0 --csv[/bold]"
)


def run(  # noqa: PLR0913  (each is an option on the command line)
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Table; `lotgraph tables` lists them.")],
    partition: Partition = "",
    *,
    site: OfSite = None,
    window: OfWindow = None,
    columns: Annotated[str | None, typer.Option(help="Only these, with commas between.")] = None,
    limit: Annotated[int, typer.Option(help="Rows at most; 0: all.", min=0)] = 20,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV on stdout.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print rows of a table, over as many partitions as fit; only what is asked for is read."""
    from lotgraph.catalogue import contract_of

    if as_csv and as_json:
        raise typer.BadParameter("expected --csv or --json, not both")
    contract = contract_of(name)
    chosen = _chosen(columns, list(contract.schema))
    lake = lake_in_force(context)
    found = partitions_of(lake, name, partition, site=site, window=window)
    records = records_of(lake, name, found)
    matching = sum(record.rows for record in records)
    scanned = lake.scan(contract, records).select(chosen)
    frame = (scanned.head(limit) if limit else scanned).collect()
    if as_json:
        document({"table": name, "rows_matching": matching, "rows": frame.to_dicts()})
        return
    if as_csv:
        sys.stdout.write(_flat(frame).write_csv())
        return
    numbers = [column for column, kind in frame.schema.items() if kind.is_numeric()]
    rows(frame.columns, frame.iter_rows(), right=numbers)
    printed = f"{frame.height:,} of {counted(matching, 'row')}"
    note(f"{printed} in {counted(len(records), 'partition')} of {name}.")
    if frame.height < matching:
        note("--limit 0 prints all.")


def _chosen(columns: str | None, known: list[str]) -> list[str]:
    chosen = [column.strip() for column in columns.split(",")] if columns else known
    unknown = [column for column in chosen if column not in known]
    if unknown:
        raise ContractError(
            f"expected columns of {', '.join(known)}; got {', '.join(map(repr, unknown))}"
        )
    return list(dict.fromkeys(chosen))


def _flat(frame: "pl.DataFrame") -> "pl.DataFrame":
    """CSV knows no lists and no bytes: lists become JSON, bytes base64."""
    import polars as pl

    def listed(column: str) -> pl.Series:
        texts = [None if v is None else json.dumps(list(v)) for v in frame[column]]
        return pl.Series(column, texts, dtype=pl.String)

    nested = [column for column, kind in frame.schema.items() if kind.is_nested()]
    encoded = pl.selectors.binary().bin.encode("base64")
    return frame.with_columns(encoded, *(listed(column) for column in nested))
