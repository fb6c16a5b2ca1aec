"""What a plan states happens so often, of those who can, on sites of several families."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.plan.generate import generate
from lotgraph.twin.world.choice import Choice
from lotgraph.twin.world.intents import MOST_BEHIND, intents
from lotgraph.twin.world.routes import Routes
from lotgraph.twin.world.simulate import simulate

BEGINS_AT = datetime(2026, 6, 2, 8, tzinfo=UTC)
SITES = (("angled", 9), ("garage", 34), ("street", 5), ("surface", 4), ("yard", 15))
HABITS = ("back_in", "several_tries", "circling", "wrong_way", "tailgating")
HABIT = 0.25  # of those who can: more would leave few of each, fewer ask for many more
STOPS = ("drop_off", "double_parking", "delivery", "coach")
STOP = 0.18  # of those who come, for each of the four
RETURNING = 0.25
RESTED = timedelta(hours=12)  # after which enough have been away for long enough to come again
SIGMAS = 3.3  # of a binomial count: one in a thousand is farther off
SURE = 2.0  # of a count at another share: one in fifty is taken for the stated one
KEPT_UP = 0.75  # of who means to tailgate, the least who do: 0.89 over twelve such worlds


def shares(names, share):
    return {f"{name}_share": share for name in names}


def lived(family, seed, hours, an_hour, rates):
    """Hours of a site to which so many come an hour, who stay for ten minutes or so."""
    plan = generate(seed, family)
    often = {"arrivals_per_hour": (an_hour,) * 24, "dwell_median_s": 600.0, "dwell_sigma": 0.4}
    changed = replace(plan, rates=replace(plan.rates, **often, **rates))
    return simulate(changed, BEGINS_AT, hours * 3600.0, seed)


@cache
def parking(family, seed):
    """Three hours in which most park, and have habits."""
    rates = {"double_parking_share": 0.0, "drop_off_share": 0.1, **shares(HABITS, HABIT)}
    return lived(family, seed, 3, 50.0, rates)


@cache
def errands(family, seed):
    """A day and more on which most only stop, or ride on two wheels, and many come again."""
    rates = {"returning_share": RETURNING, "two_wheeler_share": STOP, **shares(STOPS, STOP)}
    return lived(family, seed, 28, 5.0, rates | shares(HABITS, 0.0))


def came_to(life):
    """Visits of those who came while a world lasted, with what they came in."""
    of = life.vehicles.select("site_id", "object_id", "type")
    visits = life.visits.join(of, on=["site_id", "object_id"])
    return visits.filter(pl.col("entered_at").is_not_null())


def parked_in(life):
    return came_to(life).filter(pl.col("parked_at").is_not_null())


def choice_on(life):
    return Choice(life.plan, 0, Routes(life.plan), None)


def able_to_back_in(life):
    """Of those who parked, who did across a lane and in no slanted stall."""
    choice = choice_on(life)
    straight = [one.stall_id for one in life.plan.stalls if choice.is_straight(one)]
    return parked_in(life).filter(pl.col("stall_id").is_in(straight))


def able_to_circle(life):
    """Of those who parked, who did where a lane leads round."""
    routes = Routes(life.plan)
    entries, stalls = routes.entries, life.plan.stalls
    round_ = [
        one.stall_id
        for one in stalls
        if any(routes.loop(way) for entry in entries for way in routes.ways_in(one, entry))
    ]
    return parked_in(life).filter(pl.col("stall_id").is_in(round_))


def left(life):
    visits = life.visits
    return visits.filter(pl.col("unparked_at").is_not_null() & pl.col("left_at").is_not_null())


def able_to_turn_wrong(life):
    """Of those who left a stall, who did not along the kerb of a one-way street."""
    return left(life).filter(~pl.col("stall_id").is_in(choice_on(life).kerb))


def who_did(visits, name):
    return visits.filter(pl.col("behaviours").list.contains(name))


def is_gated(plan):
    """Whether a gate closes a way in."""
    entries = {lane.lane_id for lane in plan.lanes if lane.kind == "entry"}
    return any(gate.lane_id in entries for gate in plan.gates)


def spread(share, among):
    return np.sqrt(share * (1 - share) * among)


def is_as_stated(count, among, stated):
    """Whether a count is what chance makes of a stated share of so many."""
    return abs(count - stated * among) <= SIGMAS * spread(stated, among)


def would_tell(among, stated):
    """Whether so many are enough that none, half and double the share would not pass for it."""
    return all(
        abs(other - stated) * among > SIGMAS * spread(stated, among) + SURE * spread(other, among)
        for other in (0.0, stated / 2, 2 * stated)
    )


def prove(count, among, stated):
    assert would_tell(among, stated)
    assert is_as_stated(count, among, stated)


@pytest.fixture(scope="module", params=SITES, ids=lambda site: site[0])
def site(request):
    return request.param


@pytest.fixture
def life(site):
    return parking(*site)


@pytest.fixture
def came(life):
    return came_to(life)


@pytest.fixture
def parked(life):
    return parked_in(life)


@given(st.integers(1, 5000), st.sampled_from([0.1, STOP, HABIT]), st.sampled_from([0.0, 0.5, 2.0]))
def test_where_a_count_would_tell_no_mean_of_another_share_is_as_stated(among, stated, times):
    if would_tell(among, stated):
        assert not is_as_stated(times * stated * among, among, stated)
    assert is_as_stated(stated * among, among, stated)


# Of whom and who of them can, and at which sites nobody can.
WHO = {
    "several_tries": (parked_in, parked_in, ()),
    "circling": (parked_in, able_to_circle, ("street", "yard")),  # of one aisle, in to out
    "back_in": (parked_in, able_to_back_in, ("angled", "street")),  # slanted, or along a kerb
    "wrong_way": (left, able_to_turn_wrong, ("street",)),
}


@pytest.mark.parametrize("name", WHO)
def test_of_those_who_can_as_many_do_each_thing_as_stated(name):
    visits = [WHO[name][1](parking(*one)) for one in SITES]
    did = [len(who_did(one, name)) for one in visits]
    prove(sum(did), sum(map(len, visits)), HABIT)
    for count, one in zip(did, visits, strict=True):
        assert is_as_stated(count, len(one), HABIT)


@pytest.mark.parametrize("name", WHO)
def test_nobody_does_what_cannot_be_done_there(site, life, name):
    everybody, able, nowhere = WHO[name]
    assert len(who_did(everybody(life), name)) == len(who_did(able(life), name))
    assert (len(able(life)) == 0) == (site[0] in nowhere)


@pytest.mark.parametrize("name", STOPS)
def test_of_those_who_come_as_many_only_stop_as_stated(name):
    visits = [came_to(errands(*one)) for one in SITES]
    did = [len(who_did(one, name)) for one in visits]
    prove(sum(did), sum(map(len, visits)), STOP)
    for count, one in zip(did, visits, strict=True):
        assert is_as_stated(count, len(one), STOP)


def test_coaches_are_buses_and_what_delivers_is_a_truck_or_van_where_they_get_through():
    for name, meant in (("coach", {"bus"}), ("delivery", {"truck", "van"})):
        types = [set(who_did(came_to(errands(*one)), name)["type"]) for one in SITES]
        assert all(one <= meant or not one & {"bus", "truck"} for one in types)
        assert any(one == meant for one in types)


def test_of_those_who_come_as_many_ride_on_two_wheels_and_park_as_stated():
    came = pl.concat(came_to(errands(*one)) for one in SITES)
    rode = came.filter(pl.col("type").is_in(["bicycle", "motorbike"]))
    prove(len(rode), len(came), STOP)
    assert rode["stall_id"].null_count() == 0


def test_of_those_who_come_as_many_have_been_there_before_as_stated():
    again = pl.int_range(pl.len()).over("object_id") > 0
    visits = [
        errands(*one).visits.sort("entered_at").with_columns(again=again).lazy() for one in SITES
    ]
    came = pl.concat(visits).filter(pl.col("entered_at") > BEGINS_AT + RESTED).collect()
    prove(came["again"].sum(), len(came), RETURNING)


def test_nearly_all_who_mean_to_tailgate_do_where_a_gate_closes_the_way_in():
    """As many mean to as is stated; the others find no room right behind somebody in time."""
    meant, did, among = 0, 0, 0
    for site in SITES:
        life = parking(*site)
        count = len(who_did(came_to(life), "tailgating"))
        if not is_gated(life.plan):
            assert count == 0
            continue
        drivers = intents(life.plan, life.seed, BEGINS_AT, life.duration_s)
        meant += sum(one.tailgates for one in drivers)
        did += count
        among += len(drivers)
    prove(meant, among, HABIT)
    assert KEPT_UP * meant < did <= meant


def test_where_all_would_tailgate_all_come_in_and_most_do():
    life = lived("garage", 34, 2, 50.0, {"tailgating_share": 1.0})
    assert is_gated(life.plan)
    came, drivers = came_to(life), intents(life.plan, life.seed, BEGINS_AT, life.duration_s)
    assert len(drivers) - MOST_BEHIND <= len(came) <= len(drivers)
    assert not len(who_did(came, "full"))
    meant = sum(one.tailgates for one in drivers)
    assert KEPT_UP * meant < len(who_did(came, "tailgating")) <= meant


def test_hardly_anybody_finds_no_stall(came):
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
        assert (plan.rates.tailgating_share > 0) == is_gated(plan)
    assert len({plan.rates.tailgating_share > 0 for plan in plans}) == 2
