"""Writes docs/tables.md and docs/twin-tables.md from the contracts of their rooms."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from lotgraph.catalogue import CONTRACTS
from lotgraph.lineage import sources_of
from lotgraph.tables import FAILING_ROWS, Column, Contract
from lotgraph.twin.truth.columns import BOXES, CAMERAS, FAULTS, FRAMES, LANES, STALLS
from lotgraph.twin.world.write import CONTRACTS as WORLD

DOCS = Path(__file__).parent.parent / "docs"
TWIN = (FRAMES, BOXES, FAULTS, CAMERAS, STALLS, LANES, *WORLD.values())
HEAD = """# Tables

Written by `python -m scripts.table_docs` from the contracts of the rooms; do not edit.

Beside every table `x` lies a table `x_failing_rows`: the same columns with any value allowed, and
`broken_promises`, the names of the checks that a row failed. A column without `taken from` comes
from no column of another table: it is measured, counted, or read from files.
"""
TWIN_HEAD = """# What is true of the twin

Written by `python -m scripts.table_docs` from the contracts of the twin's rooms; do not edit.

`lotgraph twin render --truth FOLDER` writes a folder for each table, with a partition for each
capture or site, and in `record.json` beside each what was ordered: the site, the weather, the
faults, the version of the code. `lotgraph twin world --out FOLDER` writes the tables of traffic as
one file each, without `twin_` in their names; detections and their truth if it is asked for them.
Beside them lie cameras, stalls and lanes, the site as `site.toml`, which every command of the twin
reads, and `record.json`: the site's name, `plan` (the sha256 of `site.toml`), the seed, when it
begins and how long it lasts, the settings of the detector, if one looked, and the version of the
code of both. By these the same command gives the same tables.
"""


def page(contracts: Iterable[Contract] = CONTRACTS.values(), head: str = HEAD) -> str:
    """The whole page, as Markdown: one section for each table that is not of failing rows."""
    contracts = [c for c in contracts if not c.name.endswith(FAILING_ROWS)]
    return "\n".join([head, *("\n".join(_section(contract)) for contract in contracts)])


def pages() -> dict[Path, str]:
    """What each file says."""
    return {DOCS / "tables.md": page(), DOCS / "twin-tables.md": page(TWIN, TWIN_HEAD)}


def _section(contract: Contract) -> Iterator[str]:
    yield f"## {contract.name}\n"
    yield f"{contract.row} Version {contract.version}."
    if contract.key:
        yield f"Key, and order of rows: {', '.join(f'`{name}`' for name in contract.key)}."
    sources = sources_of(contract)
    last = " taken from |" if sources else ""
    yield f"\n| column | type | unit | meaning | values |{last}"
    yield "| --- " * (6 if sources else 5) + "|"
    for column in contract.columns:
        taken = ", ".join(f"`{source}`" for source in sources.get(column.name, ()))
        told = (_type(column), column.unit, column.meaning, _values(column), taken)
        cells = (f"`{column.name}`", *(told if sources else told[:-1]))
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
    for file, text in pages().items():
        file.write_text(text, encoding="utf-8")
