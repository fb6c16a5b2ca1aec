"""Ways out of stalls across a lane: forwards, or backwards and on from a cusp."""

import itertools
import math
from collections.abc import Iterator, Sequence

import numpy as np

from lotgraph.twin.world.arcs import Floats, Mark, end_of, round_off
from lotgraph.twin.world.berth import (
    CUSP_S,
    LEAD_M,
    REVERSE_MPS,
    Berth,
    beginning_at,
    departure,
    is_along_kerb,
    is_on_lane,
    mark_slow,
    sense_of,
    unit,
)
from lotgraph.twin.world.follow import right_of
from lotgraph.twin.world.park import LIKED_M, Style, bend_of, styles
from lotgraph.twin.world.routes import Way, heading_at, spot_on
from lotgraph.twin.world.shuffle import leave_shuffling
from lotgraph.twin.world.trips import LEAST_M, Leg, Trip

BACK_SHARES = (0.62, 0.5, 0.75, 0.38)  # of the turn into the lane, that is made in reverse
FAR_M = 0.15  # left behind the tail when backing across a lane


def leave_in_reverse(berth: Berth, way: Way, share: float, radius_m: float) -> Trip | None:
    """Back out of a stall and some of the turn, stop, and drive on through the rest of it."""
    direction = sense_of(way, at_end=False)
    place = berth.routes.places[berth.stall.stall_id]
    middle, _ = spot_on(berth.lane, place.at_m)
    phi = heading_at(berth.lane, place.at_m, direction)
    back = _backwards(berth, middle, phi, share, radius_m)
    if back is None or not berth.is_clear(back, is_reverse=True):
        return None
    swing = right_of(berth.lane)
    turn = _back_to(back, middle, phi, swing)
    if turn is None:
        return None
    at_m = place.at_m + direction * (
        (turn[1].x - middle[0]) * math.cos(phi) + (turn[1].y - middle[1]) * math.sin(phi)
    )
    tried = round_off(turn, LEAST_M)
    onward = beginning_at(way, at_m) if is_on_lane(berth, at_m) else None
    if tried is None or onward is None or not berth.is_clear(tried):
        return None
    marks = departure(berth, onward, swing)
    forward = round_off([*turn[:2], *marks[1:]], LEAST_M) if marks else None
    if forward is None:
        return None
    return Trip((Leg(back, True, CUSP_S[1]), Leg(forward)), leaves=True)


def _back_to(
    back: Floats, middle: tuple[float, float], phi: float, swing_m: float
) -> list[Mark] | None:
    """Marks from where pieces driven in reverse end, straight on to a lane's track, and along it.

    None where the track lies behind.
    """
    cx, cy, line = end_of(back[-1])
    (hx, hy), (ux, uy) = unit(line + math.pi), unit(phi)
    cross = hx * uy - hy * ux
    if abs(cross) < 0.1:  # noqa: PLR2004 -- so nearly along the lane that it meets it far away
        return None
    tx, ty = middle[0] + swing_m * uy, middle[1] - swing_m * ux
    ahead = ((tx - cx) * uy - (ty - cy) * ux) / cross
    if ahead <= 0:
        return None
    vx, vy = cx + ahead * hx, cy + ahead * hy
    lead = Mark(vx + 2 * LEAD_M * ux, vy + 2 * LEAD_M * uy)
    return [mark_slow(cx, cy), mark_slow(vx, vy, LIKED_M), lead]


def _backwards(
    berth: Berth, middle: tuple[float, float], phi: float, share: float, radius_m: float
) -> Floats | None:
    """Pieces straight back as far as the lane's other side allows, then round."""
    facing = berth.stall.heading_rad
    turn = math.remainder(phi - facing, math.tau) * share
    shape = berth.shape
    bx, by = unit(facing + math.pi)
    x, y = berth.centre[0] + shape.axle_m * bx, berth.centre[1] + shape.axle_m * by
    nx, ny = -math.sin(phi), math.cos(phi)
    if (middle[0] - x) * nx + (middle[1] - y) * ny < 0:  # n leads from the stall to the lane
        nx, ny = -nx, -ny
    curvature = math.copysign(1 / radius_m, turn)
    arc = np.array([x, y, facing + math.pi, curvature, radius_m * abs(turn), REVERSE_MPS])
    ex, ey, line = end_of(arc)
    out = (ex - middle[0]) * nx + (ey - middle[1]) * ny
    lx, ly = unit(line)
    tail = shape.length_m / 2 - shape.axle_m
    reach = tail * (lx * nx + ly * ny) + shape.width_m / 2 * abs(lx * ny - ly * nx)
    straight = (berth.lane.width_m / 2 - FAR_M - reach - out) / max(bx * nx + by * ny, 0.2)
    if straight <= 0:
        return None
    first = np.array([x, y, facing + math.pi, 0.0, straight, REVERSE_MPS])
    arc[0], arc[1] = x + straight * bx, y + straight * by
    return np.array([first, arc])


def leave_forwards(berth: Berth, way: Way, style: Style) -> Trip | None:
    """Drive out of a stall entered in reverse."""
    direction = sense_of(way, at_end=False)
    bend = bend_of(berth, direction, style, is_nose_in=False)
    if bend is None:
        return None
    corner, cut = bend
    onward = beginning_at(way, corner.at_m + (cut + LEAD_M) * direction)
    if onward is None:
        return None
    (vx, vy), (ux, uy) = corner.vertex, unit(corner.lane_rad)
    after = Mark(vx + (cut + LEAD_M) * ux, vy + (cut + LEAD_M) * uy)
    turn = [mark_slow(*corner.rear), mark_slow(vx, vy, style.liked_m), after]
    tried = round_off(turn, LEAST_M)
    if tried is None or not berth.is_clear(tried):
        return None
    marks = departure(berth, onward, style.swing_m)
    forward = round_off([*turn, *marks[1:]], LEAST_M) if marks else None
    return None if forward is None else Trip((Leg(forward),), leaves=True)


def leave_from(berth: Berth, ways: Sequence[Way], *, is_backed_in: bool) -> Iterator[Trip]:
    """Every way out of a stall that can be steered and is clear, what is liked first."""
    from lotgraph.twin.world.kerb import leave_along

    if is_along_kerb(berth.routes, berth.stall):
        yield from leave_along(berth, ways)
        return
    if is_backed_in:
        straight = [style for style in styles(berth) if style.shift_m == 0]
        found = (leave_forwards(berth, way, s) for s, way in itertools.product(straight, ways))
    else:
        kinds = itertools.product(BACK_SHARES, (LIKED_M, LEAST_M))
        found = (leave_in_reverse(berth, w, *kind) for kind, w in itertools.product(kinds, ways))
    yield from (trip for trip in found if trip)
    if not is_backed_in:
        for way in ways:
            yield from leave_shuffling(berth, way)
