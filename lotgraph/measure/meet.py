"""Brings a sequence's truth and predictions together, frame by frame."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lotgraph.measure.model import ANY_HEIGHT, COUNTED, DISTRACTOR, Case, Floats, Ints, Tracks

TAKEN_FOR = 0.5  # overlap from which a prediction is of what it lies on
INSIDE = 0.5  # share of a prediction beyond which it lies in a region
EPS = float(np.finfo(np.float64).eps)
_SPARSE = 8  # times as many numbers as there are rows: beyond, sorting is cheaper than a table


@dataclass(frozen=True)
class Meeting:
    """Truth and predictions, rows in the order of their frames, and all that overlap.

    Objects are numbered from zero. Rows of frame `f` lie from `…_ends[f]` to `…_ends[f + 1]`. A
    couple is an object of the truth and a predicted one that overlap in some frame.
    """

    frames: int
    truth: Tracks
    predicted: Tracks
    truth_ends: Ints
    truth_of: Ints  # (n,) object of a row
    truth_counts: Ints  # rows of an object
    predicted_ends: Ints
    predicted_of: Ints
    predicted_counts: Ints
    ends: Ints  # of the overlaps of a frame
    rows: Ints  # (o,) row of the truth
    others: Ints  # (o,) row of the predictions
    share: Floats  # (o,) overlap
    couple: Ints  # (o,)
    couples: Ints  # (c, 2): the objects of a couple

    @property
    def where(self) -> tuple[Ints, ...]:
        """What compiled steps want to know of frames and overlaps."""
        return self.truth_ends, self.predicted_ends, self.ends, self.rows, self.others


@dataclass(frozen=True)
class Parts:
    """Stretches of a sequence: in which of them each row of both sides is."""

    truth: Ints
    predicted: Ints
    count: int

    @classmethod
    def of(cls, meeting: Meeting, edges: Ints) -> "Parts":
        """Those that begin at the first frame and at each of the edges, which ascend."""
        truth, predicted = (
            np.searchsorted(edges, tracks.frame, "right")
            for tracks in (meeting.truth, meeting.predicted)
        )
        return cls(truth, predicted, len(edges) + 1)

    @classmethod
    def by(cls, meeting: Meeting, frame: Ints, part: Ints, count: int) -> "Parts":
        """Those that frames, which ascend, are in; frames that are not named are in the last."""
        part = np.append(part, count - 1)
        sides = []
        for tracks in (meeting.truth, meeting.predicted):
            at = np.searchsorted(frame, tracks.frame)
            is_there = (at < len(frame)) & (np.append(frame, -1)[at] == tracks.frame)
            sides.append(part[np.where(is_there, at, len(frame))])
        return cls(sides[0], sides[1], count)

    def count_of(self, part: Ints) -> Ints:
        """How often each part is named."""
        return np.bincount(part, minlength=self.count)

    def of_truth(self) -> Ints:
        """Boxes of the truth in each."""
        return self.count_of(self.truth)

    def of_predicted(self) -> Ints:
        """Predictions in each."""
        return self.count_of(self.predicted)


def meet(case: Case) -> Meeting:
    """Lay what counts beside what is judged: distractors and what lies in regions are gone."""
    truth, predicted = _judged(case)
    (truth_ends, predicted_ends), found = overlapping(truth, predicted)
    rows, others = found[1], found[2]
    truth_of, truth_counts = _numbered(truth.object_id)
    predicted_of, predicted_counts = _numbered(predicted.object_id)
    both = truth_of[rows] * len(predicted_counts) + predicted_of[others]
    couple, met = _numbered(both)
    couples = np.empty(len(met), np.int64)
    couples[couple] = both
    has_both = len(truth) and len(predicted)
    return Meeting(
        frames=case.frames if has_both else 0,
        truth=truth,
        predicted=predicted,
        truth_ends=truth_ends,
        truth_of=truth_of,
        truth_counts=truth_counts,
        predicted_ends=predicted_ends,
        predicted_of=predicted_of,
        predicted_counts=predicted_counts,
        ends=found[0],
        rows=rows,
        others=others,
        share=found[3],
        couple=couple,
        couples=np.column_stack(np.divmod(couples, max(1, len(predicted_counts)))),
    )


def _numbered(values: Ints) -> tuple[Ints, Ints]:
    """Values as numbers from zero on, in their order, and how often each is there."""
    if len(values) == 0:
        return values, np.zeros(0, np.int64)
    low, high = int(values.min()), int(values.max())
    if high - low > _SPARSE * len(values):
        _, number, counts = np.unique(values, return_inverse=True, return_counts=True)
        return number, counts
    counts = np.bincount(values - low, minlength=high - low + 1)
    number_of = np.cumsum(counts > 0) - 1
    return number_of[values - low], counts[counts > 0]


def _judged(case: Case) -> tuple[Tracks, Tracks]:
    from lotgraph.measure.kernels import found_at

    truth, predicted = in_frames(case.truth), in_frames(case.predicted)
    role = np.full(len(truth), COUNTED) if case.role is None else case.role
    role = role[np.argsort(case.truth.frame, kind="stable")]
    drops = len(case.regions) or case.heights_px != ANY_HEIGHT or (role == DISTRACTOR).any()
    if not drops:
        return truth.only(role == COUNTED), predicted
    ends, overlaps = overlapping(truth, predicted)
    found = found_at(TAKEN_FOR, (*ends, *overlaps[:3]), overlaps[3])
    is_explained = np.zeros(len(predicted), np.bool_)
    is_explained[found[found >= 0]] = True
    height = predicted.box[:, 3] - predicted.box[:, 1]
    low, high = case.heights_px
    is_outside = (height <= low + EPS) | (height > high + EPS)
    is_dropped = ~is_explained & (is_outside | lies_in(case.regions, predicted))
    is_dropped[found[(found >= 0) & (role == DISTRACTOR)]] = True
    return truth.only(role == COUNTED), predicted.only(~is_dropped)


def lies_in(regions: Tracks, tracks: Tracks) -> NDArray[np.bool_]:
    """Whether more than half of a box lies in one region of its frame."""
    regions = in_frames(regions)
    first = np.searchsorted(regions.frame, tracks.frame, "left")
    last = np.searchsorted(regions.frame, tracks.frame, "right")
    area = np.prod(tracks.box[:, 2:] - tracks.box[:, :2], axis=1)
    is_inside = np.zeros(len(tracks), np.bool_)
    for step in range(int((last - first).max(initial=0))):  # as many as one frame has regions
        asks = np.flatnonzero((first + step < last) & (area > EPS))
        box, region = tracks.box[asks], regions.box[first[asks] + step]
        size = np.minimum(box[:, 2:], region[:, 2:]) - np.maximum(box[:, :2], region[:, :2])
        shared = np.prod(np.maximum(size, 0), axis=1)
        is_inside[asks] |= shared / area[asks] > INSIDE + EPS
    return is_inside


def in_frames(tracks: Tracks) -> Tracks:
    """Rows in the order of their frames; within one, as they came."""
    if (tracks.frame[1:] >= tracks.frame[:-1]).all():
        return Tracks(tracks.frame, tracks.object_id, np.ascontiguousarray(tracks.box))
    order = np.argsort(tracks.frame, kind="stable")
    return Tracks(tracks.frame[order], tracks.object_id[order], tracks.box[order])


def overlapping(truth: Tracks, predicted: Tracks) -> tuple[tuple[Ints, Ints], tuple[Any, ...]]:
    """Ends of each frame's rows in both, and what `kernels.meet` gives."""
    from lotgraph.measure import kernels

    times = np.union1d(
        *(one.frame[np.diff(one.frame, prepend=-1) != 0] for one in (truth, predicted))
    )
    last = (
        np.searchsorted(truth.frame, times, "right"),
        np.searchsorted(predicted.frame, times, "right"),
    )
    ends = np.concatenate([[0], last[0]]), np.concatenate([[0], last[1]])
    return ends, kernels.meet(truth.box, ends[0], predicted.box, ends[1])
