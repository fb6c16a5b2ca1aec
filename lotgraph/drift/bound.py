"""Bounds how many boxes a frame may have, by what that camera had at that hour of the day.

Counts vary by the hour, from day to day, and more than chance alone would have it; histories hold
odd frames too. So: on the scale of square roots, on which chance is as wide everywhere (Anscombe),
the middle of the days' medians, and around it as much as frames vary within days and days among
each other, both by medians; Student's t for as many days as there are says how far out one frame
in a thousand lies.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.drift.columns import BOUNDS, expect

Floats = NDArray[np.float64]
COUNTS = ("camera_id", "captured_at", "boxes")
OUTSIDE = 0.001  # share of usual frames beyond the bounds, as far as counts are like this
LEAST_DAYS = 3
CHANCE = 0.5  # how far Poisson counts spread as square roots
TO_SIGMA = 1.4826  # from a median of distances to a standard deviation
BESIDE = (-1, 0, 1)  # hours of the day that tell of one
HOURS = 24
OFFSET = 3 / 8  # Anscombe's


def bound(history: pl.DataFrame, frames: pl.DataFrame) -> pl.DataFrame:
    """Bounds of each of some frames, and whether it lies outside.

    Both tables hold camera_id, captured_at and boxes, a row a frame, also those without boxes.
    Without three days of history at that hour, nothing is said.

    Raises:
        ContractError: if a column is missing.
    """
    expect("history", history, COUNTS)
    expect("frames", frames, COUNTS)
    usual = _usual(_rooted(history))
    at = pl.col("captured_at").dt
    told = frames.select(COUNTS).with_columns(hour=at.hour().cast(pl.Int64))
    told = told.join(usual, on=["camera_id", "hour"], how="left", maintain_order="left")
    out = (pl.col("boxes") < pl.col("low")) | (pl.col("boxes") > pl.col("high"))
    told = told.with_columns(is_unusual=out, history_days=pl.col("history_days").fill_null(0))
    return told.select(pl.col(name).cast(kind) for name, kind in BOUNDS.items())


def _rooted(history: pl.DataFrame) -> pl.DataFrame:
    """Frames of each hour and of those beside it, as square roots."""
    at = pl.col("captured_at").dt
    rows = history.select(
        "camera_id",
        day=at.date(),
        hour=at.hour().cast(pl.Int64),
        root=(pl.col("boxes") + OFFSET).sqrt(),
    )
    return pl.concat(rows.with_columns(hour=(pl.col("hour") + k) % HOURS) for k in BESIDE)


def _usual(rows: pl.DataFrame) -> pl.DataFrame:
    days = rows.group_by("camera_id", "hour", "day").agg(middle=pl.col("root").median())
    within = (
        rows.join(days, on=["camera_id", "hour", "day"])
        .group_by("camera_id", "hour")
        .agg(within=(pl.col("root") - pl.col("middle")).abs().median() * TO_SIGMA)
    )
    usual = days.group_by("camera_id", "hour").agg(
        centre=pl.col("middle").median(),
        among=(pl.col("middle") - pl.col("middle").median()).abs().median() * TO_SIGMA,
        history_days=pl.len(),
    )
    usual = usual.join(within, on=["camera_id", "hour"])
    spread = np.sqrt(
        np.maximum(usual["within"].to_numpy(), CHANCE) ** 2 + usual["among"].to_numpy() ** 2
    )
    reach = _reach(usual["history_days"].to_numpy()) * spread
    centre = usual["centre"].to_numpy()
    low = np.maximum(0, centre - reach) ** 2 - OFFSET
    high = (centre + reach) ** 2 - OFFSET
    return usual.with_columns(
        low=pl.Series(np.maximum(0, low)).fill_nan(None), high=pl.Series(high).fill_nan(None)
    )


def _reach(days: NDArray[np.integer]) -> Floats:
    """How many spreads out the bounds lie; NaN with too few days."""
    from scipy.special import stdtrit

    enough = days >= LEAST_DAYS
    reach = stdtrit(np.maximum(1, days - 1), 1 - OUTSIDE / 2) * np.sqrt(1 + 1 / np.maximum(1, days))
    told: Floats = np.where(enough, reach, np.nan)
    return told
