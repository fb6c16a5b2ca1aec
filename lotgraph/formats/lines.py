"""Reads columns of a text of numbers and words, and names the line that cannot be read."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

import polars as pl

from lotgraph.errors import FormatError
from lotgraph.formats.columns import EDGES

MOST_WHOLE = 2.0**53  # from there on numbers of files and of arrays skip some
PACKED = (b"\x1f\x8b", b"PK\x03\x04")  # what gzip and zip begin with
WHOLE = "a whole number below 2^53 as {}"


def read_lines(file: Path, names: Sequence[str], words: Sequence[str], least: int) -> pl.DataFrame:
    """Columns of a file without a header, and `line`, the number of a row's line from 1 on.

    Values are parted by commas, semicolons or blanks; empty lines are passed over. Of `names` at
    least the first `least` are there, in every line as many; those that are not are left out.
    Columns in `words` are text, all others finite numbers.

    Raises:
        FormatError: if a line cannot be read so.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise FormatError(f"{file}: cannot be read: {error.strerror}") from error
    plain = _plain(content, names, words, least)
    return plain if plain is not None else _line_by_line(file, content, names, words, least)


def _plain(
    content: bytes, names: Sequence[str], words: Sequence[str], least: int
) -> pl.DataFrame | None:
    """The same, some ten times as fast, of a file in which nothing is odd; else None."""
    first = content.partition(b"\n")[0]
    parting = b"," if b"," in first else b" "
    given = names[: first.count(parting) + 1]
    if not least <= first.count(parting) + 1 <= len(names):
        return None
    schema = {name: pl.String if name in words else pl.Float64 for name in given}
    try:
        table = pl.read_csv(
            content, has_header=False, schema=schema, separator=parting.decode(), quote_char=None
        )
    except pl.exceptions.PolarsError:
        return None
    lines = content.count(b"\n") + (not content.endswith(b"\n"))
    is_known = [
        (pl.col(name).is_not_null() if name in words else pl.col(name).is_finite()).all(
            ignore_nulls=False
        )
        for name in given
    ]
    is_plain = len(table) == lines and all(table.select(is_known).row(0))
    return table.with_row_index("line", 1) if is_plain else None


def _line_by_line(
    file: Path, content: bytes, names: Sequence[str], words: Sequence[str], least: int
) -> pl.DataFrame:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        packed = "; unpack it first" if content.startswith(PACKED) else ""
        raise FormatError(
            f"{file}: expected a text of boxes, a line each; it is no text{packed}"
        ) from error
    lines = pl.DataFrame({"text": text.split("\n")}, schema={"text": pl.String})
    lines = lines.with_row_index("line", 1).with_columns(pl.col("text").str.strip_chars())
    lines = lines.filter(pl.col("text") != "")
    parted = lines.select("line", value=_values(lines["text"]))
    counts = parted["value"].list.len()
    given = int(counts[0]) if len(counts) else least
    for odd in first_marked(counts != given):
        _refuse(file, parted["line"][odd], f"as many values as before, {given}", f"{counts[odd]}")
    if not least <= given <= len(names):
        expected = f"{least} to {len(names)} values ({', '.join(names)})"
        _refuse(file, parted["line"][0], expected, f"{given}")
    table = parted.select(
        "line", *(pl.col("value").list.get(k).alias(name) for k, name in enumerate(names[:given]))
    )
    return _typed(file, table, [name for name in names[:given] if name not in words])


def whole(file: Path, table: pl.DataFrame, name: str) -> pl.Series:
    """A column of whole numbers.

    Raises:
        FormatError: if one is not, or is so large that it may be another one.
    """
    values = table[name]
    for odd in first_marked(~is_whole(values)):
        _refuse(file, table["line"][odd], WHOLE.format(name), f"{values[odd]}")
    return values.cast(pl.Int64)


def is_whole(values: pl.Series) -> pl.Series:
    """Which are whole numbers that can be reckoned with; null is none."""
    numbers = values.cast(pl.Float64)
    return ((numbers.round() == numbers) & (numbers.abs() < MOST_WHOLE)).fill_null(value=False)


def somebody(file: Path, table: pl.DataFrame) -> pl.Series:
    """The objects; null where a number below 0 stands for nobody in particular.

    Raises:
        FormatError: if one is no whole number.
    """
    who = whole(file, table, "object_id")
    return who.set(who < 0, None)


def upright(file: Path, table: pl.DataFrame) -> pl.DataFrame:
    """The table, if every box has its right beyond its left and its bottom below its top.

    Raises:
        FormatError: if one has not.
    """
    odd = (table["x1_px"] < table["x0_px"]) | (table["y1_px"] < table["y0_px"])
    for row in first_marked(odd):
        box = table.select(EDGES).row(row)
        _refuse(file, table["line"][row], "a box with a size of 0 or more", f"corners {box}")
    return table


def _values(text: pl.Series) -> pl.Series:
    for parting in (",", ";"):
        if len(text) and parting in text[0]:
            return text.str.split(parting)
    return text.str.extract_all(r"\S+")


def _typed(file: Path, table: pl.DataFrame, numbers: Sequence[str]) -> pl.DataFrame:
    typed = table.with_columns(
        pl.col(name).str.strip_chars().cast(pl.Float64, strict=False) for name in numbers
    )
    for name in numbers:
        for odd in first_marked(~typed[name].is_finite().fill_null(value=False)):
            _refuse(file, table["line"][odd], f"a number as {name}", repr(table[name][odd]))
    return typed


def first_marked(is_odd: pl.Series) -> Iterator[int]:
    """The first row that is marked, if any is."""
    at = is_odd.arg_max()
    if len(is_odd) and at is not None and is_odd[at]:
        yield at


def _refuse(file: Path, line: int, expected: str, came: str) -> NoReturn:
    raise FormatError(f"{file}:{line}: expected {expected}; got {came}")
