"""A clock jumps or drifts while a fault lasts, and is right before and after."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.faults.clock import clock_error_s, clock_gain_s
from lotgraph.twin.faults.model import KINDS, Fault, strength_of


def error_s(t_s, kind, **changes):
    given_ = {"begins_s": 10.0, "ends_s": 110.0, "strength": 0.6, "seed": 5, **changes}
    other = Fault("south", "clock_jump", 0, 1e6, seed=5)
    return clock_error_s((other, Fault("north", kind, **given_)), "north", t_s)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("t_s", [0.0, 9.8, 110.0, 400.0])
def test_outside_a_fault_and_by_that_of_another_camera_no_clock_is_wrong(kind, t_s):
    assert error_s(t_s, kind) == 0


@pytest.mark.parametrize("kind", sorted({*KINDS} - {"clock_jump", "clock_drift"}))
def test_what_befalls_no_clock_leaves_it_right(kind):
    assert error_s(50.0, kind) == 0


@given(st.integers(0, 200), st.floats(0, 1))
def test_a_clock_jumps_and_stays(seed, strength):
    errors = {error_s(t, "clock_jump", seed=seed, strength=strength) for t in (10.0, 50.0, 109.9)}
    assert len(errors) == 1
    assert 3 - 1e-9 <= abs(errors.pop()) <= 7200 + 1e-6


def test_a_clock_drifts_by_its_seconds_an_hour():
    given_ = {"strength": strength_of("clock_drift", 12.0), "ends_s": 20000.0}
    assert abs(error_s(3610.0, "clock_drift", **given_)) == pytest.approx(12.0)
    assert abs(error_s(1810.0, "clock_drift", **given_)) == pytest.approx(6.0)
    signs = {np.sign(error_s(50.0, "clock_drift", seed=seed)) for seed in range(20)}
    assert signs == {-1, 1}


@given(st.floats(0, 150), st.floats(0, 150), st.integers(0, 20), st.floats(0, 1))
def test_what_a_drift_gains_is_kept_at_its_end_where_the_clock_is_set_right(a, b, seed, strength):
    from_s, until_s = sorted((a, b))
    drift = Fault("north", "clock_drift", 10.0, 110.0, strength, seed)
    within_s = [min(max(t_s, 10.0), 109.999) for t_s in (from_s, until_s)]
    first_s, last_s = (clock_error_s((drift,), "north", t_s) for t_s in within_s)
    gained_s = clock_gain_s((drift,), "north", from_s, until_s)
    assert gained_s == pytest.approx(last_s - first_s, abs=2e-5), "less than 0.012 s a second"


@pytest.mark.parametrize("kind", sorted({*KINDS} - {"clock_drift"}))
def test_what_is_no_drift_of_its_own_changes_nothing_of_what_a_clock_counts(kind):
    other = Fault("south", "clock_drift", 0.0, 200.0)
    assert clock_gain_s((other, Fault("north", kind, 10.0, 110.0)), "north", 0.0, 200.0) == 0
