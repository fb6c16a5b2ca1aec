"""Finds the score from which a detector's boxes are best used."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lotgraph.measure.meet import TAKEN_FOR
from lotgraph.measure.model import Floats
from lotgraph.measure.precision import Detections, Labels, best_first, only, verdicts


@dataclass(frozen=True)
class Point:
    """What using boxes from a score on gives at an overlap of half; NaN without any label."""

    score: float
    precision: float
    recall: float
    f1: float


def best_points(labels: Labels, found: Detections) -> dict[int, Point]:
    """By class of the labels or detections, the score at which F1 is most.

    Of scores that are as good the highest. A class of which nothing is right at any score has that
    which is best for all classes together; if nothing at all is right, every box is used.
    """
    judged = {}
    for kind in np.union1d(labels.kind, found.kind).tolist():
        own = best_first(found, found.kind == kind, len(found.kind))
        true = only(labels, labels.kind == kind)
        verdict, counted = verdicts(true, own, sizes=["all"], levels=np.array([TAKEN_FOR]))
        judged[kind] = own.score, verdict[0, 0], int(counted[0])
    if not judged:
        return {}
    scores, told, counts = zip(*judged.values(), strict=True)
    whole = _best(np.concatenate(scores), np.concatenate(told), sum(counts))
    points = {kind: _best(*one) for kind, one in judged.items()}
    return {
        kind: one if np.isfinite(one.score) else replace(one, score=whole.score)
        for kind, one in points.items()
    }


def _best(score: Floats, told: NDArray[np.int8], counted: int) -> Point:
    """Of verdicts of 1, 0 or -1; an infinitely low score where none is right."""
    order = np.argsort(-score, kind="stable")
    score, told = score[order], told[order]
    is_last = np.diff(score, append=-np.inf) != 0  # boxes that tie go together
    right, wrong = np.cumsum(told == 1)[is_last], np.cumsum(told == 0)[is_last]
    if not counted or not right.any():
        none = 0.0 if counted else np.nan
        return Point(-np.inf, np.nan, none, none)
    f1 = 2 * right / (right + wrong + counted)
    at = int(f1.argmax())
    precision, recall = right[at] / (right[at] + wrong[at]), right[at] / counted
    return Point(float(score[is_last][at]), float(precision), float(recall), float(f1[at]))
