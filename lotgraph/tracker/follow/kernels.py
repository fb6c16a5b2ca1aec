# ruff: noqa: PLR0913, PLR0917, PLR2004 -- compiled steps are not cut into calls
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
from lotgraph.tracker.look.kernels import MOST, alike, remember
from lotgraph.tracker.model import (
    BEGUN,
    BIRTH,
    GATE,
    HITS,
    KEEP,
    KIND,
    LEAST,
    LIKE,
    NAME,
    NOISE,
    PATIENT,
    PLACE,
    SEEN,
    SLOW,
    SPEED,
    STATE,
    STOOD,
    SURE,
    TRUST,
    P,
    V,
    X,
)
from lotgraph.tracker.room.kernels import shared
from lotgraph.tracker.stand.kernels import RESTS, patience
from lotgraph.tracker.state.kernels import (
    advance,
    again,
    begin,
    cost_of,
    draw,
    noise_of,
    rest_of,
    rush,
    take,
)

SLOW_S = 0.3  # between frames, from which who moves may be anywhere near
CLOSE = 9.49  # squared distance within which 19 of 20 boxes of what stands lie (chi-squared of 4)
FADE = 0.8  # of the longest step so far, from frame to frame, in how slow footage is
STILL = 0.6  # of what two boxes cover, that both do, from which a thing is where it was
USUAL_S = 0.04  # between frames
MOST_CHOICES = 32  # boxes, or tracks, that one chooses from: of more none is told apart
ABOVE = 0.5  # what it costs for each logarithm of odds that a box is likelier real than its track
RECENT = 0.1  # weight of a track's last box in how likely its boxes usually are
OTHER_KIND = 2.0  # what it costs, in logarithms of odds, that a box is of another class


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
def misfit(one, z, way, how):
    """How badly a box fits a track, infinite where it is not its.

    Where frames are far apart it may go on, or stand where it was: whoever did either in so many
    frames on end does the other once in as many (Laplace, 1814). Who is known to stand has left
    without what is allowed for wide guesses.
    """
    far, wide = cost_of(one, z, way)
    moves = 0.5 * (far + wide) if far <= how[GATE] else np.inf
    if not how[SLOW]:
        return moves
    far, wide = rest_of(one, z, way)
    stays = 0.5 * (far + wide) if far <= CLOSE else np.inf
    if one[STOOD] >= RESTS:
        moves += how[SLOW] + math.log(one[STOOD] + 2)
    elif one[STOOD] <= 0:
        stays += math.log(2 - one[STOOD])
    return min(moves, stays)


@kernel()
def settle(one, z, stood):
    """Note in how many frames on end a track stood, or, below 0, went on, and where it is.

    Its place is where it began to stand, so that who creeps does not, and then the mean.
    """
    share = 1.0 if stood <= 0 else 1 / (stood + 1) if stood >= RESTS else 0.0
    for axis in range(2):
        one[PLACE + axis] += share * (z[axis] - one[PLACE + axis])
    one[STOOD] = stood


@kernel()
def stood_in(one, z, way, how):
    """In how many frames on end a track stood with its next box, or, below 0, went on.

    A box that is likelier of what stands than of what goes on says that it does, where frames are
    far apart. Where they are close what stood only goes on to stand.
    """
    still, tight = rest_of(one, z, way)
    if not how[SLOW]:
        return one[STOOD] if still <= CLOSE and one[STOOD] > 0 else min(one[STOOD], 0.0)
    far, wide = cost_of(one, z, way)
    if still <= CLOSE and still + tight <= far + wide:
        return max(one[STOOD], 0.0) + 1
    return min(one[STOOD], 0.0) - 1


@kernel()
def gather(z, kind, looks, tracks, memory, alive, count, telling, way, how, bonus):
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
            cost = misfit(one, z[j], way, how)
            if cost == np.inf:
                continue
            cost = cost - how[LEAST] - bonus[j] - min(one[SURE], 3.0)
            cost += OTHER_KIND * (kind[j] != one[KIND])
            cost += ABOVE * max(bonus[j] - one[LIKE], 0.0)
            if cost >= MOST:  # whatever looks say
                continue
            cost -= alike(memory[alive[k]], looks[j], telling)
            if cost >= 0:
                continue
            choose(rows, columns, costs, own, k, j, cost)
    return np.array(rows, np.int64), np.array(columns, np.int64), np.array(costs, np.float64)


@kernel()
def best(z, kind, looks, tracks, memory, alive, count, telling, way, how, bonus):
    """Each track's box, or -1."""
    rows, columns, costs = gather(
        z, kind, looks, tracks, memory, alive, count, telling, way, how, bonus
    )
    return pair(rows, columns, costs, count, len(z))


@kernel()
def expire(tracks, alive, count, free, left, now, step, way, how):
    """Move rows on to a moment, and free those nobody waits for; how many live and are free."""
    kept = 0
    for k in range(count):
        one = tracks[alive[k]]
        unseen = now - one[SEEN]
        advance(one, now, way, how)
        hold = how[KEEP] if one[HITS] >= 3 else 0.2 * how[KEEP]
        hold = max(hold, PATIENT * step)
        if how[SLOW] and one[STOOD] >= RESTS:
            looked = max((one[SEEN] - one[BEGUN]) / step + 1, one[HITS])
            hold = max(hold, patience(one[HITS], looked, looked, step) + step)
        if unseen <= hold + 1e-9:
            alive[kept] = alive[k]
            kept += 1
        else:
            free[left] = alive[k]
            left += 1
    return kept, left


@kernel()
def match(
    z, p, kind, looks, odds, tracks, memory, alive, count, now, last, sway, telling, way, how
):
    """Each track's box of a frame, or -1, and which just stalled.

    Tracks are shifted by what the camera is believed to have moved; that, and what was felt of it.
    """
    usual = np.maximum(sway, 0.0)
    loosen(tracks, alive, count, usual)
    taken = best(z, kind, looks, tracks, memory, alive, count, telling, way, how, odds)
    loosen(tracks, alive, count, -usual)
    felt, found, lost = shift_of(z, tracks, alive, count, taken, last)
    by = believed(felt, sway)
    if is_jolted(felt, found, lost, sway):
        jump, votes, settled, stay = jump_of(z, p, tracks, alive, count, last, way)
        if votes >= max(FEW, 0.5 * settled) and stay < 0.5 * votes:
            by = jump
            doubt_places(tracks, alive, count)
    if sway.max() > 0 or by[0] != 0 or by[1] != 0:
        shift(tracks, alive, count, by)
        taken = best(z, kind, looks, tracks, memory, alive, count, telling, way, how, odds)
    stalled = stall(z, p, tracks, alive, count, taken, now, last)
    return taken, stalled, by, felt


@kernel()
def correct(
    z, looks, bonus, tracks, memory, alive, count, taken, stalled, now, way, how, drawn, named
):
    """Correct rows by their boxes of a frame; fills in where those are drawn and their names."""
    for k in range(count):
        one, j = tracks[alive[k]], taken[k]
        if j < 0:
            one[SURE] -= 0.15
            continue
        stood = stood_in(one, z[j], way, how)
        if stalled[k]:
            again(one, z[j], now, way)
        else:
            draw(drawn[j], one, z[j], way, how[TRUST])
            take(one, z[j], way, 1.0)
        remember(memory[alive[k]], looks[j])
        settle(one, z[j], stood)
        one[SEEN] = now
        one[HITS] += 1
        one[LIKE] += RECENT * (bonus[j] - one[LIKE])
        one[SURE] = min(one[SURE] + max(bonus[j], -0.5) * 0.3 + 0.2, 3.0)
        named[j] = int(one[NAME])


@kernel()
def roomier(tracks, memory, alive):
    """Rows and who lives, with as much room again, and which rows are free."""
    room = len(tracks)
    more, known = np.empty((2 * room, STATE)), np.zeros((2 * room, memory.shape[1]))
    more[:room], known[:room] = tracks, memory
    free = np.arange(2 * room)[::-1].copy()
    return more, known, np.concatenate((alive, np.empty(room, np.int64))), free


@kernel()
def follow(
    z, p, bonus, kind, looks, ends, times, before, pace, tracks, memory, count, next_name, sway,
    telling, way, how,
):  # fmt: skip
    """Follow boxes through frames; each box's track's name or -1, the rows left, and the pace.

    `z` (n, 4): centres and logarithms of sides, by frame and in it by x; `p`: how likely each is
    real, `bonus` its log odds; `before`: when the frame before was, `pace`: the longest step up to
    it, which fades as frames follow, infinity where there was none. Also how far the camera moved
    (frames, 2), what was felt of that (frames, 4), and each box (n, 4) drawn towards where its
    track made it expected. `memory` are the looks of rows; `sway` is the variance of a camera's
    moves in a frame; below 0 where nobody knows.
    """
    drawn = z.copy()
    named = np.full(len(z), -1, np.int64)
    alone = np.ones(len(z), np.bool_)
    moved, felt = np.zeros((len(times), 2)), np.zeros((len(times), 4))
    room = len(tracks)
    alive, free, left = np.arange(room), np.arange(room)[::-1].copy(), room - count
    strict, how = how[LEAST], how.copy()
    for f in range(len(times)):
        a, b = ends[f], ends[f + 1]
        now, last = times[f], times[f - 1] if f else before
        slow, step = slowness(now - last, way), min(now - last, pace)
        is_slow = sway.max() <= 0 and step > SLOW_S
        how[LEAST], how[SLOW] = strict + slow, slow if is_slow else 0.0
        count, left = expire(tracks, alive, count, free, left, now, step, way, how)
        if now > last:
            pace = max(now - last, FADE * pace) if pace < np.inf else now - last
        taken, stalled = np.full(count, -1, np.int64), np.zeros(count, np.bool_)
        if b > a and count:
            taken, stalled, by, told = match(
                z[a:b], p[a:b], kind[a:b], looks[a:b], bonus[a:b], tracks, memory, alive, count,
                now, last, sway, telling, way, how,
            )  # fmt: skip
            moved[f], felt[f] = by, told
        correct(
            z[a:b], looks[a:b], bonus[a:b], tracks, memory, alive, count, taken, stalled, now,
            way, how, drawn[a:b], named[a:b],
        )  # fmt: skip
        alone[a:b] = named[a:b] < 0
        for j in range(a, b):
            if named[j] >= 0 or p[j] < how[BIRTH]:
                continue
            came = dash(z, alone, ends, times, f, j)
            at = left_over(named[came], now, tracks, alive, count) if came >= 0 else -1
            is_new = at < 0
            if is_new:
                if left == 0:
                    left = len(tracks)
                    tracks, memory, alive, free = roomier(tracks, memory, alive)
                left -= 1
                at = free[left]
                tracks[at, NAME] = next_name
                next_name += 1
                alive[count] = at
                memory[at] = 0.0
                count += 1
            one = tracks[at]
            begin(one, z[j], now, way)
            remember(memory[at], looks[j])
            if not is_new:
                rush(one, z[came], now - last, way)
            one[SURE] = min(max(bonus[j], -2.0), 1.0) * 0.5
            one[LIKE] = bonus[j]
            one[KIND] = kind[j]
            named[j] = int(one[NAME])
    kept = alive[:count]
    return named, moved, felt, drawn, tracks[kept], memory[kept], next_name, pace
