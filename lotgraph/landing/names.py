"""Reads the start of a capture from its name, a whole column at once.

Read: 2026-03-02T08:00:00Z, 2026-03-02T08-00-00Z, 20260302T080000Z; seconds and their fractions
are optional; an offset (+0100, +01:00, +01-00, +01) may stand for Z. A negative offset needs its
minutes, or 08-00-01 could be read two ways. Without an offset the time is the site's own.
"""

import re
from datetime import datetime

import polars as pl

from lotgraph.landing.footage import FOOTAGE

ENDINGS = ("mp4", "mkv", "avi", "ts", "zip", "uris", "json")
FOLDERS = ("folder", "unreadable")  # kinds of a listing that are named by a start alone

_PATTERN = (
    r"^([0-9]{4})-?([0-9]{2})-?([0-9]{2})T([0-9]{2})[:-]?([0-9]{2})(?:[:-]?([0-9]{2})(?:[.,]([0-9]{1,9}))?)?"
    r"(Z|\+[0-9]{2}(?:[:-]?[0-9]{2})?|-[0-9]{2}[:-]?[0-9]{2})?"
    rf"(?:\.((?i:{'|'.join(ENDINGS)})))?$"
)
_UNFINISHED = ("part", "partial", "filepart", "tmp", "temp", "download", "crdownload")
_FURTHEST_OFFSET_MINUTES = 14 * 60  # Kiribati; more is a typing error
_READ = ", ".join(f".{ending}" for ending in ENDINGS)
_PARTS = ("year", "month", "day", "hour", "minute", "second", "fraction", "offset", "ending")


def stem(moment: datetime) -> str:
    """The name, without an ending, of a capture that starts at a moment; milliseconds, cut off."""
    return f"{moment:%Y-%m-%dT%H-%M-%S}.{moment.microsecond // 1000:03d}Z"


def read_names(names: pl.Series, is_folder: pl.Series, zones: pl.Series) -> pl.DataFrame:
    """Return `named_at` (UTC, null where a name says no moment) and `name_reason` for each name.

    `name_reason` is null, "wrong_name", or, for times without an offset in the hours that
    daylight saving repeats or skips in their zone, "ambiguous_time" or "impossible_time".
    """
    parts = names.str.extract_groups(_PATTERN).struct.rename_fields(_PARTS).struct.unnest()
    whole = pl.concat_str(*_PARTS[:5], pl.col("second").fill_null("00"))
    local = whole.str.to_datetime("%Y%m%d%H%M%S", strict=False, time_unit="us")
    micros = pl.col("fraction").str.pad_end(6, "0").str.head(6).cast(pl.Int64).fill_null(0)
    # A folder is named by the start alone, a file carries an ending.
    is_shaped = pl.col("ending").is_null() == is_folder
    offset_minutes = _minutes(pl.col("offset"))
    rows = parts.select(
        local=pl.when(is_shaped & (offset_minutes.abs() <= _FURTHEST_OFFSET_MINUTES)).then(
            local + pl.duration(microseconds=micros)
        ),
        minutes=offset_minutes,
        is_local=pl.col("offset").is_null(),
        zone=zones,
    )
    first, only = _from_zones(rows)
    absolute = (pl.col("local") - pl.duration(minutes="minutes")).dt.replace_time_zone("UTC")
    return rows.with_columns(first=first, only=only).select(
        named_at=pl.when("is_local").then("only").otherwise(absolute),
        name_reason=pl.when(pl.col("local").is_null())
        .then(pl.lit("wrong_name"))
        .when(pl.col("is_local") & pl.col("first").is_null())
        .then(pl.lit("impossible_time"))
        .when(pl.col("is_local") & pl.col("only").is_null())
        .then(pl.lit("ambiguous_time")),
    )


def what_is_wrong(name: str, *, is_folder: bool) -> str:
    """What keeps one name, refused as `wrong_name`, from telling a start."""
    parts = re.fullmatch(_PATTERN, name)
    if parts and bool(parts[9]) is not is_folder:
        return "names no day and time that there is, or an offset beyond 14 hours"
    if is_folder and name.endswith(FOOTAGE):
        return "is the footage of a manifest that does not lie beside it"
    if is_folder:
        return "is a folder: expected a start alone, such as 2026-03-02T08-00-00Z"
    ending = "" if parts else name.rpartition(".")[2] * ("." in name)
    return _wrong_ending(ending) or "holds no start: expected <start>.<ending>"


def _wrong_ending(ending: str) -> str | None:
    if not ending:
        return f"has no ending: expected one of {_READ}"
    if ending.lower() in _UNFINISHED:
        return f"ends as copies do that are not complete (.{ending}): rename it when it is whole"
    if ending.lower() not in ENDINGS:
        return f"has an ending that is not read (.{ending}): expected one of {_READ}"
    return None


def _minutes(offset: pl.Expr) -> pl.Expr:
    digits = offset.str.replace_all(r"[^0-9]", "").str.pad_end(4, "0")
    size = digits.str.head(2).cast(pl.Int64, strict=False) * 60 + digits.str.slice(2).cast(
        pl.Int64, strict=False
    )
    return pl.when(offset.str.starts_with("-")).then(-size).otherwise(size).fill_null(0)


def _from_zones(rows: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """UTC of local times: the first moment they could be, and the only one, or null."""
    nothing = pl.lit(None, pl.Datetime("us", "UTC"))
    first, only = nothing, nothing
    for zone in rows.filter("is_local")["zone"].unique(maintain_order=True):
        here = pl.when(pl.col("is_local") & (pl.col("zone") == zone)).then("local")
        utc = [
            here.dt.replace_time_zone(
                zone, ambiguous=which, non_existent="null"
            ).dt.convert_time_zone("UTC")
            for which in ("earliest", "null")
        ]
        first, only = pl.coalesce(first, utc[0]), pl.coalesce(only, utc[1])
    found = (
        rows.select(first=first, only=only)
        if rows.height
        else rows.select(first=nothing, only=nothing)
    )
    height = rows.height
    return _stretched(found["first"], height), _stretched(found["only"], height)


def _stretched(column: pl.Series, height: int) -> pl.Series:
    """A lone null, as a column of literals gives, repeated for every row."""
    return column if len(column) == height else column.new_from_index(0, height)
