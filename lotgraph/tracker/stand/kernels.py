# ruff: noqa: PLR0913, PLR0917 -- compiled steps are not cut into calls
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: which tracks that stood at their end go on as which that stand at their beginning."""

import math

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.tracker.room.kernels import lies

SPAN_S, LEAST_S = 5.0, 1.0  # of a track's end that is looked at, and that it must have
RESTS = 3  # boxes that are looked at however long they take
NEAR, MOSTLY = 0.25, 0.8  # sizes from their median, within which most of its boxes lie
SAME = 0.5  # overlap, over their union, of two places that are one
HIDES = 0.5  # share of a place that one other box covers, from which nobody sees that
FREE_S = 3.0  # that a place is seen free in all, before which nobody has left it
CHANCE = 0.05  # of being missed so often in a row while footage lasts, from which it is none
NOBODY = 0.005  # of that is seen in a frame that shows nobody, where who leaves is seen leaving


@kernel()
def rests(z, at, place):
    """Whether boxes of a track stay where they are; fills in where that is."""
    for axis in range(4):
        place[axis] = np.median(z[:, axis])
    near = 0
    reach = NEAR * math.exp((place[2] + place[3]) / 2)
    for j in range(len(z)):
        near += math.hypot(z[j, 0] - place[0], z[j, 1] - place[1]) < reach
    return at[-1] - at[0] >= LEAST_S and near >= MOSTLY * len(z)


@kernel()
def tips(z, at, ends):
    """Where tracks stand at their beginning (n, 4) and at their end, and whether they do."""
    count = len(ends) - 1
    comes, leaves = np.zeros((count, 4)), np.zeros((count, 4))
    has_come, has_left = np.zeros(count, np.bool_), np.zeros(count, np.bool_)
    for k in range(count):
        a, b = ends[k], ends[k + 1]
        stop = a + max(np.searchsorted(at[a:b], at[a] + SPAN_S, side="right"), min(RESTS, b - a))
        start = min(a + np.searchsorted(at[a:b], at[b - 1] - SPAN_S), max(b - RESTS, a))
        has_come[k] = rests(z[a:stop], at[a:stop], comes[k])
        has_left[k] = rests(z[start:b], at[start:b], leaves[k])
    return comes, leaves, has_come, has_left


@kernel()
def hides(box, place):
    """Whether a box covers so much of a place that nobody sees what stands there."""
    wide, high = math.exp(place[2]), math.exp(place[3])
    half, half_high = math.exp(box[2]) / 2, math.exp(box[3]) / 2
    across = min(place[0] + wide / 2, box[0] + half) - max(place[0] - wide / 2, box[0] - half)
    down = min(place[1] + high / 2, box[1] + half_high) - max(
        place[1] - high / 2, box[1] - half_high
    )
    return across > 0 and down > 0 and across * down >= HIDES * wide * high


@kernel()
def patience(seen, looked, shown, second):
    """Seconds that a place may be seen free in all while who stands there is only missed.

    Whoever was found in `seen` of `looked` frames is missed in each other frame as often as in
    those. It is missed as often in a row as may well happen once in all frames that were `shown`,
    and for FREE_S, as what makes a detector miss it lasts longer than a frame.
    """
    missed = (looked - seen + 1.0) / (looked + 2.0)
    return max(FREE_S, second * math.log(shown / CHANCE) / -math.log(missed))


@kernel()
def seen_free(place, z, ends, second, bare, start, stop, most):
    """Seconds from frame `start` to before `stop` in which no box hides a place, up to `most`.

    A frame lasts a `second` of its own; `bare` frames without any box lie before each. Where frames
    are close enough for whoever leaves to be seen leaving, one that shows nobody says little: the
    camera may be covered, or dark. O(boxes of those frames) time, which ends once it is free.
    """
    nobody = second * (NOBODY if second < LEAST_S else 1.0)
    free = bare[stop] * nobody
    for f in range(start, stop):
        free += bare[f] * nobody
        if ends[f] == ends[f + 1]:
            free += nobody
            continue
        is_hidden = False
        for j in range(ends[f], ends[f + 1]):
            if hides(z[j], place):
                is_hidden = True
                break
        free += second * (not is_hidden)
        if free > most:
            break
    return free


@kernel()
def goes_on(comes, leaves, may_go_on, may_come, first, last, seen, z, ends, second, bare):
    """Which track each goes on as, or -1: one to one, those soonest after each other first.

    `first` and `last` (n,) are the frames of tracks, and `seen` how many of their boxes there are;
    `z` are boxes that hide, those of frame f from `ends[f]` to `ends[f + 1]`; `second` and `bare`
    as `seen_free` has them. Only who is next in the same place is asked: a place that was seen free
    before that was so before all that follow. How often somebody is missed is known from all that
    it went on from, and from who comes.
    O(tracks^2) time where few stand in the same place, and for each what `seen_free` takes.
    """
    count, number = len(first), np.cumsum(bare + 1)
    order = np.argsort(first, kind="mergesort")
    begun = first[order]
    before, after = np.full(count, -1), np.full(count, -1)
    free_s = np.zeros(count)
    own = number[last] - number[first] + 1.0
    found, looked = seen.copy(), own.copy()
    for i in order:
        if before[i] >= 0:
            after[before[i]] = i
            found[i] += found[before[i]]
            looked[i] += looked[before[i]] + free_s[i] / max(second, 1e-9)
        if not may_go_on[i]:
            continue
        for m in range(np.searchsorted(begun, last[i] + 1), count):
            j = order[m]
            if not may_come[j] or not lies(leaves[i], comes[j], SAME):
                continue
            most = patience(found[i] + seen[j], looked[i] + own[j], number[-1], second)
            free = seen_free(leaves[i], z, ends, second, bare, last[i] + 1, first[j], most)
            if free <= most and (before[j] < 0 or last[before[j]] < last[i]):
                before[j], free_s[j] = i, free
            break
    return after
