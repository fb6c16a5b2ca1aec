"""Nobody parks where others cannot get by, nor where somebody is shut in."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest

from lotgraph.twin.bodies.catalogue import body_of
from lotgraph.twin.plan.generate import generate
from lotgraph.twin.world.drivers import Errand
from lotgraph.twin.world.fleet import Fleet, Vehicle
from lotgraph.twin.world.intents import intents
from lotgraph.twin.world.obstacles import fixed_boxes
from lotgraph.twin.world.passage import Passage, Standing
from lotgraph.twin.world.routes import Routes
from lotgraph.twin.world.schedule import Traffic, boxes_of
from lotgraph.twin.world.simulate import simulate

BEGINS_AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
CAR = Vehicle(1, body_of("hatch_compact", "train"), 1, 0.0)


@pytest.fixture
def passage(plan):
    fleet = Fleet(plan, 2, [CAR.model], [CAR.model], [CAR.model])
    return Passage(Routes(plan), fleet, Traffic(fixed_boxes(plan)))


def standing(plan, passage, stall, number=1):
    one = replace(CAR, object_id=number)
    errand = Errand(plan, passage.routes, one.shape, intents(plan, 2, BEGINS_AT, 7200)[0])
    return Standing(errand, stall, (*stall.centre, stall.heading_rad), False, 0.85)


def car_at(x, y, heading):
    return boxes_of([(x, y, heading, CAR.model.length_m, CAR.model.width_m)])[0]


def test_a_box_in_a_lane_is_in_the_way_and_one_in_a_stall_is_not(plan, passage):
    stall = plan.stalls[4]
    assert passage.is_kept(car_at(*stall.centre, stall.heading_rad))
    assert not passage.is_kept(car_at(0.0, -12.0, 0.0))
    assert not passage.is_kept(car_at(24.0, 0.0, 1.57))


def test_who_parks_knows_a_way_out(plan, passage):
    stall = plan.stalls[4]
    found = passage.with_one_more(1, standing(plan, passage, stall))
    assert found is not None
    assert found[1].plain.trip.leaves


def test_nobody_parks_where_walls_shut_him_in(plan, passage):
    stall = plan.stalls[4]
    (x, y), wide = stall.centre, 6.0
    passage.traffic.fixed = np.concatenate(
        [passage.traffic.fixed, boxes_of([(x, y + 3.0, 0.0, wide, 0.2)])]
    )
    assert passage.with_one_more(1, standing(plan, passage, stall)) is None


def test_nobody_parks_where_another_could_not_get_out_any_more(plan, passage):
    """One more behind a car that stands between walls: what was its only way is taken."""
    stall = plan.stalls[4]
    first = passage.with_one_more(1, standing(plan, passage, stall))
    passage.exits |= first
    passage.traffic.parked[1] = car_at(*stall.centre, stall.heading_rad)
    before = replace(stall, stall_id="before", centre=(stall.centre[0], stall.centre[1] + 4.9))
    passage.routes.places["before"] = passage.routes.places[stall.stall_id]
    assert passage.with_one_more(2, standing(plan, passage, before, 2)) is None


@pytest.mark.parametrize("seed", [15, 34])
def test_everybody_leaves_about_when_they_mean_to(seed):
    plan = generate(seed)
    rates = replace(
        plan.rates, arrivals_per_hour=(60.0,) * 24, dwell_median_s=900.0, dwell_sigma=0.01,
        walkers_per_visit=0.0,
    )  # fmt: skip
    world = simulate(replace(plan, rates=rates), BEGINS_AT, 3 * 3600, 1)
    stays = world.visits.select((pl.col("unparked_at") - pl.col("parked_at")).dt.total_seconds())
    stays = stays.drop_nulls().to_series()
    assert len(stays) > 50
    assert stays.median() < 1000
    assert stays.quantile(0.98) < 1300
    assert stays.max() < 2400
