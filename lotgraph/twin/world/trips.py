"""What a trip is: legs driven one after another, each forward or in reverse, with a stand after."""

from dataclasses import dataclass, replace

import numpy as np

from lotgraph.twin.plan.model import Point
from lotgraph.twin.world.arcs import Floats, end_of, length_of, split

LEAST_M = (
    4.35  # radius of the rear axle's line; a footprint's centre then turns no tighter than 4.5
)
STOP_BEFORE_M = 0.6  # between the bumper and a barrier
SEEK_M = 0.25  # how finely a leg is looked along
MISSED = 1e-6  # metres or radians off a line, and one does not stand on it
BESIDE_M = 2.0  # a stop farther than this from the line is none of its stops


@dataclass(frozen=True)
class Shape:
    """The ground a mover covers, and how far behind its centre the point lies that it steers by."""

    length_m: float
    width_m: float
    axle_m: float = 0.0
    least_m: float = LEAST_M  # radius it turns by
    is_walker: bool = False


@dataclass(frozen=True)
class Leg:
    """Pieces (n, 6) of the rear axle's line, in the sense it is driven; then so long a stand."""

    pieces: Floats
    is_reverse: bool = False
    pause_s: float = 0.0

    @property
    def length_m(self) -> float:
        """Metres along."""
        return length_of(self.pieces)


@dataclass(frozen=True)
class Trip:
    """One drive or walk from a place of rest, or from off the site, to another."""

    legs: tuple[Leg, ...]
    leaves: bool = False  # it ends off the site, without a stop
    start_mps: float = 0.0


def stop_at(
    trip: Trip, point: Point, before_m: float, pause_s: float, after_m: float = 0.0
) -> Trip:
    """Stand for a while so far before the first place at which a forward leg passes a point.

    What lies less than `after_m` along a leg is passed without a stop.
    """
    from lotgraph.twin.world.lines.kernels import passes

    for index, leg in enumerate(trip.legs):
        if leg.is_reverse:
            continue
        ahead = split(leg.pieces, after_m)[1] if after_m else leg.pieces
        nearest_m = passes(ahead, point[0], point[1], SEEK_M, BESIDE_M)
        if nearest_m < 0:
            continue
        at_m = after_m + nearest_m - before_m
        if not 1.0 < at_m < leg.length_m - 1.0:
            return trip
        one, other = split(leg.pieces, float(at_m))
        halves = (replace(leg, pieces=one, pause_s=pause_s), replace(leg, pieces=other))
        return replace(trip, legs=(*trip.legs[:index], *halves, *trip.legs[index + 1 :]))
    return trip


def onward_from(trip: Trip, x: float, y: float, heading: float) -> Trip | None:
    """The rest of a trip from where the rear axle stands; None where its first leg misses that."""
    from lotgraph.twin.world.lines.kernels import passes

    first = trip.legs[0]
    near_m = passes(first.pieces, x, y, SEEK_M, BESIDE_M)
    if first.is_reverse or not 0 < near_m < first.length_m - 1.0:
        return None
    px, py, _ = end_of(split(first.pieces, near_m)[0][-1])
    exact_m = near_m + (x - px) * np.cos(heading) + (y - py) * np.sin(heading)
    done, rest = split(first.pieces, float(exact_m))
    off = np.array(end_of(done[-1])) - (x, y, heading)
    off[2] = np.remainder(off[2] + np.pi, 2 * np.pi) - np.pi
    if np.abs(off).max() > MISSED:
        return None
    return replace(trip, legs=(replace(first, pieces=rest), *trip.legs[1:]), start_mps=0.0)


def reversed_pieces(pieces: Floats) -> Floats:
    """The same line in the other sense."""
    ends = np.array([end_of(one) for one in pieces])
    turned = pieces[::-1].copy()
    turned[:, :3] = ends[::-1]
    turned[:, 2] += np.pi
    turned[:, 3] = -pieces[::-1, 3]
    return turned


def final_pose(trip: Trip, shape: Shape) -> tuple[float, float, float]:
    """Where the centre of the footprint is at the end, and which way the vehicle faces."""
    leg = trip.legs[-1]
    x, y, heading = end_of(leg.pieces[-1])
    heading += np.pi * leg.is_reverse
    ahead = shape.axle_m
    return x + ahead * np.cos(heading), y + ahead * np.sin(heading), float(heading)
