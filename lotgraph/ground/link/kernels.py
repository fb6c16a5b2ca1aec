# ruff: noqa: PLR0913, PLR0917 -- compiled steps are not cut into calls
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: which sighting goes on which track, frame by frame, knowing nothing of what follows."""

import numpy as np

from lotgraph.ground.motion.kernels import (
    SIZE_OF_STATE,
    begin,
    hold,
    misfit,
    nearest_turn,
    settle,
    spread_of,
    step_of,
    stirs,
    take_in,
    wake,
)
from lotgraph.kernel import kernel
from lotgraph.pairing.kernels import footprint_overlap, longer, pair

STANDS, SIZE, UP, KIND, EVIDENCE, LAST, NUMBER, WIDTH = 5, 6, 9, 10, 11, 12, 13, 14
"""Of what is known of a track beside its state; before these, where it came to stand: 5 values."""
KEPT = 10  # of a row: state, variances xx, xy, yy, of heading
FAR_OFF = 4.0  # squared sigmas that one odd size or height may count at most
SIZE_SPREAD, UP_SPREAD_M = 0.12, 0.4  # of sizes (of their logarithm) and of height, one sigma
OTHER_CLASS = 3.0  # what another class costs, as a logarithm of odds
FIRM = 1.0  # logarithm of odds from which on a track is held for real
GOES_ON, MISSED = 1.0, 0.6  # that a frame says in which it was seen again, and against it if not
MOST_EVIDENCE = 10.0  # either way, so that who was hidden for hours is soon believed again
MOST_LOGIT = 2.0  # that one sighting may say
NEAREST = 5.0  # sigmas within which pairs are looked at


@kernel()
def link(times, ends, seen, size, up, kind, worth, density, patience, standing_patience):
    """The track of each sighting, what was known of it then, and whether it was firm.

    Those of frame `f` are rows `ends[f]` to `ends[f + 1]`. Density: of things that are new, in a
    frame (f,) and square metre; patience: seconds without a sighting, after which a track is over;
    worth (n, 2): how likely a sighting is real, and one of its class.
    """
    rows, room = len(seen), 64
    track, kept = np.full(rows, -1, np.int64), np.zeros((rows, KEPT))
    is_firm = np.zeros(rows, np.bool_)
    state, cov = np.zeros((room, SIZE_OF_STATE)), np.zeros((room, SIZE_OF_STATE, SIZE_OF_STATE))
    about = np.zeros((room, WIDTH))
    live, count = 0, 0
    for f in range(len(times)):
        here = np.arange(ends[f], ends[f + 1])
        dt = times[f] - times[f - 1] if f else 0.0
        left = 0
        for k in range(live):
            waits = standing_patience if about[k, STANDS] > 0 else patience
            if times[f] - about[k, LAST] <= waits:
                if left != k:
                    state[left], cov[left], about[left] = state[k], cov[k], about[k]
                is_missed = f > 0 and about[left, LAST] < times[f - 1]
                _wait(state[left], cov[left], about[left], times[f], dt, is_missed)
                left += 1
        live = left
        edges = _edges(state, cov, about, live, here, seen, size, up, kind, worth, density[f])
        taken = pair(edges[0], edges[1], edges[2], live, len(here))
        is_taken = np.zeros(len(here), np.bool_)
        for k in range(live):
            if taken[k] < 0:
                continue
            row = here[taken[k]]
            is_taken[taken[k]] = True
            _go_on(state[k], cov[k], about[k], times[f], row, seen, size, up, kind, worth)
            track[row] = np.int64(about[k, NUMBER])
            is_firm[row] = about[k, EVIDENCE] >= FIRM
            _keep(kept[row], state[k], cov[k])
        for j in range(len(here)):
            if is_taken[j]:
                continue
            if live == room:
                room *= 2
                state, cov, about = _more(state), _more(cov), _more(about)
            row = here[j]
            begin(state[live], cov[live], seen[row], size[row, 0])
            _begin(about[live], times[f], row, seen, size, up, kind, worth)
            about[live, NUMBER] = count
            track[row] = count
            is_firm[row] = about[live, EVIDENCE] >= FIRM
            _keep(kept[row], state[live], cov[live])
            live, count = live + 1, count + 1
    return track, kept, is_firm


@kernel()
def _wait(state, cov, about, time, dt, is_missed):
    """Bring a track to the time of a frame, and hold against it that the one before missed it."""
    stands = about[STANDS] > 0
    step = stirs(dt, time - about[LAST], stands)
    after, slope = step_of(state, step)
    state[:] = after
    cov[:] = slope @ cov @ slope.T + spread_of(about[SIZE], step, stands)
    if is_missed:
        about[EVIDENCE] = max(about[EVIDENCE] - MISSED, -MOST_EVIDENCE)


@kernel()
def _more(values):
    longer = np.zeros((2 * len(values), *values.shape[1:]))
    longer[: len(values)] = values
    return longer


@kernel()
def _said(worth):
    """What one sighting says for its track being real, beyond what its class does."""
    return _clipped(_logit(worth[0]) - _logit(worth[1]))


@kernel()
def _logit(share):
    return np.log(share / (1 - share))


@kernel()
def _clipped(said):
    return min(max(said, -MOST_LOGIT), MOST_LOGIT)


@kernel()
def _keep(kept, state, cov):
    kept[:SIZE_OF_STATE] = state
    kept[6], kept[7], kept[8], kept[9] = cov[0, 0], cov[0, 1], cov[1, 1], cov[4, 4]


@kernel()
def _begin(about, time, row, seen, size, up, kind, worth):
    about[:] = 0.0
    about[0], about[1], about[2], about[3], about[4] = seen[row, 0], seen[row, 1], 1.0, 2.0, time
    about[SIZE : SIZE + 3] = size[row]
    about[UP], about[KIND], about[LAST] = up[row], kind[row], time
    about[EVIDENCE] = _logit(worth[row, 1]) + _said(worth[row])


@kernel()
def _go_on(state, cov, about, time, row, seen, size, up, kind, worth):
    """Take a sighting into a track."""
    stood = about[STANDS] > 0
    stands = settle(about[:5], time, seen[row])
    if stood and not stands:
        wake(cov, about[SIZE])
    take_in(state, cov, seen[row])
    if stands:
        hold(state, cov)
    about[STANDS] = 1.0 if stands else 0.0
    for k in range(3):
        about[SIZE + k] *= (size[row, k] / about[SIZE + k]) ** 0.2
    about[UP] += 0.5 * (up[row] - about[UP])
    if worth[row, 0] > 0.5:  # noqa: PLR2004
        about[KIND] = kind[row]
    about[EVIDENCE] = min(about[EVIDENCE] + _said(worth[row]) + GOES_ON, MOST_EVIDENCE)
    about[LAST] = time


@kernel()
def _edges(state, cov, about, live, here, seen, size, up, kind, worth, density):
    """Pairs that may be: track, number of the sighting in the frame, and cost below 0."""
    order = here[np.argsort(seen[here, 0], kind="mergesort")]
    x = seen[order, 0]
    widest = 0.0
    for row in here:
        widest = max(widest, seen[row, 3], seen[row, 5])
    room, found = 64, 0
    tracks, others, costs = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room)
    for k in range(live):
        reach = NEAREST * np.sqrt(max(cov[k, 0, 0], cov[k, 1, 1]) + widest) + about[k, SIZE]
        first = np.searchsorted(x, state[k, 0] - reach)
        last = np.searchsorted(x, state[k, 0] + reach)
        for at in range(first, last):
            row = order[at]
            if abs(seen[row, 1] - state[k, 1]) > reach:
                continue
            cost = cost_of(
                state[k], cov[k], about[k], seen[row], size[row], up[row], kind[row], density
            )
            cost -= 0.5 * _clipped(_logit(worth[row, 0]))
            cost -= 1.0 if about[k, EVIDENCE] >= FIRM else 0.0
            if cost >= 0:
                continue
            if found == room:
                room *= 2
                tracks, others = longer(tracks, room), longer(others, room)
                costs = longer(costs, room)
            tracks[found], others[found], costs[found] = k, row - here[0], cost
            found += 1
    return tracks[:found], others[:found], costs[:found]


@kernel()
def cost_of(state, cov, about, seen, size, up, kind, density):
    """How much likelier it is that a sighting is new than that it is this thing: a logarithm."""
    off, root = misfit(state, cov, seen)
    turn = nearest_turn(seen[2], state[4])
    unlike = min(turn * turn / (cov[4, 4] + seen[6]), FAR_OFF)
    for k in range(3):
        ratio = np.log(size[k] / about[SIZE + k]) / SIZE_SPREAD
        unlike += min(ratio * ratio, FAR_OFF) / 3
    rise = (up - about[UP]) / UP_SPREAD_M
    unlike += min(rise * rise, FAR_OFF)
    cost = off / 2 + np.log(2 * np.pi * root * density)
    shared = footprint_overlap(
        (state[0], state[1], about[SIZE], about[SIZE + 1], state[4]),
        (seen[0], seen[1], size[0], size[1], seen[2]),
    )
    if shared > 0:
        cost = min(cost, -4 * shared)
    cost += unlike / 2
    if kind != about[KIND]:
        cost += OTHER_CLASS
    return cost
