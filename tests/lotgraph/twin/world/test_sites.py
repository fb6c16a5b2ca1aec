"""Traffic on generated sites of each family: nothing overlaps, nothing is driven into."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from lotgraph.twin.bodies.catalogue import BODIES
from lotgraph.twin.plan.generate import FAMILIES, generate
from lotgraph.twin.plan.shapes import overlaps, rectangles
from lotgraph.twin.world.drivers import through_trip
from lotgraph.twin.world.model import VEHICLE, WALKER
from lotgraph.twin.world.obstacles import fixed_boxes
from lotgraph.twin.world.routes import Routes
from lotgraph.twin.world.schedule import Traffic
from lotgraph.twin.world.simulate import simulate
from lotgraph.twin.world.speeds import rail_of
from lotgraph.twin.world.trips import Shape
from tests.lotgraph.twin.world.conftest import footprints

BEGINS_AT = datetime(2026, 6, 2, 9, tzinfo=UTC)


def test_nothing_on_a_generated_site_shares_ground(busy):
    x, y, cos, sin, length, width = fixed_boxes(busy.plan).T
    standing = rectangles(
        np.column_stack([x, y]), 2 * np.column_stack([length, width]), np.arctan2(sin, cos)
    )
    for t_s in np.arange(0.0, busy.duration_s, 4.0):
        poses = busy.poses(t_s)
        shapes, people = (footprints(busy, poses, kind) for kind in (VEHICLE, WALKER))
        first, second = overlaps(shapes, shapes, slack_m=0.0)
        assert (first == second).all()
        assert len(overlaps(shapes, standing, slack_m=0.0)[0]) == 0
        assert len(overlaps(people, standing, slack_m=0.0)[0]) == 0
        assert len(overlaps(people, shapes, slack_m=0.0)[0]) == 0


def test_vehicles_come_park_and_leave_on_every_kind_of_site(busy):
    visits = busy.visits
    assert visits["parked_at"].count() >= 3
    assert visits["left_at"].count() >= 3
    assert {BODIES[name].split for name in busy.vehicles["body"]} == {busy.plan.split}


def test_buses_come_where_they_get_through():
    plan = generate(16)
    rates = replace(plan.rates, arrivals_per_hour=(40.0,) * 24, coach_share=0.2)
    world = simulate(replace(plan, rates=rates), BEGINS_AT, 3600.0, 2)
    came = world.visits.join(world.vehicles, on=["site_id", "object_id"])
    buses = came.filter(type="bus")
    assert len(buses) > 2
    assert set(buses["behaviours"].explode()) <= {"coach"}
    turned = world.motions.join(buses.select("object_id").unique(), on="object_id")
    assert turned["curvature_per_m"].abs().max() <= 1 / buses["wheelbase_m"].max() + 1e-9


@pytest.mark.parametrize("seed", [10, 11])
@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_way_through_a_generated_site_can_be_driven(family, seed):
    plan = generate(seed, family)
    routes, traffic = Routes(plan), Traffic(fixed_boxes(plan))
    for way in routes.through:
        trip = through_trip(routes, way)
        assert trip is not None
        assert traffic.is_open(rail_of(trip, Shape(4.4, 1.82, 1.3), 1.0), own=0)
