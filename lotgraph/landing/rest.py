"""Tells files that rest from files that are still being written."""

from datetime import datetime, timedelta

import polars as pl

from lotgraph.settings import Arrivals


def is_changing(changed_at: pl.Expr, arrivals: Arrivals, now: datetime) -> pl.Expr:
    """Whether something changed so lately that its writer may not be done.

    A stamp well in the future says nothing about when the file was written, so it holds up
    nothing; should the file change after all, its window is taken again.
    """
    is_fresh = changed_at > now - timedelta(seconds=arrivals.settle_s)
    return is_fresh & (changed_at <= now + timedelta(seconds=arrivals.future_tolerance_s))


def part(
    placed: pl.DataFrame, arrivals: Arrivals, now: datetime
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Placed files that rest, and those that are still changing."""
    changing = is_changing(pl.col("landed_at"), arrivals, now)
    return placed.filter(~changing), placed.filter(changing)
