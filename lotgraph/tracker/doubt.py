"""Doubts what lies on others and what stays in one place, where boxes do so more than things can.

False alarms of a scene where nothing moves never flicker, and are found again as often as what is
real. But things have room of their own: few of those that are there lie on one that is found
better. Where boxes do, what stands, or goes along with what is found better, is sorted by how well
it is found.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.tracker.believe import LEAST, MOST, pooled
from lotgraph.tracker.model import Boxes, Floats, Ints, between
from lotgraph.tracker.split import even, split

OVERLAP = 0.4  # of two boxes, over their union, from which one lies on the other
SAME = 0.7  # of boxes of two classes, which are then one thing: a bicycle has its rider
HIDDEN = 0.5  # things that lie on others, at most, beside those that lie on none
MANY, ROOMY = 0.5, 0.9  # lesser boxes of those that lie on none, and their room, to be sorted
TWICE, MOSTLY = 0.5, 0.8  # overlap, and in which share of boxes, of two tracks of one thing
STAYS = 2.0  # sizes, within which all of a track lies that does not move
TOUCHES, OFTEN = 0.1, 0.5  # overlap, and in which share of its boxes, of what goes along with more


@dataclass(frozen=True)
class Lying:
    """Which boxes lie on better-scored ones of their frame, and how many of their score do not.

    `free` (n,) is a share that never falls with the score.
    """

    on: NDArray[np.bool_]
    free: Floats


def lying(boxes: Boxes) -> Lying:
    """Which boxes lie on others, and how often those of a score do."""
    on = on_others(boxes, OVERLAP)
    levels, free = pooled(boxes.score, 1.0 - on.astype(np.float64))
    return Lying(on, between(boxes.score, levels, free))


def on_others(boxes: Boxes, overlap: float) -> NDArray[np.bool_]:
    """Which boxes (n,) lie so much on a better-scored one of their frame."""
    from lotgraph.tracker.room.kernels import covered

    on: NDArray[np.bool_] = covered(boxes.z, boxes.kind, boxes.score, boxes.ends, overlap, SAME)
    return on


def apart(real: Floats, lie: Lying) -> Floats:
    """How likely boxes are real, with those in mind that lie on others.

    At each score things lie on others half as often as they do not, at most: what is more is not.
    """
    share = HIDDEN * lie.free / np.maximum(1 - lie.free, LEAST)
    return np.where(lie.on, np.clip(real * np.minimum(share, 1.0), LEAST, MOST), real)


def standing(score: Floats, lie: Lying) -> Floats:
    """How likely boxes of what stays in one place are real at most.

    By room alone those of a score can be no more often than they lie on no others, beside as many
    of the best. Those that lie on none fall into a better- and a lesser-scored lot. Where most are
    of the lesser one, and such lie in heaps, a box is as likely real as it is near to the better.
    """
    room = np.clip(lie.free / max(float(lie.free.max()), 1e-9), LEAST, MOST)
    low, middle, high = split(score[~lie.on])
    lesser = ~lie.on & (score < middle)
    if lesser.sum() <= MANY * (~lie.on).sum() or np.median(room[lesser]) > ROOMY:
        return room
    either = even(score[~lie.on], low, middle, high)
    return np.minimum(room, np.interp(score, [low, either, high], [LEAST, 0.5, MOST]))


def held(  # noqa: PLR0913, PLR0917
    still: Floats,
    real: Floats,
    most: Floats,
    near: NDArray[np.bool_],
    order: Ints,
    ends: Ints,
) -> Floats:
    """How likely boxes are real, those of tracks that stay in one place at most `most`.

    Who walks goes where a false alarm would not. But those on parts of what walks go along: so are
    those held of whose boxes half are `near`, which is to touch a better-scored one.
    """
    if len(order) == 0:
        return real
    z, counts = still[order], np.diff(ends)
    low = np.minimum.reduceat(z[:, :2], ends[:-1])
    high = np.maximum.reduceat(z[:, :2], ends[:-1])
    size = np.exp(np.add.reduceat(z[:, 2] + z[:, 3], ends[:-1]) / counts / 2)
    stays = np.hypot(*(high - low).T) < STAYS * size
    goes_along = np.add.reduceat(near[order], ends[:-1], dtype=np.int64) >= OFTEN * counts
    is_held = np.repeat(stays | goes_along, counts)
    out = real.copy()
    out[order] = np.where(is_held, np.minimum(real, most)[order], real[order])
    return out


def single(boxes: Boxes, name: Ints, real: Floats) -> Ints:
    """Names of tracks without those that mostly lie on a likelier one: the same thing, twice."""
    from lotgraph.tracker.room.kernels import shadowed

    named = name >= 0
    count = int(name.max(initial=-1)) + 1
    sure = np.bincount(name[named], weights=real[named], minlength=count)
    rank = np.empty(count, np.int64)
    rank[np.argsort(-sure, kind="stable")] = np.arange(count)
    drop = shadowed(boxes.z, boxes.kind, name, rank, boxes.ends, TWICE, SAME, MOSTLY)
    return np.where(named & np.append(drop, False)[name], -1, name)
