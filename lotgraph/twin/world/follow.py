"""Where along a way the wheels go: on the right of two-way lanes, in the middle before tight turns.

What is laid here is the line of the rear axle's centre.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
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
CLEAR_M = BLEND_M + BULGE_M + 0.5  # from where one stands to either end of the straight part
WIDE_M = 5.0  # two-way lanes narrower than this are driven in their middle


class Bulge(NamedTuple):
    """Be so far right of a lane's middle (as its points run) about a place along it."""

    lane_id: str
    at_m: float
    right_m: float


class Edge(NamedTuple):
    """A straight part of a way, as it is driven."""

    start: Point
    heading: float
    ahead: Point  # one metre that way
    length_m: float
    top_mps: float
    right_m: float  # where one likes to drive
    bulges: tuple[tuple[float, float], ...]  # metres from its start, metres right of its middle

    def at(self, along_m: float, right_m: float) -> Point:
        """The point so far along and to the right."""
        (x, y), (cos, sin) = self.start, self.ahead
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
    around = tuple(bulges)
    edges = [edge for s in way.steps for edge in _edges(lanes[s.lane_id], s, around)]
    if not edges:
        return []
    first, last = ends_right_m
    rights = [_rights_at(a, b) for a, b in pairwise(edges)]
    begins = [edges[0].right_m if first is None else first, *(after for _, after in rights)]
    ends = [*(before for before, _ in rights), edges[-1].right_m if last is None else last]
    marks = []
    for index, (edge, begin, end) in enumerate(zip(edges, begins, ends, strict=True)):
        top = edge.top_mps
        point = edge.at(0.0, begin)
        if index:
            point = _crossing(edges[index - 1], ends[index - 1], edge, begin)
        marks.append(Mark(*point, top_mps=top))
        marks += [Mark(*edge.at(*key), top_mps=top) for key in _keys(edge, begin, end)]
    marks.append(Mark(*edges[-1].at(edges[-1].length_m, ends[-1]), top_mps=top))
    return marks


@lru_cache(maxsize=20_000)
def _edges(lane: Lane, step: Step, bulges: tuple[Bulge, ...]) -> tuple[Edge, ...]:
    edges = []
    done, total = 0.0, total_of(lane)
    direction = 1 if step.to_m >= step.from_m else -1
    points = lane.points[::direction]
    ends = (step.from_m, step.to_m)
    start_m, end_m = ends if direction > 0 else (total - ends[0], total - ends[1])
    here = [
        ((one.at_m if direction > 0 else total - one.at_m), one.right_m * direction)
        for one in bulges
        if one.lane_id == step.lane_id
    ]
    for a, b in pairwise(points):
        length = math.dist(a, b)
        low, high = max(start_m, done), min(end_m, done + length)
        if high - low > 0.05:  # noqa: PLR2004 -- shorter than a tyre is wide: no edge
            ahead = (b[0] - a[0]) / length, (b[1] - a[1]) / length
            start = a[0] + (low - done) * ahead[0], a[1] + (low - done) * ahead[1]
            heading = math.atan2(ahead[1], ahead[0])
            beside = [(at - low, right) for at, right in here]
            kept = tuple(sorted(b for b in beside if BLEND_M < b[0] < high - low - BLEND_M))
            edges.append(
                Edge(start, heading, ahead, high - low, lane.speed_mps, right_of(lane), kept)
            )
        done += length
    return tuple(edges)


def _rights_at(before: Edge, after: Edge) -> tuple[float, float]:
    """How far right two edges meet: in the middle before a turn to the right, which is tight."""
    turn = math.remainder(after.heading - before.heading, math.tau)
    if turn < -TURN_RAD:
        return 0.0, 0.0
    return before.right_m, after.right_m


def _crossing(before: Edge, before_m: float, after: Edge, after_m: float) -> Point:
    """Where the two tracks meet; halfway between their ends where they run alike."""
    a, b = before.at(before.length_m, before_m), after.at(0.0, after_m)
    (ax, ay), (bx, by) = before.ahead, after.ahead
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
