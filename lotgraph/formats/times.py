"""Reads when frames were taken, where a table says so."""

from pathlib import Path

import polars as pl

from lotgraph.errors import FormatError
from lotgraph.formats.find import form_of
from lotgraph.formats.form import Form

TOLD = ("time_s", "captured_at")
LONGEST_S = 1e10  # some 300 years: no footage lasts longer, and its frames can still be counted


def read_times(file: Path) -> pl.DataFrame | None:
    """Frames of a Parquet table, rising, and `time_s` of each; nothing where no column says it.

    `time_s` is in seconds from anywhere, `captured_at` a moment. Rows of a frame have one time.

    Raises:
        FormatError: if a time is missing, is no time, or differs within a frame, or if no footage
            lasts from the first to the last.
    """
    if form_of(file) is not Form.PARQUET:
        return None
    name = next((name for name in TOLD if name in pl.read_parquet_schema(file)), None)
    if name is None:
        return None
    table = pl.read_parquet(file, columns=["frame", name])
    if table.is_empty():
        return None
    kind = table.schema[name]
    if not (kind.is_numeric() if name == "time_s" else isinstance(kind, pl.Datetime)):
        wanted = "numbers" if name == "time_s" else "moments"
        raise FormatError(f"{file}: expected {wanted} in {name}, it has {kind}; or leave it out")
    at = pl.col(name)
    told = at.cast(pl.Float64) if name == "time_s" else at.dt.epoch("us") / 1e6
    times = table.select("frame", time_s=told)
    unknown = times.filter(~pl.col("time_s").is_finite().fill_null(value=False))
    many = times.unique().group_by("frame").len().filter(pl.col("len") > 1)
    for wrong, why in (
        (unknown, "a time for each row"),
        (many, "one time for all rows of a frame"),
    ):
        if wrong.height:
            frame = int(wrong["frame"].to_numpy().min())
            raise FormatError(f"{file}: expected {why} in {name}; see frame {frame}")
    first, last = times.select(first=pl.col("time_s").min(), last=pl.col("time_s").max()).row(0)
    if not last - first <= LONGEST_S:
        unit = "seconds" if name == "time_s" else "moments"
        raise FormatError(
            f"{file}: expected {unit} in {name}, {LONGEST_S:g} s apart at most; got {first:g} and "
            f"{last:g}; mend them, or name --fps"
        )
    return times.unique().sort("frame")
