"""Parquet: tables of this project and of others that call their columns alike."""

import io
from pathlib import Path

import polars as pl

from lotgraph.errors import FormatError
from lotgraph.formats.columns import BOXES, EDGES, filled
from lotgraph.formats.lines import WHOLE, first_marked, is_whole
from lotgraph.formats.put import put

ALSO = {"track_id": "object_id", "class": "kind", "type": "kind", "label": "kind"}
CALLED = {"walker": "person"}  # by the twin, and by detectors
FIRST = "first_frame"  # in what a file says of itself
NEEDED = ("frame", *EDGES)
SOUGHT: dict[pl.DataType, str] = {
    pl.Int64(): "whole numbers",
    pl.Float64(): "numbers",
    pl.Boolean(): "true or false",
    pl.String(): "names",
}


def read_parquet(file: Path) -> pl.DataFrame:
    """Boxes of a table, a row each; columns that nobody asks for are left out.

    Raises:
        FormatError: if a column is missing or holds what it cannot.
    """
    try:
        table = pl.read_parquet(file)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise FormatError(f"{file}: expected a Parquet table: {error}") from error
    for other, name in ALSO.items():
        if other in table.columns and name not in table.columns:
            table = table.rename({other: name})
    _check_whole(file, table)
    _check_types(file, table)
    if {"kind", "type"} <= set(table.columns):  # what is true of renderings says both
        kind, finer = (pl.col(name).cast(pl.String) for name in ("kind", "type"))
        is_told = finer.fill_null("") != ""
        table = table.with_columns(
            kind=pl.when(is_told).then(finer).otherwise(kind.replace(CALLED))
        )
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        raise FormatError(
            f"{file}: expected columns {', '.join(NEEDED)}; {', '.join(missing)} missing, it has "
            f"{', '.join(table.columns)}"
        )
    boxes = filled(table.select(name for name in table.columns if name in BOXES))
    odd = pl.any_horizontal(~pl.col(name).is_finite().fill_null(value=False) for name in NEEDED[1:])
    inverted = (pl.col("x1_px") < pl.col("x0_px")) | (pl.col("y1_px") < pl.col("y0_px"))
    unusable = boxes.select(odd | inverted | pl.col("frame").is_null()).to_series()
    for row in first_marked(unusable):
        came = boxes.select(NEEDED).row(row)
        raise FormatError(f"{file}: row {row}: expected a frame and a box; got {came}")
    return boxes


def _check_types(file: Path, table: pl.DataFrame) -> None:
    """See that each column that is asked for becomes what it is asked for as, value by value."""
    asked = {"type": BOXES["kind"], **BOXES}
    for name in (name for name in table.columns if name in asked):
        values, wanted = table[name], asked[name]
        is_flat = not (values.dtype.is_nested() or values.dtype in {pl.Binary, pl.Object})
        is_number = wanted.is_numeric() and not values.dtype.is_temporal()
        is_flag = wanted == pl.Boolean and (values.dtype.is_numeric() or values.dtype == pl.Boolean)
        is_fit = is_flat and (is_number or is_flag or wanted == pl.String)
        if not is_fit and values.dtype != pl.Null:
            raise FormatError(f"{file}: expected {SOUGHT[wanted]} as {name}; it has {values.dtype}")
        lost = values.cast(wanted, strict=False).is_null() & values.is_not_null()
        for row in first_marked(lost):
            came = values[row]
            raise FormatError(
                f"{file}: row {row}: expected {SOUGHT[wanted]} as {name}; got {came!r}"
            )


def _check_whole(file: Path, table: pl.DataFrame) -> None:
    for name in (name for name in ("frame", "object_id") if name in table.columns):
        values = table[name]
        if values.dtype == pl.Null or (name == "object_id" and values.dtype.is_integer()):
            continue  # names are only compared
        if not values.dtype.is_numeric():
            raise FormatError(f"{file}: expected whole numbers as {name}; it has {values.dtype}")
        for row in first_marked(~is_whole(values) & values.is_not_null()):
            raise FormatError(
                f"{file}: row {row}: expected {WHOLE.format(name)}; got {values[row]}"
            )


def write_parquet(boxes: pl.DataFrame, file: Path, first: int | None = None) -> None:
    """Write boxes, by frame and object, and which number the first frame has, if that is known."""
    write_table(boxes.sort("frame", "object_id"), file, first)


def write_table(table: pl.DataFrame, file: Path, first: int | None) -> None:
    """Write rows as they are, and the number of the first frame, if that is known.

    Raises:
        OSError: if it cannot be written, as where the disk is full.
    """
    content = io.BytesIO()  # of a file that cannot be written Polars does not tell why
    table.write_parquet(content, metadata={} if first is None else {FIRST: str(first)})
    put(file, content.getvalue())


def first_told(file: Path) -> int | None:
    """The number of the first frame, where a table of ours says it."""
    told = pl.read_parquet_metadata(file).get(FIRST, "")
    return int(told) if told.isdecimal() else None
