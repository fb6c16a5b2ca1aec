"""Parking along a kerb: past the gap, then back in two arcs; out by the same arcs forwards."""

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from lotgraph.twin.plan.lanes import Place
from lotgraph.twin.plan.model import Lane, Stall
from lotgraph.twin.world.arcs import Floats, Mark, end_of, round_off
from lotgraph.twin.world.berth import (
    CUSP_S,
    LEAD_M,
    REVERSE_MPS,
    SLOW_MPS,
    Berth,
    approach,
    beginning_at,
    departure,
    ending_at,
    sense_of,
)
from lotgraph.twin.world.follow import right_of
from lotgraph.twin.world.routes import Way, heading_at, spot_on
from lotgraph.twin.world.trips import LEAST_M, Leg, Trip, reversed_pieces

RADII_M = (5.5, 4.8, LEAST_M)
BEHIND_M = (0.0, 0.3, 0.6, 0.9)  # behind its place, where a vehicle comes in and sets off
APART_M = (0.5, 0.9, 0.25, 1.4)  # beside those parked, before backing in
STRAIGHT_M = 0.3  # before the cusp


class Bay(NamedTuple):
    """A place at the kerb, as one sees it who drives along: rear axle's place, way and side."""

    at_m: float  # along the lane, of the rear axle
    right_m: float  # of the lane's middle
    heading: float
    direction: int
    side: float  # 1 where the kerb is on the right


def direction_of(lane: Lane, place: Place, stall: Stall) -> int:
    """In which direction of its lane one comes to a stall: on a two-way lane it is on the right."""
    if lane.is_one_way:
        return 1
    return 1 if _right(lane, place.at_m, 1, stall.centre) > 0 else -1


def _right(lane: Lane, at_m: float, direction: int, point: tuple[float, float]) -> float:
    (px, py), _ = spot_on(lane, at_m)
    phi = heading_at(lane, at_m, direction)
    return (point[0] - px) * math.sin(phi) - (point[1] - py) * math.cos(phi)


def _bay(berth: Berth, direction: int) -> Bay | None:
    place = berth.routes.places[berth.stall.stall_id]
    if direction != direction_of(berth.lane, place, berth.stall):
        return None
    (px, py), _ = spot_on(berth.lane, place.at_m)
    phi = heading_at(berth.lane, place.at_m, direction)
    ahead = (berth.centre[0] - px) * math.cos(phi) + (berth.centre[1] - py) * math.sin(phi)
    right = _right(berth.lane, place.at_m, direction, berth.centre)
    at_m = place.at_m + (ahead - berth.shape.axle_m) * direction
    return Bay(at_m, right, phi, direction, math.copysign(1.0, right))


def _arcs(
    berth: Berth, bay: Bay, radius_m: float, apart_m: float, behind_m: float
) -> Floats | None:
    """Pieces back from beside the gap into it, first straight; None where no two arcs do it."""
    aside = berth.shape.width_m + apart_m
    aside = max(aside, abs(bay.right_m) - abs(right_of(berth.lane)) if bay.side > 0 else 0.0)
    if aside >= 2 * radius_m:
        return None
    angle = math.acos(1 - aside / (2 * radius_m))
    forward = 2 * radius_m * math.sin(angle) + STRAIGHT_M - behind_m
    rear_x = berth.centre[0] - berth.shape.axle_m * math.cos(bay.heading)
    rear_y = berth.centre[1] - berth.shape.axle_m * math.sin(bay.heading)
    left = aside * bay.side
    x = rear_x + forward * math.cos(bay.heading) - left * math.sin(bay.heading)
    y = rear_y + forward * math.sin(bay.heading) + left * math.cos(bay.heading)
    rows: list[tuple[float, ...]] = []
    heading = bay.heading + math.pi
    for curvature, length in (
        (0.0, STRAIGHT_M),
        (bay.side / radius_m, radius_m * angle),
        (-bay.side / radius_m, radius_m * angle),
    ):
        rows.append((x, y, heading, curvature, length, REVERSE_MPS))
        x, y, heading = end_of(rows[-1])
    return np.array(rows)


def _straight(x: float, y: float, heading: float, length_m: float) -> Floats:
    return np.array([(x, y, heading, 0.0, length_m, REVERSE_MPS)])


def _kinds() -> Iterator[tuple[float, float, float]]:
    for behind, radius, apart in itertools.product(BEHIND_M, RADII_M, APART_M):
        yield radius, apart, behind


def enter_along(berth: Berth, ways: Sequence[Way]) -> Iterator[Trip]:
    """Ways into a stall along a kerb, what is liked first."""
    for way, kind in itertools.product(ways, _kinds()):
        bay = _bay(berth, sense_of(way, at_end=True))
        back = _arcs(berth, bay, *kind) if bay else None
        if bay is None or back is None or not berth.is_clear(back, is_reverse=True):
            continue
        x, y = back[0, :2]
        cusp_m = _along_of(berth, bay, x, y)
        shorter = ending_at(way, cusp_m)
        right = _right(
            berth.lane, berth.routes.places[berth.stall.stall_id].at_m, bay.direction, (x, y)
        )
        marks = approach(berth, shorter, right) if shorter else []
        if len(marks) < 3:  # noqa: PLR2004 -- off the site, the lane's ends
            continue
        before = (x - LEAD_M * math.cos(bay.heading), y - LEAD_M * math.sin(bay.heading))
        line = [*marks[:-1], Mark(*before, top_mps=SLOW_MPS), Mark(x, y, top_mps=SLOW_MPS)]
        pieces = round_off(line, LEAST_M)
        if pieces is None:
            continue
        legs = [Leg(pieces, pause_s=CUSP_S[0]), Leg(back, True)]
        if kind[2] > 0:
            end = end_of(back[-1])
            legs[1] = Leg(back, True, CUSP_S[0])
            legs.append(Leg(_straight(end[0], end[1], bay.heading, kind[2])))
        yield Trip(tuple(legs))


def leave_along(berth: Berth, ways: Sequence[Way]) -> Iterator[Trip]:
    """Ways out of a stall along a kerb, what is liked first."""
    for way, kind in itertools.product(ways, _kinds()):
        bay = _bay(berth, sense_of(way, at_end=False))
        back = _arcs(berth, bay, *kind) if bay else None
        if bay is None or back is None or not berth.is_clear(back, is_reverse=True):
            continue
        x, y = back[0, :2]
        lead = x + LEAD_M * math.cos(bay.heading), y + LEAD_M * math.sin(bay.heading)
        onward = beginning_at(way, _along_of(berth, bay, *lead))
        right = _right(
            berth.lane, berth.routes.places[berth.stall.stall_id].at_m, bay.direction, lead
        )
        marks = departure(berth, onward, right) if onward else []
        rest = round_off([Mark(x, y), Mark(*lead), *marks[1:]], LEAST_M) if marks else None
        if rest is None:
            continue
        legs = [Leg(np.concatenate([reversed_pieces(back), rest]))]
        if kind[2] > 0:
            rear_x = berth.centre[0] - berth.shape.axle_m * math.cos(bay.heading)
            rear_y = berth.centre[1] - berth.shape.axle_m * math.sin(bay.heading)
            first = _straight(rear_x, rear_y, bay.heading + math.pi, kind[2])
            legs.insert(0, Leg(first, True, CUSP_S[0]))
        yield Trip(tuple(legs), leaves=True)


def _along_of(berth: Berth, bay: Bay, x: float, y: float) -> float:
    place = berth.routes.places[berth.stall.stall_id]
    (px, py), _ = spot_on(berth.lane, place.at_m)
    ahead = (x - px) * math.cos(bay.heading) + (y - py) * math.sin(bay.heading)
    return place.at_m + ahead * bay.direction
