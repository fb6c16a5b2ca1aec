"""What a plan states happens so often, of those who can, on sites of several families."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest

from lotgraph.twin.plan.generate import generate
from lotgraph.twin.world.choice import Choice
from lotgraph.twin.world.intents import intents
from lotgraph.twin.world.routes import Routes
from lotgraph.twin.world.simulate import simulate

BEGINS_AT = datetime(2026, 6, 2, 8, tzinfo=UTC)
SECONDS = 3 * 3600.0
SHARE = 0.25
SIGMAS = 3.3  # of a binomial count: one in a thousand is farther off
STATED = (
    "back_in", "several_tries", "circling", "wrong_way", "tailgating", "drop_off",
)  # fmt: skip
KEPT_UP = 0.75  # of who means to tailgate, the least who do: 0.89 over twelve such worlds
SITES = (("angled", 9), ("garage", 34), ("surface", 4), ("yard", 15))


@pytest.fixture(scope="module", params=SITES, ids=lambda site: site[0])
def life(request):
    family, seed = request.param
    plan = generate(seed, family)
    rates = replace(
        plan.rates,
        arrivals_per_hour=(50.0,) * 24,
        dwell_median_s=600.0,
        dwell_sigma=0.4,
        double_parking_share=0.0,
        **{f"{name}_share": SHARE for name in STATED if name != "drop_off"},
        drop_off_share=0.1,
    )
    return simulate(replace(plan, rates=rates), BEGINS_AT, SECONDS, seed)


@pytest.fixture(scope="module")
def came(life):
    return life.visits.filter(pl.col("entered_at").is_not_null())


@pytest.fixture(scope="module")
def parked(came):
    return came.filter(pl.col("parked_at").is_not_null())


def who_did(visits, name):
    return visits.filter(pl.col("behaviours").list.contains(name))


def is_as_stated(visits, name, stated=SHARE):
    spread = np.sqrt(stated * (1 - stated) * len(visits))
    return abs(len(who_did(visits, name)) - stated * len(visits)) <= SIGMAS * spread


def test_of_those_who_park_some_take_several_tries_and_circle_where_a_lane_leads_round(
    life, parked
):
    assert len(parked) > 80
    assert is_as_stated(parked, "several_tries")
    if life.plan.family.startswith("yard"):  # one aisle, from the entry to the exit
        assert len(who_did(parked, "circling")) == 0
    else:
        assert is_as_stated(parked, "circling")


def test_of_those_who_park_across_a_lane_some_back_in_but_into_no_slanted_stall(life, parked):
    choice = Choice(life.plan, 0, Routes(life.plan), None)
    straight = [one.stall_id for one in life.plan.stalls if choice.is_straight(one)]
    able = parked.filter(pl.col("stall_id").is_in(straight))
    assert is_as_stated(able, "back_in")
    assert len(who_did(parked, "back_in")) == len(who_did(able, "back_in"))
    assert life.plan.family.startswith("angled") == (len(straight) == 0)


def test_of_those_who_leave_a_stall_some_go_the_wrong_way(life):
    left = life.visits.filter(pl.col("unparked_at").is_not_null() & pl.col("left_at").is_not_null())
    assert is_as_stated(left, "wrong_way")


def test_nearly_all_who_mean_to_tailgate_do_where_a_gate_closes_the_way_in(life, came):
    """As many mean to as is stated; the others find no room right behind somebody in time."""
    entries = {lane.lane_id for lane in life.plan.lanes if lane.kind == "entry"}
    did = len(who_did(came, "tailgating"))
    if any(gate.lane_id in entries for gate in life.plan.gates):
        drivers = intents(life.plan, life.seed, BEGINS_AT, SECONDS)
        meant = sum(one.tailgates for one in drivers)
        assert meant > 20
        assert KEPT_UP * meant < did <= meant
    else:
        assert did == 0


def test_of_those_who_come_some_only_drop_somebody_and_hardly_anybody_finds_no_stall(came):
    assert is_as_stated(came, "drop_off", 0.1)
    assert len(who_did(came, "full")) <= 0.02 * len(came)


def test_who_tries_again_begins_where_it_stops_short_and_goes_back_and_on(life, parked):
    tried = who_did(parked, "several_tries").explode("behaviours", "behaved_at", "behaved_until")
    tried = tried.filter(behaviours="several_tries").head(25)
    for visit in tried.iter_rows(named=True):
        begin, end = (
            (visit[name] - life.begins_at).total_seconds()
            for name in ("behaved_at", "behaved_until")
        )
        assert visit["behaved_at"] > visit["entered_at"]
        assert visit["behaved_until"] == visit["parked_at"]
        speeds = []
        for t_s in np.arange(begin + 0.25, end, 0.25):
            poses = life.poses(t_s)
            speeds.append(poses.speed_mps[poses.object_id == visit["object_id"]].item())
        assert abs(speeds[0]) < 0.3  # it stands
        moving = np.sign([speed for speed in speeds if abs(speed) > 0.05])
        turns = np.flatnonzero(np.diff(moving)) + 1
        assert 1 <= len(turns) <= 2  # back, on again, and at a kerb forward to its place
        assert len(speeds) < 4 * 90


def test_drawn_plans_state_tailgating_only_where_there_is_a_gate():
    plans = [generate(seed, family) for family in ("garage", "yard") for seed in range(8)]
    for plan in plans:
        entries = {lane.lane_id for lane in plan.lanes if lane.kind == "entry"}
        is_gated = any(gate.lane_id in entries for gate in plan.gates)
        assert (plan.rates.tailgating_share > 0) == is_gated
    assert len({plan.rates.tailgating_share > 0 for plan in plans}) == 2
