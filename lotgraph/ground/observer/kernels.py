# ruff: noqa: PLR0913, PLR0917 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: how an observer moved, from what it saw before and after.

A sighting is x, y, heading and length. A move is x, y and turn: where the observer is now, as it
would have said before.
"""

import numpy as np

from lotgraph.kernel import kernel

ROUNDS = 8  # of refining
TURN_LASTS_S = 1.0  # an observer's, while nothing bears it out
UNKNOWN = np.array([15.0, 15.0, 0.2])  # spread of an observer's speed, of which nothing is known
CHANGE = np.array([4.0, 4.0, 0.4])  # how much its speed may change in a second
FARTHEST = np.array([2e5, 2e5, np.pi])  # that a move matters: what is seen is within 1e5 m
MOST = 48  # sightings of a frame that are asked: the surest
WAYS = 5  # that it may have moved, which are followed side by side
PACE, SURE, WORTH = slice(0, 3), slice(3, 6), 6  # of a way: speed, its spread, what bore it out
LASTS_S = 1.0  # until what bore a way out counts a third
OWN_MPS, OWN_M = 2.0, 0.1  # ways nearer to each other are one
DRIVES = 0.6  # what drives where it faces bears a way out, beside what stands
DRIVES_MPS = (12.0, 40.0)  # at most: what is no longer than two wheels, and what is
WALKS_M, TWO_WHEELS_M = 1.3, 2.5
ASIDE_M, ASIDE = 0.3, 0.1  # how far beside where it faces a thing may go, and of its way


@kernel()
def moves_of(times, ends, seen, order_of_trust, pace, sense, longest):
    """The observer's move to each frame (f, 3), the first all 0, and its speed in the end (3,).

    The way that most of what it sees has moved, is the way that the observer moved the other way:
    what stands is seen to move together, and what drives goes where it faces, `sense` being -1
    where time runs backwards. Several ways are followed; each frame's is the one that was best
    borne out until then. Nothing is asked of frames to come. `pace` (3,) is a speed to begin with.
    Over a gap it goes on for `longest` seconds and is then held to wait: who was seen before is not
    looked for any longer. Its speed is never less known than at first, and its move no less than
    that what it sees may be the same at all.
    """
    frames, live = len(times), 1
    move, ways = np.zeros((frames, 3)), np.zeros((WAYS, 7))
    ways[0, PACE], ways[0, SURE] = pace, UNKNOWN
    for f in range(1, frames):
        dt = min(times[f] - times[f - 1], longest)
        before = seen[_surest(ends[f - 1], ends[f], order_of_trust)]
        now = seen[_surest(ends[f], ends[f + 1], order_of_trust)]
        fade = np.exp(-dt / LASTS_S)
        for k in range(live):
            _go_on(before, now, ways[k], dt, sense)
            borne_out = _worth(before, now, ways[k, PACE] * dt, dt, sense)
            ways[k, WORTH] = fade * ways[k, WORTH] + borne_out
        live = _apart(ways, live, dt)
        live = _one_more(before, now, ways, live, dt, sense)
        move[f] = ways[np.argmax(ways[:live, WORTH]), PACE] * dt
    return move, ways[np.argmax(ways[:live, WORTH]), PACE]


@kernel()
def _go_on(before, now, way, dt, sense):
    """Correct a way's speed, and how far off that may be, by what is seen of a frame."""
    change = np.minimum(CHANGE * dt + 0.02, UNKNOWN)
    spread = np.minimum(np.sqrt(way[SURE] ** 2 + change**2), UNKNOWN)
    expected, about = way[PACE] * dt, np.minimum(spread * dt, FARTHEST)
    begin, _ = _tried(before, now, expected, about, way[:0].reshape(0, 7), dt, sense)
    move, found = _refined(before, now, begin, expected, about)
    gain = 0.0
    if found > 0:
        gain = min(max((found - 1.0) / 3.0, 0.0), 1.0)
        way[PACE] += gain * (move / dt - way[PACE])
        way[SURE] = spread * (1 - gain) + gain * 0.5 * change
    else:
        way[SURE] = spread
    way[2] *= np.exp(-(1 - gain) * dt / TURN_LASTS_S)


@kernel()
def _apart(ways, live, dt):
    """Keep, of ways that have become one, the one best borne out; how many are left."""
    ordered = ways[np.argsort(-ways[:live, WORTH], kind="mergesort")]
    left = 0
    for k in range(live):
        if not _is_one_of(ordered[k, PACE] * dt, ways[:left], dt):
            ways[left] = ordered[k]
            left += 1
    return left


@kernel()
def _one_more(before, now, ways, live, dt, sense):
    """Put the best way that none of the others is in the place of the worst; how many there are."""
    nowhere = np.zeros(3)
    about = np.minimum(UNKNOWN * dt, FARTHEST)
    begin, worth = _tried(before, now, nowhere, about, ways[:live], dt, sense)
    at = live if live < WAYS else live - 1
    if worth <= 0 or (live == WAYS and ways[at, WORTH] >= worth):
        return live
    ways[at, PACE], ways[at, SURE], ways[at, WORTH] = begin / dt, UNKNOWN / 5, worth
    return at + 1


@kernel()
def _is_one_of(move, ways, dt):
    for way in ways:
        if np.hypot(move[0] - way[0] * dt, move[1] - way[1] * dt) < OWN_MPS * dt + OWN_M:
            return True
    return False


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
def _worth(before, now, move, dt, sense):
    """How well a move is borne out: by what stands, and less by what drives where it faces."""
    cos, sin = np.cos(move[2]), np.sin(move[2])
    total = 0.0
    for k in range(len(now)):
        x = move[0] + cos * now[k, 0] - sin * now[k, 1]
        y = move[1] + sin * now[k, 0] + cos * now[k, 1]
        ahead_x, ahead_y = sense * np.cos(now[k, 2] + move[2]), sense * np.sin(now[k, 2] + move[2])
        far = 0.3 * (1 + np.hypot(now[k, 0], now[k, 1]) / 40)
        most = dt * DRIVES_MPS[0 if now[k, 3] < TWO_WHEELS_M else 1]
        best = 0.0
        for j in range(len(before)):
            dx, dy = x - before[j, 0], y - before[j, 1]
            best = max(best, np.exp(-(dx * dx + dy * dy) / (2 * far**2)))
            gone = dx * ahead_x + dy * ahead_y
            if now[k, 3] < WALKS_M or not 0 < gone < most:
                continue
            aside = (dx * ahead_y - dy * ahead_x) / (far + ASIDE * gone)
            best = max(best, DRIVES * np.exp(-(aside**2) / 2))
        total += best
    return total


@kernel()
def _tried(before, now, expected, spread, ways, dt, sense):
    """Of moves near the one expected, and of none of the ways, the best borne out; and how well."""
    best, most = expected.copy(), 0.0
    if len(before) == 0 or len(now) == 0:
        return best, most
    cos, sin = np.cos(expected[2]), np.sin(expected[2])
    trial = expected.copy()
    for k in range(-1, len(now)):
        for j in range(len(before) if k >= 0 else 1):
            if k >= 0:
                trial[0] = before[j, 0] - (cos * now[k, 0] - sin * now[k, 1])
                trial[1] = before[j, 1] - (sin * now[k, 0] + cos * now[k, 1])
            off = ((trial[0] - expected[0]) / spread[0]) ** 2
            off += ((trial[1] - expected[1]) / spread[1]) ** 2
            if off > 9 or _is_one_of(trial, ways, dt):  # noqa: PLR2004
                continue
            worth = _worth(before, now, trial, dt, sense) - off / 4
            if worth > most:
                best, most = trial.copy(), worth
    return best, most


@kernel()
def _refined(before, now, move, expected, spread):
    """Least squares on what agrees, with less weight on what does not fit; and how many agree."""
    pairs = np.empty(len(now), np.int64)
    scale, agreed = 0.6, 0.0
    if len(before) == 0:
        return move, agreed
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
