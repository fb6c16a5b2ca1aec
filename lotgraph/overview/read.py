"""Reads what the overview looks at more than once."""

import polars as pl

_SPAN = ("site_id", "camera_id", "started_at", "ended_at")


def read_once(captures: pl.LazyFrame, faults: pl.LazyFrame) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """The columns that `summarise` and `draw` use, in memory: some 200 bytes a row.

    Both are scans of very many small files, and each further look would open all of them again.
    """
    used = captures.select(*_SPAN, "sha256", "duration_s"), faults.select(*_SPAN, "kind")
    first, second = (table.collect().lazy() for table in used)
    return first, second
