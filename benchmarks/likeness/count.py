"""Counts what was found, by kind of scene and vehicle, and says how far a share may be off."""

from collections.abc import Sequence

import polars as pl
from rich.table import Table

from benchmarks.wilson import wilson

SIZES = (16, 32, 48, 96)  # px high
LARGE_PX = 48
LEAST_CONTRAST = 20.0  # grey levels in a vehicle's box; with less, nobody sees it in the dark
LEAST_SEEN = 0.6  # share of a vehicle that a fair judge would ask for
ENOUGH = 25  # of a row, to conclude anything from it


def fair(vehicles: pl.DataFrame) -> pl.DataFrame:
    """Those that a judge may ask for: most of them seen, and not cut off by the picture's edge."""
    return vehicles.filter(pl.col("visible_share") >= LEAST_SEEN, ~pl.col("is_cut_off"))


def in_sight(vehicles: pl.DataFrame) -> pl.DataFrame:
    """Those that a person could see: something in their box stands out."""
    return vehicles.filter(pl.col("contrast") >= LEAST_CONTRAST)


def sized(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the name of their size."""
    size = pl.lit(f"below {SIZES[0]} px")
    for low, high in zip(SIZES, (*SIZES[1:], None), strict=True):
        name = f"{low} to {high} px" if high else f"{low} px and more"
        size = pl.when(pl.col("height_px") >= low).then(pl.lit(name)).otherwise(size)
    return rows.with_columns(size=size)


def shares(title: str, rows: pl.DataFrame, groups: Sequence[tuple[str, ...]]) -> Table:
    """A table of the share of rows that hit, one line for each group of each way to group."""
    table = Table("by", "what", "count", "share", "95 %", title=title)
    for by in groups:
        for what, group in sorted(rows.group_by(*by), key=lambda one: str(one[0])):
            hits = int(group["hit"].sum())
            low, high = wilson(hits, len(group))
            few = "" if len(group) >= ENOUGH else " (few)"
            cells = (f"{hits / len(group):.2f}{few}", f"{low:.2f} to {high:.2f}")
            table.add_row(" and ".join(by), " ".join(map(str, what)), str(len(group)), *cells)
    return table
