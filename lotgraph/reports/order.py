"""Puts rows of a report in the order in which people read them."""

import polars as pl

from lotgraph.reports.columns import SPLITS


def in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """First the kinds with most labels; in each the splits as they are listed, heights rising."""
    labels = pl.col("labels").sum().over("kind")
    split = pl.col("split").cast(pl.Enum(SPLITS))
    number = pl.col("part").str.extract(r"^(\d+)").cast(pl.Int64)
    return rows.sort(-labels, "kind", split, number, "part", nulls_last=True)
