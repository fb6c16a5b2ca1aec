"""Tracks boxes as they come: what is said of a frame depends on it and on those before it alone.

What scores and noise mean is learnt now and then, from a bounded past. Before that all boxes are
taken to be equally likely, and for longer things to move as is usual, and boxes join by strict
rules: what scores mean shows in few frames, how things move does not.
"""

from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from lotgraph.tracker.believe import odds
from lotgraph.tracker.doubt import OVERLAP, TOUCHES, Lying, apart, lying, on_others, standing
from lotgraph.tracker.model import MOTION, SWAY, Boxes, Floats, Ints, Learnt, Told, between
from lotgraph.tracker.track import HOW, REAL, ROOM, STRICT, nobody, survey, warily

FIRST_S, FIRST = 0.3, 8  # of footage, and frames, from which is learnt first
MOST_S = 10.0  # between learning and learning again; until then, each time after twice as long
PAST_S, PAST = 30.0, 80  # of footage that is looked back at, and frames, at least
MOVES = 40  # frames, before which nobody knows how things and the camera move


@dataclass(frozen=True)
class Lesson:
    """What was learnt; of scores, how many boxes lie on none, and how likely what stays is real."""

    learnt: Learnt = field(default_factory=Learnt)
    levels: Floats = field(default_factory=lambda: np.zeros(1))
    free: Floats = field(default_factory=lambda: np.ones(1))
    most: Floats = field(default_factory=lambda: np.ones(1))
    motion: Floats = field(default_factory=MOTION.copy)
    how: Floats = field(default_factory=STRICT.copy)

    def real(self, boxes: Boxes) -> tuple[Floats, Floats]:
        """How likely boxes are real, and at most where they stay."""
        lie = Lying(on_others(boxes, OVERLAP), between(boxes.score, self.levels, self.free))
        real = apart(self.learnt.reality(boxes.score), lie)
        return real, np.minimum(real, between(boxes.score, self.levels, self.most))


def track_online(boxes: Boxes) -> Told:
    """Tracks of all boxes, each frame in the light of those before it: nothing is put in between.

    A track is told of from the box on with which its boxes are more likely real than not.
    """
    from lotgraph.tracker.admit.kernels import admit

    name, drawn, camera, real, most = _followed(boxes)
    if len(boxes) == 0:
        return Told(name, name, drawn, name, name, real)
    still = boxes.z.copy()
    still[:, :2] -= np.cumsum(camera, axis=0)[boxes.step]
    near = on_others(boxes, TOUCHES)
    is_told, mean, kind = admit(
        still, boxes.z, boxes.kind, real, most, near, name, boxes.ends, REAL
    )
    box = np.flatnonzero(is_told)
    return Told(
        frame=boxes.frames[boxes.step[box]],
        object_id=_numbered(name[box]),
        z=drawn[box],
        box=box,
        kind=kind[box],
        real=mean[box],
    )


def _followed(boxes: Boxes) -> tuple[Ints, Floats, Floats, Floats, Floats]:
    """Names of boxes' tracks, boxes as drawn, the camera's moves, and how likely boxes are real."""
    from lotgraph.tracker.follow.kernels import follow

    name, drawn = np.full(len(boxes), -1), boxes.z.copy()
    real, most = np.zeros(len(boxes)), np.zeros(len(boxes))
    camera = np.zeros((len(boxes.frames), 2))
    (tracks, memory), next_name, pace, lesson = nobody(boxes, 0), 0, np.inf, Lesson()
    ends = _lessons(boxes.times_s)
    for start, stop in pairwise(ends):
        if start:
            since = int(np.searchsorted(boxes.times_s, boxes.times_s[start] - PAST_S))
            lesson = _lesson(_part(boxes, max(min(since, start - PAST), 0), start))
        own = slice(boxes.ends[start], boxes.ends[stop])
        real[own], most[own] = lesson.real(_part(boxes, start, stop))
        room, known = nobody(boxes, max(ROOM, 2 * len(tracks)))
        room[: len(tracks)], known[: len(tracks)] = tracks, memory
        learnt = lesson.learnt
        name[own], camera[start:stop], _, drawn[own], tracks, memory, next_name, pace = follow(
            boxes.z[own], real[own], odds(real[own]), boxes.kind[own], boxes.looks[own],
            boxes.ends[start : stop + 1] - boxes.ends[start],
            boxes.times_s[start:stop], boxes.times_s[max(start - 1, 0)], pace,
            room, known, len(tracks), next_name, learnt.sway, learnt.telling, lesson.motion,
            lesson.how,
        )  # fmt: skip
    return name, drawn, camera, real, most


def _lessons(times_s: Floats) -> list[int]:
    """Frames before which is learnt, from 0 on, and the end of all."""
    found, wait = [0], FIRST_S
    while found[-1] < len(times_s):
        at = int(np.searchsorted(times_s, times_s[found[-1]] + wait))
        found.append(max(at, found[-1] + FIRST))
        wait = min(2 * wait, MOST_S)
    return [*found[:-1], len(times_s)]


def _lesson(past: Boxes) -> Lesson:
    lie = lying(past)
    most = standing(past.score, lie)
    learnt, _ = survey(past, lie, most, on_others(past, TOUCHES))
    levels, first = np.unique(past.score, return_index=True)
    lesson = Lesson(learnt, levels, lie.free[first], most[first])
    if len(past.frames) < MOVES:
        return replace(lesson, learnt=replace(learnt, sway=SWAY.copy()))
    return replace(lesson, motion=warily(learnt.motion), how=HOW)


def _part(boxes: Boxes, start: int, stop: int) -> Boxes:
    """The boxes of some frames."""
    own = slice(boxes.ends[start], boxes.ends[stop])
    return Boxes(
        z=boxes.z[own],
        score=boxes.score[own],
        kind=boxes.kind[own],
        step=boxes.step[own] - start,
        row=boxes.row[own],
        frames=boxes.frames[start:stop],
        times_s=boxes.times_s[start:stop] - boxes.times_s[start],
        ends=boxes.ends[start : stop + 1] - boxes.ends[start],
        looks=boxes.looks[own],
    )


def _numbered(name: Ints) -> Ints:
    """Numbers of tracks from 1 on, in the order in which they are first told of."""
    _, first, which = np.unique(name, return_index=True, return_inverse=True)
    number: Ints = np.argsort(np.argsort(first)) + 1
    return number[which]
