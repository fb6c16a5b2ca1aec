"""A told clock counts for a fault only where it may be of it; arrivals follow what is true."""

from dataclasses import replace

import polars as pl
import pytest

from benchmarks.twin_clocks import WAYS, files_of, watch, week_of
from benchmarks.twin_clocks_told import Told, Week
from lotgraph.twin.faults.model import Fault, strength_of

HOUR_S = 3600.0
JUMP = Fault("cam01", "clock_jump", 1000.0, 5000.0)
DRIFT = Fault("cam01", "clock_drift", 20_000.0, 30_000.0)
WEEK_S = 100_000.0


def told(kind, after_s, from_s, *, camera_id="cam01", known_s=HOUR_S):
    return Told(camera_id, kind, after_s, from_s, until_s=from_s + 600.0, known_s=known_s)


@pytest.mark.parametrize(
    ("one", "fault", "is_beginning", "is_right"),
    [
        (told("clock_jump", 900, 1200), JUMP, True, True),
        (told("clock_jump", 1200, 1500), JUMP, False, False),  # it was set before these two
        (told("clock_jump", 600, 900), JUMP, False, False),
        (told("clock_jump", 4800, 5100), JUMP, False, True),  # set right again
        (told("clock_jump", 900, 1200, camera_id="cam02"), JUMP, False, False),
        (told("clock_drift", 900, 1200), JUMP, False, False),
        (told("clock_drift", -1, 19_500), DRIFT, True, True),
        (told("clock_drift", -1, 29_900), DRIFT, True, True),
        (told("clock_drift", -1, 19_000), DRIFT, False, False),
        (told("clock_drift", -1, 30_000), DRIFT, False, False),
        (told("clock_jump", 19_900, 20_200), DRIFT, False, False),  # it begins without a step
        (told("clock_jump", 29_900, 30_200), DRIFT, False, True),
    ],
)
def test_what_is_told_of_a_clock_is_paired_with_what_befell_it(one, fault, is_beginning, is_right):
    assert (one.is_beginning_of(fault), one.is_of(fault)) == (is_beginning, is_right)


def test_a_week_counts_what_is_known_first_and_what_is_told_of_no_fault():
    right = [told("clock_jump", 900, 1200, known_s=known_s) for known_s in (7200.0, 3700.0)]
    beside, well = told("clock_jump", 21_000, 21_300), told("clock_jump", 50_000, 50_300)
    week = Week((JUMP, DRIFT), WEEK_S, 2, (*right, beside, well), (("cam01", 1500.0),))
    assert (week.late_s(JUMP), week.late_s(DRIFT)) == (2700.0, float("inf"))
    assert week.wrong == [beside, well]
    assert [week.is_well(one) for one in week.wrong] == [False, True]
    assert [week.is_refused(fault) for fault in week.faults] == [True, False]
    assert week.well_days == pytest.approx((2 * WEEK_S - 4000 - 10_000) / 86_400)


@pytest.fixture(scope="module")
def order():
    return week_of(7001, 0.25, 0.0, 300.0)


def test_files_are_named_by_the_cameras_clock_and_arrive_after_their_last_frame(order):
    files = files_of(order, WAYS[0])
    assert files.height == len(order.plan.cameras) * 72
    assert files["uri"].n_unique() == files.height
    lag_s = files["landed_s"] - files["taken_s"] - files["length_s"]
    assert 1 < lag_s.min() <= lag_s.max() < 30
    first = files.filter(pl.col("taken_s") == 0)["name"].sort().to_list()
    shown = sorted(order.shows(camera, 0.0) for camera in order.plan.cameras)
    assert first == [f"{at:%Y-%m-%dT%H-%M-%S}.{at.microsecond // 1000:03d}Z.mp4" for at in shown]


@pytest.mark.parametrize("seed", range(4))
def test_a_file_of_a_clock_that_drifts_lasts_until_the_next_one_s_name(order, seed):
    camera_id = order.plan.cameras[0].camera_id
    fault = Fault(camera_id, "clock_drift", 0.0, 21_600.0, strength_of("clock_drift", 40.0), seed)
    files = files_of(replace(order, faults=(fault,)), WAYS[0])
    mine = files.filter(camera_folder=camera_id).sort("taken_s")
    named = mine["name"].str.to_datetime("%Y-%m-%dT%H-%M-%S%.3fZ.mp4", time_unit="us")
    apart_s = named.diff()[1:].dt.total_microseconds() / 1e6
    assert mine["duration_s"][1:].to_list() == pytest.approx(apart_s.to_list(), abs=2e-3)
    assert apart_s.to_list() == pytest.approx([300 + fault.sign * 300 * 40 / 3600] * 71, abs=0.05)


@pytest.mark.parametrize(
    ("amount", "told_kinds", "are_refused"),
    [(40.0, {"clock_jump"}, False), (7000.0, set(), True)],
)
def test_a_clock_set_ahead_is_told_and_one_set_far_ahead_is_refused(
    order, amount, told_kinds, are_refused
):
    camera_id = order.plan.cameras[0].camera_id
    ahead = next(seed for seed in range(99) if Fault("", "clock_jump", 0, 1, 0, seed).sign > 0)
    strength = strength_of("clock_jump", amount)
    fault = Fault(camera_id, "clock_jump", 5400.0, 12_600.0, strength, ahead)
    week = watch(replace(order, faults=(fault,)), WAYS[0])
    assert {one.kind for one in week.told} == told_kinds
    assert week.wrong == []
    assert week.is_refused(fault) is are_refused
    assert (week.late_s(fault) < HOUR_S) is bool(told_kinds)
