"""Perfect association keeps what was detected, and names it as the truth does."""

import numpy as np
import pytest

from lotgraph.measure.judge import score
from lotgraph.measure.limit import limit
from lotgraph.measure.model import UNCOUNTED, Case, Tracks, no_tracks


def straight(frames, object_id, start, step=5.0):
    frames = np.array(frames)
    corner = start + step * frames[:, None] * np.array([1.0, 0.0])
    return Tracks(frames, np.full(len(frames), object_id), np.hstack([corner, corner + 20]))


def joined(*parts):
    return Tracks(
        *(np.concatenate([getattr(p, n) for p in parts]) for n in ("frame", "object_id", "box"))
    )


def test_gaps_are_filled_where_the_object_is_still_there():
    truth = straight(range(10), 1, np.array([0.0, 0.0]))
    case = limit(Case("", 10, truth, no_tracks()), straight([2, 3, 7], 99, np.array([0.0, 0.0])))
    assert case.predicted.frame.tolist() == [2, 3, 4, 5, 6, 7]
    assert np.allclose(case.predicted.box, truth.box[2:8]), "it moves evenly, so lines are right"
    assert set(case.predicted.object_id) == {1}


def test_where_the_object_is_away_nothing_is_filled_in():
    truth = straight([0, 1, 5, 6], 1, np.array([0.0, 0.0]))
    case = limit(Case("", 7, truth, no_tracks()), straight([0, 6], 99, np.array([0.0, 0.0])))
    assert case.predicted.frame.tolist() == [0, 1, 5, 6]


def test_what_fits_nothing_is_gone_and_each_detection_is_used_once():
    truth = straight(range(4), 1, np.array([0.0, 0.0]))
    starts = ([0.0, 0.0], [1.0, 0.0], [200.0, 0.0])
    told = joined(*(straight(range(4), k, np.array(start)) for k, start in enumerate(starts)))
    case = limit(Case("", 4, truth, no_tracks()), told)
    assert np.array_equal(case.predicted.box, truth.box)


@pytest.mark.parametrize("seed", range(6))
def test_nobody_does_better_on_the_same_detections(case_of, seed):
    case = case_of(seed, frames=60)
    best = score(limit(case, case.predicted))
    assert best.clear.switches == 0
    assert best.hota.hota.mean() >= score(case).hota.hota.mean()
    assert best.identity.idf1 >= score(case).identity.idf1


def test_what_does_not_count_is_not_found(case_of):
    case = case_of(1)
    nothing = np.full(len(case.truth), UNCOUNTED, np.int8)
    role = Case("", case.frames, case.truth, case.predicted, nothing)
    assert len(limit(role, case.predicted).predicted) == 0
