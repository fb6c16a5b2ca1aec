# ruff: noqa: C901, PLR0913, PLR0917, PLR2004 -- compiled steps are not cut into calls
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: how far a camera moved, as all that is followed tells."""

import math

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.tracker.dash.kernels import is_alike
from lotgraph.tracker.model import HITS, NOISE, SEEN, P, X

FEW = 4  # tracks that must agree before a camera is believed to have moved
SURELY = 3.0  # how many standard errors
JOLT = 3.0  # times the usual error, from which all may be off because the camera jumped
SETTLED = 3  # boxes after which a track's speed says something
MOST_VOTES = 3000  # pairs of a track and a box: of more none is told apart
NEAREST = 0.1  # sizes, within which boxes at least agree on how far the camera jumped


@kernel()
def shift_of(z, tracks, alive, count, taken, last):
    """How far all that was there moved at once: x, y, and the squared errors of both.

    Also how many found a box, and how many of those that were there at the last frame did not.
    """
    n, lost = 0, 0
    off, felt = np.empty((2, count)), np.zeros(4)
    for k in range(count):
        one = tracks[alive[k]]
        if one[HITS] < SETTLED:
            continue
        if taken[k] >= 0:
            off[0, n] = z[taken[k], 0] - one[X]
            off[1, n] = z[taken[k], 1] - one[X + 1]
            n += 1
        elif one[SEEN] >= last - 1e-9:
            lost += 1
    if n >= FEW:
        for axis in range(2):
            felt[axis] = np.median(off[axis, :n])
            spread = np.median(np.abs(off[axis, :n] - felt[axis]))
            felt[2 + axis] = (1 + 3 / n) * (1.85 * spread) ** 2 / n
    return felt, n, lost


@kernel()
def jump_of(z, p, tracks, alive, count, last, way):
    """The shift that brings most tracks onto boxes of their size, how many, and of how many.

    Also how many lie on such boxes without it. A camera that jumped made it.
    """
    rows, offs = [0 for _ in range(0)], [(0.0, 0.0) for _ in range(0)]
    unit, n = 0.0, 0
    for k in range(count):
        one = tracks[alive[k]]
        if one[HITS] < SETTLED or one[SEEN] < last - 1e-9:
            continue
        n += 1
        unit += math.exp(0.5 * (one[X + 2] + one[X + 3]))
        for j in range(len(z)):
            if p[j] > 0.5 and is_alike(one, z[j]):
                rows.append(k)
                offs.append((z[j, 0] - one[X], z[j, 1] - one[X + 1]))
                if len(rows) > MOST_VOTES:
                    return np.zeros(2), 0.0, n, 0
    found, most = np.zeros(2), 0.0
    if n < FEW:
        return found, 0.0, n, 0
    near = max(2 * way[NOISE, 0], NEAREST) * unit / n
    across = np.array([off[0] for off in offs])
    order = np.argsort(across, kind="mergesort")
    rising, counted, stays = across[order], np.full(count, -1), np.zeros(count, np.bool_)
    for m in range(len(rows)):
        stays[rows[m]] |= max(abs(offs[m][0]), abs(offs[m][1])) < near
    for m in range(len(order)):
        a = order[m]
        votes, x, y = 0.0, 0.0, 0.0
        for i in range(np.searchsorted(rising, across[a] - near), len(order)):
            b = order[i]
            if across[b] > across[a] + near:
                break
            if counted[rows[b]] != a and abs(offs[b][1] - offs[a][1]) < near:
                counted[rows[b]] = a
                votes, x, y = votes + 1, x + offs[b][0], y + offs[b][1]
        if votes > most:
            most, found[0], found[1] = votes, x / votes, y / votes
    return found, most, n, stays.sum()


@kernel()
def is_jolted(felt, found, lost, sway):
    """Whether a camera may have jumped: most lost their box, or all are off by more than usual.

    What is usual must be known: else a camera that seems to move and tracks that all go against it
    would look as if neither did.
    """
    off = False
    for axis in range(2):
        if sway[axis] >= 0:
            off |= felt[axis] ** 2 > JOLT**2 * (felt[2 + axis] + sway[axis])
    return off or (lost >= FEW and lost > found)


@kernel()
def believed(felt, sway):
    """What a camera moved, of what was felt: as much as its usual sway, if known, makes likely."""
    by = np.zeros(2)
    for axis in range(2):
        square, error = felt[axis] ** 2, felt[2 + axis]
        if sway[axis] >= 0:
            by[axis] = felt[axis] * sway[axis] / max(sway[axis] + error, 1e-12)
        elif square > SURELY * error:
            by[axis] = felt[axis] * (1 - error / square)
    return by


@kernel()
def loosen(tracks, alive, count, sway):
    """Widen the guesses of all rows by what a camera usually moves, where that is known."""
    for axis in range(2):
        if sway[axis] != 0:
            for k in range(count):
                tracks[alive[k], P + axis] += sway[axis]


@kernel()
def doubt_places(tracks, alive, count):
    """Widen the guesses of all rows by how far they may be off after a jump.

    Else what is off by it would be taken for a speed.
    """
    for k in range(count):
        one = tracks[alive[k]]
        for axis in range(2):
            one[P + axis] += NEAREST**2 * math.exp(one[X + 2] + one[X + 3])


@kernel()
def shift(tracks, alive, count, by):
    """Move all rows."""
    for k in range(count):
        tracks[alive[k], X] += by[0]
        tracks[alive[k], X + 1] += by[1]
