# ruff: noqa: C901, PERF401, PLR0912, PLR0913, PLR0917, PLR2004, SIM102 -- compiled steps are not cut into calls
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: how far a camera moved, as all that is followed tells."""

import math

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.tracker.dash.kernels import is_alike
from lotgraph.tracker.model import HITS, NOISE, PLACE, SEEN, P, X

FEW = 4  # tracks that must agree before a camera is believed to have moved
SURELY = 3.0  # how many standard errors
JOLT = 3.0  # times the usual error, from which all may be off because the camera jumped
SETTLED = 3  # boxes after which a track's speed says something
MOST_VOTES = 3000  # pairs of a track and a box, about, that each say how far the camera jumped
FEWEST_VOTERS = 8  # tracks that say so at least: one or two may be hidden after it
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
def settled_of(tracks, alive, count, last):
    """Which of the living are settled and were there at the last frame."""
    found = [0 for _ in range(0)]
    for k in range(count):
        if tracks[alive[k], HITS] >= SETTLED and tracks[alive[k], SEEN] >= last - 1e-9:
            found.append(k)
    return found


@kernel()
def stride_of(z, p, tracks, alive, settled):
    """Each how many settled tracks one is asked, so that their pairs are about MOST_VOTES."""
    pairs = 0
    for k in settled:
        for j in range(len(z)):
            pairs += p[j] > 0.5 and is_alike(tracks[alive[k]], z[j])
    return max(min(math.ceil(pairs / MOST_VOTES), len(settled) // FEWEST_VOTERS), 1)


@kernel()
def agree(z, p, tracks, alive, settled, by, near):
    """How many tracks a shift brings onto boxes of their size, and how far those are on average."""
    votes, x, y = 0.0, 0.0, 0.0
    for k in settled:
        one = tracks[alive[k]]
        for j in range(np.searchsorted(z[:, 0], one[X] + by[0] - near), len(z)):
            across, down = z[j, 0] - one[X], z[j, 1] - one[X + 1]
            if across - by[0] > near:
                break
            if p[j] > 0.5 and max(abs(across - by[0]), abs(down - by[1])) < near:
                if is_alike(one, z[j]):
                    votes, x, y = votes + 1, x + across, y + down
                    break
    return votes, x / max(votes, 1.0), y / max(votes, 1.0)


@kernel()
def tally(rows, off, count, near):
    """Of each pair (n, 2), by how far across, how many tracks agree on its shift; their mean."""
    told, counted = np.zeros((len(off), 3)), np.full(count, -1)
    for a in range(len(off)):
        for b in range(np.searchsorted(off[:, 0], off[a, 0] - near), len(off)):
            if off[b, 0] > off[a, 0] + near:
                break
            if counted[rows[b]] != a and abs(off[b, 1] - off[a, 1]) < near:
                counted[rows[b]] = a
                told[a, 0] += 1
                told[a, 1] += off[b, 0]
                told[a, 2] += off[b, 1]
        told[a, 1:] /= told[a, 0]
    return told


@kernel()
def jump_of(z, p, tracks, alive, count, last, way):
    """The shift that brings most tracks onto boxes of their size, how many, and of how many.

    Also how many lie on such boxes without it. A camera that jumped made it.

    O(tracks x boxes) time, and where pairs of those are more than MOST_VOTES, only evenly chosen
    tracks propose shifts, to all boxes: O(votes^2) for at most as many votes, or those of
    FEWEST_VOTERS tracks. Cars in rows lie on each other after many a shift, and only those at the
    edges tell which is right; so all tracks are asked again about each shift that at least half as
    many of the chosen agree on as on the best: O(votes x tracks) of these.
    """
    settled = settled_of(tracks, alive, count, last)
    found, n = np.zeros(2), len(settled)
    if n < FEW:
        return found, 0.0, n, 0
    unit = 0.0
    for k in settled:
        unit += math.exp(0.5 * (tracks[alive[k], X + 2] + tracks[alive[k], X + 3]))
    near = max(2 * way[NOISE, 0], NEAREST) * unit / n
    stride = stride_of(z, p, tracks, alive, settled)
    rows, offs = [0 for _ in range(0)], [(0.0, 0.0) for _ in range(0)]
    for k in settled[::stride]:
        one = tracks[alive[k]]
        for j in range(len(z)):
            if p[j] > 0.5 and is_alike(one, z[j]):
                rows.append(k)
                offs.append((z[j, 0] - one[X], z[j, 1] - one[X + 1]))
    if not rows:
        return found, 0.0, n, 0
    off = np.array(offs)
    order = np.argsort(off[:, 0].copy(), kind="mergesort")
    off = off[order]
    told = tally(np.array(rows)[order], off, count, near)
    best = told[np.argmax(told[:, 0])].copy()
    if stride > 1:
        least, best[0] = 0.5 * best[0], 0.0
        for m in range(len(told)):
            if told[m, 0] < least:
                continue
            votes, x, y = agree(z, p, tracks, alive, settled, told[m, 1:], near)
            if votes > best[0]:
                best[0], best[1], best[2] = votes, x, y
            for b in range(m + 1, len(told)):  # the same shift need not be asked about again
                if off[b, 0] > off[m, 0] + near:
                    break
                if abs(off[b, 1] - off[m, 1]) < near:
                    told[b, 0] = 0.0
    found[:] = best[1:]
    return found, best[0], n, int(agree(z, p, tracks, alive, settled, np.zeros(2), near)[0])


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
        one = tracks[alive[k]]
        for axis in range(2):
            one[X + axis] += by[axis]
            one[PLACE + axis] += by[axis]
