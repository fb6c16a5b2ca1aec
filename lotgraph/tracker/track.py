"""Tracks boxes: the whole of the tracker, in the order of its steps."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lotgraph.tracker.alike import telling
from lotgraph.tracker.believe import believe, odds
from lotgraph.tracker.doubt import (
    TOUCHES,
    Lying,
    apart,
    held,
    lying,
    on_others,
    single,
    standing,
)
from lotgraph.tracker.learn import learn, sway_of
from lotgraph.tracker.model import (
    LEAST,
    NOISE,
    PATIENT,
    REST,
    STATE,
    TRUST,
    UNTOLD,
    Boxes,
    Floats,
    Ints,
    Learnt,
    Told,
    by_track,
    stride_of,
)
from lotgraph.tracker.wait import waited_for

BEARS_OUT_S = 0.2  # before or after a box, in which others of its track bear it out
WARY = np.array([[2.2], [1.0], [2.0], [2.2]])
"""How much wider than learnt a guess is when boxes are taken: noise has long tails."""

LEAST_REST = 0.04  # the least noise of boxes of what stands: now and then who passes cuts them

LONGEST_GAP_S = 3.0  # over which tracks are joined, and filled in; or the steps of PATIENT
JOIN_LEAST, JOIN_PER_S = 9.0, 1.0  # logarithms of odds: for being one, and against it each second
ROOM = 64  # for tracks, at first
REAL = 0.5  # mean of how likely a track's boxes are real, from which it is
LEAST_S, LEAST_BOXES = 0.2, (3, 5)  # a track has as many boxes as frames in that, within these
HOW = np.array([25.0, 6.0, 1.0, 0.3, 1.0, WARY[0, 0] ** 2, 0.0])
"""Squared distance from which a box is nobody's; logarithm of odds for being of a track; seconds
that one is waited for; how likely real a box is that begins one; seconds in which sizes calm; how
much less noise a box is taken to have when it is drawn; how much more is allowed for a wide guess
where frames are so far apart that who moves may be anywhere near, else 0, anew by each frame."""

STRICT = HOW.copy()  # at first, so that false alarms seldom join
STRICT[[LEAST, TRUST]] = 3.0, 1.0


def track(boxes: Boxes, looked: Ints | None = None, bare: Ints | None = None) -> Told:
    """Tracks of all boxes, each frame in the light of those before and after.

    `looked` are the numbers of all frames that were looked at, or `bare` (frames,) says how many
    without boxes were before each of those that have some; without, frames between count too.
    """
    if len(boxes) == 0:
        nobody = np.empty(0, np.int64)
        return Told(nobody, nobody, np.empty((0, 4)), nobody, nobody, np.empty(0))
    lie = lying(boxes)
    most, near = standing(boxes.score, lie), on_others(boxes, TOUCHES)
    learnt, real = survey(boxes, lie, most, near)
    wary = replace(learnt, motion=warily(learnt.motion))
    name, camera, _ = _followed(boxes, real, wary, HOW)
    still = _steadied(boxes, camera)
    real = held(still, real, most, near, *by_track(name, boxes.step))
    name = single(boxes, _joined(still, boxes, real, name, wary), real)
    name = waited_for(still, boxes, name, looked, bare)
    return _drawn(still, boxes, name, real, camera, learnt.motion)


def warily(motion: Floats) -> Floats:
    """What is learnt of motion, as wide as it is taken to be when boxes are taken."""
    wide: Floats = motion * WARY
    wide[REST] = np.maximum(wide[REST], np.minimum(LEAST_REST, wide[NOISE]))
    return wide


def survey(
    boxes: Boxes, lie: Lying, most: Floats, near: NDArray[np.bool_]
) -> tuple[Learnt, Floats]:
    """What boxes say of themselves, when all are followed as if none were better than another.

    Also how likely each is real; `most` and `near` as `held` has them.
    """
    from lotgraph.tracker.support.kernels import borne_out

    untold = apart(np.full(len(boxes), UNTOLD), lie)
    name, camera, felt = _followed(boxes, untold, Learnt(), STRICT)
    order, ends = by_track(name, boxes.step)
    number = (boxes.frames - boxes.frames[0]) // stride_of(boxes.frames)
    reach = int(np.clip(round(BEARS_OUT_S / step_s(boxes)), 2, 10))
    reach = max(1, min(reach, int(number[-1]) // 2))  # of a few frames, both sides say something
    share = np.zeros(len(boxes))
    share[order] = borne_out(number[boxes.step[order]], ends, number[-1] + 1, reach)
    learnt = Learnt(*believe(boxes.score, share))
    still = _steadied(boxes, camera)
    real = held(still, apart(learnt.reality(boxes.score), lie), most, near, order, ends)
    order, ends = by_track(np.where(real > REAL, name, -1), boxes.step)
    motion = learn(still[order], boxes.step[order], ends, boxes.frames, boxes.times_s)
    alike = telling(boxes, np.where(real > REAL, name, -1))
    return replace(learnt, motion=motion, sway=sway_of(felt), telling=alike), real


def _followed(
    boxes: Boxes, real: Floats, learnt: Learnt, how: Floats
) -> tuple[Ints, Floats, Floats]:
    from lotgraph.tracker.follow.kernels import follow

    name, moved, felt, *_ = follow(
        boxes.z, real, odds(real), boxes.kind, boxes.looks, boxes.ends, boxes.times_s,
        boxes.times_s[0], np.inf, *nobody(boxes, ROOM), 0, 0,
        learnt.sway, learnt.telling, learnt.motion, how,
    )  # fmt: skip
    return name, np.cumsum(moved, axis=0), felt


def nobody(boxes: Boxes, room: int) -> tuple[Floats, Floats]:
    """Room for so many tracks, and for what is remembered of their looks."""
    return np.zeros((room, STATE)), np.zeros((room, boxes.looks.shape[1]))


def _steadied(boxes: Boxes, camera: Floats) -> Floats:
    still = boxes.z.copy()
    still[:, :2] -= camera[boxes.step]
    return still


def _joined(still: Floats, boxes: Boxes, real: Floats, name: Ints, learnt: Learnt) -> Ints:
    from lotgraph.tracker.join.kernels import join, tips_of
    from lotgraph.tracker.look.kernels import tips

    # What is not real would find something to go on with anywhere.
    order, ends, mean = _real_ones(*by_track(name, boxes.step), real, 1)
    motion = learnt.motion
    last, first = tips_of(still[order], boxes.times_s[boxes.step[order]], ends, motion, HOW)
    looks, longest = tips(boxes.looks[order], ends), longest_gap_s(step_s(boxes))
    whole = join(
        last, first, *looks, odds(mean), longest, JOIN_LEAST, JOIN_PER_S, learnt.telling,
        motion, HOW,
    )  # fmt: skip
    joined = np.full(len(boxes), -1)
    joined[order] = np.repeat(whole, np.diff(ends))
    return joined


def _drawn(  # noqa: PLR0913, PLR0917
    still: Floats, boxes: Boxes, name: Ints, real: Floats, camera: Floats, motion: Floats
) -> Told:
    from lotgraph.tracker.smooth.kernels import smooth

    stride = stride_of(boxes.frames)
    number = (boxes.frames - boxes.frames[:1]) // stride
    seconds = step_s(boxes)
    few, many = LEAST_BOXES
    least = int(np.clip(min(round(LEAST_S / seconds), len(number) // 2), few, many))
    order, ends, mean = _real_ones(*by_track(name, boxes.step), real, least)
    z, track_of, at, box = smooth(
        still[order], number[boxes.step[order]], ends, seconds, motion, longest_gap_s(seconds)
    )
    for axis in range(2):
        z[:, axis] += np.interp(at, number, camera[:, axis])
    return Told(
        frame=boxes.frames[:1].sum() + at * stride,
        object_id=track_of + 1,
        z=z,
        box=np.where(box >= 0, np.append(order, -1)[box], -1),
        kind=_kinds(boxes.kind[order], real[order], ends)[track_of],
        real=mean[track_of],
    )


def _real_ones(order: Ints, ends: Ints, real: Floats, least: int) -> tuple[Ints, Ints, Floats]:
    """Of tracks, as `by_track` has them, those of so many boxes that are likely real: and how."""
    counts = np.diff(ends)
    mean = np.add.reduceat(real[order], ends[:-1]) / counts
    is_real = (mean > REAL) & (counts >= least)
    ends = np.concatenate([[0], np.cumsum(counts[is_real])])
    return order[np.repeat(is_real, counts)], ends, mean[is_real]


def longest_gap_s(second: float) -> float:
    """Seconds over which tracks are joined, where a frame that was looked at lasts so long."""
    return max(LONGEST_GAP_S, PATIENT * second)


def step_s(boxes: Boxes) -> float:
    """Seconds between two frames that were looked at."""
    steps = (boxes.frames[-1] - boxes.frames[0]) // stride_of(boxes.frames)
    return float(boxes.times_s[-1] / steps) if steps else 1.0


def _kinds(kind: Ints, real: Floats, ends: Ints) -> Ints:
    """The class that most of a track's boxes speak for, each by how likely it is real."""
    most = int(kind.max(initial=0)) + 1
    track_of = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
    votes = np.zeros((len(ends) - 1, most))
    np.add.at(votes, (track_of, kind), real)
    kinds: Ints = votes.argmax(axis=1)
    return kinds
