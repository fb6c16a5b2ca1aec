"""Where along a way the wheels go: on the right of two-way lanes, in the middle before tight turns.

What is laid here is the line of the rear axle's centre.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from lotgraph.twin.plan.lanes import Step
from lotgraph.twin.plan.model import Lane, Point
from lotgraph.twin.world.arcs import Mark
from lotgraph.twin.world.routes import Way, total_of

RIGHT_SHARE = 0.2  # of a two-way lane's width, to the right of its middle
TURN_RAD = 0.6  # from here on a bend is a corner
BLEND_M = 8.0  # to change track in
ROOM_M = 4.0  # before the end of a straight part, to bend in
BULGE_M = 3.5  # half of how long one stays beside an obstacle, or at the lane's side
WIDE_M = 5.0  # two-way lanes narrower than this are driven in their middle


class Bulge(NamedTuple):
    """Be so far right of a lane's middle (as its points run) about a place along it."""

    lane_id: str
    at_m: float
    right_m: float


class Edge(NamedTuple):
    """A straight part of a way."""

    start: Point
    end: Point
    lane: Lane
    right_m: float  # where one likes to drive
    bulges: tuple[tuple[float, float], ...]  # metres from its start, metres right of its middle

    @property
    def length_m(self) -> float:
        """Metres along."""
        return math.dist(self.start, self.end)

    @property
    def heading(self) -> float:
        """Which way it is driven."""
        return math.atan2(self.end[1] - self.start[1], self.end[0] - self.start[0])

    def at(self, along_m: float, right_m: float) -> Point:
        """The point so far along and to the right."""
        cos, sin = math.cos(self.heading), math.sin(self.heading)
        x, y = self.start
        return x + along_m * cos + right_m * sin, y + along_m * sin - right_m * cos


def right_of(lane: Lane) -> float:
    """How far right of a lane's middle one drives."""
    is_shared = lane.kind == "aisle" and not lane.is_one_way and lane.width_m >= WIDE_M
    return RIGHT_SHARE * lane.width_m if is_shared else 0.0


def marks_along(
    way: Way,
    lanes: Mapping[str, Lane],
    ends_right_m: tuple[float | None, float | None] = (None, None),
    bulges: Sequence[Bulge] = (),
) -> list[Mark]:
    """Marks of the rear axle along a way; `ends_right_m` say where it begins and ends, if given."""
    edges = [edge for step in way.steps for edge in _edges(lanes, step, bulges)]
    if not edges:
        return []
    first, last = ends_right_m
    rights = [_rights_at(a, b) for a, b in pairwise(edges)]
    begins = [edges[0].right_m if first is None else first, *(after for _, after in rights)]
    ends = [*(before for before, _ in rights), edges[-1].right_m if last is None else last]
    marks = []
    for index, (edge, begin, end) in enumerate(zip(edges, begins, ends, strict=True)):
        top = edge.lane.speed_mps
        point = edge.at(0.0, begin)
        if index:
            point = _crossing(edges[index - 1], ends[index - 1], edge, begin)
        marks.append(Mark(*point, top_mps=top))
        marks += [Mark(*edge.at(*key), top_mps=top) for key in _keys(edge, begin, end)]
    marks.append(Mark(*edges[-1].at(edges[-1].length_m, ends[-1]), top_mps=top))
    return marks


def _edges(lanes: Mapping[str, Lane], step: Step, bulges: Sequence[Bulge]) -> Iterator[Edge]:
    name, from_m, to_m = step.lane_id, step.from_m, step.to_m
    lane = lanes[name]
    done, total = 0.0, total_of(lane)
    direction = 1 if to_m >= from_m else -1
    points = lane.points if direction > 0 else lane.points[::-1]
    start_m, end_m = (from_m, to_m) if direction > 0 else (total - from_m, total - to_m)
    for a, b in pairwise(points):
        length = math.dist(a, b)
        low, high = max(start_m, done), min(end_m, done + length)
        if high - low > 0.05:  # noqa: PLR2004 -- shorter than a tyre is wide: no edge
            ends = [
                (a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share)
                for share in ((low - done) / length, (high - done) / length)
            ]
            here = [
                ((one.at_m if direction > 0 else total - one.at_m) - low, one.right_m * direction)
                for one in bulges
                if one.lane_id == name
            ]
            kept = tuple(sorted(one for one in here if BLEND_M < one[0] < high - low - BLEND_M))
            yield Edge(ends[0], ends[1], lane, right_of(lane), kept)
        done += length


def _rights_at(before: Edge, after: Edge) -> tuple[float, float]:
    """How far right two edges meet: in the middle before a turn to the right, which is tight."""
    turn = math.remainder(after.heading - before.heading, math.tau)
    if turn < -TURN_RAD:
        return 0.0, 0.0
    return before.right_m, after.right_m


def _crossing(before: Edge, before_m: float, after: Edge, after_m: float) -> Point:
    """Where the two tracks meet; halfway between their ends where they run alike."""
    a, b = before.at(before.length_m, before_m), after.at(0.0, after_m)
    ax, ay = math.cos(before.heading), math.sin(before.heading)
    bx, by = math.cos(after.heading), math.sin(after.heading)
    cross = ax * by - ay * bx
    if abs(cross) < 0.2:  # noqa: PLR2004 -- nearly parallel lines meet far away
        return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2
    share = ((b[0] - a[0]) * by - (b[1] - a[1]) * bx) / cross
    return a[0] + share * ax, a[1] + share * ay


def _keys(edge: Edge, begin: float, end: float) -> Iterator[tuple[float, float]]:
    """Places (along, right) where the track changes, in order."""
    length, like = edge.length_m, edge.right_m
    keys = []
    if begin != like:
        keys.append((BLEND_M, like))
    for at, right in edge.bulges:
        keys += [(at - BULGE_M - BLEND_M, like), (at - BULGE_M, right)]
        keys += [(at + BULGE_M, right), (at + BULGE_M + BLEND_M, like)]
    if end != like:
        keys.append((length - BLEND_M, like))
    done = 1.0
    for at, right in keys:
        if done <= at <= length - ROOM_M:
            yield at, right
            done = at + 1.0
