"""Doubts what stays in one place and lies on others, where boxes do so more than things can.

False alarms of a scene where nothing moves never flicker, and are found again as often as what is
real. But things have room of their own: of the boxes of some score no more can be real than those
that lie on no better-scored box, beside how many of the best-scored do not.
"""

import numpy as np

from lotgraph.tracker.believe import LEAST, MOST, pooled
from lotgraph.tracker.model import Boxes, Floats, Ints

OVERLAP = 0.4  # of two boxes, over their union, from which one lies on the other
TWICE, MOSTLY = 0.5, 0.8  # overlap, and in which share of boxes, of two tracks of one thing
STAYS = 0.5  # sizes, within which all of a track lies that does not move


def room_of(boxes: Boxes) -> Floats:
    """How likely boxes are real at most, by how often those of their score lie on others."""
    from lotgraph.tracker.room.kernels import covered

    on = covered(boxes.z, boxes.kind, boxes.score, boxes.ends, OVERLAP)
    levels, free = pooled(boxes.score, 1.0 - on)
    most = np.clip(free / max(float(free[-1]), 1e-9), LEAST, MOST)
    return np.interp(boxes.score, levels, most)


def held(still: Floats, real: Floats, most: Floats, order: Ints, ends: Ints) -> Floats:
    """How likely boxes are real, those of tracks that stay in one place at most `most`.

    Who walks in a crowd lies on others too, but goes where a false alarm would not.
    """
    if len(order) == 0:
        return real
    z, counts = still[order], np.diff(ends)
    low = np.minimum.reduceat(z[:, :2], ends[:-1])
    high = np.maximum.reduceat(z[:, :2], ends[:-1])
    size = np.exp(np.add.reduceat(z[:, 2] + z[:, 3], ends[:-1]) / counts / 2)
    stays = np.repeat(np.hypot(*(high - low).T) < STAYS * size, counts)
    out = real.copy()
    out[order] = np.where(stays, np.minimum(real, most)[order], real[order])
    return out


def single(boxes: Boxes, name: Ints, real: Floats) -> Ints:
    """Names of tracks without those that mostly lie on a likelier one: the same thing, twice."""
    from lotgraph.tracker.room.kernels import shadowed

    named = name >= 0
    count = int(name.max(initial=-1)) + 1
    sure = np.bincount(name[named], weights=real[named], minlength=count)
    rank = np.empty(count, np.int64)
    rank[np.argsort(-sure, kind="stable")] = np.arange(count)
    drop = shadowed(boxes.z, boxes.kind, name, rank, boxes.ends, TWICE, MOSTLY)
    return np.where(named & np.append(drop, False)[name], -1, name)
