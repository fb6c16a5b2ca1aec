"""Prints results to stdout, as a table for people or as one JSON document; saves pictures."""

import base64
import json
import math
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from lotgraph.errors import LotgraphError
from lotgraph.formats.put import put
from lotgraph.refused import try_folder, why

AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON document, and nothing else, on stdout.")
]
READABLE = 25  # characters of a column at least, where its cells are that long: a time stamp
GAP = 2  # characters between columns
WIDTH_UNSEEN = 200  # characters a line where output goes to a file; columns fold, nothing is lost


def document(content: object) -> None:
    """Print one JSON document; numbers that JSON has no word for become null."""
    typer.echo(json.dumps(_plain(content), indent=1, allow_nan=False))


def rows(
    columns: Sequence[str],
    lines: Iterable[Sequence[object]],
    right: Sequence[str] = (),
    whole: Sequence[str] = (),
) -> None:
    """Print a table, or blocks where it is too wide to read; nothing is ever cut off.

    The columns named in `right` are numbers, those in `whole` are never folded.
    """
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, GAP, 0, 0))
    cells = [[printable(cell) for cell in line] for line in lines]
    needed = 0
    for number, column in enumerate(columns):
        stacked = (column, *(line[number] for line in cells))
        widest = max(cell_len(part) for cell in stacked for part in cell.split("\n"))
        needed += GAP + (widest if column in whole else min(widest, READABLE))
        justify, overflow = ("right" if column in right else "left"), "fold"
        table.add_column(column, justify=justify, overflow=overflow, no_wrap=column in whole)  # type: ignore[arg-type]
    out = console()
    if needed - GAP > out.width:
        _blocks(columns, cells)
        return
    for line in cells:
        table.add_row(*line)
    out.print(table)


def _blocks(columns: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Print each line as a block, a column on each line of it."""
    width = max(map(len, columns))
    for number, line in enumerate(cells, start=1):
        text(f"── {number} " + "─" * 40)
        for column, cell in zip(columns, line, strict=True):
            text(f"{column:<{width}}  {cell}".rstrip())


def text(line: str = "") -> None:
    """Print a line to stdout."""
    typer.echo(printable(line))


def note(line: str) -> None:
    """Print a line to stderr, where it does not disturb a result."""
    typer.echo(printable(line), err=True)


def refuse_existing(file: Path, option: str) -> None:
    """See that a file which an option names can be written without another being lost.

    Raises:
        LotgraphError: it is there already, is a folder, or nothing can be written there.
    """
    if file.is_dir():
        raise LotgraphError(f"{file} is a folder; choose another {option}")
    if file.exists():
        raise LotgraphError(f"{file} is there already; choose another {option}, or remove it first")
    try:
        try_folder(file.parent)
    except OSError as error:
        raise _unwritable(file, option, error) from error


def format_of(file: Path, option: str) -> str:
    """The suffix by which a picture's name says its format, in small letters.

    Raises:
        LotgraphError: it says none that we write.
    """
    from lotgraph.pictures.encode import FORMATS

    suffix = file.suffix.lower()
    if suffix not in FORMATS:
        *some, last = FORMATS
        raise LotgraphError(
            f"{file}: expected a name that ends in {', '.join(some)} or {last}, which says the "
            f"format of the picture; choose another {option}"
        )
    return suffix


def save(file: Path, content: bytes, option: str) -> str:
    """Write a file that an option names, or that lies in the folder it names; return its path.

    Raises:
        LotgraphError: if it cannot be written; what was there is whole then.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        put(file, content)
    except OSError as error:
        raise _unwritable(file, option, error) from error
    return str(file)


def _unwritable(file: Path, option: str, error: OSError) -> LotgraphError:
    return LotgraphError(f"cannot write {file}: {why(error, file)}; choose another {option}")


def counted(number: int, noun: str) -> str:
    """A number and what is counted: "1 file", "1,200 files", "2 boxes"."""
    several = "es" if noun.endswith("x") else "s"
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}{several}"


def listed(words: str) -> tuple[str, ...]:
    """Words of an option, with commas between."""
    return tuple(word.strip() for word in words.split(",") if word.strip())


def console() -> Console:
    """The console of results: no markup, because names of files may look like it."""
    width = None if sys.stdout.isatty() else WIDTH_UNSEEN
    return Console(width=width, markup=False, highlight=False, emoji=False)


def printable(cell: object) -> str:
    """A cell as text that cannot steer a terminal, whatever a file is called."""
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.4g}" if abs(cell) < 1e4 else f"{cell:,.0f}"  # noqa: PLR2004
    if isinstance(cell, bytes):
        return f"<{len(cell):,} bytes>"
    if isinstance(cell, int) and not isinstance(cell, bool):
        return f"{cell:,}"
    return "".join(c if c.isprintable() or c == "\n" else "�" for c in str(cell))


def _plain(content: object) -> object:
    match content:
        case dict():
            return {str(key): _plain(value) for key, value in content.items()}
        case list() | tuple():
            return [_plain(value) for value in content]
        case float():
            return content if math.isfinite(content) else None
        case date():
            return content.isoformat()
        case bytes():
            return base64.b64encode(content).decode()
    return content
