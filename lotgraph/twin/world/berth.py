"""A place to park, as its driver has it: where it is, what stands around it, and ways to it."""

import math
from dataclasses import dataclass, field, replace

import numpy as np

from lotgraph.twin.plan.model import Lane, Point, Stall
from lotgraph.twin.world.arcs import Floats, Mark, length_of
from lotgraph.twin.world.follow import Bulge, marks_along
from lotgraph.twin.world.routes import Routes, Way, heading_at
from lotgraph.twin.world.trips import Shape

SLOW_MPS = 1.6  # in a stall and while turning into it
REVERSE_MPS = 1.3
OFF_SITE_M = 10.0  # vehicles come from and vanish beyond the ends of the lanes
ALONG_RAD = math.radians(25)  # a stall at less than this to its lane is one along a kerb
LEAD_M = 1.3  # driven straight between a change of track and a turn
CUSP_S = (1.0, 2.5)
CHECKED_M = 0.25  # how finely a turn into or out of a stall is looked along
PAD_M = 0.06  # kept from what stands


@dataclass(frozen=True)
class Berth:
    """What is to be reached or left: a stall, where in it, by whom, and what stands or is about."""

    routes: Routes
    stall: Stall
    shape: Shape
    centre: Point
    bulges: tuple[Bulge, ...] = ()
    standing: Floats = field(default_factory=lambda: np.zeros((0, 6)))  # boxes

    @property
    def lane(self) -> Lane:
        """The stall's."""
        return self.routes.lanes[self.stall.lane_id]

    def is_clear(self, pieces: Floats, *, is_reverse: bool = False) -> bool:
        """Whether one who drives these pieces touches nothing that stands."""
        return self.clear_m(pieces, CHECKED_M, PAD_M, is_reverse=is_reverse) > length_of(pieces)

    def clear_m(
        self, pieces: Floats, step_m: float, pad_m: float, *, is_reverse: bool = False
    ) -> float:
        """How far these pieces can be driven; more than their length where nothing is touched."""
        from lotgraph.twin.world.lines.kernels import clear_m

        half = np.array([self.shape.length_m, self.shape.width_m]) / 2
        axle = self.shape.axle_m
        return float(clear_m(pieces, step_m, axle, is_reverse, half, self.standing, pad_m))


def is_along_kerb(routes: Routes, stall: Stall) -> bool:
    """Whether a stall lies along its lane, not across it."""
    lane, place = routes.lanes[stall.lane_id], routes.places[stall.stall_id]
    return abs(math.sin(stall.heading_rad - heading_at(lane, place.at_m, 1))) < math.sin(ALONG_RAD)


def parked_heading(routes: Routes, stall: Stall, *, backed: bool) -> float:
    """Which way a parked vehicle faces; along a kerb it is that of the lane."""
    from lotgraph.twin.world.kerb import direction_of

    if is_along_kerb(routes, stall):
        lane, place = routes.lanes[stall.lane_id], routes.places[stall.stall_id]
        return heading_at(lane, place.at_m, direction_of(lane, place, stall))
    return stall.heading_rad + (math.pi if backed else 0.0)


def ending_at(way: Way, at_m: float) -> Way | None:
    """The same way up to a place along its last lane; None where that lies before it."""
    last = way.steps[-1]
    direction = 1 if last.to_m >= last.from_m else -1
    if (at_m - last.from_m) * direction < 0:
        return None
    return Way((*way.steps[:-1], replace(last, to_m=at_m)))


def beginning_at(way: Way, at_m: float) -> Way | None:
    """The same way from a place along its first lane; None where that lies behind it."""
    first = way.steps[0]
    direction = 1 if first.to_m >= first.from_m else -1
    if (first.to_m - at_m) * direction < 0:
        return None
    return Way((replace(first, from_m=at_m), *way.steps[1:]))


def sense_of(way: Way, *, at_end: bool) -> int:
    """1 where the last (first) lane of a way is driven with its points, -1 against them."""
    step = way.steps[-1 if at_end else 0]
    return 1 if step.to_m >= step.from_m else -1


def stretched(marks: list[Mark], *, before: bool) -> list[Mark]:
    """The same marks and one off the site, before the first or after the last."""
    a, b = (marks[1], marks[0]) if before else (marks[-2], marks[-1])
    share = OFF_SITE_M / math.hypot(b.x - a.x, b.y - a.y)
    off = Mark(b.x + (b.x - a.x) * share, b.y + (b.y - a.y) * share, top_mps=b.top_mps)
    return [off, *marks] if before else [*marks, off]


def approach(berth: Berth, way: Way, right_m: float | None) -> list[Mark]:
    """Marks from off the site to the end of a way, so far right of the middle there."""
    marks = marks_along(way, berth.routes.lanes, (None, right_m), berth.bulges)
    return stretched(marks, before=True) if len(marks) > 1 else []


def departure(berth: Berth, way: Way, right_m: float | None) -> list[Mark]:
    """Marks from the beginning of a way, so far right of the middle there, to off the site."""
    marks = marks_along(way, berth.routes.lanes, (right_m, None), berth.bulges)
    return stretched(marks, before=False) if len(marks) > 1 else []


def is_on_lane(berth: Berth, at_m: float) -> bool:
    """Whether a vehicle with its rear axle there keeps to the lane, or to what its end joins."""
    room = berth.lane.width_m / 2
    length = berth.routes.network.lengths[berth.lane.lane_id]
    nose = berth.shape.length_m / 2 + berth.shape.axle_m
    return -room <= at_m - 1.0 and at_m + 1.0 <= length + room and at_m + nose <= length + 2 * room


def slowly(pieces: Floats, top_mps: float = REVERSE_MPS) -> Floats:
    """The same pieces, driven no faster."""
    slower = pieces.copy()
    slower[:, 5] = slower[:, 5].clip(max=top_mps)
    return slower


def mark_slow(x: float, y: float, liked_m: float = 7.0) -> Mark:
    """A mark beyond which one drives slowly."""
    return Mark(x, y, liked_m, SLOW_MPS)


def unit(heading: float) -> tuple[float, float]:
    """One metre that way."""
    return math.cos(heading), math.sin(heading)
