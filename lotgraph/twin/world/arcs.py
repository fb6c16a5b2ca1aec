"""Lines with rounded corners: what a vehicle that steers can follow.

A piece is a row (x, y, heading, curvature, length, speed allowed): an arc, or straight where its
curvature is 0. Pieces that follow one another share place and heading.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHARPEST_RAD = math.radians(165)  # beyond it a corner is a way back, which needs a cusp
GENTLE_RAD = 0.6  # a change of track, not a turn
GENTLE_M = 16.0  # how wide it is liked


class Mark(NamedTuple):
    """A point to head for: how wide its corner is liked, and how fast one drives after it."""

    x: float
    y: float
    liked_m: float = 7.0
    top_mps: float = 5.0


def round_off(marks: Sequence[Mark], least_m: float) -> Floats | None:
    """Pieces (n, 6) along marks, corners as wide as there is room for, up to what is liked.

    None where a corner has no room for the least radius.
    """
    from lotgraph.twin.world.lines import kernels

    line = np.array(marks)
    pieces: Floats = kernels.round_off(line, least_m, (GENTLE_RAD, GENTLE_M), SHARPEST_RAD)
    return pieces if len(pieces) else None


def end_of(
    piece: Sequence[float] | Floats, within_m: float | None = None
) -> tuple[float, float, float]:
    """Where a piece ends, or is so many metres into it, and which way the line runs there."""
    x, y, heading, curvature, length = (float(value) for value in piece[:5])
    along = length if within_m is None else within_m
    half = curvature * along / 2
    chord = along if half == 0 else along * math.sin(half) / half
    return (
        x + chord * math.cos(heading + half),
        y + chord * math.sin(heading + half),
        heading + 2 * half,
    )


def length_of(pieces: Floats) -> float:
    """Metres along the pieces."""
    return float(pieces[:, 4].sum())


def split(pieces: Floats, at_m: float) -> tuple[Floats, Floats]:
    """Cut pieces in two, so many metres along; 0 < `at_m` < their length."""
    starts = np.concatenate([[0.0], pieces[:-1, 4].cumsum()])
    index = int(np.searchsorted(starts, at_m, side="right")) - 1
    within = at_m - starts[index]
    x, y, heading = end_of(pieces[index], float(within))
    first, second = pieces[: index + 1].copy(), pieces[index:].copy()
    first[-1, 4] = within
    second[0, :3] = x, y, heading
    second[0, 4] -= within
    return first, second
