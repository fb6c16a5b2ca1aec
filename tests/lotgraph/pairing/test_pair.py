"""Pairs that hang together in blocks, beside the whole matrix solved at once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from lotgraph.pairing import kernels
from lotgraph.pairing.kernels import pair


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 10_000))
def test_blocks_cost_no_more_than_the_whole_solved_at_once(tall, wide, seed):
    chance = np.random.default_rng(seed)
    rows, columns = np.nonzero(chance.random((tall, wide)) < 0.3)
    costs = chance.normal(-1, 1, len(rows))
    found = pair(rows, columns, costs, tall, wide)
    whole = np.zeros((tall, wide))
    whole[rows, columns] = np.minimum(costs, 0)
    best = whole[linear_sum_assignment(whole)].sum()
    taken = np.flatnonzero(found >= 0)
    assert len(set(found[taken].tolist())) == len(taken)
    assert np.isclose(whole[taken, found[taken]].sum(), best)
    assert (whole[taken, found[taken]] < 0).all(), "only pairs that were offered, and pay"


def test_the_order_in_which_pairs_are_offered_does_not_matter():
    chance = np.random.default_rng(3)
    rows, columns = np.nonzero(chance.random((30, 30)) < 0.1)
    costs = chance.normal(-1, 1, len(rows))
    mixed = chance.permutation(len(rows))
    one = pair(rows, columns, costs, 30, 30)
    other = pair(rows[mixed], columns[mixed], costs[mixed], 30, 30)
    np.testing.assert_array_equal(one, other)


def test_a_block_too_large_to_solve_takes_the_cheapest_first():
    side = int(kernels.CELL_LIMIT**0.5) + 1
    rows = np.r_[np.arange(side), np.zeros(side, np.int64)]
    columns = np.r_[np.arange(side), np.arange(side)]  # all hang together by the first row
    costs = np.r_[np.full(side, -5.0), np.full(side, -1.0)]
    np.testing.assert_array_equal(pair(rows, columns, costs, side, side), np.arange(side))
