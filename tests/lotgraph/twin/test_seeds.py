"""Random numbers of one purpose are their own, and no seed belongs to two splits."""

import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.seeds import SPLITS, seed_of, split_of, stream

SEEDS = st.integers(-(2**70), 2**70)


@given(SEEDS)
def test_the_same_purpose_draws_the_same_numbers(seed):
    drawn = [stream(seed, "paint", 7).random(5).tolist() for _ in range(2)]
    assert drawn[0] == drawn[1]


@given(SEEDS, SEEDS)
def test_another_seed_or_purpose_draws_other_numbers(seed, other):
    draws = {
        tuple(stream(one, *purpose).integers(0, 2**62, 4).tolist())
        for one in {seed, other}
        for purpose in (("a",), ("b",), ("a", 1), ("a", "1"), ())
    }
    assert len(draws) == 5 * len({seed, other})


def test_a_new_process_draws_the_same_numbers():
    program = "from lotgraph.twin.seeds import stream; print(stream(3, 'x').integers(2**62))"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert int(run.stdout) == stream(3, "x").integers(2**62)


@given(SEEDS)
def test_every_seed_has_one_split(seed):
    assert split_of(seed) in SPLITS
    assert split_of(seed) != split_of(seed + 1)


@given(st.integers(0, 2**40), st.integers(0, 2**40), st.sampled_from(SPLITS))
def test_each_number_has_a_seed_of_its_own_in_each_split(number, other, split):
    assert split_of(seed_of(number, split)) == split
    assert (seed_of(number, split) == seed_of(other, split)) == (number == other)


def test_numbers_are_spread_evenly():
    drawn = np.array([stream(1, "spread", number).random() for number in range(2000)])
    assert abs(drawn.mean() - 0.5) < 0.02
    assert abs(drawn.std() - 12**-0.5) < 0.02
