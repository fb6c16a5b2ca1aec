# ruff: noqa: PLR0913, PLR0917 -- compiled steps are not cut into calls
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: which boxes lie on others of their frame, and which tracks on other tracks."""

import math

import numpy as np

from lotgraph.kernel import kernel


@kernel()
def shared(one, other):
    """Share, of what two boxes cover, that both do; centres and logarithms of sides."""
    wide, high = math.exp(one[2]) / 2, math.exp(one[3]) / 2
    wide_other, high_other = math.exp(other[2]) / 2, math.exp(other[3]) / 2
    across = min(one[0] + wide, other[0] + wide_other) - max(one[0] - wide, other[0] - wide_other)
    down = min(one[1] + high, other[1] + high_other) - max(one[1] - high, other[1] - high_other)
    if across <= 0 or down <= 0:
        return 0.0
    both = across * down
    return both / (4 * wide * high + 4 * wide_other * high_other - both)


@kernel()
def lies(one, other, overlap):
    """Whether two boxes share so much of what they cover."""
    return shared(one, other) >= overlap


@kernel()
def is_twice(one, other, is_of_class, overlap, same):
    """Whether two boxes may be one thing's; those of two classes must share as much as `same`."""
    return lies(one, other, overlap if is_of_class else same)


@kernel()
def covered(z, kind, score, ends, overlap, same):
    """Which boxes lie on a better-scored one of their frame; in frames they lie by x.

    Those of another class must share as much as `same`.
    """
    on = np.zeros(len(z), np.bool_)
    for f in range(len(ends) - 1):
        a, b = ends[f], ends[f + 1]
        widest = math.exp(z[a:b, 2].max()) if b > a else 0.0
        for i in range(a, b):
            reach = z[i, 0] + (math.exp(z[i, 2]) + widest) / 2
            for j in range(i + 1, b):
                if z[j, 0] > reach:
                    break
                if score[i] == score[j]:
                    continue
                low, high = (i, j) if score[i] < score[j] else (j, i)
                if not on[low] and is_twice(z[low], z[high], kind[i] == kind[j], overlap, same):
                    on[low] = True
    return on


@kernel()
def shadowed(z, kind, track, rank, ends, overlap, same, most):
    """Which tracks lie, with more than a share of their boxes, on one track of a better rank.

    Boxes by frame and in it by x; `track` is -1 where a box has none, `rank` is 0 for the best;
    boxes of another class must share as much as `same`. What is shadowed itself shadows nobody.
    """
    count = len(rank)
    found = [0 for _ in range(0)]
    size = np.zeros(count)
    for f in range(len(ends) - 1):
        a, b = ends[f], ends[f + 1]
        widest = math.exp(z[a:b, 2].max()) if b > a else 0.0
        for i in range(a, b):
            if track[i] < 0:
                continue
            size[rank[track[i]]] += 1
            reach = z[i, 0] + (math.exp(z[i, 2]) + widest) / 2
            for j in range(i + 1, b):
                if z[j, 0] > reach:
                    break
                if track[j] >= 0 and is_twice(z[i], z[j], kind[i] == kind[j], overlap, same):
                    one, other = rank[track[i]], rank[track[j]]
                    found.append(max(one, other) * count + min(one, other))
    pairs = np.sort(np.array(found, np.int64))
    drop = np.zeros(count, np.bool_)
    start = 0
    for end in range(1, len(pairs) + 1):
        if end == len(pairs) or pairs[end] != pairs[start]:
            worse, better = pairs[start] // count, pairs[start] % count
            if not drop[better] and end - start > most * size[worse]:
                drop[worse] = True
            start = end
    return drop[rank]
