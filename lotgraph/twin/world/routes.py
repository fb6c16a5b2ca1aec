"""Ways over the lanes of a site, found once and kept; also those that break its rules."""

import math
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from lotgraph.errors import TwinError
from lotgraph.twin.plan.lanes import Network, Place, Step
from lotgraph.twin.plan.model import Lane, Plan, Point, Stall
from lotgraph.twin.plan.shapes import along, length_of

BEHIND_M = 0.1  # a loop ends just behind where it began


class Way(NamedTuple):
    """Lanes to drive, one after the other."""

    steps: tuple[Step, ...]

    @property
    def length_m(self) -> float:
        """Metres along the lanes."""
        return sum(abs(step.to_m - step.from_m) for step in self.steps)

    def then(self, other: "Way") -> "Way":
        """Go on along another way, which begins on the lane where this one ends."""
        last, first = self.steps[-1], other.steps[0]
        joined = Step(last.lane_id, last.from_m, first.to_m)
        return Way((*self.steps[:-1], joined, *other.steps[1:]))


class Routes:
    """What ways there are on one site; each is looked for once."""

    def __init__(self, plan: Plan) -> None:
        """Raises TwinError where no way leads from an entry to an exit."""
        self.lanes: dict[str, Lane] = {lane.lane_id: lane for lane in plan.lanes}
        self.network = Network(plan.lanes)
        lawless = [replace(lane, is_one_way=False) for lane in plan.lanes]
        self._lawless = Network(lawless)
        self._found: dict[tuple[Place, Place, bool], Way | None] = {}
        self.entries, self.exits = self.network.entries(), self.network.exits()
        self.through = [way for a in self.entries for b in self.exits if (way := self.way(a, b))]
        if not self.through:
            raise TwinError(
                f"site {plan.site_id}: expected a way from an entry lane to an exit lane, but the "
                "lanes join nowhere between them; let the end of one lane touch another"
            )
        self.places = {stall.stall_id: self.network.place_of(stall) for stall in plan.stalls}

    def way(self, start: Place, goal: Place, *, is_lawful: bool = True) -> Way | None:
        """The shortest way, against one-way lanes too where it need not be lawful."""
        key = (start, goal, is_lawful)
        if key not in self._found:
            steps = (self.network if is_lawful else self._lawless).route(start, goal)
            self._found[key] = Way(steps) if steps else None
        return self._found[key]

    def middle_by(self, stall: Stall) -> tuple[Point, float]:
        """The place on its lane's middle that is nearest to a stall, and the heading there."""
        return spot_on(self.lanes[stall.lane_id], self.places[stall.stall_id].at_m)

    def directions(self, lane_id: str) -> tuple[int, ...]:
        """The directions in which a lane may be driven."""
        return (1,) if self.lanes[lane_id].is_one_way else (1, -1)

    def ways_in(self, stall: Stall, entry: Place) -> list[Way]:
        """From an entry past a stall, the shortest in each direction of its lane, nearest first."""
        place = self.places[stall.stall_id]
        ways = [
            self.way(entry, replace(place, direction=one)) for one in self.directions(place.lane_id)
        ]
        return sorted((way for way in ways if way), key=lambda way: way.length_m)

    def ways_out(self, stall: Stall, *, is_lawful: bool = True) -> list[Way]:
        """From a stall to an exit (to an entry against its sense where unlawful), nearest first."""
        place = self.places[stall.stall_id]
        if not is_lawful:
            goals = [replace(entry, direction=-1) for entry in self.entries]
            directions: tuple[int, ...] = (1, -1)
        else:
            goals, directions = self.exits, self.directions(place.lane_id)
        ways = [
            self.way(replace(place, direction=one), goal, is_lawful=is_lawful)
            for one in directions
            for goal in goals
        ]
        return sorted((way for way in ways if way), key=lambda way: way.length_m)

    def along_aisles(self, entry: Place) -> list[Way]:
        """From an entry along each aisle in turn, and on to the nearest exit."""
        found = []
        for name, lane in self.lanes.items():
            for one in self.directions(name) if lane.kind == "aisle" else ():
                middle = Place(name, self.network.lengths[name] / 2, one)
                there = self.way(entry, middle)
                onward = [way for leave in self.exits if (way := self.way(middle, leave))]
                if there and onward:
                    found.append(there.then(min(onward, key=lambda way: way.length_m)))
        return found

    def loop(self, way: Way) -> Way | None:
        """The same way, once round and again to where it ends; None where there is no way round."""
        last = way.steps[-1]
        direction = 1 if last.to_m >= last.from_m else -1
        here = Place(last.lane_id, last.to_m, direction)
        again = self.way(here, replace(here, at_m=last.to_m - BEHIND_M * direction))
        return way.then(again) if again else None

    def breaks_rules(self, way: Way) -> bool:
        """Whether a way runs against a one-way lane, or against the sense of an entry or exit."""
        against = {step.lane_id for step in way.steps if step.to_m < step.from_m - BEHIND_M}
        return any(
            self.lanes[name].is_one_way or self.lanes[name].kind != "aisle" for name in against
        )


@lru_cache(maxsize=20_000)
def spot_on(lane: Lane, at_m: float) -> tuple[Point, float]:
    """The place so many metres along a lane's middle, and the heading there."""
    return along(lane.points, at_m)


@lru_cache(maxsize=1_000)
def total_of(lane: Lane) -> float:
    """Metres along a lane."""
    return length_of(lane.points)


def straight_in(lane: Lane, low_m: float, high_m: float) -> tuple[float, float]:
    """The longest straight part of a lane between two places along it, the first of equals."""
    ends = [0.0, *accumulate(math.dist(*piece) for piece in pairwise(lane.points))]
    ends[-1] = max(ends[-1], high_m)  # the sum may fall short of it by rounding
    parts = [(max(a, low_m), min(b, high_m)) for a, b in pairwise(ends)]
    return max(parts, key=lambda part: part[1] - part[0])


def heading_at(lane: Lane, at_m: float, direction: int) -> float:
    """Which way a vehicle faces that drives a lane in a direction."""
    _, heading = spot_on(lane, at_m)
    return heading if direction > 0 else heading + math.pi
