"""Compares the detections of some days with those of a reference, camera by camera.

What is compared is a distance between two histograms: Jensen-Shannon for the mix of classes,
Kolmogorov-Smirnov for scores (whatever their scale) and heights of boxes, the logarithm of the
ratio for boxes a frame. What distance is usual is learnt by exchanging days between both sides:
boxes of a day resemble each other (the same car stands there all day), so a day is the least that
can be exchanged. Only hours of the day that both sides have are compared, and days are exchanged
among working days and among weekends.

A camera is called drifted without cause once in a hundred calls: that hundredth is shared out
evenly among what is said of it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.drift.columns import ANSWERS, FRAMES
from lotgraph.drift.histogram import LEAST_BOXES, Floats, Histogram, histograms

FALSE_ALARMS = 0.01  # of a camera in a call
ROUNDS = 4999  # a hundredth shared among fifty statements can still be told
SEED = 0
SAME = 1e-12  # the same days give the same distance but for the last digits
SATURDAY = 6


@dataclass(frozen=True)
class Sides:
    """Days of a camera: which are judged, and which may be exchanged for each other."""

    is_current: NDArray[np.bool_]  # (d,)
    stratum: NDArray[np.int64]  # (d,)

    def exchanged(self) -> NDArray[np.float64]:
        """Days that are taken for those judged (1 + rounds, d): as they are, then at random."""
        chance = np.random.default_rng(SEED)
        drawn = np.tile(self.is_current, (1 + ROUNDS, 1))
        for stratum in np.unique(self.stratum):
            at = np.flatnonzero(self.stratum == stratum)
            drawn[1:, at] = chance.permuted(drawn[1:, at], axis=1)
        return drawn.astype(np.float64)

    @property
    def ways(self) -> float:
        """How many exchanges there are."""
        from scipy.special import comb

        ways = 1.0
        for stratum in np.unique(self.stratum):
            own = self.is_current[self.stratum == stratum]
            ways *= float(comb(len(own), int(own.sum())))
        return ways


def compare(reference: pl.DataFrame, current: pl.DataFrame) -> pl.DataFrame:
    """Answers for every camera of the current side: a row for each thing that is compared.

    Both are rows of detection_tallies; the current ones are of the days that are judged.
    """
    both = [
        side.with_columns(is_current=pl.lit(is_current))
        for side, is_current in ((reference, False), (current, True))
    ]
    at = pl.col("hour_at").dt
    rows = pl.concat(both).with_columns(day=at.date(), hour=at.hour())
    cameras = current["camera_id"].unique().sort()
    parts = [_of_camera(str(camera), rows.filter(camera_id=camera)) for camera in cameras]
    return pl.concat([ANSWERS.to_frame(), *parts])


def _of_camera(camera: str, rows: pl.DataFrame) -> pl.DataFrame:
    rows = rows.filter(pl.col("is_current").n_unique().over("hour") == 2)  # noqa: PLR2004
    days = rows.filter(what=FRAMES).group_by("day", "is_current").agg(frames=pl.col("count").sum())
    days = days.with_columns(is_weekend=pl.col("day").dt.weekday() >= SATURDAY)
    days = days.filter(pl.col("is_current").n_unique().over("is_weekend") == 2)  # noqa: PLR2004
    days = days.sort("is_current", "day").with_row_index("row")
    sides = Sides(days["is_current"].to_numpy(), days["is_weekend"].cast(pl.Int64).to_numpy())
    boxes = rows.filter(pl.col("what") != FRAMES).join(days, on=["day", "is_current"])
    told = list(histograms(boxes, days["frames"].to_numpy()))
    drawn, level = sides.exchanged(), FALSE_ALARMS / max(1, len(told))
    answers = [{"camera_id": camera, **_answer(one, sides, drawn, level)} for one in told]
    return pl.DataFrame(answers, schema=ANSWERS)


def _answer(one: Histogram, sides: Sides, drawn: Floats, level: float) -> dict[str, Any]:
    days = int(sides.is_current.sum())
    beside = len(sides.is_current) - days
    answer: dict[str, Any] = {"what": one.what, "days": days, "reference_days": beside}
    if not one.has_enough(sides.is_current):
        few = f"fewer than {LEAST_BOXES} boxes on a side"
        return answer | {"words": f"{one.what}: {few}, too few to tell"}
    apart = one.apart(drawn)
    answer["statistic"] = float(apart[0])
    if sides.ways * level < 1:
        few = f"{days} days beside {beside} can be exchanged in {sides.ways:.0f} ways"
        return answer | {"words": f"{one.what}: {few}, too few to tell"}
    order = np.sort(apart[1:])
    at = max(1, int(level * (1 + ROUNDS)))
    p = float((apart >= apart[0] - SAME).mean())
    is_drifted = p <= level
    return answer | {
        "threshold": float(order[-at]),
        "p": p,
        "is_drifted": is_drifted,
        "words": f"{one.what}: {one.words(sides.is_current)}"
        + ("" if is_drifted else ", as usual"),
    }
