"""Writes docs/tables.md from the contracts of `lotgraph.catalogue`."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from lotgraph.catalogue import CONTRACTS
from lotgraph.lineage import sources_of
from lotgraph.tables import FAILING_ROWS, Column, Contract

PAGE = Path(__file__).parent.parent / "docs" / "tables.md"
HEAD = """# Tables

Written by `python -m scripts.table_docs` from the contracts of the rooms; do not edit.

Beside every table `x` lies a table `x_failing_rows`: the same columns with any value allowed, and
`broken_promises`, the names of the checks that a row failed. A column without `taken from` comes
from no column of another table: it is measured, counted, or read from files.
"""


def page(contracts: Iterable[Contract] = CONTRACTS.values()) -> str:
    """The whole page, as Markdown: one section for each table that is not of failing rows."""
    contracts = [c for c in contracts if not c.name.endswith(FAILING_ROWS)]
    return "\n".join([HEAD, *("\n".join(_section(contract)) for contract in contracts)])


def _section(contract: Contract) -> Iterator[str]:
    yield f"## {contract.name}\n"
    yield f"{contract.row} Version {contract.version}."
    if contract.key:
        yield f"Key, and order of rows: {', '.join(f'`{name}`' for name in contract.key)}."
    yield "\n| column | type | unit | meaning | values | taken from |"
    yield "| --- | --- | --- | --- | --- | --- |"
    sources = sources_of(contract)
    for column in contract.columns:
        taken = ", ".join(f"`{source}`" for source in sources.get(column.name, ()))
        told = (_type(column), column.unit, column.meaning, _values(column), taken)
        cells = (f"`{column.name}`", *told)
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
    yield ""


def _type(column: Column) -> str:
    return str(column.type).replace("time_unit=", "").replace("time_zone=", "").replace("'", "")


def _values(column: Column) -> str:
    low = [] if column.low is None else [f"≥ {column.low:g}"]
    high = [] if column.high is None else [f"≤ {column.high:g}"]
    choices = [", ".join(f"`{choice}`" for choice in column.choices)] if column.choices else []
    empty = ["may be missing"] if column.nullable else []
    return "; ".join(low + high + choices + empty)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
