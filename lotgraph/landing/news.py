"""Decides whether a window's tables tell all there is to tell about its files."""

import polars as pl

from lotgraph.landing.refusals import BY_PLACE

_FILE = ("uri", "size_bytes", "landed_at")


def untold(placed: pl.DataFrame, captures: pl.DataFrame, quarantine: pl.DataFrame) -> pl.DataFrame:
    """The placed files of a window that are new or were replaced since its tables were made."""
    known = pl.concat([captures.select(*_FILE), quarantine.select(*_FILE)])
    return placed.join(known, on=_FILE, how="anti", maintain_order="left")


def has_news(placed: pl.DataFrame, captures: pl.DataFrame, quarantine: pl.DataFrame) -> bool:
    """Whether a window must be taken again, given its placed files and its current tables.

    It must when a file is new or was replaced, when the settings have come to read a file's name,
    place or clock differently, or when a refused file was cleared away while all captures are
    still there. Captures that are merely gone (an old folder thinned out) are no news: taking the
    window again would only lose what the tables know.
    """
    if untold(placed, captures, quarantine).height:
        return True
    was_used = captures.select("uri", was_at="started_at")
    started_at = pl.col("named_at") - pl.duration(
        microseconds=(pl.col("clock_offset_s") * 1e6).round().cast(pl.Int64)
    )
    read_anew = placed.join(was_used, on="uri").filter(
        pl.col("reason").is_not_null() | (pl.col("was_at") != started_at)
    )
    refused_anew = placed.join(quarantine.select("uri", was="reason"), on="uri").filter(
        pl.col("reason").is_not_null() & (pl.col("reason") != pl.col("was"))
        | pl.col("reason").is_null() & pl.col("was").is_in(BY_PLACE)
    )
    cleared = quarantine.join(placed, on="uri", how="anti").height
    gone = captures.join(placed, on="uri", how="anti").height
    return bool(read_anew.height or refused_anew.height or (cleared and not gone))
