"""Out of a tight stall, or into it, in several moves: back and forth on full lock.

Each move turns on as far as there is room. What comes out is what goes in, the other way round.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lotgraph.twin.world.arcs import Floats, Mark, end_of, length_of, round_off
from lotgraph.twin.world.berth import (
    CUSP_S,
    LEAD_M,
    REVERSE_MPS,
    Berth,
    approach,
    beginning_at,
    departure,
    ending_at,
    is_on_lane,
    mark_slow,
    sense_of,
    unit,
)
from lotgraph.twin.world.routes import Way, heading_at, spot_on
from lotgraph.twin.world.trips import LEAST_M, Leg, Trip, reversed_pieces

MOST_MOVES = 7
LEAST_MOVE_M = 0.35
STEP_M = 0.1
NEARLY_M = 0.08  # how near
SPARE_M = 0.12  # left to what is nearly touched
OVER_M = 0.2  # how far tail or nose may reach over a lane's side
STARTS_M = (0.0, 0.8, 1.6, 2.4, 3.2, 4.0)  # straight back before the first turn


@dataclass(frozen=True)
class Frame:
    """The lane beside a stall: a point of its middle, where it is driven to, and how wide."""

    middle: tuple[float, float]
    at_m: float
    heading: float
    direction: int
    half_m: float

    def of(self, x: float, y: float) -> tuple[float, float]:
        """Metres along the lane and to the right of its middle."""
        (ux, uy), dx, dy = unit(self.heading), x - self.middle[0], y - self.middle[1]
        return self.at_m + self.direction * (dx * ux + dy * uy), dx * uy - dy * ux


def frame_of(berth: Berth, way: Way, *, at_end: bool) -> Frame:
    """The lane beside a berth, as one drives it on a way."""
    direction = sense_of(way, at_end=at_end)
    at_m = berth.routes.places[berth.stall.stall_id].at_m
    middle, _ = spot_on(berth.lane, at_m)
    heading = heading_at(berth.lane, at_m, direction)
    return Frame(middle, at_m, heading, direction, berth.lane.width_m / 2)


def leave_shuffling(berth: Berth, way: Way) -> Iterator[Trip]:
    """Back out of a stall in some moves, the last of them forwards."""
    frame = frame_of(berth, way, at_end=False)
    for legs, (x, y) in _moves(berth, frame, ends_in_reverse=False):
        ux, uy = unit(frame.heading)
        lead = (x + LEAD_M * ux, y + LEAD_M * uy)
        at_m, right = frame.of(*lead)
        onward = beginning_at(way, at_m) if is_on_lane(berth, at_m) else None
        marks = departure(berth, onward, right) if onward else []
        rest = round_off([Mark(x, y), Mark(*lead), *marks[1:]], LEAST_M) if marks else None
        if rest is not None:
            last = Leg(np.concatenate([legs[-1].pieces, rest]))
            yield Trip((*legs[:-1], last), leaves=True)


def enter_shuffling(berth: Berth, way: Way) -> Iterator[Trip]:
    """Drive in forwards in some moves: the way out in reverse, the other way round."""
    frame = frame_of(berth, way, at_end=True)
    for legs, (x, y) in _moves(berth, frame, ends_in_reverse=True):
        ux, uy = unit(frame.heading)
        before = (x - LEAD_M * ux, y - LEAD_M * uy)
        at_m, right = frame.of(*before)
        shorter = ending_at(way, at_m) if is_on_lane(berth, at_m) else None
        marks = approach(berth, shorter, right) if shorter else []
        if len(marks) < 3:  # noqa: PLR2004 -- off the site, the lane's ends
            continue
        first = round_off([*marks[:-1], mark_slow(*before), mark_slow(x, y)], LEAST_M)
        if first is None:
            continue
        back = [
            Leg(reversed_pieces(leg.pieces), not leg.is_reverse, CUSP_S[0]) for leg in legs[::-1]
        ]
        whole = np.concatenate([first, back[0].pieces])
        ends = [Leg(whole, pause_s=CUSP_S[0]), *back[1:]]
        yield Trip((*ends[:-1], Leg(ends[-1].pieces, ends[-1].is_reverse)))


def _moves(
    berth: Berth, frame: Frame, *, ends_in_reverse: bool
) -> Iterator[tuple[list[Leg], tuple[float, float]]]:
    """Legs from a berth, entered forwards, to where one faces along the lane; and where that is."""
    for straight in STARTS_M:
        legs = _one(berth, frame, straight, ends_in_reverse=ends_in_reverse)
        if legs:
            x, y, _ = end_of(legs[-1].pieces[-1])
            yield legs, (x, y)


def _one(
    berth: Berth, frame: Frame, straight_m: float, *, ends_in_reverse: bool
) -> list[Leg] | None:
    facing = berth.stall.heading_rad
    left = math.remainder(frame.heading - facing, math.tau)
    bx, by = unit(facing + math.pi)
    x, y = berth.centre[0] + berth.shape.axle_m * bx, berth.centre[1] + berth.shape.axle_m * by
    legs: list[Leg] = []
    begun = [(x, y, facing + math.pi, 0.0, straight_m, REVERSE_MPS)] if straight_m else []
    x, y = x + straight_m * bx, y + straight_m * by
    for move in range(MOST_MOVES):
        is_reverse = move % 2 == 0
        line = facing + (math.pi if is_reverse else 0.0)
        curvature = math.copysign(1 / LEAST_M, left)
        whole = np.array([(x, y, line, curvature, abs(left) * LEAST_M, REVERSE_MPS)])
        room = _room(
            berth, frame, np.concatenate([np.array(begun).reshape(-1, 6), whole]), is_reverse
        )
        room -= straight_m if begun else 0.0
        is_done = room >= whole[0, 4] - 1e-6 and is_reverse == ends_in_reverse
        if room < LEAST_MOVE_M and not is_done:
            return None
        whole[0, 4] = whole[0, 4] if is_done else min(room, 0.8 * whole[0, 4])
        pieces = np.concatenate([np.array(begun).reshape(-1, 6), whole])
        legs.append(Leg(pieces, is_reverse, CUSP_S[0]))
        if is_done:
            return legs
        x, y, line = end_of(whole[0])
        facing, begun = line - (math.pi if is_reverse else 0.0), []
        left = math.remainder(frame.heading - facing, math.tau)
    return None


def _room(berth: Berth, frame: Frame, pieces: Floats, is_reverse: bool) -> float:
    """How many metres of some pieces can be driven before something is nearly touched."""
    from lotgraph.twin.world.lines.kernels import room_m

    shape = berth.shape
    half = np.array([shape.length_m, shape.width_m]) / 2
    (mx, my), (ux, uy) = frame.middle, unit(frame.heading)
    stall = (berth.centre[0] - mx) * uy - (berth.centre[1] - my) * ux
    away = -math.copysign(1.0, stall)  # the lane's other side is away from the stall
    side = np.array([mx, my, away * uy, -away * ux, frame.half_m + OVER_M])
    room = room_m(pieces, STEP_M, shape.axle_m, is_reverse, half, berth.standing, NEARLY_M, side)
    length = length_of(pieces)
    return length if room >= length else max(float(room) - SPARE_M, 0.0)
