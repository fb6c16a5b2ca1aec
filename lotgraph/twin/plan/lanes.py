"""Finds ways along the lanes: from an entry to a stall, and from a stall to an exit."""

import heapq
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lotgraph.twin.plan.model import Lane, Stall
from lotgraph.twin.plan.shapes import along, length_of, nearest

TOUCH_M = 0.5  # an end this near to another lane joins it
SHARPEST_TURN_RAD = math.radians(150)  # a sharper one is turning round, which needs a stall
TURN_COST_M = 3.0  # of two ways as long, the one with fewer turns
NUDGE_M = 0.05  # to look just before and just after a joint


@dataclass(frozen=True)
class Place:
    """A place along a lane; a `direction` of 1 drives with the lane's points, -1 against them."""

    lane_id: str
    at_m: float
    direction: int = 0  # either


@dataclass(frozen=True)
class Step:
    """One lane driven from one place along it to another; against its points if `to_m` is less."""

    lane_id: str
    from_m: float
    to_m: float


class Network:
    """The lanes of a site and where they join: where an end of one touches another."""

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self.lanes = {lane.lane_id: lane for lane in lanes}
        self.lengths = {lane.lane_id: length_of(lane.points) for lane in lanes}
        self.joints: dict[str, list[tuple[float, str, float]]] = {name: [] for name in self.lanes}
        self._headings: dict[tuple[Place, bool], float] = {}
        for lane in lanes:
            for at_m, end in ((0.0, lane.points[0]), (self.lengths[lane.lane_id], lane.points[-1])):
                self._join(lane.lane_id, at_m, end)

    def _join(self, name: str, at_m: float, end: tuple[float, float]) -> None:
        for other in self.lanes.values():
            if other.lane_id == name:
                continue
            distances, places = nearest(other.points, np.array([end]))
            if distances[0] <= TOUCH_M:
                self.joints[name].append((at_m, other.lane_id, float(places[0])))
                self.joints[other.lane_id].append((float(places[0]), name, at_m))

    def place_of(self, stall: Stall) -> Place:
        """Where along its lane a stall lies."""
        _, places = nearest(self.lanes[stall.lane_id].points, np.array([stall.centre]))
        return Place(stall.lane_id, float(places[0]))

    def entries(self) -> list[Place]:
        """Where vehicles come in."""
        return [Place(n, 0.0, 1) for n, lane in self.lanes.items() if lane.kind == "entry"]

    def exits(self) -> list[Place]:
        """Where vehicles leave."""
        return [
            Place(n, self.lengths[n], 1) for n, lane in self.lanes.items() if lane.kind == "exit"
        ]

    def route(self, start: Place, goal: Place) -> tuple[Step, ...] | None:
        """The shortest way that keeps to one-way lanes and never turns round; None without one."""
        ways = []
        for state, (cost, steps) in self.reach(start).items():
            ahead = (goal.at_m - state.at_m) * state.direction
            if state.lane_id == goal.lane_id and ahead >= 0:
                last = Step(goal.lane_id, state.at_m, goal.at_m)
                ways.append((cost + ahead, state.direction, (*steps, last)))
        fitting = [way for way in ways if goal.direction in {0, way[1]}]
        return min(fitting, key=lambda way: way[0])[2] if fitting else None

    def leads(self, start: Place, goals: Sequence[Place]) -> list[bool]:
        """Whether any way leads from one place to each of some others."""
        states = list(self.reach(start))
        return [
            any(
                one.lane_id == goal.lane_id and (goal.at_m - one.at_m) * one.direction >= 0
                for one in states
            )
            for goal in goals
        ]

    def reach(self, start: Place) -> dict[Place, tuple[float, tuple[Step, ...]]]:
        """Every place where one can turn into a lane, with the cost and the steps before it."""
        waiting: list[tuple[float, int, Place, tuple[Step, ...]]] = []
        found: dict[Place, tuple[float, tuple[Step, ...]]] = {}
        count = itertools.count()
        for state in self._ways_on(start.lane_id, start.at_m):
            if start.direction in {0, state.direction}:
                heapq.heappush(waiting, (0.0, next(count), state, ()))
        while waiting:
            cost, _, state, steps = heapq.heappop(waiting)
            if state in found:
                continue
            found[state] = (cost, steps)
            for step, after in self._turns(state):
                driven_m = abs(step.to_m - step.from_m)
                if steps and driven_m < NUDGE_M:
                    continue  # two turns on one spot could add up to turning round
                onward = (cost + driven_m + TURN_COST_M, next(count), after, (*steps, step))
                heapq.heappush(waiting, onward)
        return found

    def _turns(self, state: Place) -> Iterator[tuple[Step, Place]]:
        """Every joint ahead, and each way to go on from it."""
        for at_m, other, other_m in self.joints[state.lane_id]:
            if (at_m - state.at_m) * state.direction < 0:
                continue
            arriving = self._heading(Place(state.lane_id, at_m, state.direction), before=True)
            for after in self._ways_on(other, other_m):
                turn = self._heading(after) - arriving
                if abs(math.remainder(turn, math.tau)) <= SHARPEST_TURN_RAD:
                    yield Step(state.lane_id, state.at_m, at_m), after

    def _ways_on(self, name: str, at_m: float) -> Iterator[Place]:
        """The directions in which a lane may be driven from here and in which some of it lies."""
        if at_m < self.lengths[name] - NUDGE_M:
            yield Place(name, at_m, 1)
        if at_m > NUDGE_M and not self.lanes[name].is_one_way:
            yield Place(name, at_m, -1)

    def _heading(self, place: Place, *, before: bool = False) -> float:
        """Which way a vehicle faces just after a place, or just before it."""
        key = (place, before)
        if key not in self._headings:
            just = place.at_m + place.direction * (-NUDGE_M if before else NUDGE_M)
            _, heading = along(self.lanes[place.lane_id].points, just)
            self._headings[key] = heading if place.direction > 0 else heading + math.pi
        return self._headings[key]


def ways_in(network: Network, stall: Stall) -> list[tuple[Step, ...]]:
    """From each entry that leads there, the shortest way to a stall."""
    place = network.place_of(stall)
    found = (network.route(entry, place) for entry in network.entries())
    return [way for way in found if way]


def ways_out(network: Network, stall: Stall) -> list[tuple[Step, ...]]:
    """To each exit that can be reached, the shortest way from a stall."""
    place = network.place_of(stall)
    found = (network.route(place, leave) for leave in network.exits())
    return [way for way in found if way]
