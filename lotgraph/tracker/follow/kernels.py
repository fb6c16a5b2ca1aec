# ruff: noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917, PLR2004 -- compiled steps are not cut into calls
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: follows boxes from frame to frame.

A track is a row of `STATE` numbers, as `tracker.model` has them.
"""

import math

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.pairing.kernels import pair
from lotgraph.tracker.camera.kernels import (
    FEW,
    SETTLED,
    believed,
    doubt_places,
    is_jolted,
    jump_of,
    loosen,
    shift,
    shift_of,
)
from lotgraph.tracker.dash.kernels import dash
from lotgraph.tracker.model import (
    AT,
    BEGUN,
    BRISK,
    HITS,
    KIND,
    NAME,
    NOISE,
    PATIENT,
    PUSH,
    REST,
    SEEN,
    SPEED,
    STATE,
    SURE,
    P,
    Q,
    R,
    V,
    X,
)
from lotgraph.tracker.room.kernels import shared

GATE, LEAST, KEEP, BIRTH, CALM, TRUST = range(6)  # of `how`, as `track.HOW` says

STILL = 0.6  # of what two boxes cover, that both do, from which a thing is where it was
USUAL_S = 0.04  # between frames
MOST_CHOICES = 32  # boxes, or tracks, that one chooses from: of more none is told apart
OTHER_KIND = 2.0  # what it costs, in logarithms of odds, that a box is of another class


@kernel()
def advance(one, at, way, how):
    """Move a track's row on to a moment."""
    dt = at - one[AT]
    one[AT] = at
    if dt <= 0:
        return
    span2 = math.exp(one[X + 2] + one[X + 3])
    fade = math.exp(-dt / how[CALM])
    for k in range(4):
        q = way[PUSH, k] ** 2 * (span2 if k < 2 else 1.0)
        if k >= 2:  # sizes do not go on growing for long
            span = how[CALM] * (1 - fade)
            one[X + k] += one[V + k] * span
            one[V + k] *= fade
            one[P + k] += 2 * span * one[Q + k] + span * span * one[R + k] + q * dt**3 / 3
            one[Q + k] = fade * (one[Q + k] + span * one[R + k]) + q * dt * dt / 2
            one[R + k] = fade * fade * one[R + k] + q * dt
        else:
            one[X + k] += one[V + k] * dt
            one[P + k] += 2 * dt * one[Q + k] + dt * dt * one[R + k] + q * dt**3 / 3
            one[Q + k] += dt * one[R + k] + q * dt * dt / 2
            one[R + k] += q * dt


@kernel()
def begin(one, z, at, way):
    """Fill a row with a track of one box, given as centre and logarithms of its sides."""
    span2 = math.exp(z[2] + z[3])
    for k in range(4):
        one[X + k], one[V + k], one[Q + k] = z[k], 0.0, 0.0
        unit = span2 if k < 2 else 1.0
        one[P + k] = way[NOISE, k] ** 2 * unit
        one[R + k] = way[SPEED, k] ** 2 * unit
    one[AT] = one[SEEN] = one[BEGUN] = at
    one[HITS] = 1


@kernel()
def rush(one, before, dt, way):
    """Give a track of one box the speed with which it came from another one."""
    span2 = math.exp(one[X + 2] + one[X + 3])
    for k in range(2):
        one[V + k] = (one[X + k] - before[k]) / dt
        one[R + k] = (2 * way[NOISE, k] / dt) ** 2 * span2


@kernel()
def again(one, z, at, way):
    """Let a track go on from one of its boxes as if nothing were known of its speed."""
    begun, hits = one[BEGUN], one[HITS]
    begin(one, z, at, way)
    one[BEGUN], one[HITS] = begun, hits


@kernel()
def stall(z, p, tracks, alive, count, taken, now, last):
    """Which tracks without a box are still where they just were, and take that box.

    Who stops or turns at once is not where anybody would expect it.
    """
    is_free, stalled = np.ones(len(z), np.bool_), np.zeros(count, np.bool_)
    for k in range(count):
        if taken[k] >= 0:
            is_free[taken[k]] = False
    for k in range(count):
        one = tracks[alive[k]]
        if taken[k] >= 0 or one[HITS] < SETTLED or one[SEEN] < last - 1e-9:
            continue
        was = one[X : X + 4].copy()
        was[:2] -= one[V : V + 2] * (now - last)
        reach, most = math.exp(was[2]) / 2, STILL
        for j in range(np.searchsorted(z[:, 0], was[0] - reach), len(z)):
            if z[j, 0] > was[0] + reach:
                break
            if is_free[j] and p[j] > 0.5:
                share = shared(was, z[j])
                if share > most:
                    most, taken[k] = share, j
        if taken[k] >= 0:
            is_free[taken[k]], stalled[k] = False, True
    return stalled


@kernel()
def left_over(name, now, tracks, alive, count):
    """The row of a name that has no box at a moment yet, or -1."""
    for k in range(count):
        if tracks[alive[k], NAME] == name and tracks[alive[k], SEEN] < now:
            return alive[k]
    return -1


@kernel()
def noise_of(one, way, span2, k):
    """The noise of a track's boxes: between that of what stands and of what moves, by its speed.

    As long as nobody knows its speed, with the variance of either axis in mind, it may be moving.
    """
    speed2 = one[V] * one[V] + one[V + 1] * one[V + 1] + 0.5 * (one[R] + one[R + 1])
    moves = math.sqrt(min(speed2 / (span2 * BRISK * BRISK), 1.0))
    return way[REST, k] + moves * (way[NOISE, k] - way[REST, k])


@kernel()
def take(one, z, way, trust):
    """Correct a row by a box; `trust` below 1 makes the box count for less."""
    span2 = math.exp(one[X + 2] + one[X + 3])
    for k in range(4):
        noise = noise_of(one, way, span2, k) ** 2 * (span2 if k < 2 else 1.0) / trust
        s = one[P + k] + noise
        off = z[k] - one[X + k]
        gain, gain_v = one[P + k] / s, one[Q + k] / s
        one[X + k] += gain * off
        one[V + k] += gain_v * off
        one[R + k] -= gain_v * one[Q + k]
        one[Q + k] -= gain * one[Q + k]
        one[P + k] -= gain * one[P + k]


@kernel()
def draw(out, one, z, way, trust):
    """Fill in a box drawn towards where its track is expected; `trust` as `take` has it."""
    span2 = math.exp(one[X + 2] + one[X + 3])
    for k in range(4):
        noise = noise_of(one, way, span2, k) ** 2 * (span2 if k < 2 else 1.0) / trust
        out[k] = one[X + k] + one[P + k] / (one[P + k] + noise) * (z[k] - one[X + k])


@kernel()
def cost_of(one, z, way):
    """Half the squared distance of a box from a track, and how wide that track's guess is."""
    span2 = math.exp(one[X + 2] + one[X + 3])
    far, wide = 0.0, 0.0
    for k in range(4):
        unit = span2 if k < 2 else 1.0
        noise = noise_of(one, way, span2, k) ** 2
        s = one[P + k] / unit + noise
        off = z[k] - one[X + k]
        far += off * off / (unit * s)
        wide += math.log(s / noise)
    return far, wide


@kernel()
def slowness(dt, way):
    """How much wider than at a usual frame rate the guess of somebody new is, as `cost_of` has it.

    That much more is allowed for: films of few frames a second have wide guesses of everybody, and
    who stands there is the same nevertheless.
    """
    wide = 0.0
    for k in range(4):
        usual = 2 * way[NOISE, k] ** 2 + (way[SPEED, k] * USUAL_S) ** 2
        wide += math.log((2 * way[NOISE, k] ** 2 + (way[SPEED, k] * dt) ** 2) / usual)
    return max(0.5 * wide, 0.0)


@kernel()
def choose(rows, columns, costs, own, row, column, cost):
    """Add a pair, or put it in the place of a row's worst; the row's own begin at `own`."""
    if len(rows) - own < MOST_CHOICES:
        rows.append(row)
        columns.append(column)
        costs.append(cost)
        return
    worst = own
    for m in range(own + 1, len(rows)):
        if costs[m] >= costs[worst]:
            worst = m
    if cost < costs[worst]:
        columns[worst], costs[worst] = column, cost


@kernel()
def gather(z, kind, tracks, alive, count, way, how, bonus):
    """Which tracks could have which boxes: rows, columns and costs below 0 of pairs.

    `z` is in the order of its centres' x, so that few boxes are asked. Of each track the cheapest
    pairs count, of equal ones the first: O(tracks) memory, and O(tracks x boxes) time only where
    all lie on one heap.
    """
    rows, columns, costs = [0 for _ in range(0)], [0 for _ in range(0)], [0.0 for _ in range(0)]
    xs = z[:, 0]
    for k in range(count):
        one = tracks[alive[k]]
        span2 = math.exp(one[X + 2] + one[X + 3])
        noise, noise_y = noise_of(one, way, span2, 0), noise_of(one, way, span2, 1)
        reach = math.sqrt(how[GATE] * (one[P] + noise**2 * span2))
        reach_y = math.sqrt(how[GATE] * (one[P + 1] + noise_y**2 * span2))
        first, own = np.searchsorted(xs, one[X] - reach), len(rows)
        for j in range(first, len(z)):
            if z[j, 0] > one[X] + reach:
                break
            if abs(z[j, 1] - one[X + 1]) > reach_y:
                continue
            far, wide = cost_of(one, z[j], way)
            if far > how[GATE]:
                continue
            cost = 0.5 * (far + wide) - how[LEAST] - bonus[j] - min(one[SURE], 3.0)
            cost += OTHER_KIND * (kind[j] != one[KIND])
            if cost >= 0:
                continue
            choose(rows, columns, costs, own, k, j, cost)
    return np.array(rows, np.int64), np.array(columns, np.int64), np.array(costs, np.float64)


@kernel()
def best(z, kind, tracks, alive, count, way, how, bonus):
    """Each track's box, or -1."""
    rows, columns, costs = gather(z, kind, tracks, alive, count, way, how, bonus)
    return pair(rows, columns, costs, count, len(z))


@kernel()
def follow(z, p, bonus, kind, ends, times, before, pace, tracks, count, next_name, sway, way, how):
    """Follow boxes through frames; each box's track's name or -1, and the rows left at the end.

    `z` (n, 4): centres and logarithms of sides, by frame and in it by x; `p`: how likely each is
    real, `bonus` its log odds; `before`: when the frame before was, `pace`: how long before that
    the one before it, infinity where there was none. Also how far the camera moved
    (frames, 2), what was felt of that (frames, 4), and each box (n, 4) drawn towards where its
    track made it expected. `sway` is the variance of a camera's moves in a frame; below 0 where
    nobody knows.
    """
    drawn = z.copy()
    named = np.full(len(z), -1, np.int64)
    alone = np.ones(len(z), np.bool_)
    moved, felt = np.zeros((len(times), 2)), np.zeros((len(times), 4))
    room = len(tracks)
    alive = np.empty(room, np.int64)
    free = np.empty(room, np.int64)
    for k in range(room):
        free[k] = room - 1 - k
        if k < count:
            alive[k] = k
    left = room - count
    strict, how = how[LEAST], how.copy()
    for f in range(len(times)):
        a, b = ends[f], ends[f + 1]
        now, last = times[f], times[f - 1] if f else before
        how[LEAST] = strict + slowness(now - last, way)
        kept = 0
        for k in range(count):
            one = tracks[alive[k]]
            unseen = now - one[SEEN]
            advance(one, now, way, how)
            hold = how[KEEP] if one[HITS] >= 3 else 0.2 * how[KEEP]
            if unseen <= max(hold, PATIENT * min(now - last, pace)) + 1e-9:
                alive[kept] = alive[k]
                kept += 1
            else:
                free[left] = alive[k]
                left += 1
        count, pace = kept, now - last if now > last else pace
        here = z[a:b]
        taken, stalled = np.full(count, -1, np.int64), np.zeros(count, np.bool_)
        if b > a and count:
            own, odds = kind[a:b], bonus[a:b]
            usual = np.maximum(sway, 0.0)
            loosen(tracks, alive, count, usual)
            taken = best(here, own, tracks, alive, count, way, how, odds)
            loosen(tracks, alive, count, -usual)
            felt[f], found, lost = shift_of(here, tracks, alive, count, taken, last)
            by = believed(felt[f], sway)
            if is_jolted(felt[f], found, lost, sway):
                jump, votes, settled, stay = jump_of(here, p[a:b], tracks, alive, count, last, way)
                if votes >= max(FEW, 0.5 * settled) and stay < 0.5 * votes:
                    by = jump
                    doubt_places(tracks, alive, count)
            if sway.max() > 0 or by[0] != 0 or by[1] != 0:
                shift(tracks, alive, count, by)
                taken = best(here, own, tracks, alive, count, way, how, odds)
            stalled = stall(here, p[a:b], tracks, alive, count, taken, now, last)
            moved[f] = by
        is_free = np.ones(b - a, np.bool_)
        for k in range(count):
            one = tracks[alive[k]]
            if taken[k] >= 0:
                j = a + taken[k]
                is_free[taken[k]] = False
                if stalled[k]:
                    again(one, z[j], now, way)
                else:
                    draw(drawn[j], one, z[j], way, how[TRUST])
                    take(one, z[j], way, 1.0)
                one[SEEN] = now
                one[HITS] += 1
                one[SURE] = min(one[SURE] + max(bonus[j], -0.5) * 0.3 + 0.2, 3.0)
                named[j] = int(one[NAME])
                alone[j] = False
            else:
                one[SURE] -= 0.15
        for j in range(b - a):
            if is_free[j] and p[a + j] >= how[BIRTH]:
                came = dash(z, alone, ends, times, f, a + j)
                at = left_over(named[came], now, tracks, alive, count) if came >= 0 else -1
                is_new = at < 0
                if is_new and left == 0:
                    more = np.empty((2 * room, STATE))
                    more[:room] = tracks
                    tracks = more
                    alive = np.concatenate((alive, np.empty(room, np.int64)))
                    free = np.empty(2 * room, np.int64)
                    for k in range(room):
                        free[k] = 2 * room - 1 - k
                    left, room = room, 2 * room
                if is_new:
                    left -= 1
                    at = free[left]
                    tracks[at, NAME] = next_name
                    next_name += 1
                    alive[count] = at
                    count += 1
                one = tracks[at]
                begin(one, here[j], now, way)
                if not is_new:
                    rush(one, z[came], now - last, way)
                one[SURE] = min(max(bonus[a + j], -2.0), 1.0) * 0.5
                one[KIND] = kind[a + j]
                named[a + j] = int(one[NAME])
    return named, moved, felt, drawn, tracks[alive[:count]], next_name
