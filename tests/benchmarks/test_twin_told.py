"""What is told of a clip counts for its fault only where it may be of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.twin_told import is_of, poisson_most


@pytest.mark.parametrize(
    ("begins_s", "ends_s", "onset_s", "is_right"),
    [
        (10.5, 29.5, 11.0, True),
        (13.0, 20.0, 11.0, True),
        (0.0, 29.5, 11.0, False),  # a false alarm that happens to last into the fault
        (2.0, 9.0, 11.0, False),
        (0.0, 29.5, -6.0, True),
        (25.0, 29.5, -6.0, True),
    ],
)
def test_what_began_long_before_a_fault_is_not_of_it(begins_s, ends_s, onset_s, is_right):
    assert is_of(("frozen", begins_s, ends_s), onset_s) is is_right


@given(st.integers(0, 12))
def test_the_largest_mean_gives_so_few_once_in_twenty(count):
    from scipy.stats import poisson

    assert poisson.cdf(count, poisson_most(count)) == pytest.approx(0.05, abs=1e-6)
