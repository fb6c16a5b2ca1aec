"""A clock in the picture that has stopped says that the picture has."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.health.tick import stopped


def looks(pattern, step_s=0.5):
    """Calm looks (.) and such in which something stirs (N), and when they were."""
    return np.array([sign == "." for sign in pattern], dtype=bool), np.arange(len(pattern)) * step_s


def told(pattern, step_s=0.5):
    return "".join("#" if one else "." for one in stopped(*looks(pattern, step_s)))


def test_a_clock_that_no_longer_ticks_is_told_from_its_last_beat_on():
    ticking, still = "N." * 6, "." * 12
    assert told(ticking + still) == "." * 11 + "#" * 13
    assert told(ticking + still + ticking) == "." * 11 + "#" * 13 + "." * 12


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("N" * 20 + "." * 20, "traffic that has passed is no clock"),
        ("N." * 4 + "." * 20, "four beats may be chance"),
        ("N..." * 5 + "." * 20, "what stirs every two seconds is no clock of seconds"),
        ("N." * 6 + "." * 6 + "N." * 3 + "." * 20, "a clock that had failed before tells nothing"),
        ("N." * 6 + "." * 7, "a few beats may be lost"),
    ],
)
def test_without_a_clock_that_never_failed_nothing_is_told(pattern, why):
    assert not stopped(*looks(pattern)).any(), why


def test_a_pause_between_files_is_no_stillness():
    is_calm, times_s = looks("N." * 8 + ".N" * 8)
    times_s[16:] += 60.0
    assert not stopped(is_calm, times_s).any()


@given(st.text("N.", max_size=80), st.sampled_from([0.4, 0.5, 0.8, 1.0]))
def test_only_calm_looks_of_long_stillness_are_told(pattern, step_s):
    is_calm, times_s = looks(pattern, step_s)
    found = stopped(is_calm, times_s)
    assert not (found & ~is_calm).any()
    edges = np.flatnonzero(np.diff(np.concatenate([[0], found.astype(int), [0]])))
    for first, end in edges.reshape(-1, 2).tolist():
        assert (end - first) * step_s > 5.0 - 2 * step_s
