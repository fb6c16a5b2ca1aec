# ruff: noqa: PLR0913, PLR0917 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: how an observer moved, from what it saw before and after."""

import numpy as np

from lotgraph.kernel import kernel

ROUNDS = 8  # of refining
TURN_LASTS_S = 1.0  # an observer's, while nothing bears it out
UNKNOWN = np.array([12.0, 12.0, 0.2])  # spread of an observer's speed, of which nothing is known
MOST = 48  # sightings of a frame that are asked: the surest


@kernel()
def poses_of(times, ends, seen, order_of_trust):
    """Where the observer is at each frame (f, 3), from sightings as it sees them: x, y, heading.

    The way that most of what it sees has moved, is the way that the observer moved the other way:
    what stands is seen to move together. Nothing is asked of frames to come. Begins at 0, 0, 0.
    """
    frames = len(times)
    pose, pace, sure = np.zeros((frames, 3)), np.zeros(3), UNKNOWN.copy()
    for f in range(1, frames):
        dt = times[f] - times[f - 1]
        before = _surest(ends[f - 1], ends[f], order_of_trust)
        now = _surest(ends[f], ends[f + 1], order_of_trust)
        change = np.array([4.0, 4.0, 0.4]) * dt + 0.02  # how much its speed may change
        spread = np.sqrt(sure**2 + change**2)
        move, found = _moved(seen[before], seen[now], pace * dt, spread * dt)
        if found > 0:
            gain = min(max((found - 1.0) / 3.0, 0.0), 1.0)
            pace = pace + gain * (move / dt - pace)
            sure = spread * (1 - gain) + gain * 0.5 * change
        else:
            sure = np.minimum(spread, UNKNOWN)
            gain = 0.0
        pace[2] *= np.exp(-(1 - gain) * dt / TURN_LASTS_S)
        step = pace * dt
        cos, sin = np.cos(pose[f - 1, 2]), np.sin(pose[f - 1, 2])
        pose[f, 0] = pose[f - 1, 0] + cos * step[0] - sin * step[1]
        pose[f, 1] = pose[f - 1, 1] + sin * step[0] + cos * step[1]
        pose[f, 2] = pose[f - 1, 2] + step[2]
    return pose


@kernel()
def _surest(first, last, order):
    rows = np.arange(first, last)
    if len(rows) <= MOST:
        return rows
    return rows[np.argsort(order[first:last], kind="mergesort")[:MOST]]


@kernel()
def _agree(before, now, move, scale, pairs):
    """How many of those now are where they would be, had the observer alone moved; and of which."""
    cos, sin = np.cos(move[2]), np.sin(move[2])
    total = 0.0
    for k in range(len(now)):
        x = move[0] + cos * now[k, 0] - sin * now[k, 1]
        y = move[1] + sin * now[k, 0] + cos * now[k, 1]
        far = scale * (1 + np.hypot(now[k, 0], now[k, 1]) / 40)
        least, at = np.inf, -1
        for j in range(len(before)):
            off = ((before[j, 0] - x) ** 2 + (before[j, 1] - y) ** 2) / far**2
            if off < least:
                least, at = off, j
        pairs[k] = at
        total += np.exp(-least / 2)
    return total


@kernel()
def _moved(before, now, expected, spread):
    """The move (x, y, turn) that most agree on, near the one expected; and how many do."""
    if len(before) == 0 or len(now) == 0:
        return expected, 0.0
    pairs = np.empty(len(now), np.int64)
    scale = 0.3
    best, most = expected.copy(), -np.inf
    cos, sin = np.cos(expected[2]), np.sin(expected[2])
    trial = expected.copy()
    for k in range(-1, len(now)):
        for j in range(len(before) if k >= 0 else 1):
            if k >= 0:
                trial[0] = before[j, 0] - (cos * now[k, 0] - sin * now[k, 1])
                trial[1] = before[j, 1] - (sin * now[k, 0] + cos * now[k, 1])
            off = ((trial[0] - expected[0]) / spread[0]) ** 2
            off += ((trial[1] - expected[1]) / spread[1]) ** 2
            if off > 9:  # noqa: PLR2004
                continue
            worth = _agree(before, now, trial, scale, pairs) - off / 4
            if worth > most:
                best, most = trial.copy(), worth
    return _refined(before, now, best, expected, spread, pairs)


@kernel()
def _refined(before, now, move, expected, spread, pairs):
    """Least squares on the pairs, with less weight on those that do not fit."""
    scale = 0.6
    agreed = 0.0
    for _ in range(ROUNDS):
        agreed = _agree(before, now, move, scale, pairs)
        normal, right = np.diag(1 / spread**2), (expected - move) / spread**2
        cos, sin = np.cos(move[2]), np.sin(move[2])
        for k in range(len(now)):
            turned_x = cos * now[k, 0] - sin * now[k, 1]
            turned_y = sin * now[k, 0] + cos * now[k, 1]
            far = 1 + np.hypot(now[k, 0], now[k, 1]) / 40
            dx = before[pairs[k], 0] - move[0] - turned_x
            dy = before[pairs[k], 1] - move[1] - turned_y
            weight = np.exp(-(dx * dx + dy * dy) / (2 * (scale * far) ** 2)) / (0.15 * far) ** 2
            for slope, off in (
                (np.array([1.0, 0.0, -turned_y]), dx),
                (np.array([0.0, 1.0, turned_x]), dy),
            ):
                normal += weight * np.outer(slope, slope)
                right += weight * slope * off
        move = move + np.linalg.solve(normal, right)
        scale = max(scale * 0.7, 0.25)
    return move, agreed
