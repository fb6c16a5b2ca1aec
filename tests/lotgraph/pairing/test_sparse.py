"""Pairing what is mostly 0 without a square, as scipy pairs the whole square, ties too."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hn
from scipy.optimize import linear_sum_assignment

from lotgraph.pairing.sparse.kernels import FEW_CELLS, assign_pairs, assign_sparse

sizes = st.tuples(st.integers(1, 9), st.integers(1, 9))
few_values = hn.arrays(
    np.float64, sizes, elements=st.sampled_from([0.0, 0.0, -1, -2, -3, -0.5, -1 / 3])
)
any_values = hn.arrays(np.float64, sizes, elements=st.just(0.0) | st.floats(-1e3, 0))


def of_square(cost):
    """What scipy gives: columns of rows that are paired by less than nothing."""
    found = np.full(len(cost), -1)
    rows, columns = linear_sum_assignment(cost)
    found[rows] = np.where(cost[rows, columns] < 0, columns, -1)
    return found.tolist()


def of_pairs(solve, cost):
    rows, columns = np.nonzero(cost)
    taken = solve(rows, columns, cost[rows, columns], *cost.shape)
    assert all(rows[k] == row for row, k in enumerate(taken.tolist()) if k >= 0)
    return [int(columns[k]) if k >= 0 else -1 for k in taken.tolist()]


@settings(max_examples=300, deadline=None)
@given(few_values | any_values)
def test_it_pairs_as_the_whole_square_does_ties_too(cost):
    assert of_pairs(assign_sparse, cost) == of_square(cost)
    assert of_pairs(assign_pairs, cost) == of_square(cost)


@pytest.mark.parametrize("size", [(140, 140), (90, 200), (200, 90)])
def test_many_in_which_many_tie_too(size):
    assert size[0] * size[1] > FEW_CELLS
    chance = np.random.default_rng(1)
    for share in (0.005, 0.02, 0.2):
        for values in ([-1.0], [-1.0, -0.5], [-1 / 3, -2 / 3, -1000.1], -chance.random(999)):
            cost = chance.choice(values, size) * (chance.random(size) < share)
            assert of_pairs(assign_pairs, cost) == of_square(cost)


def test_memory_is_that_of_the_pairs():
    many = 300_000  # squared, 720 GB
    rows = np.repeat(np.arange(many), 2)
    columns = np.minimum(rows + np.tile([0, 1], many), many - 1)
    taken = assign_pairs(rows, columns, np.tile([-1.0, -0.75], many), many, many)
    assert (columns[taken] == np.arange(many)).all()
