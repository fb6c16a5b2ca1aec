from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from lotgraph.twin.plan.model import Rates
from lotgraph.twin.world.intents import MOST_BEHIND, TAILGATE_S, intents, passers, standing

BEGINS_AT = datetime(2026, 3, 1, 23, tzinfo=UTC)
DAYS = 20
SHARE = 0.1  # of each thing that a plan states, so that half and double of it would show
MEANT = {
    "back_in_share": lambda one: one.backs_in,
    "several_tries_share": lambda one: one.tries_several,
    "circling_share": lambda one: one.circles,
    "wrong_way_share": lambda one: one.goes_wrong_way,
    "tailgating_share": lambda one: one.tailgates,
    "returning_share": lambda one: one.is_returning,
    "drop_off_share": lambda one: one.purpose == "drop_off",
    "double_parking_share": lambda one: one.purpose == "double_parking",
    "delivery_share": lambda one: one.purpose == "delivery" and one.rides == "truck",
    "coach_share": lambda one: one.purpose == "coach" and one.rides == "bus",
    "two_wheeler_share": lambda one: one.rides == "two_wheeler",
}


@pytest.fixture(scope="module")
def drawn(plan):
    return intents(plan, 7, BEGINS_AT, DAYS * 86400)


def test_vehicles_come_as_often_as_stated_in_each_local_hour(plan, drawn):
    zone = ZoneInfo(plan.timezone)
    moments = [BEGINS_AT + timedelta(seconds=one.at_s) for one in drawn]
    counts = np.bincount([m.astimezone(zone).hour for m in moments], minlength=24)
    expected = np.array(plan.rates.arrivals_per_hour) * DAYS
    assert (np.abs(counts - expected) < 4.5 * np.sqrt(expected) + 1).all()
    assert abs(counts.sum() - expected.sum()) < 3.5 * np.sqrt(expected.sum())
    assert [one.at_s for one in drawn] == sorted(one.at_s for one in drawn)


@pytest.mark.parametrize("times", [0.0, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("name", MEANT)
def test_drivers_mean_to_do_each_thing_as_often_as_stated(plan, name, times):
    """And so often alone: at none, half or double the rate, the count is not what is stated."""
    rates = replace(plan.rates, **dict.fromkeys(MEANT, SHARE) | {name: times * SHARE})
    drawn = intents(replace(plan, rates=rates), 7, BEGINS_AT, 5 * 86400)
    spread = np.sqrt(SHARE * (1 - SHARE) * len(drawn))
    did = sum(MEANT[name](one) for one in drawn)
    assert (abs(did - SHARE * len(drawn)) < 3.5 * spread) == (times == 1.0)


def test_every_share_that_a_plan_states_is_meant(plan):
    stated = {one.name for one in fields(plan.rates) if one.name.endswith("_share")}
    assert stated == set(MEANT)


def test_stays_last_as_stated(plan, drawn):
    dwells = np.log([one.dwell_s for one in drawn if one.purpose == "park"])
    assert np.exp(np.median(dwells)) == pytest.approx(plan.rates.dwell_median_s, rel=0.06)
    assert dwells.std() == pytest.approx(plan.rates.dwell_sigma, rel=0.06)


def test_as_many_people_come_as_stated(plan, drawn):
    people = np.mean([one.people for one in drawn])
    assert people == pytest.approx(plan.rates.walkers_per_visit, rel=0.05)
    assert len(passers(plan, 7, BEGINS_AT, 86400)) > 10


def test_one_in_three_who_come_by_car_pushes_something(drawn):
    """A trolley two in nine, a pram one in nine; nobody does who comes otherwise."""
    pushes = [one.pushes for one in drawn if one.rides == "car"]
    for what, stated in (("trolley", 2 / 9), ("pram", 1 / 9), ("", 6 / 9)):
        spread = np.sqrt(stated * (1 - stated) * len(pushes))
        assert abs(pushes.count(what) - stated * len(pushes)) < 3.5 * spread
    assert {one.pushes for one in drawn if one.rides != "car"} == {""}


def test_who_tailgates_comes_just_behind_another(plan):
    rates = replace(Rates(), tailgating_share=0.5)
    drawn = intents(replace(plan, rates=rates), 7, BEGINS_AT, 86400)
    behind = [b.at_s - a.at_s for a, b in pairwise(drawn) if b.tailgates]
    assert behind
    assert np.mean([gap <= TAILGATE_S[1] for gap in behind]) > 0.95


@pytest.mark.parametrize("share", [0.25, 0.6, 1.0])
def test_where_many_would_tailgate_somebody_goes_before(plan, share):
    """Who goes before comes when the rate says, so that not all follow the first of a day in."""
    drawn, alone = (
        sorted(
            intents(replace(plan, rates=Rates(tailgating_share=one)), 7, BEGINS_AT, DAYS * 86400),
            key=lambda one: one.number,
        )
        for one in (share, 0.0)
    )
    runs = [len(list(some)) for tails, some in groupby(one.tailgates for one in drawn) if tails]
    assert max(runs) == MOST_BEHIND
    before = 1 / sum(share**behind for behind in range(MOST_BEHIND + 1))
    assert np.mean([not one.tailgates for one in drawn]) == pytest.approx(before, abs=0.03)
    for one, would in zip(drawn, alone, strict=True):
        assert one.tailgates or one.at_s == would.at_s


def test_about_as_many_stand_there_already_as_come_in_the_mean_stay(plan, monkeypatch):
    """Little's law; the lot is as full when a world begins as it would have been."""
    rates = replace(Rates(), arrivals_per_hour=(60.0,) * 24, dwell_sigma=0.5)
    flat = replace(plan, rates=rates)
    expected = 60 * rates.dwell_median_s * np.exp(0.5**2 / 2) / 3600 * (1 - 0.05)
    monkeypatch.setattr("lotgraph.twin.world.intents.LOOK_BACK_H", 5)  # longer stays are rare
    counts = [len(standing(flat, seed, BEGINS_AT)) for seed in range(20)]
    assert np.mean(counts) == pytest.approx(expected, rel=0.12)


def test_a_later_end_moves_nobody(plan):
    short = intents(plan, 7, BEGINS_AT, 8 * 3600)
    assert short == intents(plan, 7, BEGINS_AT, 20 * 3600)[: len(short)]
