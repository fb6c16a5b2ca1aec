"""The kinds of faults, how bad each may be, and how long it lasts."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

import polars as pl

from lotgraph.twin.seeds import stream

Kind = Literal[
    "covered",
    "moved",
    "defocused",
    "dirty",
    "frozen",
    "black",
    "over_exposed",
    "clock_jump",
    "clock_drift",
    "dropped_frames",
    "truncated",
    "empty",
    "duplicate",
    "wrong_name",
    "future_date",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
OF_FILES: frozenset[Kind] = frozenset(
    {"truncated", "empty", "duplicate", "wrong_name", "future_date"}
)
MINUTE_S, HOUR_S = 60.0, 3600.0


@dataclass(frozen=True)
class Habit:
    """A kind's bounds: seconds it lasts, and what strengths 0 and 1 mean.

    Both lengths and strengths are drawn evenly over orders of magnitude.
    """

    lasts_s: tuple[float, float]
    amount: tuple[float, float] = (1.0, 1.0)
    unit: str = ""


HABITS: dict[Kind, Habit] = {
    "covered": Habit((20.0, 2 * HOUR_S), (0.5, 1.0), "share of the view"),
    "moved": Habit((MINUTE_S, 12 * HOUR_S), (5.0, 120.0), "px of a picture 640 wide"),
    "defocused": Habit((30.0, 6 * HOUR_S), (3.0, 11.0), "px of 640: radius of a point"),
    "dirty": Habit((10 * MINUTE_S, 12 * HOUR_S), (0.5, 1.0), "of the most dirt, at its end"),
    "frozen": Habit((15.0, HOUR_S)),
    "black": Habit((5.0, HOUR_S)),
    "over_exposed": Habit((15.0, 2 * HOUR_S), (2.0, 4.5), "stops too much"),
    "clock_jump": Habit((10 * MINUTE_S, 24 * HOUR_S), (3.0, 2 * HOUR_S), "s ahead or behind"),
    "clock_drift": Habit((2 * HOUR_S, 48 * HOUR_S), (1.0, 40.0), "s gained or lost an hour"),
    "dropped_frames": Habit((20.0, HOUR_S), (0.1, 0.8), "share of frames lost"),
    "truncated": Habit((1.0, 1.0), (0.05, 0.95), "share of bytes cut off"),
    "empty": Habit((1.0, 1.0)),
    "duplicate": Habit((1.0, 1.0)),
    "wrong_name": Habit((1.0, 1.0)),
    "future_date": Habit((1.0, 1.0)),
}


@dataclass(frozen=True)
class Fault:
    """One fault, in seconds of true time since the world began; `strength` 0 to 1, see `HABITS`.

    One of files befalls every capture whose middle lies in it.
    """

    camera_id: str
    kind: Kind
    begins_s: float
    ends_s: float
    strength: float = 0.5
    seed: int = 0

    def is_on(self, t_s: float) -> bool:
        """Whether it lasts at a moment; its end is no part of it."""
        return self.begins_s <= t_s < self.ends_s

    @property
    def amount(self) -> float:
        """What its strength means for its kind."""
        low, high = HABITS[self.kind].amount
        return float(low * (high / low) ** self.strength)

    @property
    def sign(self) -> int:
        """Ahead, 1, or behind, -1."""
        return 1 if stream(self.seed, "sign").random() < 0.5 else -1  # noqa: PLR2004 -- a coin


def rows(
    faults: tuple[Fault, ...], site_id: str, begins_at: datetime, duration_s: float
) -> pl.DataFrame:
    """The truth, one row a fault, as `twin_faults` has it; what outlasts the world ends with it."""
    return pl.DataFrame(
        [
            (site_id, one.camera_id, one.kind, *_span(one, begins_at, duration_s), one.strength)
            for one in faults
        ],
        schema={
            "site_id": pl.String(),
            "camera_id": pl.String(),
            "kind": pl.String(),
            "begins_at": pl.Datetime("us", "UTC"),
            "ends_at": pl.Datetime("us", "UTC"),
            "strength": pl.Float64(),
        },
        orient="row",
    )


def _span(fault: Fault, begins_at: datetime, duration_s: float) -> tuple[datetime, datetime]:
    first, last = (
        begins_at + timedelta(microseconds=round(1e6 * t_s))
        for t_s in (fault.begins_s, min(fault.ends_s, duration_s))
    )
    return first, last


def strength_of(kind: Kind, amount: float) -> float:
    """The strength that means an amount, such as 12 px for "moved"; 0 to 1 at the bounds."""
    low, high = HABITS[kind].amount
    return math.log(amount / low) / math.log(high / low) if high > low else 1.0
