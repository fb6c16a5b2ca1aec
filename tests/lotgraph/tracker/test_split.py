"""Two lots of numbers."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import norm

from lotgraph.tracker.split import even, split

NUMBERS = st.lists(st.integers(-50, 50).map(float), min_size=2, max_size=30)


def within(values, middle):
    """The squares that are left when each lot is taken for its mean."""
    lots = values[values < middle], values[values > middle]
    return sum(((lot - lot.mean()) ** 2).sum() for lot in lots)


@given(NUMBERS)
def test_no_other_place_leaves_less_within_the_lots(numbers):
    values = np.array(numbers)
    low, middle, high = split(values)
    if values.min() == values.max():
        assert low == middle == high == values[0]
        return
    assert values[values < middle].mean() == pytest.approx(low)
    assert values[values > middle].mean() == pytest.approx(high)
    ordered = np.unique(values)
    others = (ordered[1:] + ordered[:-1]) / 2
    assert within(values, middle) <= min(within(values, one) for one in others) + 1e-6


@given(NUMBERS, st.sampled_from([0.5, 2.0, 64.0]), st.integers(-8, 8))
def test_scale_and_shift_change_nothing(numbers, scale, shift):
    values = np.array(numbers)
    told = np.array(split(values * scale + shift))
    assert told == pytest.approx(np.array(split(values)) * scale + shift)


def test_no_numbers_have_no_lots():
    assert split(np.empty(0)) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(("fewer", "more"), [(200, 200), (100, 900), (900, 100)])
def test_what_is_even_is_as_likely_of_either_lot(fewer, more):
    chance = np.random.default_rng(0)
    values = np.concatenate([chance.normal(1.0, 0.1, more), chance.normal(2.0, 0.1, fewer)])
    low, middle, high = split(values)
    at = even(values, low, middle, high)
    lots = values[values < middle], values[values > middle]
    width = np.sqrt(np.concatenate([lot - lot.mean() for lot in lots]).var())
    likely = [len(lot) * norm.pdf(at, lot.mean(), width) for lot in lots]
    assert likely[0] == pytest.approx(likely[1], rel=1e-6)
    assert np.sign(round(at - (low + high) / 2, 3)) == np.sign(more - fewer)


@given(NUMBERS, st.sampled_from([0.5, 2.0, 64.0]), st.integers(-8, 8))
def test_what_is_even_lies_between_the_lots_and_goes_with_scale_and_shift(numbers, scale, shift):
    values = np.array(numbers)
    assume(values.min() < values.max())
    low, middle, high = split(values)
    assert low <= even(values, low, middle, high) <= high
    other = values * scale + shift
    assert even(other, *split(other)) == pytest.approx(
        even(values, low, middle, high) * scale + shift
    )
