"""Boxes to track, and tracks, as columns."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Looks = NDArray[np.float32]

MOTION = np.array(
    [
        [0.12, 0.12, 0.14, 0.14],
        [0.6, 0.6, 0.25, 0.25],
        [2.0, 2.0, 0.3, 0.3],
        [0.12, 0.12, 0.14, 0.14],
    ]
)
"""What is taken for usual until boxes have said more, of x, y and the logarithms of width and
height: the noise of a box of what moves, how much a speed changes in a second, how fast somebody
new may be, the noise of a box of what stands. Places are in sizes of the box, the root of its
area."""
NOISE, PUSH, SPEED, REST = range(4)  # its rows
GATE, LEAST, KEEP, BIRTH, CALM, TRUST, SLOW = range(7)  # of `how`, as `track.HOW` says
BRISK = 1.0  # sizes a second, from which a thing moves
PATIENT = 2.5  # steps of footage, for which everybody is waited for however slow it is

# The row of numbers that a track is while boxes are followed: each of its centre's x and y and of
# the logarithms of its width and height has a value, a speed and their covariances, apart from
# those of the others.
X, V, P, Q, R = 0, 4, 8, 12, 16  # value, speed; covariances of value, both, speed
AT, SEEN, BEGUN, HITS, SURE, LIKE, KIND, NAME, STOOD, PLACE = range(20, 30)
STATE = 31  # the place has an x and a y

SWAY = np.array([-1.0, -1.0])  # nobody knows yet whether the camera moves


@dataclass(frozen=True)
class Boxes:
    """Boxes of one camera: by frame, and in a frame from left to right.

    `z` (n, 4): centres, and logarithms of widths and heights. `frames` and `times_s` (m,) are of
    the frames that have boxes; those of frame k lie from `ends[k]` to `ends[k + 1]`. `looks` (n, d)
    are of length 1, or 0 where they say nothing; none are known where there is no such number.
    """

    z: Floats
    score: Floats
    kind: Ints
    step: Ints  # (n,) which of the frames
    row: Ints  # (n,) of the table they came from
    frames: Ints
    times_s: Floats
    ends: Ints
    looks: Looks

    def __len__(self) -> int:
        return len(self.z)


@dataclass(frozen=True)
class Learnt:
    """What boxes said about themselves.

    `score`, `real` (k,): of scores, ascending, how likely their box is real; `motion` as MOTION;
    `sway` (2,): the variance of what the camera moves in a frame, 0 where it stands; `telling`
    (2,): what looks say, as `alike.telling` has it.
    """

    score: Floats = field(default_factory=lambda: np.empty(0))
    real: Floats = field(default_factory=lambda: np.empty(0))
    motion: Floats = field(default_factory=MOTION.copy)
    sway: Floats = field(default_factory=SWAY.copy)
    telling: Floats = field(default_factory=lambda: np.zeros(2))

    def reality(self, score: Floats) -> Floats:
        """How likely boxes of these scores are real."""
        if len(self.score) == 0:
            return np.full(len(score), UNTOLD)
        return between(score, self.score, self.real)


def between(score: Floats, levels: Floats, value: Floats) -> Floats:
    """Values of scores, from those at levels that rise: half way between two, as order has it."""
    last = len(levels) - 1
    low = np.searchsorted(levels, score, side="right") - 1
    high = np.searchsorted(levels, score, side="left")
    between: Floats = (value[np.maximum(low, 0)] + value[np.minimum(high, last)]) / 2
    return between


UNTOLD = 0.6  # how likely a box is real that nothing is known about


@dataclass(frozen=True)
class Told:
    """Tracks: a row is an object in a frame; `box` (n,) is the row of `Boxes`, -1 where unseen."""

    frame: Ints
    object_id: Ints
    z: Floats
    box: Ints
    kind: Ints
    real: Floats  # (n,) how likely the track is real

    def __len__(self) -> int:
        return len(self.frame)


def by_track(name: Ints, step: Ints) -> tuple[Ints, Ints]:
    """The order of boxes that have a name, by it and by frame, and where each track ends."""
    named = np.flatnonzero(name >= 0)
    order = named[np.lexsort((step[named], name[named]))]
    ends = np.flatnonzero(np.diff(name[order])) + 1
    return order, np.concatenate([[0], ends, [len(order)]]) if len(order) else np.zeros(1, np.int64)


def stride_of(frames: Ints) -> int:
    """How far apart frames are that were looked at."""
    return int(np.gcd.reduce(np.diff(frames))) if len(frames) > 1 else 1
