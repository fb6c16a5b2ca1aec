"""Learns what looks say: how unlike boxes of one thing are, beside those of things side by side.

Whatever numbers a look is made of, and however much of it is light and shade, this tells what it
is worth on this footage; where it tells nothing, looks count for nothing.
"""

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import TrackError
from lotgraph.tracker.model import Boxes, Floats, Ints, Looks, by_track, stride_of

LATER_S = 1.0  # between what is remembered of a track and a box of it
FEWEST, MOST_PAIRS = 30, 4000  # of either sort
ROUNDS, FIRM = 25, 1e-4  # of Newton's steps; keeps a line finite where the two sorts lie apart
UNLIKE = np.zeros(2)  # nothing is said


def unit(looks: Looks) -> Looks:
    """Rows of length 1; those that say nothing, or have numbers that are none, are 0.

    Raises:
        TrackError: if they are no rows of numbers.
    """
    if looks.ndim != 2:  # noqa: PLR2004 -- boxes and numbers
        raise TrackError(f"looks: expected as many numbers of each box, got shape {looks.shape}")
    told = np.where(np.isfinite(looks).all(axis=1, keepdims=True), looks, 0.0)
    told /= np.maximum(np.abs(told).max(axis=1, keepdims=True, initial=0.0), 1e-30)
    told /= np.maximum(np.linalg.norm(told, axis=1, keepdims=True), 1e-9)
    return told.astype(np.float32)


def telling(boxes: Boxes, name: Ints) -> Floats:
    """How steep the logarithm of odds falls with how unlike looks are, and where it is 0.

    A box is compared with what is remembered of its own track, and with what is of another one's
    of its kind that is next to it in its frame. Each track counts as much as any other.
    """
    if boxes.looks.shape[1] == 0 or len(boxes.frames) < 2:  # noqa: PLR2004 -- no later frame
        return UNLIKE
    order, ends = by_track(name, boxes.step)
    memory = np.zeros_like(boxes.looks)
    memory[order] = _remembered(boxes, order, ends)
    (same, own), (other, others) = (
        _apart(memory, boxes.looks, name, *pairs)
        for pairs in (_of_one(boxes, name, order), _side_by_side(boxes, name))
    )
    if min(len(same), len(other)) < FEWEST:
        return UNLIKE
    steep, at_0 = line_between(same, other, own, others)
    return np.array([steep, at_0 / steep]) if steep > 0 else UNLIKE


def _remembered(boxes: Boxes, order: Ints, ends: Ints) -> Looks:
    from lotgraph.tracker.look.kernels import memories

    kept: Looks = memories(boxes.looks[order], ends)
    return kept


def _of_one(boxes: Boxes, name: Ints, order: Ints) -> tuple[Ints, Ints]:
    """Boxes of a track, and those that are its so much later."""
    number = (boxes.frames - boxes.frames[0]) // stride_of(boxes.frames)
    lag = max(1, round(LATER_S * int(number[-1]) / max(float(boxes.times_s[-1]), 1e-9)))
    key = name[order] * (2 * int(number[-1]) + lag + 2) + number[boxes.step[order]]
    later = np.minimum(np.searchsorted(key, key + lag), len(key) - 1)
    has = key[later] == key + lag
    return order[has], order[later[has]]


def _side_by_side(boxes: Boxes, name: Ints) -> tuple[Ints, Ints]:
    """Boxes of two tracks of a kind, next to each other in a frame; they lie by x."""
    one = np.flatnonzero((boxes.step[1:] == boxes.step[:-1]) & (name[1:] != name[:-1]))
    one = one[(name[one] >= 0) & (name[one + 1] >= 0) & (boxes.kind[one] == boxes.kind[one + 1])]
    return one, one + 1


def _apart(
    memory: Looks, looks: Looks, name: Ints, one: Ints, other: Ints
) -> tuple[Floats, Floats]:
    """How unlike pairs are that say something, and what each weighs."""
    some = np.unique(np.linspace(0, len(one) - 1, MOST_PAIRS).astype(np.int64)) if len(one) else one
    a, b = memory[one[some]], looks[other[some]]
    says = (a != 0).any(axis=1) & (b != 0).any(axis=1)
    whose, count = np.unique(name[other[some]][says], return_inverse=True, return_counts=True)[1:]
    far: Floats = 1.0 - (a[says] * b[says]).sum(axis=1, dtype=np.float64)
    return far, 1.0 / count[whose]


def line_between(same: Floats, other: Floats, own: Floats, others: Floats) -> tuple[float, float]:
    """How a logistic line falls with distance, both sorts weighing as much, and its value at 0.

    `own` and `others` are the weights of the distances within each sort.
    """
    far = np.concatenate([same, other])
    truth = np.repeat([1.0, 0.0], [len(same), len(other)])
    weight = np.concatenate([0.5 * own / own.sum(), 0.5 * others / others.sum()])
    scale = max(float(far.std()), 1e-12)
    columns = np.column_stack([np.ones(len(far)), -(far - far.mean()) / scale])
    line: NDArray[np.float64] = np.zeros(2)
    for _ in range(ROUNDS):
        likely = 1 / (1 + np.exp(-np.clip(columns @ line, -30, 30)))
        slope = columns.T @ (weight * (truth - likely)) - FIRM * line
        bend = (columns.T * (weight * likely * (1 - likely))) @ columns + FIRM * np.eye(2)
        line = line + np.linalg.solve(bend, slope)
    return float(line[1] / scale), float(line[0] + line[1] * far.mean() / scale)
