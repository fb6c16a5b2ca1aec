"""Faults come at their rates, one at a time."""

import os
import subprocess
import sys
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.faults.cover import cloth
from lotgraph.twin.faults.model import HABITS, KINDS, OF_FILES, Fault
from lotgraph.twin.faults.paint import knocked
from lotgraph.twin.faults.schedule import DAY_S, REST_S, schedule
from lotgraph.twin.plan import Camera, Plan
from lotgraph.twin.seeds import SPLITS, split_of
from lotgraph.twin.sensor.lens import dirt_map

RATES = dict.fromkeys(KINDS, 0.5)


def plan_of(*names, site="lot", split="train"):
    cameras = tuple(Camera(name, (0, 0, 5), 0, 0) for name in names)
    return Plan(site, split, SPLITS.index(split), lanes=(), stalls=(), cameras=cameras)


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


@given(st.integers(0, 2**40), st.sampled_from([("lot", "train"), ("yard", "held_out")]))
def test_no_two_sites_have_a_fault_in_common(seed, other):
    """Whether they are of one split or of two, and even if both go by one name."""
    sites = [("yard", "train"), other]
    mine, theirs = (
        schedule(plan_of("north", site=site, split=split), 20 * DAY_S, seed, RATES)
        for site, split in sites
    )
    assert len(mine) > 5
    assert len(theirs) > 5
    for of in (lambda one: one.begins_s, lambda one: one.strength, lambda one: one.seed):
        free = [one for one in mine if one.kind not in OF_FILES]
        assert not {of(one) for one in free} & {of(one) for one in theirs}


@given(st.integers(0, 2**40), st.sampled_from(SPLITS), st.text(max_size=8))
def test_looks_of_faults_are_of_the_site_s_split(seed, split, site):
    """Looks are drawn from a fault's seed alone, and no seed is of two splits."""
    found = schedule(plan_of("north", "south", site=site, split=split), 9 * DAY_S, seed, RATES)
    assert found
    assert {split_of(one.seed) for one in found} == {split}


def test_what_hides_soils_or_knocks_a_camera_never_looks_the_same_in_two_splits():
    seeds = {
        split: [
            one.seed
            for site in ("a", "b")
            for one in schedule(plan_of("north", site=site, split=split), 9 * DAY_S, 4, RATES)
        ][:6]
        for split in SPLITS
    }
    camera = Camera("north", (0, 0, 5), 0, 0, width_px=64, height_px=36)
    for draw in (
        lambda seed: cloth(Fault("north", "covered", 0, 60, seed=seed), 30, 36, 64)[1].tobytes(),
        lambda seed: dirt_map(camera, 0.8, seed, "fault").tobytes(),
        lambda seed: knocked(camera, Fault("north", "moved", 0, 60, seed=seed), 30).yaw_rad,
    ):
        train, held_out = ({draw(seed) for seed in seeds[split]} for split in SPLITS)
        assert len(train) == len(held_out) == 6
        assert not train & held_out


PRINTED = """
from lotgraph.twin.faults.model import KINDS
from lotgraph.twin.faults.schedule import schedule
from lotgraph.twin.plan import Camera, Plan
plan = Plan("lot", "train", 0, (), (), (Camera("north", (0, 0, 5), 0, 0),))
print(repr(schedule(plan, 30 * 86400.0, 4, dict.fromkeys(KINDS, 0.5))))
"""


def test_another_process_draws_the_same_faults():
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    there = subprocess.run(
        [sys.executable, "-c", PRINTED], check=True, capture_output=True, text=True, env=environment
    )
    assert there.stdout.strip() == repr(schedule(plan_of("north"), 30 * DAY_S, 4, RATES))


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
