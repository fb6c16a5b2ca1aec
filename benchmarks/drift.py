"""How often drift is called where there is none, and how often where there is some.

python -m benchmarks.drift [--cameras 200] [--hour 9]

Cameras are drawn: rates differ by hour, at weekends and from day to day; vehicles that stand for
hours give boxes by the hundred that are all alike. Four weeks are the reference, one is judged.
"""

import argparse
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.wilson import wilson
from lotgraph.drift.bound import bound
from lotgraph.drift.compare import compare
from lotgraph.drift.tally import tally

KINDS = ("car", "van", "truck")
TRUCK, SATURDAY = 2, 5
FIRST = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
CAMERA = {name: pl.lit(name) for name in ("site_id", "camera_id", "capture_id", "detector")}
FRAMES_A_DAY = 288  # one each five minutes


@dataclass(frozen=True)
class World:
    """How boxes come about."""

    rate: float = 2.0  # passing vehicles a frame, at the busiest hour
    parked: float = 5.0  # vehicles that stand, a day
    trucks: float = 0.05
    score: float = 1.0  # what scores are multiplied by
    size: float = 1.0
    seen: float = 1.0  # share of boxes that are found


CHANGES = {
    "nothing": World(),
    "trucks from 5 % to 20 %": World(trucks=0.20),
    "scores by 0.9": World(score=0.9),
    "scores by 0.8": World(score=0.8),
    "heights by 0.8": World(size=0.8),
    "a fifth of the boxes lost": World(seen=0.8),
    "half of the boxes lost": World(seen=0.5),
}


def drawn(
    world: World, days: int, chance: np.random.Generator, first: datetime = FIRST
) -> pl.DataFrame:
    """Tallies of one camera."""
    frame = np.arange(days * FRAMES_A_DAY)
    day, step = np.divmod(frame, FRAMES_A_DAY)
    hour = step * 24 / FRAMES_A_DAY
    busy = np.exp(-(((hour - 9) / 3) ** 2)) + np.exp(-(((hour - 17) / 3) ** 2)) + 0.05
    ups = chance.gamma(12, 1 / 12, days)[day] * np.where(
        (first.weekday() + day) % 7 >= SATURDAY, 0.5, 1.0
    )
    gusts = chance.gamma(4, 1 / 4, days * 24)[frame * 24 // FRAMES_A_DAY]
    passing = np.repeat(frame, chance.poisson(world.rate * busy * ups * gusts))
    stands = chance.poisson(world.parked, days).sum()
    begins = chance.integers(len(frame), size=stands)
    lasts = chance.integers(12, 144, stands)
    standing = np.repeat(begins, lasts) + np.concatenate([[], *map(np.arange, lasts)]).astype(int)
    who = np.concatenate(
        [np.arange(len(passing)), len(passing) + np.repeat(np.arange(stands), lasts)]
    )
    at = np.concatenate([passing, standing])
    vehicles = len(passing) + stands
    kind = chance.choice(3, vehicles, p=[0.85 - world.trucks, 0.15, world.trucks])
    height = np.exp(chance.normal(3.7 + 0.3 * (kind == TRUCK), 0.35, vehicles)) * world.size
    sure = chance.beta(6, 3, vehicles)
    kept = (at < len(frame)) & (chance.random(len(at)) < world.seen)
    at, who = at[kept], who[kept]
    score = np.clip(sure[who] + chance.normal(0, 0.05, len(who)), 0, 1) * world.score
    tops, kinds = np.zeros(len(who)), np.array(KINDS)[kind[who]]
    boxes = pl.DataFrame({
        "captured_at": _moments(at, first), "frame": at, "kind": kinds, "score": score,
        "y0_px": tops, "y1_px": height[who] * np.exp(chance.normal(0, 0.03, len(who))),
    })  # fmt: skip
    frames = pl.DataFrame({"captured_at": _moments(frame, first), "frame": frame})
    return tally(*(one.with_columns(**CAMERA) for one in (boxes, frames)))


def _moments(frame: np.ndarray, first: datetime) -> pl.Series:
    step_us = 86_400_000_000 // FRAMES_A_DAY
    return pl.Series(int(first.timestamp() * 1e6) + frame * step_us).cast(pl.Datetime("us", "UTC"))


def main() -> None:
    """Print how often what is called."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cameras", type=int, default=200)
    parser.add_argument("--hour", type=int, help="of the day, if but one is compared")
    asked = parser.parse_args()
    cameras = asked.cameras
    hour = pl.lit(value=True) if asked.hour is None else pl.col("hour_at").dt.hour() == asked.hour
    console = Console(width=140)
    table = Table("this week", "cameras called", "share", "95 %", "what is called, most first")
    for name, world in CHANGES.items():
        called, whats = 0, []
        for seed in track(range(cameras), name, console=console, transient=True):
            chance = np.random.default_rng(seed)
            later = FIRST + timedelta(days=28)
            sides = drawn(World(), 28, chance), drawn(world, 7, chance, later)
            told = compare(*(side.filter(hour) for side in sides))
            whats += told.filter("is_drifted")["what"].to_list()
            called += bool(told["is_drifted"].any())
        low, high = wilson(called, cameras)
        most = ", ".join(f"{what} {n}" for what, n in Counter(whats).most_common(3))
        table.add_row(
            name, f"{called}", f"{called / cameras:.3f}", f"{low:.3f} to {high:.3f}", most
        )
    console.print(table)
    _bounds(console, cameras)


def _bounds(console: Console, cameras: int) -> None:
    table = Table("days of history", "frames", "outside", "frames of 20 boxes more", "outside")
    for days in (3, 7, 28):
        sides = []
        for odd in (0, 20):
            outside = total = 0
            for seed in range(cameras):
                chance = np.random.default_rng(seed)
                history = drawn(World(), days, chance)
                window = drawn(World(), 1, chance, FIRST + timedelta(days=28))
                told = bound(history, window.with_columns(pl.col("value") + odd))
                outside += int(told.filter("is_unusual")["frames"].sum())
                total += int(told["frames"].sum())
            sides += [f"{total:,}", f"{outside / total:.4f}"]
        table.add_row(f"{days}", *sides)
    console.print(table)


if __name__ == "__main__":
    main()
