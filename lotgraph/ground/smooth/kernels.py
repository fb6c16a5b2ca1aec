# ruff: noqa: PLR0913, PLR0917 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: the way of a whole track, each moment of it by what came before and after."""

import numpy as np

from lotgraph.ground.motion.kernels import (
    SIZE_OF_STATE,
    begin,
    hold,
    nearest_turn,
    settle,
    spread_of,
    step_of,
    stirs,
    take_in,
    wake,
)
from lotgraph.kernel import kernel


@kernel()
def smooth(times, starts, frame, row, length, seen):
    """States (k, 6) and covariances (k, 6, 6) of the steps of tracks, and whether it stands.

    A track is steps `starts[t]` to `starts[t + 1]`, each with its frame and the row of `seen`, or
    -1 where it was not seen.
    """
    state = np.empty((len(frame), SIZE_OF_STATE))
    cov = np.empty((len(frame), SIZE_OF_STATE, SIZE_OF_STATE))
    stands = np.zeros(len(frame), np.bool_)
    for t in range(len(starts) - 1):
        _ahead(times, starts[t], starts[t + 1], frame, row, length[t], seen, state, cov, stands)
    return state, cov, stands


@kernel()
def _ahead(times, first, last, frame, row, length, seen, state, cov, stands):
    s, p = np.empty(SIZE_OF_STATE), np.empty((SIZE_OF_STATE, SIZE_OF_STATE))
    begin(s, p, seen[row[first]], length)
    anchor = np.array([s[0], s[1], 1.0, 2.0, times[frame[first]]])
    rests, last_s = False, times[frame[first]]
    state[first], cov[first] = s, p
    told, told_cov = np.empty((last - first, SIZE_OF_STATE)), np.empty((last - first, 6, 6))
    slopes = np.empty((last - first, 6, 6))
    for k in range(first + 1, last):
        dt = times[frame[k]] - times[frame[k - 1]]
        dt = stirs(dt, times[frame[k]] - last_s, rests)
        s, slope = step_of(s, dt)
        p = slope @ p @ slope.T + spread_of(length, dt, rests)
        slopes[k - first] = slope
        if row[k] >= 0:
            last_s = times[frame[k]]
            stood = rests
            rests = settle(anchor, times[frame[k]], seen[row[k]])
            if stood and not rests:
                wake(p, length)
        told[k - first], told_cov[k - first] = s, p
        if row[k] >= 0:
            take_in(s, p, seen[row[k]])
            if rests:
                hold(s, p)
        state[k], cov[k] = s, p
        stands[k] = rests
    for k in range(last - 2, first - 1, -1):
        _back(state, cov, k, told[k + 1 - first], told_cov[k + 1 - first], slopes[k + 1 - first])


@kernel()
def _back(state, cov, k, told, told_cov, slope):
    """Correct a step by the one after it."""
    gain = np.linalg.solve(told_cov, slope @ cov[k]).T
    off = state[k + 1] - told
    state[k] += gain @ off
    change = gain @ (cov[k + 1] - told_cov) @ gain.T
    cov[k] += (change + change.T) / 2


@kernel()
def misses(ends_state, ends_cov, starts_state, starts_cov, gap, length, one, other):
    """How ill each later beginning fits each earlier end: squared sigmas, and log det of those.

    Of place and speed, gap (k,) seconds apart; `one` and `other` (k,) say which is which.
    """
    off, root = np.empty(len(gap)), np.empty(len(gap))
    for k in range(len(gap)):
        state, slope = step_of(ends_state[one[k]], gap[k])
        cov = slope @ ends_cov[one[k]] @ slope.T + spread_of(length[one[k]], gap[k], stands=False)
        total = cov[:4, :4] + starts_cov[other[k]][:4, :4]
        apart = starts_state[other[k]][:4] - state[:4]
        off[k] = apart @ np.linalg.solve(total, apart)
        turn = nearest_turn(starts_state[other[k], 4], state[4])
        off[k] += min(turn**2 / (cov[4, 4] + starts_cov[other[k], 4, 4] + 0.01), 6.0)
        root[k] = np.log(np.linalg.det(total)) / 2
    return off, root
