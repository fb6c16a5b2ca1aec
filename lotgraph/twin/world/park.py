"""Ways into stalls across a lane: nose in, or past and back in.

The line is that of the rear axle's centre.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lotgraph.twin.world.arcs import round_off
from lotgraph.twin.world.berth import (
    ALONG_RAD,
    CUSP_S,
    LEAD_M,
    Berth,
    approach,
    ending_at,
    is_along_kerb,
    is_on_lane,
    mark_slow,
    sense_of,
    slowly,
    unit,
)
from lotgraph.twin.world.follow import right_of
from lotgraph.twin.world.routes import Way, heading_at, spot_on
from lotgraph.twin.world.shuffle import enter_shuffling
from lotgraph.twin.world.trips import LEAST_M, Leg, Trip

LIKED_M = 5.2  # of the turn into a stall
WIDE_M = 7.5
SHIFTS_M = (0.0, 0.12, 0.24, 0.36)
WIDEST_RAD = math.radians(125)
SPARE_M = 0.4  # driven straight before a cusp


@dataclass(frozen=True)
class Style:
    """One way of doing it: where on the lane the turn begins, how wide, how far off the middle."""

    swing_m: float  # to the right of the lane's middle
    liked_m: float
    shift_m: float = 0.0  # towards the inner side of the turn


@dataclass(frozen=True)
class Corner:
    """Where a stall's axis meets the line driven on its lane."""

    vertex: tuple[float, float]
    lane_rad: float  # heading of the drive on the lane
    at_m: float  # along the way's last (first) lane
    rear: tuple[float, float]  # the rear axle's place when parked
    turn_rad: float  # from the lane's heading to the stall's
    distance_m: float  # from the vertex to `rear`


def styles(berth: Berth) -> list[Style]:
    """What a driver tries, best first."""
    right = right_of(berth.lane)
    most = max(berth.lane.width_m / 2 - berth.shape.width_m / 2 - 0.15, 0.0)
    easy = [Style(swing, LIKED_M) for swing in (right, 0.0)]
    # Between two parked cars there is room only for a wide turn, begun at the far side, that ends
    # a little towards where one came from: else the outer corner meets the neighbour.
    wide = [Style(far * most, WIDE_M, shift) for shift in SHIFTS_M for far in (-1, 1)]
    return [*easy, *wide]


def _corner_of(berth: Berth, direction: int, style: Style, *, is_nose_in: bool) -> Corner | None:
    """Where the way on the lane and the stall's axis meet; None where they run alike."""
    at_m = berth.routes.places[berth.stall.stall_id].at_m
    (px, py), _ = spot_on(berth.lane, at_m)
    phi = heading_at(berth.lane, at_m, direction)
    turn = math.remainder(berth.stall.heading_rad - phi, math.tau)
    ux, uy, wx, wy = *unit(phi), *unit(berth.stall.heading_rad)
    cross = ux * wy - uy * wx
    if abs(cross) < math.sin(ALONG_RAD):
        return None
    ahead = berth.shape.axle_m * (-1 if is_nose_in else 1)
    aside = -style.shift_m * math.copysign(1.0, cross)  # the inner side is where one comes from
    tx = berth.centre[0] + aside * wy + ahead * wx
    ty = berth.centre[1] - aside * wx + ahead * wy
    px, py = px + style.swing_m * uy, py - style.swing_m * ux
    t = ((tx - px) * wy - (ty - py) * wx) / cross
    vertex = px + t * ux, py + t * uy
    distance = (tx - vertex[0]) * wx + (ty - vertex[1]) * wy
    return Corner(vertex, phi, at_m + t * direction, (tx, ty), turn, distance)


def _cut_of(corner: Corner, liked_m: float, *, is_nose_in: bool) -> float | None:
    """How far from the vertex the turn begins; None where the stall is too near for it."""
    turn = corner.turn_rad if is_nose_in else math.pi - abs(corner.turn_rad)
    if not ALONG_RAD < abs(turn) < WIDEST_RAD:
        return None
    reach = math.tan(abs(turn) / 2)
    if corner.distance_m < LEAST_M * reach + 0.05:
        return None
    return min(liked_m, corner.distance_m / reach - 0.01) * reach


def bend_of(
    berth: Berth, direction: int, style: Style, *, is_nose_in: bool
) -> tuple[Corner, float] | None:
    """The bend between lane and stall, and how far from its corner it begins; None for none."""
    corner = _corner_of(berth, direction, style, is_nose_in=is_nose_in)
    cut = _cut_of(corner, style.liked_m, is_nose_in=is_nose_in) if corner else None
    return None if corner is None or cut is None else (corner, cut)


def enter_nose_in(berth: Berth, way: Way, style: Style) -> Trip | None:
    """Drive in forwards."""
    direction = sense_of(way, at_end=True)
    bend = bend_of(berth, direction, style, is_nose_in=True)
    if bend is None:
        return None
    corner, cut = bend
    (vx, vy), (ux, uy) = corner.vertex, unit(corner.lane_rad)
    before = mark_slow(vx - (cut + LEAD_M) * ux, vy - (cut + LEAD_M) * uy)
    turn = [before, mark_slow(vx, vy, style.liked_m), mark_slow(*corner.rear)]
    shorter = ending_at(way, corner.at_m - (cut + LEAD_M) * direction)
    tried = round_off(turn, LEAST_M)
    if shorter is None or tried is None or not berth.is_clear(tried):
        return None
    marks = approach(berth, shorter, style.swing_m)
    if len(marks) < 3:  # noqa: PLR2004 -- off the site, the lane's ends
        return None
    pieces = round_off([*marks[:-1], *turn], LEAST_M)
    return None if pieces is None else Trip((Leg(pieces),))


def enter_back_in(berth: Berth, way: Way, style: Style) -> Trip | None:
    """Drive past, stop, and back in."""
    direction = sense_of(way, at_end=True)
    bend = bend_of(berth, direction, style, is_nose_in=False)
    if bend is None:
        return None
    corner, cut = bend
    past = cut + SPARE_M
    longer = ending_at(way, corner.at_m + past * direction)
    if longer is None or not is_on_lane(berth, corner.at_m + past * direction):
        return None
    (vx, vy), (ux, uy) = corner.vertex, unit(corner.lane_rad)
    cusp = mark_slow(vx + past * ux, vy + past * uy)
    turn = [cusp, mark_slow(vx, vy, style.liked_m), mark_slow(*corner.rear)]
    back = round_off(turn, LEAST_M)
    if back is None or not berth.is_clear(back, is_reverse=True):
        return None
    marks = approach(berth, longer, style.swing_m)
    before = mark_slow(cusp.x - LEAD_M * ux, cusp.y - LEAD_M * uy)  # to come to it straight
    forward = round_off([*marks[:-1], before, cusp], LEAST_M) if marks else None
    if forward is None:
        return None
    return Trip((Leg(forward, pause_s=CUSP_S[0]), Leg(slowly(back), True)))


def enter_from(berth: Berth, ways: Sequence[Way], *, backs_in: bool) -> Iterator[Trip]:
    """Every way into a stall that can be steered and is clear, what is liked first."""
    from lotgraph.twin.world.kerb import enter_along

    if is_along_kerb(berth.routes, berth.stall):
        yield from enter_along(berth, ways)
        return
    make = enter_back_in if backs_in else enter_nose_in
    for way, style in itertools.product(ways, styles(berth)):
        trip = make(berth, way, style)
        if trip:
            yield trip
    if not backs_in:
        for way in ways:
            yield from enter_shuffling(berth, way)
