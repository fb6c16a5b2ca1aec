# ruff: noqa: PLR0913, PLR0917, PLR2004 -- compiled steps are not cut into calls
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: finds that a box lies in line with two of the frames before, though far apart."""

import math

import numpy as np

from lotgraph.kernel import kernel

FARTHEST = 3.0  # sizes from frame to frame, of what is looked for
LEAST = 4.0  # sizes a second; what is slower is expected anyway
NEAR = 0.25  # of the way between two boxes, within which a third lies where they point
EVEN = 0.1  # of a step, by which the next one may differ
ALIKE = 0.35  # logarithm of sizes that may be the same thing's
MOST_TRIED = 32  # boxes


@kernel()
def is_alike(one, other):
    """Whether two boxes are of one size; centres and logarithms of sides."""
    return abs(one[2] - other[2]) < ALIKE and abs(one[3] - other[3]) < ALIKE


@kernel()
def dash(z, alone, ends, times, f, j):
    """Which box of the frame before one of frame f dashed from, or -1.

    Boxes by frame and in it by x. That one, and where it came from in turn, must be `alone`: what
    is followed already explains itself.
    """
    found = -1
    if f < 2 or abs(times[f] - 2 * times[f - 1] + times[f - 2]) > EVEN * (times[f] - times[f - 1]):
        return found
    size = math.exp(0.5 * (z[j, 2] + z[j, 3]))
    reach, least = FARTHEST * size, LEAST * (times[f] - times[f - 1]) * size
    nearest, tried = np.inf, 0
    start, stop = ends[f - 1], ends[f]
    for i in range(start + np.searchsorted(z[start:stop, 0], z[j, 0] - reach), stop):
        x, y = z[j, 0] - z[i, 0], z[j, 1] - z[i, 1]
        if x < -reach or tried == MOST_TRIED:
            break
        far = math.hypot(x, y)
        if not (alone[i] and least < far < min(reach, nearest) and is_alike(z[i], z[j])):
            continue
        tried += 1
        if comes_from(z, alone, ends[f - 2], ends[f - 1], i, x, y, NEAR * far):
            nearest, found = far, i
    return found


@kernel()
def comes_from(z, alone, start, stop, i, x, y, near):
    """Whether a box lies where another one would have come from."""
    before = z[i, 0] - x
    for k in range(start + np.searchsorted(z[start:stop, 0], before - near), stop):
        if z[k, 0] > before + near:
            break
        far = math.hypot(z[k, 0] - before, z[k, 1] - z[i, 1] + y)
        if alone[k] and far < near and is_alike(z[k], z[i]):
            return True
    return False
