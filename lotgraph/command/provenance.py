"""`lotgraph provenance`: prints exactly what a table was made from, up to the landed files."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from lotgraph.command.group import NOT_WELL
from lotgraph.command.lake import (
    OfSite,
    OfWindow,
    Partition,
    lake_in_force,
    one_partition_of,
    partitions_of,
)
from lotgraph.command.show import AsJson, console, counted, document, printable, text

if TYPE_CHECKING:
    from rich.tree import Tree

    from lotgraph.lake.record import Record
    from lotgraph.lake.store import Lake

NAME = "provenance"
EXAMPLE = (
    "Examples: [bold]lotgraph provenance camera_health 'north|2026-03-02T0800Z'[/bold] · "
    "[bold]lotgraph provenance site_overview --json[/bold]. "
    "Exit code 1: something it was made from has changed since."
)
MOST_BRANCHES = 8  # a baseline reads hundreds of windows; beyond this only those not current show

Node = tuple[str, str]


def run(  # noqa: PLR0913  (each is an option on the command line)
    context: typer.Context,
    table: Annotated[str, typer.Argument(help="Table; `lotgraph tables` lists them.")],
    partition: Partition = "",
    *,
    site: OfSite = None,
    window: OfWindow = None,
    as_json: AsJson = False,
) -> None:
    """Print what a partition was made from: code, settings, models, files, tables, recursively.

    Each table it read is compared with what is current in the lake: same, changed, or gone.
    """
    from lotgraph.catalogue import contract_of
    from lotgraph.lake.store import not_written

    contract_of(table)
    lake = lake_in_force(context)
    if not partition or site or window:
        found = partitions_of(lake, table, partition, site=site, window=window)
        partition = one_partition_of(lake, table, found)
    known: dict[Node, Record | None] = {}
    _gather(lake, (table, partition), known)
    if known[table, partition] is None:
        raise not_written(table, partition)
    states = {node: _states(record, known) for node, record in known.items() if record}
    if as_json:
        document({"table": table, "partition": partition, "records": _records(known, states)})
    else:
        console().print(_tree((table, partition), known, states, set()))
    changed = sum(state != "same" for reads in states.values() for state in reads.values())
    if changed:
        if not as_json:
            text(f"{changed} of the tables read have changed since; materialise again.")
        raise typer.Exit(NOT_WELL)


def _gather(lake: "Lake", first: Node, known: "dict[Node, Record | None]") -> None:
    """Read the record of a partition and of everything upstream of it, each once.

    All partitions of a site together end the way: what is upstream of each has to be asked of it.
    """
    waiting = [first]
    while waiting:
        node = waiting.pop()
        if node not in known:
            record = known[node] = _current(lake, *node)
            waiting += [(u.table, u.partition) for u in record.upstream] if record else []


def _current(lake: "Lake", table: str, partition: str) -> "Record | None":
    from lotgraph.catalogue import contract_of
    from lotgraph.lake.everything import EVERY, record_of_all

    if partition.endswith(f"|{EVERY}"):
        return record_of_all(lake, contract_of(table), partition)
    return lake.record(table, partition)


def _states(record: "Record", known: "dict[Node, Record | None]") -> dict[Node, str]:
    """How each table that was read stands today."""
    states = {}
    for read in record.upstream:
        now = known[read.table, read.partition]
        version = now.data_version if now else None
        same = version == read.data_version
        states[read.table, read.partition] = "same" if same else "changed" if now else "gone"
    return states


def _records(
    known: "dict[Node, Record | None]", states: dict[Node, dict[Node, str]]
) -> list[dict[str, Any]]:
    found = []
    for node, record in sorted(known.items()):
        if record is None:
            found.append({"table": node[0], "partition": node[1], "is_written": False})
            continue
        upstream = [
            {
                "table": read.table,
                "partition": read.partition,
                "data_version": read.data_version,
                "state": states[node][read.table, read.partition],
            }
            for read in record.upstream
        ]
        origin = vars(record.origin) | {"config_hash": record.config_hash}
        made = {"table": node[0], "partition": node[1], "is_written": True, "rows": record.rows}
        found.append(made | {"data_version": record.data_version} | origin | {"upstream": upstream})
    return found


def _tree(
    node: Node,
    known: "dict[Node, Record | None]",
    states: dict[Node, dict[Node, str]],
    seen: set[Node],
    state: str = "",
) -> "Tree":
    from rich.tree import Tree

    record = known[node]
    name = " ".join(filter(None, [node[0], f"[{node[1]}]" if node[1] else ""]))
    mark = "" if state in {"", "same"} else f"  ← {state} since it was read"
    if record is None:
        return Tree(printable(f"{name}: not written{mark}"))
    if node in seen:
        return Tree(printable(f"{name}  {record.data_version[:12]}, see above{mark}"))
    seen.add(node)
    tree = Tree(printable(f"{name}  {record.data_version[:12]}, {record.rows:,} rows{mark}"))
    for line in _origin(record):
        tree.add(printable(line))
    _add_upstream(tree, node, known, states, seen)
    return tree


def _add_upstream(
    tree: "Tree",
    node: Node,
    known: "dict[Node, Record | None]",
    states: dict[Node, dict[Node, str]],
    seen: set[Node],
) -> None:
    tables: dict[str, list[Node]] = {}
    for read in states[node]:
        tables.setdefault(read[0], []).append(read)
    for table, reads in tables.items():
        shown = reads
        if len(reads) > MOST_BRANCHES:
            shown = [read for read in reads if states[node][read] != "same"]
            same = len(reads) - len(shown)
            tree.add(f"{table}: {same:,} partitions, the same as today")
        for read in shown:
            tree.add(_tree(read, known, states, seen, states[node][read]))


def _origin(record: "Record") -> list[str]:
    origin = record.origin
    lines = [f"code {origin.code_version}"] if origin.code_version else []
    lines += [f"settings {record.config_hash}"] if origin.config else []
    lines += [f"model {name} {sha256[:12]}" for name, sha256 in sorted(origin.models.items())]
    lines += [f"landed files {origin.sources[:12]}"] if origin.sources else []
    return lines + ([counted(len(origin.previews), "preview")] if origin.previews else [])
