# ruff: noqa: PLR0913, PLR0917, PLR2004 -- compiled steps are not cut into calls
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: joins tracks over gaps."""

import math

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.pairing.kernels import pair
from lotgraph.tracker.follow.kernels import choose
from lotgraph.tracker.look.kernels import MOST, alike
from lotgraph.tracker.model import AT, HITS, NOISE, STATE, P, Q, R, V, X
from lotgraph.tracker.state.kernels import advance, begin, take


@kernel()
def tips_of(z, at, ends, way, how):
    """States of tracks after their last box and, looking back in time, before their first."""
    count = len(ends) - 1
    last, first = np.zeros((count, STATE)), np.zeros((count, STATE))
    for k in range(count):
        a, b = ends[k], ends[k + 1]
        begin(last[k], z[a], at[a], way)
        for j in range(a + 1, b):
            advance(last[k], at[j], way, how)
            take(last[k], z[j], way, 1.0)
        begin(first[k], z[b - 1], -at[b - 1], way)
        for j in range(b - 2, a - 1, -1):
            advance(first[k], -at[j], way, how)
            take(first[k], z[j], way, 1.0)
        last[k, HITS] = first[k, HITS] = b - a
    return last, first


@kernel()
def misfit(one, other, way):
    """How badly a state that was moved on fits one that looks back, and how wide the guess was."""
    span2 = math.exp(0.5 * (one[X + 2] + one[X + 3] + other[X + 2] + other[X + 3]))
    far, wide = 0.0, 0.0
    for k in range(4):
        unit = span2 if k < 2 else 1.0
        off, off_v = one[X + k] - other[X + k], one[V + k] + other[V + k]
        noise = way[NOISE, k] ** 2
        a = (one[P + k] + other[P + k]) / unit
        b = (one[Q + k] - other[Q + k]) / unit
        c = (one[R + k] + other[R + k]) / unit
        det = a * c - b * b
        far += (c * off * off - 2 * b * off * off_v + a * off_v * off_v) / (unit * det)
        wide += math.log(a / noise)
    return far, wide


@kernel()
def links(last, first, last_look, first_look, odds, longest, least, per_s, telling, way, how):
    """Which track (rows) could go on as which (columns), and costs below 0.

    `odds` are the logarithms of those that a track is real.
    """
    rows, columns, costs = [0 for _ in range(0)], [0 for _ in range(0)], [0.0 for _ in range(0)]
    starts = -first[:, AT]
    order = np.argsort(starts, kind="mergesort")
    sorted_starts = starts[order]
    on = np.empty(STATE)
    for k in range(len(last)):
        begin_at, own = np.searchsorted(sorted_starts, last[k, AT] + 1e-9), len(rows)
        for m in range(begin_at, len(order)):
            j = order[m]
            gap = starts[j] - last[k, AT]
            if gap > longest:
                break
            if abs(last[k, X + 2] + last[k, X + 3] - first[j, X + 2] - first[j, X + 3]) > 1.5:
                continue
            on[:] = last[k]
            advance(on, starts[j], way, how)
            far, wide = misfit(on, first[j], way)
            if far >= 40.0:
                continue
            cost = 0.5 * (far + wide) + per_s * gap - least - min(odds[k], odds[j])
            if cost >= MOST:  # whatever looks say
                continue
            cost -= alike(last_look[k], first_look[j], telling)
            if cost < 0:
                choose(rows, columns, costs, own, k, j, cost)
    return np.array(rows, np.int64), np.array(columns, np.int64), np.array(costs, np.float64)


@kernel()
def join(last, first, last_look, first_look, odds, longest, least, per_s, telling, way, how):
    """The number of the whole that each track is part of: that of its first."""
    count = len(last)
    rows, columns, costs = links(
        last, first, last_look, first_look, odds, longest, least, per_s, telling, way, how
    )
    taken = pair(rows, columns, costs, count, count)
    whole = np.arange(count)
    for k in np.argsort(last[:, AT], kind="mergesort"):
        if taken[k] >= 0:
            whole[taken[k]] = whole[k]
    return whole
