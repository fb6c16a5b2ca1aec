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
    from lotgraph.twin.world.kernels import cap_speeds, lay

    unit = UNIT_M * pace
    rails, along, caps, stops, units = [], [], [], [], []
    done_m, done = 0.0, 0
    for leg in trip.legs:
        length = leg.length_m
        count = 2 * int(np.ceil(length / (2 * unit) - 1e-9))  # even, or it could not stop there
        units.append(length / count)
        places, top = lay(leg.pieces, units[-1], count, shape.axle_m, leg.is_reverse, LATERAL_MPS2)
        keep = slice(1 if done else 0, None)
        rails.append(places[keep])
        caps.append(np.floor(top / (4 * units[-1]) + 1e-6)[keep])
        along.append(done_m + (np.arange(count + 1) * units[-1])[keep])
        done, done_m = done + count, done_m + length
        stops.append(done)
    allowed = np.concatenate(caps).clip(1, 60).astype(np.int64)
    ends = np.array(stops)
    cap_speeds(allowed, ends, trip.leaves)
    pauses = np.array([round(leg.pause_s * TICKS_A_SECOND) for leg in trip.legs])
    rail = np.concatenate(rails)
    return Rail(
        trip, shape, rail, np.concatenate(along), allowed, ends, pauses, np.array(units), 4 * unit
    )
