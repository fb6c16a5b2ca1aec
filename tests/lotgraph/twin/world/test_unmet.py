"""What a site states of its traffic and cannot come true there is warned of."""

from dataclasses import replace

import pytest

from lotgraph.errors import TwinError
from lotgraph.twin.plan.generate import FAMILIES, generate
from lotgraph.twin.plan.model import Lane
from lotgraph.twin.world.intents import STOPS
from lotgraph.twin.world.simulate import simulate
from lotgraph.twin.world.unmet import unmet
from tests.lotgraph.twin.world.conftest import BEGINS_AT

NOBODY = {f"{name}_share": 0.0 for name in STOPS}


def aisle(plan, *points, **rates):
    """The site with one aisle from the way in to the way out, and no stalls."""
    way_in = Lane("in", "entry", ((-60, -12), points[0]), 4.0, is_one_way=True)
    way_out = Lane("out", "exit", (points[-1], (points[-1][0], 60)), 4.0, is_one_way=True)
    lanes = (way_in, Lane("only", "aisle", points, 6.0), way_out)
    changed = replace(plan.rates, **rates)
    return replace(plan, lanes=lanes, stalls=(), gates=(), structures=(), rates=changed)


@pytest.mark.parametrize(
    "points",
    [((-24, -12), (0, -12)), ((-24, -12), (-4, -12), (-4, 8), (-24, 8))],
    ids=["short", "bent"],
)
def test_rates_of_those_who_find_no_place_to_stop_are_warned_of(plan, points):
    rates = NOBODY | {"drop_off_share": 0.6, "double_parking_share": 0.4}
    one = aisle(plan, *points, **rates)
    (said,) = unmet(one)
    assert "more than 24 m of straight aisle" in said
    assert "so drop_off_share and double_parking_share come to nothing" in said
    assert "make 25 m of an aisle straight" in said
    came = simulate(one, BEGINS_AT.replace(hour=9), 3600.0, 0).visits
    assert len(came) > 10
    assert came["behaviours"].list.len().sum() == 0


def test_an_aisle_as_long_as_is_asked_for_is_warned_of_no_more(plan):
    rates = NOBODY | {"drop_off_share": 1.0}
    one = aisle(plan, (-24, -12), (1, -12), (1, 0), **rates)
    assert list(unmet(one)) == []
    came = simulate(one, BEGINS_AT.replace(hour=9), 3600.0, 0).visits
    assert came["behaviours"].list.contains("drop_off").all()


def test_where_nobody_means_to_stop_or_comes_nothing_is_said(plan):
    short = ((-24, -12), (0, -12))
    with_stalls = replace(aisle(plan, *short, **NOBODY), stalls=plan.stalls)
    assert list(unmet(with_stalls)) == []
    assert list(unmet(aisle(plan, *short, arrivals_per_hour=(0.0,) * 24))) == []


def test_a_site_without_stalls_is_warned_of_where_many_come_to_park(plan):
    rates = NOBODY | {"arrivals_per_hour": (30.0,) * 24}
    one = aisle(plan, (-24, -12), (24, -12), **rates)
    (said,) = unmet(one)
    assert said.startswith("there are no stalls, so all of 720 a day who come to park find it full")
    came = simulate(one, BEGINS_AT, 3600.0, 0).visits
    assert len(came) > 10
    assert came["behaviours"].list.contains("searching").all()
    assert came["stall_id"].null_count() == len(came)


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_of_a_generated_site_nothing_is_said(family):
    assert not [said for seed in range(4) for said in unmet(generate(seed, family))]


def test_a_site_that_nobody_gets_through_is_refused(plan):
    apart = aisle(plan, (-24, -12), (0, -12))
    lanes = (*apart.lanes[:2], replace(apart.lanes[2], points=((9, 9), (9, 60))))
    with pytest.raises(TwinError, match="expected a way from an entry lane to an exit lane"):
        list(unmet(replace(apart, lanes=lanes)))
