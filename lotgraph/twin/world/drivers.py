"""What a driver would do next, as trips to try one after the other, what is liked first."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from lotgraph.twin.plan.lanes import Place
from lotgraph.twin.plan.model import Plan
from lotgraph.twin.world.arcs import round_off, split
from lotgraph.twin.world.berth import OFF_SITE_M, Berth, slowly, stretched
from lotgraph.twin.world.follow import BLEND_M, BULGE_M, Bulge, marks_along
from lotgraph.twin.world.intents import Intent
from lotgraph.twin.world.leave import leave_from
from lotgraph.twin.world.park import enter_from
from lotgraph.twin.world.routes import Routes, Way, spot_on
from lotgraph.twin.world.trips import (
    LEAST_M,
    STOP_BEFORE_M,
    Leg,
    Shape,
    Trip,
    reversed_pieces,
    stop_at,
)

ARRIVING_MPS = 4.0
TRY_PAUSE_S = 0.75
SIDE_SHARES = (1.0, 0.5, 0.0)  # of the way from a lane's middle to its side
SPOT_SHIFTS = (0.0, 0.38, 0.62)  # of all there is to stand along
SIDE_M = 0.15  # between who stops at a lane's side and that side
BLOCKING_S = 45.0  # the longest that anybody stands where nobody gets by


@dataclass(frozen=True)
class Errand:
    """Who means to do what, where."""

    plan: Plan
    routes: Routes
    shape: Shape
    intent: Intent


@dataclass(frozen=True)
class Plain:
    """A trip and what is true of it: the way it takes and whether it backs in."""

    trip: Trip
    way: Way
    is_backed_in: bool = False
    has_tried: bool = False  # several times


def to_park(berth: Berth, entry: Place, errand: Errand, *, backs_in: bool) -> Iterator[Plain]:
    """Ways to come in and park."""
    routes, intent = errand.routes, errand.intent
    ways = routes.ways_in(berth.stall, entry)
    if intent.circles:
        ways = [round_way for way in ways if (round_way := routes.loop(way))] or ways
    for way in ways:
        for trip in enter_from(berth, [way], backs_in=backs_in):
            gated = replace(trip, start_mps=ARRIVING_MPS)
            gated = _with_gates(gated, way, errand)
            tried = gated
            if intent.tries_several:
                tried = _several_tries(gated, 1.2 + 1.3 * intent.taste, 2.0 + intent.taste)
            yield Plain(tried, way, backs_in, tried is not gated)


def to_leave(berth: Berth, errand: Errand, *, is_backed_in: bool) -> Iterator[Plain]:
    """Ways to leave a stall and the site; against the rules first where that is meant."""
    ways = berth.routes.ways_out(berth.stall)
    if errand.intent.goes_wrong_way:
        ways = [*berth.routes.ways_out(berth.stall, is_lawful=False), *ways]
    for way in ways:
        for trip in leave_from(berth, [way], is_backed_in=is_backed_in):
            yield Plain(_with_gates(trip, way, errand), way)


def through_trip(
    routes: Routes, way: Way, bulges: Sequence[Bulge] = (), least_m: float = LEAST_M
) -> Trip | None:
    """A drive along a whole way, from off the site to off the site."""
    marks = marks_along(way, routes.lanes, bulges=bulges)
    pieces = round_off(stretched(stretched(marks, before=True), before=False), least_m)
    return None if pieces is None else Trip((Leg(pieces),), leaves=True, start_mps=ARRIVING_MPS)


def through(errand: Errand, way: Way, bulges: Sequence[Bulge]) -> Plain | None:
    """Drive through without a stop, but for gates."""
    trip = through_trip(errand.routes, way, bulges, errand.shape.least_m)
    return Plain(_with_gates(trip, way, errand), way) if trip else None


def stopping(
    errand: Errand, way: Way, leaves_room: Callable[[Bulge], bool]
) -> Iterator[tuple[Plain, Bulge]]:
    """Drive through and stand at a lane's side for a while, or nearer its middle; and where.

    Nobody stands long where others could not get by.
    """
    taste = errand.intent.taste
    for share, shift in itertools.product(SIDE_SHARES, SPOT_SHIFTS):
        best = _side_of(errand.routes, way, errand.shape, (taste + shift) % 1.0)
        if best is None:
            return
        spot = best._replace(right_m=best.right_m * share)
        plain = through(errand, way, [spot])
        if plain is None:
            continue
        point, _ = spot_on(errand.routes.lanes[spot.lane_id], spot.at_m)
        lasts_s = errand.intent.dwell_s
        lasts_s = lasts_s if lasts_s < BLOCKING_S or leaves_room(spot) else BLOCKING_S
        stopped = stop_at(plain.trip, point, errand.shape.axle_m, lasts_s)
        if stopped is not plain.trip:
            yield replace(plain, trip=stopped), spot


def round_it(routes: Routes, spot: Bulge, wide_m: float, shape: Shape) -> Bulge | None:
    """Where to drive past one so wide who stands in a lane; None where there is no room."""
    half = routes.lanes[spot.lane_id].width_m / 2
    side = -1 if spot.right_m > 0 else 1
    inner = wide_m / 2 - abs(spot.right_m)  # of the one who stands, beyond the lane's middle
    if half - inner < shape.width_m + 2 * SIDE_M:
        return None
    return Bulge(spot.lane_id, spot.at_m, (half + inner) / 2 * side)


def _side_of(routes: Routes, way: Way, shape: Shape, taste: float) -> Bulge | None:
    """A place at the right side of an aisle on the way, by chance."""
    spare = BLEND_M + BULGE_M + 0.5
    places = []
    for step in way.steps:
        lane = routes.lanes[step.lane_id]
        low, high = sorted((step.from_m, step.to_m))
        if lane.kind == "aisle" and len(lane.points) == 2 and high - low > 2 * spare:  # noqa: PLR2004
            aside = lane.width_m / 2 - shape.width_m / 2 - SIDE_M
            places.append((step, low + spare, high - spare, max(aside, 0.0)))
    if not places:
        return None
    share = taste * len(places)
    step, low, high, aside = places[int(share)]
    at_m = low + (share - int(share)) * (high - low)
    return Bulge(step.lane_id, at_m, aside * (1 if step.to_m >= step.from_m else -1))


def _with_gates(trip: Trip, way: Way, errand: Errand) -> Trip:
    """Stand before each barrier on the way; who comes in and tailgates, not at the first."""
    order = {step.lane_id: k for k, step in enumerate(way.steps) if step.to_m > step.from_m}
    gates = [gate for gate in errand.plan.gates if gate.lane_id in order]
    gates.sort(key=lambda gate: (order[gate.lane_id], gate.at_m))
    is_skipping = errand.intent.tailgates and trip.start_mps > 0
    before = errand.shape.axle_m + errand.shape.length_m / 2 + STOP_BEFORE_M
    for gate in gates[1 if is_skipping else 0 :]:
        point, _ = spot_on(errand.routes.lanes[gate.lane_id], gate.at_m)
        trip = stop_at(trip, point, before, errand.intent.gate_s)
    return trip


def _several_tries(trip: Trip, short_m: float, back_m: float) -> Trip:
    """Stop short of the end, go back a little, and try again."""
    last = trip.legs[-1]
    if last.length_m < short_m + back_m + 1.0:
        return trip
    again_m = last.length_m - short_m - back_m
    most, _ = split(last.pieces, last.length_m - short_m)
    back = slowly(reversed_pieces(split(most, again_m)[1]))
    tries = (
        replace(last, pieces=most, pause_s=TRY_PAUSE_S),
        Leg(back, not last.is_reverse, TRY_PAUSE_S),
        replace(last, pieces=split(last.pieces, again_m)[1]),
    )
    return replace(trip, legs=(*trip.legs[:-1], *tries))


def off_site_m(shape: Shape) -> float:
    """Metres along a trip at which the centre of a footprint passes the beginning of its lane."""
    return OFF_SITE_M - shape.axle_m
