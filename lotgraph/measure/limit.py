"""What perfect association would reach on the same detections."""

from dataclasses import replace

import numpy as np

from lotgraph.measure.meet import TAKEN_FOR, in_frames, overlapping
from lotgraph.measure.model import COUNTED, Case, Tracks


def limit(case: Case, detections: Tracks) -> Case:
    """The case with each detection under the name of the true box that it fits, one to one.

    Detections that fit none are gone. Where an object is there between two frames in which it was
    found, its box is put in on a straight line.
    """
    from lotgraph.measure.kernels import found_at

    counted = np.ones(len(case.truth), np.bool_) if case.role is None else case.role == COUNTED
    truth = in_frames(case.truth.only(counted))
    detections = in_frames(detections)
    ends, overlaps = overlapping(truth, detections)
    found = found_at(TAKEN_FOR, (*ends, *overlaps[:3]), overlaps[3])
    is_found = found >= 0
    box = np.full((len(truth), 4), np.nan)
    box[is_found] = detections.box[found[is_found]]
    by_object = np.argsort(truth.object_id, kind="stable")  # and in it by frame
    starts = np.flatnonzero(np.diff(truth.object_id[by_object])) + 1
    for rows in np.split(by_object, starts):
        seen = rows[is_found[rows]]
        if len(seen):
            inside = rows[(rows >= seen[0]) & (rows <= seen[-1])]
            for side in range(4):
                at = truth.frame[inside]
                box[inside, side] = np.interp(at, truth.frame[seen], box[seen, side])
    there = ~np.isnan(box[:, 0])
    predicted = Tracks(truth.frame[there], truth.object_id[there], box[there])
    return replace(case, predicted=predicted)
