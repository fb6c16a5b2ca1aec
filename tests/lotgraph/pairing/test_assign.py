"""The cheapest pairing is scipy's, also where several cost the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hn
from scipy.optimize import linear_sum_assignment

from lotgraph.pairing.kernels import assign, overlap

sizes = st.tuples(st.integers(0, 9), st.integers(0, 9))
few_values = hn.arrays(np.float64, sizes, elements=st.sampled_from([-2.0, -1.0, 0.0, 0.5, 1.0]))
any_values = hn.arrays(np.float64, sizes, elements=st.floats(-1e6, 1e6))


def scipys(cost):
    found = np.full(len(cost), -1)
    rows, columns = linear_sum_assignment(cost)
    found[rows] = columns
    return found


@given(few_values | any_values)
def test_it_pairs_as_scipy_does(cost):
    assert assign(cost).tolist() == scipys(cost).tolist()


@pytest.mark.parametrize("size", [(40, 40), (30, 90), (90, 30)])
def test_large_ones_too(size):
    chance = np.random.default_rng(5)
    for _ in range(20):
        cost = -chance.random(size) * (chance.random(size) < 0.1)
        assert assign(cost).tolist() == scipys(cost).tolist()
        cost = chance.integers(0, 4, size).astype(float)
        assert assign(cost).tolist() == scipys(cost).tolist()


boxes = hn.arrays(np.float64, 4, elements=st.floats(-50, 50))


@given(boxes, boxes)
def test_overlap_is_a_share_and_the_same_both_ways(one, other):
    share = overlap(*one, *other)
    assert 0 <= share <= 1 + 1e-12
    assert share == overlap(*other, *one)


def test_overlap_of_boxes_that_one_can_count():
    one = np.array([0.0, 0, 4, 2])
    assert overlap(*one, *one) == 1
    assert overlap(*one, 2.0, 0, 6, 2) == pytest.approx(4 / 12)
    assert overlap(*one, 4.0, 0, 6, 2) == 0, "they only touch"
    assert overlap(*one, 1.0, 1, 1, 2) == 0, "empty"
    assert overlap(*one, 3.0, 2, 1, 0) == 0, "inverted"
