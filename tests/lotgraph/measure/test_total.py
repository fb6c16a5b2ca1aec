"""Sums of what is mostly 0 are numpy's of the whole, to the last bit."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.measure.total.kernels import sum_of

counts = st.integers(0, 20) | st.integers(120, 140) | st.integers(250, 270) | st.integers(0, 9000)


@given(counts, st.sampled_from([0.01, 0.2, 1.0]), st.integers(0, 2**32 - 1))
def test_a_row_is_summed_as_numpy_does(count, filled, seed):
    chance = np.random.default_rng(seed)
    row = chance.random(count) * (chance.random(count) < filled)
    at = np.flatnonzero(row)
    for whole in (row.sum(), np.vstack([row, row]).sum(axis=1)[0], row[:, None].sum(axis=0)[0]):
        assert sum_of(at, row[at], count) == whole
