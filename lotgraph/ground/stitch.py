"""Joins tracks that are one thing: where one ended and another began later, as it would have."""

import numpy as np

from lotgraph.ground.model import Floats, Ints, Sightings

LONGEST_S = 4.0  # that somebody moving may be out of sight
LONGEST_STANDING_S = 20.0
PER_S = 0.3  # what a second out of sight costs, as a logarithm of odds
SPEEDS = 3.0  # spread of speeds of what is new, m/s: of a density of speeds
SIZE_SPREAD = 0.15
OTHER_CLASS = 2.0
ROUNDING = 1.0  # of a cost's bound: far more than sums in another order may differ by


def stitch(seen: Sightings, track: Ints, density: float, patience: tuple[float, float]) -> Ints:
    """The track of each row, those that go on each other made one; solved for all at once.

    `density` is that of things new, in a frame and square metre; `patience` (moving, standing)
    seconds out of sight at most. Pairs are made only within the seconds after which whoever went
    out of sight costs more than somebody new: O(tracks x those that begin within these) memory.
    """
    from lotgraph.ground.smooth.kernels import misses, smooth
    from lotgraph.pairing.kernels import pair

    names, where = np.unique(track, return_inverse=True)
    if len(names) < 2:  # noqa: PLR2004 -- nothing to join
        return track
    rows = np.lexsort((seen.frame, where))
    frame = seen.frame[rows]
    starts = np.concatenate([[0], np.flatnonzero(np.diff(where[rows])) + 1, [len(rows)]])
    first, last = starts[:-1], starts[1:] - 1
    size = np.exp(np.add.reduceat(np.log(seen.size_m[rows]), first) / np.diff(starts)[:, None])
    up = np.add.reduceat(seen.up_m[rows], first) / np.diff(starts)
    state, cov, stands = smooth(seen.times_s, starts, frame, rows, size[:, 0], seen.told)
    begins, ends = seen.times_s[frame[first]], seen.times_s[frame[last]]
    new = np.log(density / (2 * np.pi * SPEEDS**2)) + 2 * np.log(2 * np.pi)
    dearest = (ROUNDING - new - _least_root(cov[first])) / PER_S
    longest = np.minimum(np.where(stands[last], patience[1], patience[0]), dearest)
    one, other = _after(ends, begins, longest)
    if not len(one):
        return track
    gap = begins[other] - ends[one]
    off, root = misses(
        state[last], cov[last], state[first], cov[first], gap, size[:, 0], one, other
    )
    unlike = (np.log(size[one] / size[other]) ** 2).sum(axis=1) / SIZE_SPREAD**2 / 3
    unlike += np.minimum((up[one] - up[other]) ** 2 / 0.5**2, 6)
    cost = off / 2 + root + new + np.minimum(unlike, 12) / 2 + PER_S * gap
    cost += OTHER_CLASS * (seen.kind[rows[last[one]]] != seen.kind[rows[first[other]]])
    is_open = cost < 0
    taken = pair(one[is_open], other[is_open], cost[is_open], len(names), len(names))
    whose = np.arange(len(names))
    for k in np.argsort(begins, kind="stable"):  # an end is before its beginning's own end
        if taken[k] >= 0:
            whose[taken[k]] = k
    for k in np.argsort(begins, kind="stable"):
        whose[k] = whose[whose[k]] if whose[k] != k else k
    return names[whose[where]]


def _least_root(cov: Floats) -> float:
    """The least that `misses` may tell as log det, of beginnings as sure (n, 6, 6) as these.

    How sure an end is adds to that of a beginning, so that a pair's is never less than its
    beginning's own; minus infinity where one is no covariance.
    """
    sign, root = np.linalg.slogdet(cov[:, :4, :4])
    return float(root.min()) / 2 if (sign > 0).all() else -np.inf


def _after(ends: Floats, begins: Floats, longest: Floats) -> tuple[Ints, Ints]:
    """Pairs of who ended and who began after that, but not too long after."""
    order = np.argsort(begins, kind="stable")
    low = np.searchsorted(begins[order], ends, side="right")
    high = np.searchsorted(begins[order], ends + longest, side="right")
    counts = np.maximum(high - low, 0)
    one = np.repeat(np.arange(len(ends)), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return one, order[np.repeat(low, counts) + within]
