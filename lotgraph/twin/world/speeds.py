"""How fast one may be along a trip, in the whole numbers the search counts in.

A trip is cut into units of about `pace / 8` metres. A driver of pace 1 gains or loses 1 m/s² at
ease and 2 m/s² where he must; one of a lower pace less, and drives as much more slowly.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.world.arcs import Floats
from lotgraph.twin.world.trips import Shape, Trip

UNIT_M = 0.125
LATERAL_MPS2 = 1.8  # what drivers like in a bend
TICKS_A_SECOND = 4


@dataclass(frozen=True)
class Rail:
    """A trip in units: `rail` (n, 6) x, y of the centre, cosine, sine, curvature, direction."""

    trip: Trip
    shape: Shape
    rail: Floats
    along_m: Floats  # (n,) of the rear axle, over all legs
    caps: NDArray[np.int64]  # (n,) the speed allowed
    stops: NDArray[np.int64]  # units where a leg ends
    pauses: NDArray[np.int64]  # ticks one stands there
    units_m: Floats  # of each leg
    mps: float  # metres a second for a speed of 1


def rail_of(trip: Trip, shape: Shape, pace: float) -> Rail:
    """Cut a trip into units, with the speeds that lanes, bends and stops allow."""
    from lotgraph.twin.world.lines.kernels import cap_speeds, cut_up

    unit, legs = UNIT_M * pace, trip.legs
    ends = np.array([len(leg.pieces) for leg in legs]).cumsum()
    backs = np.array([leg.is_reverse for leg in legs])
    pieces = np.concatenate([leg.pieces for leg in legs])
    rail, along, caps, stops, units = cut_up(pieces, ends, backs, unit, shape.axle_m, LATERAL_MPS2)
    cap_speeds(caps, stops, trip.leaves)
    pauses = np.array([round(leg.pause_s * TICKS_A_SECOND) for leg in legs])
    return Rail(trip, shape, rail, along, caps, stops, pauses, units, 4 * unit)
