# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: what looks say of who is who. Without looks, rows of no numbers, they say nothing."""

import math

import numpy as np

from lotgraph.kernel import kernel

MOST = 4.0  # logarithms of odds, more than which looks are not believed
FRESH = 0.1  # of what is remembered, what a box adds
TIP = 10  # boxes whose looks are a track's at its ends


@kernel()
def unlike(one, other):
    """How unlike two looks of unit length are, 0 to 2; below 0 where one says nothing."""
    along, own, others = 0.0, 0.0, 0.0
    for k in range(len(one)):
        along += one[k] * other[k]
        own += abs(one[k])
        others += abs(other[k])
    return max(1.0 - along, 0.0) if own > 0 and others > 0 else -1.0


@kernel()
def alike(one, other, telling):
    """Logarithm of odds for being the same; `telling` is how steep it is, and where it is 0."""
    far = unlike(one, other)
    if far < 0:
        return 0.0
    return min(max(telling[0] * (telling[1] - far), -MOST), MOST)


@kernel()
def remember(memory, look):
    """Let what is remembered of a track's looks follow a box's."""
    known, told = 0.0, 0.0
    for k in range(len(look)):
        known += abs(memory[k])
        told += abs(look[k])
    if told == 0:
        return
    share = FRESH if known > 0 else 1.0
    length = 0.0
    for k in range(len(look)):
        memory[k] += share * (look[k] - memory[k])
        length += memory[k] ** 2
    for k in range(len(look)):
        memory[k] /= max(math.sqrt(length), 1e-9)


@kernel()
def memories(looks, ends):
    """What is remembered of tracks after each of their boxes; boxes by track."""
    kept = np.zeros_like(looks)
    for k in range(len(ends) - 1):
        for j in range(ends[k], ends[k + 1]):
            if j > ends[k]:
                kept[j] = kept[j - 1]
            remember(kept[j], looks[j])
    return kept


@kernel()
def tips(looks, ends):
    """Looks of tracks at their last boxes, and at their first; boxes by track."""
    count = len(ends) - 1
    last, first = np.zeros((count, looks.shape[1])), np.zeros((count, looks.shape[1]))
    for k in range(count):
        a, b = ends[k], ends[k + 1]
        for j in range(min(TIP, b - a)):
            first[k] += looks[a + j]
            last[k] += looks[b - 1 - j]
        for tip in (first[k], last[k]):
            length = math.sqrt((tip * tip).sum())
            if length > 0:
                tip /= length
    return last, first
