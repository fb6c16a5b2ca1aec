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
def is_there(z, alone, anyhow, start, stop, like, x, y, near):
    """Whether one of some boxes, alone or `anyhow`, lies near a place and is as large."""
    for k in range(start + np.searchsorted(z[start:stop, 0], x - near), stop):
        if z[k, 0] > x + near:
            break
        is_it = (anyhow or alone[k]) and is_alike(z[k], like)
        if is_it and math.hypot(z[k, 0] - x, z[k, 1] - y) < near:
            return True
    return False


@kernel()
def dash(z, alone, ends, times, f, j):
    """Which box of the frame before one of frame f dashed from, or -1.

    Boxes by frame and in it by x. That one, and where it came from in turn, must be `alone`: what
    is followed already explains itself. So does what may as well have moved by little: things in
    a row lie in line too.
    """
    found = -1
    if f < 2 or abs(times[f] - 2 * times[f - 1] + times[f - 2]) > EVEN * (times[f] - times[f - 1]):
        return found
    size = math.exp(0.5 * (z[j, 2] + z[j, 3]))
    reach, least = FARTHEST * size, LEAST * (times[f] - times[f - 1]) * size
    start, stop = ends[f - 1], ends[f]
    if is_there(z, alone, True, start, stop, z[j], z[j, 0], z[j, 1], least):
        return found
    nearest, tried = np.inf, 0
    for i in range(start + np.searchsorted(z[start:stop, 0], z[j, 0] - reach), stop):
        x, y = z[j, 0] - z[i, 0], z[j, 1] - z[i, 1]
        if x < -reach or tried == MOST_TRIED:
            break
        far = math.hypot(x, y)
        if not (alone[i] and least < far < min(reach, nearest) and is_alike(z[i], z[j])):
            continue
        tried += 1
        if is_there(z, alone, True, stop, ends[f + 1], z[i], z[i, 0], z[i, 1], least):
            continue
        if is_there(
            z, alone, False, ends[f - 2], start, z[i], z[i, 0] - x, z[i, 1] - y, NEAR * far
        ):
            nearest, found = far, i
    return found
