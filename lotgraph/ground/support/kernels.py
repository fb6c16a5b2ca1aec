# ruff: noqa: PLR0913, PLR0917 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: how well each sighting lies on a straight way with ones of neighbouring frames."""

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.pairing.kernels import footprint_overlap

NONE = 1e9
WIDEST = 8.0  # metres beyond which no way goes on
MOST_NEAR = 24  # sightings of a neighbouring frame that are tried for each


@kernel()
def bends(times, ends, place, others, fastest):
    """Least bend of a way through each place (n, 2) and two of `others` in neighbouring frames.

    In metres: how far the middle one is from where it would be on the way of the two about it;
    `NONE` where it is more than `WIDEST`. Rows of a frame lie together, as `ends` says.
    """
    least, line = np.full(len(place), NONE), others.copy()
    for f in range(len(times)):
        here = others[ends[f] : ends[f + 1]]
        line[ends[f] : ends[f + 1]] = here[np.argsort(here[:, 0], kind="mergesort")]
    for f in range(len(times)):
        for row in range(ends[f], ends[f + 1]):
            for one, other in ((f - 1, f + 1), (f + 1, f + 2), (f - 1, f - 2)):
                if min(one, other) >= 0 and max(one, other) < len(times):
                    found = _bend(times, ends, place[row], line, (f, one, other), fastest)
                    least[row] = min(least[row], found)
    return least


@kernel()
def _bend(times, ends, place, line, frames, fastest):
    f, one, other = frames
    share = (times[other] - times[f]) / (times[one] - times[f])
    reach = fastest * abs(times[one] - times[f]) + 1.0
    far = line[ends[other] : ends[other + 1]]
    least = 2 * WIDEST
    for near in _near(line[ends[one] : ends[one + 1]], place, reach):
        x = place[0] + share * (near[0] - place[0])
        y = place[1] + share * (near[1] - place[1])
        for m in range(np.searchsorted(far[:, 0], x - least), len(far)):
            if far[m, 0] > x + least:
                break
            least = min(least, np.hypot(far[m, 0] - x, far[m, 1] - y))
    return least / 2 if least < 2 * WIDEST else NONE


@kernel()
def _near(some, place, reach):
    """Places of `some`, by x, within reach: at most `MOST_NEAR`, the nearest, the nearest first."""
    found, far, count = np.empty((MOST_NEAR, 2)), np.full(MOST_NEAR, np.inf), 0
    for k in range(np.searchsorted(some[:, 0], place[0] - reach), len(some)):
        if some[k, 0] > place[0] + reach:
            break
        distance = np.hypot(some[k, 0] - place[0], some[k, 1] - place[1])
        if distance > reach or (count == MOST_NEAR and distance >= far[count - 1]):
            continue
        at = min(count, MOST_NEAR - 1)
        while at > 0 and far[at - 1] > distance:
            found[at], far[at] = found[at - 1], far[at - 1]
            at -= 1
        found[at], far[at] = some[k], distance
        count = min(count + 1, MOST_NEAR)
    return found[:count]


@kernel()
def repeated(ends, footprint, kind, rank, most):
    """Whether a footprint (n, 5) lies on a surer one of its class and frame: the same thing twice.

    Surer is whoever has the lower rank; `most` is the share that two things may have in common.
    """
    is_again = np.zeros(len(footprint), np.bool_)
    for f in range(len(ends) - 1):
        first, last = ends[f], ends[f + 1]
        rows = first + np.argsort(footprint[first:last, 0], kind="mergesort")
        for a in range(len(rows)):
            for b in range(a + 1, len(rows)):
                one, other = rows[a], rows[b]
                apart = footprint[other, 0] - footprint[one, 0]
                if apart > footprint[one, 2] + footprint[one, 3]:
                    break
                if kind[one] != kind[other]:
                    continue
                shared = footprint_overlap(footprint[one], footprint[other])
                if shared > most:
                    is_again[one if rank[one] > rank[other] else other] = True
    return is_again
