"""Writes docs/tables.md from the contracts of `lotgraph.catalogue`."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from lotgraph.catalogue import CONTRACTS
from lotgraph.tables import Column, Contract

PAGE = Path(__file__).parent.parent / "docs" / "tables.md"
HEAD = """# Tables

Written by `python -m scripts.table_docs` from the contracts of the rooms; do not edit.

Beside every table `x` lies a table `x_failing_rows`: the same columns with any value allowed, and
`broken_promises`, the names of the checks that a row failed.
"""


def page(contracts: Iterable[Contract] = CONTRACTS.values()) -> str:
    """The whole page, as Markdown: one section for each table that is not of failing rows."""
    contracts = [c for c in contracts if not c.name.endswith("_failing_rows")]
    return "\n".join([HEAD, *("\n".join(_section(contract)) for contract in contracts)])


def _section(contract: Contract) -> Iterator[str]:
    yield f"## {contract.name}\n"
    yield f"{contract.row} Version {contract.version}."
    if contract.key:
        yield f"Key, and order of rows: {', '.join(f'`{name}`' for name in contract.key)}."
    yield "\n| column | type | unit | meaning | values |"
    yield "| --- | --- | --- | --- | --- |"
    for column in contract.columns:
        cells = (f"`{column.name}`", _type(column), column.unit, column.meaning, _values(column))
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
