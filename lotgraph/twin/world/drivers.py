"""What a driver would do next, as trips to try one after the other, what is liked first."""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from lotgraph.twin.plan.lanes import Place, Step
from lotgraph.twin.plan.model import Plan
from lotgraph.twin.world.arcs import end_of, round_off, split
from lotgraph.twin.world.berth import OFF_SITE_M, Berth, slowly, stretched
from lotgraph.twin.world.follow import CLEAR_M, Bulge, marks_along
from lotgraph.twin.world.intents import Intent
from lotgraph.twin.world.leave import leave_from
from lotgraph.twin.world.park import enter_from
from lotgraph.twin.world.routes import Routes, Way, spot_on, straight_in
from lotgraph.twin.world.trips import (
    LEAST_M,
    STOP_BEFORE_M,
    Leg,
    Shape,
    Trip,
    onward_from,
    reversed_pieces,
    stop_at,
)

ARRIVING_MPS = 4.0
TRY_PAUSE_S = 0.75
SPARE_M = 1.0  # of a leg, before where one who tries again begins anew
LEAST_SHARE = 0.4  # of how far one would like to go back: less is no try
SIDE_SHARES = (1.0, 0.5, 0.0)  # of the way from a lane's middle to its side
SPOT_SHIFTS = (0.0, 0.38, 0.62)  # of all there is to stand along
EARLY_SHARE = 0.3  # of an aisle, within which one waits
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
    tried_leg: int | None = None  # after which one goes back, to try again
    is_circling: bool = False  # once round, though there may be no need


@dataclass(frozen=True)
class Stand:
    """Where one waits at a lane's side: the place, the way to it, and the rear axle's pose."""

    place: Place
    way: Way
    rear: tuple[float, float, float]


def to_park(berth: Berth, entry: Place, errand: Errand, *, backs_in: bool) -> Iterator[Plain]:
    """Ways to come in and park."""
    routes, intent = errand.routes, errand.intent
    ways = routes.ways_in(berth.stall, entry)
    rounds = [one for way in ways if (one := routes.loop(way))] if intent.circles else []
    for way in rounds or ways:
        for trip in enter_from(berth, [way], backs_in=backs_in):
            gated = _with_gates(replace(trip, start_mps=ARRIVING_MPS), way, errand)
            yield _tried(Plain(gated, way, backs_in, is_circling=bool(rounds)), intent)


def to_take(berth: Berth, stands: Stand, errand: Errand, *, backs_in: bool) -> Iterator[Plain]:
    """Ways into a stall from where one waits for it at a lane's side."""
    routes, place = errand.routes, errand.routes.places[berth.stall.stall_id]
    for one in routes.directions(place.lane_id):
        onward = routes.way(stands.place, replace(place, direction=one))
        way = stands.way.then(onward) if onward else None
        for trip in enter_from(berth, [way], backs_in=backs_in) if way else ():
            rest = onward_from(trip, *stands.rear)
            if way and rest:
                yield _tried(Plain(rest, way, backs_in), errand.intent)


def searching(
    errand: Errand, entry: Place, lasts_s: float, bulges: Sequence[Bulge]
) -> Iterator[tuple[Plain, Bulge, Stand]]:
    """Drive in, once round, wait at an aisle's side, and leave; and where one waits."""
    routes, shape = errand.routes, errand.shape
    for place in _sides(errand):
        there = routes.way(entry, place)
        onward = [way for leave in routes.exits if (way := routes.way(place, leave))]
        if there is None or not onward:
            continue
        round_way = routes.loop(there) or there
        way = round_way.then(min(onward, key=lambda one: one.length_m))
        lane = routes.lanes[place.lane_id]
        aside = max(lane.width_m / 2 - shape.width_m / 2 - SIDE_M, 0.0)
        spot = Bulge(place.lane_id, place.at_m, aside * place.direction)
        trip = through_trip(routes, way, (*bulges, spot), shape.least_m)
        if trip is None:
            continue
        after_m = OFF_SITE_M + (there.length_m + round_way.length_m) / 2
        point, _ = spot_on(lane, place.at_m)
        again = round_way is not there
        stopped = stop_at(trip, point, shape.axle_m, lasts_s, after_m if again else 0.0)
        if stopped is not trip:
            rear = end_of(stopped.legs[0].pieces[-1])
            plain = Plain(_with_gates(stopped, way, errand), way)
            yield plain, spot, Stand(place, there, rear)


def _sides(errand: Errand) -> Iterator[Place]:
    """Places beside which one could wait, one on each aisle and direction, where it is straight."""
    routes, taste = errand.routes, errand.intent.taste
    found = []
    for name, lane in routes.lanes.items():
        low, high = straight_in(lane, 0.0, routes.network.lengths[name])
        if lane.kind == "aisle" and high - low > 2 * CLEAR_M:
            spare_m = taste * (high - low - 2 * CLEAR_M) * EARLY_SHARE  # most stalls lie ahead
            before = CLEAR_M + spare_m
            ends = {1: low + before, -1: high - before}
            found += [Place(name, ends[one], one) for one in routes.directions(name)]
    first = int(taste * 101) % max(len(found), 1)
    yield from found[first:] + found[:first]


def _tried(plain: Plain, intent: Intent) -> Plain:
    """The same way into a stall; with several tries where that is meant."""
    if not intent.tries_several:
        return plain
    short_m, back_m = 1.2 + 1.3 * intent.taste, 2.0 + intent.taste
    legs = plain.trip.legs
    for index in range(len(legs))[-2:][::-1]:
        share = min(1.0, (legs[index].length_m - SPARE_M) / (short_m + back_m))
        if share >= LEAST_SHARE:
            tries = _several_tries(legs[index], share * short_m, share * back_m)
            trip = replace(plain.trip, legs=(*legs[:index], *tries, *legs[index + 1 :]))
            return replace(plain, trip=trip, tried_leg=index)
    return plain


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
    places = list(room_along(routes, way))
    if not places:
        return None
    share = taste * len(places)
    step, low, high = places[int(share)]
    at_m = low + (share - int(share)) * (high - low)
    aside = max(routes.lanes[step.lane_id].width_m / 2 - shape.width_m / 2 - SIDE_M, 0.0)
    return Bulge(step.lane_id, at_m, aside * (1 if step.to_m >= step.from_m else -1))


def room_along(routes: Routes, way: Way) -> Iterator[tuple[Step, float, float]]:
    """Where one may stand on a way: aisles, and from and to how many metres along them."""
    for step in way.steps:
        lane = routes.lanes[step.lane_id]
        low, high = straight_in(lane, *sorted((step.from_m, step.to_m)))
        if lane.kind == "aisle" and high - low > 2 * CLEAR_M:
            yield step, low + CLEAR_M, high - CLEAR_M


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


def _several_tries(leg: Leg, short_m: float, back_m: float) -> tuple[Leg, Leg, Leg]:
    """Stop short of the end, go back a little, and try again."""
    again_m = leg.length_m - short_m - back_m
    most, _ = split(leg.pieces, leg.length_m - short_m)
    back = slowly(reversed_pieces(split(most, again_m)[1]))
    return (
        replace(leg, pieces=most, pause_s=TRY_PAUSE_S),
        Leg(back, not leg.is_reverse, TRY_PAUSE_S),
        replace(leg, pieces=split(leg.pieces, again_m)[1]),
    )


def off_site_m(shape: Shape) -> float:
    """Metres along a trip at which the centre of a footprint passes the beginning of its lane."""
    return OFF_SITE_M - shape.axle_m
