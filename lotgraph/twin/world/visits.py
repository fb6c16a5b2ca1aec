"""What is written down of each visit: when it came, parked, left, and what it did in between."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from lotgraph.tables import UTC_TIME
from lotgraph.twin.world.columns import VISITS
from lotgraph.twin.world.fleet import Vehicle
from lotgraph.twin.world.intents import Intent
from lotgraph.twin.world.schedule import Drive

if TYPE_CHECKING:
    from lotgraph.twin.world.people import Walker

GATE_GAP_S = 6.0  # who passes a gate later than this behind another does not tailgate
MANOEUVRE_M = 8.0  # of a way into a stall is turning into it


@dataclass
class Visit:
    """One stay; times in seconds since the world's beginning."""

    intent: Intent
    vehicle: Vehicle
    entry_lane_id: str | None = None
    exit_lane_id: str | None = None
    stall_id: str | None = None
    is_backed_in: bool = False
    pose: tuple[float, float, float] = (0.0, 0.0, 0.0)  # while parked
    entered_s: float | None = None
    parked_s: float | None = None
    unparked_s: float | None = None
    left_s: float | None = None
    people: list["Walker"] = field(default_factory=list)
    aboard_s: float = 0.0  # when the last of those who come back gets there
    behaviours: list[tuple[str, float, float]] = field(default_factory=list)

    def did(self, name: str, begin_s: float, end_s: float) -> None:
        """Add a behaviour."""
        self.behaviours.append((name, begin_s, end_s))


def standing_times(drive: Drive) -> list[tuple[float, float]]:
    """When a drive stands still: (from, to) in seconds, in order."""
    t0, t1, _, v0, a = drive.knots.T
    rows = (v0 == 0) & (a == 0)
    return list(zip(t0[rows].tolist(), t1[rows].tolist(), strict=True))


def how_it_parked(visit: Visit, drive: Drive, how: str, tried_leg: int | None) -> None:
    """Say how a vehicle came into its stall, since when it manoeuvred, and what it tried again."""
    legs = drive.trip.legs
    ends = [sum(leg.length_m for leg in legs[: k + 1]) for k in range(len(legs))]
    last = legs[-1]
    before = ends[-2] if len(legs) > 1 and last.is_reverse else ends[-1] - MANOEUVRE_M
    done = float(drive.knots[-1, 1])
    visit.did(how, drive.when_at(max(before, 0.0)), done)
    if tried_leg is not None:
        visit.did("several_tries", drive.when_at(ends[tried_leg] - 1e-6), done)


def table_of(
    site_id: str,
    visits: Sequence[Visit],
    begins_at: datetime,
    until_s: float,
    names: Mapping[int, int],
) -> pl.DataFrame:
    """Every visit of an object with a name; what happens after the world's end is missing."""
    known = [one for one in visits if one.vehicle.object_id in names]
    ordered = sorted(known, key=lambda one: one.intent.number)
    begun = [
        sorted((b for b in one.behaviours if 0 <= b[1] <= until_s), key=lambda b: (b[1], b[0]))
        for one in ordered
    ]
    first = int(begins_at.timestamp()) * 10**6 + begins_at.microsecond

    def micros(seconds: float | None) -> int | None:
        if seconds is None or not 0 <= seconds <= until_s:
            return None
        return first + round(seconds * 1e6)

    def moments(seconds: Iterable[float | None]) -> pl.Series:
        return pl.Series([micros(s) for s in seconds], dtype=pl.Int64).cast(UTC_TIME)

    def lists(of: Callable[[tuple[str, float, float]], float]) -> pl.Series:
        times = [[micros(min(of(one), until_s)) for one in each] for each in begun]
        return pl.Series(times, dtype=pl.List(pl.Int64)).cast(pl.List(UTC_TIME))

    return VISITS.table(
        site_id=[site_id] * len(ordered),
        visit_id=[f"{site_id}-{number:06d}" for number in range(1, len(ordered) + 1)],
        object_id=[names[one.vehicle.object_id] for one in ordered],
        entered_at=moments(one.entered_s for one in ordered),
        parked_at=moments(one.parked_s for one in ordered),
        unparked_at=moments(one.unparked_s for one in ordered),
        left_at=moments(one.left_s for one in ordered),
        entry_lane_id=[one.entry_lane_id for one in ordered],
        exit_lane_id=[one.exit_lane_id if micros(one.left_s) else None for one in ordered],
        stall_id=[
            one.stall_id if one.parked_s is None or one.parked_s <= until_s else None
            for one in ordered
        ],
        behaviours=[[name for name, _, _ in one] for one in begun],
        behaved_at=lists(lambda one: one[1]),
        behaved_until=lists(lambda one: one[2]),
    )
