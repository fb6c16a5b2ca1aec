"""Faults come at their rates, one at a time."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.faults.model import HABITS, KINDS, OF_FILES
from lotgraph.twin.faults.schedule import DAY_S, REST_S, schedule
from lotgraph.twin.plan import Camera, Plan

RATES = dict.fromkeys(KINDS, 0.5)


def plan_of(*names):
    cameras = tuple(Camera(name, (0, 0, 5), 0, 0) for name in names)
    return Plan("lot", "train", 0, lanes=(), stalls=(), cameras=cameras)


@given(st.integers(0, 1000), st.floats(0.5, 20))
def test_no_camera_has_two_faults_at_once(seed, days):
    found = schedule(plan_of("north", "south"), days * DAY_S, seed, RATES)
    for name in ("north", "south"):
        mine = [one for one in found if one.camera_id == name]
        for one, after in pairwise(mine):
            assert after.begins_s >= one.ends_s + REST_S - 1e-6
        for one in mine:
            assert 0 <= one.begins_s < one.ends_s <= days * DAY_S
            assert 0 <= one.strength < 1
            assert one.ends_s - one.begins_s <= max(HABITS[one.kind].lasts_s[1], 300.0) + 1e-6


def test_kinds_come_as_often_as_stated():
    rates = {"black": 4.0, "moved": 1.0, "frozen": 0.0}
    days = 400.0
    found = schedule(plan_of("north"), days * DAY_S, 4, rates)
    ill_s = sum(one.ends_s - one.begins_s + REST_S for one in found)
    healthy_days = days - ill_s / DAY_S
    counts = Counter(one.kind for one in found)
    assert set(counts) == {"black", "moved"}
    assert counts["black"] == pytest.approx(4.0 * healthy_days, rel=0.08)
    assert counts["moved"] == pytest.approx(1.0 * healthy_days, rel=0.15)


def test_a_camera_s_faults_depend_on_no_other_camera_and_no_longer_time():
    alone = schedule(plan_of("north"), 10 * DAY_S, 4, RATES)
    both = schedule(plan_of("south", "north"), 30 * DAY_S, 4, RATES)
    mine = [one for one in both if one.camera_id == "north" and one.ends_s < 10 * DAY_S]
    assert mine == list(alone)[: len(mine)]
    assert len(mine) >= len(alone) - 1
    assert schedule(plan_of("north"), 10 * DAY_S, 6, RATES) != alone


def test_files_are_hit_one_at_a_time_and_whole():
    found = [
        one for one in schedule(plan_of("north"), 60 * DAY_S, 4, RATES) if one.kind in OF_FILES
    ]
    assert found
    for one in found:
        assert one.begins_s % 300 == 0
        assert one.ends_s - one.begins_s == pytest.approx(300)


def test_every_kind_comes_sooner_or_later():
    assert {one.kind for one in schedule(plan_of("north"), 60 * DAY_S, 4, RATES)} == set(KINDS)


def test_without_rates_nothing_happens():
    assert schedule(plan_of("north"), DAY_S, 4, {}) == ()
