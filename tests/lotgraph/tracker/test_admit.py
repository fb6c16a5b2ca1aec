"""Which boxes are told of as they come."""

import numpy as np
import pytest

from lotgraph.tracker.admit.kernels import admit


def admitted(x, real, most, kind, *, near=False):
    """What is told of a track of boxes 20 px wide, a frame each; one overlaps the next."""
    count = len(x)
    z = np.column_stack([x, np.zeros(count), np.full((count, 2), np.log(20))])
    real, most, name = np.full(count, real), np.full(count, most), np.zeros(count, np.int64)
    return admit(z, z, kind, real, most, np.full(count, near), name, np.arange(count + 1), 0.5)


def test_what_stays_counts_for_less_until_it_is_seen_to_go():
    is_told, mean, _ = admitted(10.0 * np.arange(12), 0.9, 0.2, np.zeros(12, np.int64))
    assert is_told.tolist() == [False] * 4 + [True] * 8
    assert mean == pytest.approx([0.2] * 4 + [0.9] * 8)


def test_what_goes_along_with_something_better_counts_for_less():
    is_told, mean, _ = admitted(10.0 * np.arange(12), 0.9, 0.2, np.zeros(12, np.int64), near=True)
    assert not is_told.any()
    assert mean == pytest.approx(0.2)


def test_a_track_is_of_the_kind_of_its_likeliest_boxes_not_of_most():
    kind = np.array([0, 0, 0, 1, 1])
    real = np.array([0.2, 0.2, 0.2, 0.9, 0.9])
    _, _, what = admitted(np.zeros(5), real, 1.0, kind)
    assert what.tolist() == [0, 0, 0, 1, 1]
