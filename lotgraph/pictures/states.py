"""Says of each camera and window whether it was captured, at fault, or missing."""

from collections.abc import Iterable
from datetime import datetime

import polars as pl

from lotgraph.windows import WindowGrid

MISSING, CAPTURED, FAULTY = 0, 1, 2
NAMES = {CAPTURED: "captured", FAULTY: "captured, with a fault", MISSING: "missing"}

STATES = pl.Schema(
    {"camera": pl.String(), "window_at": pl.Datetime("us", "UTC"), "state": pl.Int8()}
)


def window_states(
    captures: pl.DataFrame,
    faults: pl.DataFrame,
    cameras: Iterable[str],
    grid: WindowGrid,
    span: tuple[datetime, datetime],
) -> pl.DataFrame:
    """One row for each camera and window that starts in `span`, sorted by both.

    A window counts as captured when any footage lies in it, as faulty when a fault does. Cameras
    are those named and those with footage.

    Args:
        captures: columns `camera`, `started_at`, `ended_at` (UTC, end exclusive).
        faults: the same columns.
        cameras: names to show even where nothing was captured.
        grid: how time is cut.
        span: first moment, and first moment after the last.
    """
    start, end = grid.start_of(span[0]), span[1]
    names = pl.Series("camera", [*cameras, *captures["camera"]], dtype=pl.String()).unique()
    starts = pl.datetime_range(
        start, end, grid.length, closed="left", time_unit="us", time_zone="UTC", eager=True
    ).alias("window_at")
    cells = names.to_frame().join(starts.to_frame(), how="cross")
    for table, state in ((captures, CAPTURED), (faults, FAULTY)):
        cells = cells.join(
            _windows_of(table, grid).with_columns(pl.lit(state).alias(f"is_{state}")),
            on=["camera", "window_at"],
            how="left",
        )
    is_captured, is_faulty = (pl.col(f"is_{s}").is_not_null() for s in (CAPTURED, FAULTY))
    found = pl.when(is_captured & is_faulty).then(FAULTY).when(is_captured).then(CAPTURED)
    return cells.select(
        "camera", "window_at", found.otherwise(MISSING).cast(pl.Int8()).alias("state")
    ).sort("camera", "window_at")


def _windows_of(table: pl.DataFrame, grid: WindowGrid) -> pl.DataFrame:
    """Every window that a row of `table` touches; an end on a window's start does not touch it."""
    last = pl.max_horizontal("started_at", pl.col("ended_at") - pl.duration(microseconds=1))
    touched = pl.datetime_ranges(
        pl.col("started_at").dt.truncate(grid.length), last.dt.truncate(grid.length), grid.length
    )
    return (
        table.select("camera", touched.alias("window_at"))
        .explode("window_at")
        .drop_nulls()
        .cast({"window_at": pl.Datetime("us", "UTC")})
        .unique()
    )
