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

from lotgraph.drift.columns import ANSWERS, BOUNDS, CROWD, FRAMES

Floats = NDArray[np.float64]
OUTSIDE = 0.001  # share of usual frames beyond the bounds, as far as counts are like this
# Frames hang together: a usual window may have many outside, and most have none. Whatever hangs
# together, no more than one window in a hundred has a hundred times their mean (Markov).
MOST_OUTSIDE = 100 * OUTSIDE
LEAST_DAYS = 3
CHANCE = 0.5  # how far Poisson counts spread as square roots
TO_SIGMA = 1.4826  # from a median of distances to a standard deviation
BESIDE = (-1, 0, 1)  # hours of the day that tell of one
HOURS = 24
OFFSET = 3 / 8  # Anscombe's


def crowd(history: pl.DataFrame, window: pl.DataFrame) -> pl.DataFrame:
    """Answers for every camera of a window: whether too many of its frames are unusually full.

    Both are rows of detection_tallies; what is asked of a frame, see `bound`.
    """
    outside = pl.col("frames").filter("is_unusual").sum() / pl.col("frames").sum()
    told = (
        bound(history, window)
        .group_by("camera_id", maintain_order=True)
        .agg(
            pl.col("low", "high", "history_days").sort_by("frames").last(),
            statistic=pl.when(pl.col("is_unusual").is_not_null().all()).then(outside),
            usual=pl.col("boxes").repeat_by("frames").explode().median(),
        )
    )
    is_known = pl.col("statistic").is_not_null()
    said = pl.format(
        "{}% of frames outside {} to {}, half have {} or more",
        (100 * pl.col("statistic")).round(1),
        pl.col("low").ceil().cast(pl.Int64),
        pl.col("high").floor().cast(pl.Int64),
        pl.col("usual").cast(pl.Int64),
    )
    few = pl.format("{} days at this hour, too few to tell", "history_days")
    answers = told.select(
        "camera_id",
        what=pl.lit(CROWD),
        statistic="statistic",
        threshold=pl.when(is_known).then(MOST_OUTSIDE),
        p=pl.min_horizontal(1.0, OUTSIDE / pl.col("statistic")),
        is_drifted=pl.col("statistic") > MOST_OUTSIDE,
        reference_days="history_days",
        days=pl.lit(1),
        words=pl.lit(f"{CROWD}: ") + pl.when(is_known).then(said).otherwise(few),
    )
    return answers.cast(ANSWERS)


def bound(history: pl.DataFrame, window: pl.DataFrame) -> pl.DataFrame:
    """Bounds of frames that have as many boxes in an hour, and whether they lie outside.

    Both are rows of detection_tallies. Without three days of history at that hour, nothing is said.
    """
    usual = _usual(_rooted(_frames(history)))
    told = _frames(window).join(usual, on=["camera_id", "hour"], how="left")
    out = (pl.col("boxes") < pl.col("low")) | (pl.col("boxes") > pl.col("high"))
    told = told.with_columns(is_unusual=out, history_days=pl.col("history_days").fill_null(0))
    told = told.select(pl.col(name).cast(kind) for name, kind in BOUNDS.items())
    return told.sort("camera_id", "hour_at", "boxes")


def _frames(tallies: pl.DataFrame) -> pl.DataFrame:
    hour = pl.col("hour_at").dt.hour().cast(pl.Int64)
    return tallies.filter(what=FRAMES).select(
        "camera_id", "hour_at", hour=hour, boxes="value", frames="count"
    )


def _rooted(frames: pl.DataFrame) -> pl.DataFrame:
    """Frames of each hour and of those beside it, as square roots."""
    root = (pl.col("boxes") + OFFSET).sqrt().repeat_by("frames")
    rows = frames.select("camera_id", "hour", day=pl.col("hour_at").dt.date(), root=root)
    beside = pl.concat(rows.with_columns(hour=(pl.col("hour") + k) % HOURS) for k in BESIDE)
    return beside.explode("root")


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
