import math
from datetime import UTC, datetime

import numpy as np
import pytest

from lotgraph.twin.world.columns import MOTIONS, VEHICLES, VISITS, WALKERS
from lotgraph.twin.world.model import Lights, World

NOON = datetime(2026, 6, 21, 11, tzinfo=UTC)
MIDNIGHT = datetime(2026, 6, 21, 23, tzinfo=UTC)


def draw_world(plan, begins_at=NOON):
    """One car drives a quarter circle of 10 m, stops, and backs; one walker crosses."""
    quarter = 10 * math.pi / 2
    vehicles = VEHICLES.table(
        site_id=["loop"], object_id=[1],
        body=["x"], type=["car"], look_seed=[3], plate=[""], length_m=[4.4], width_m=[1.8],
        height_m=[1.5],
        drawn_length_m=[4.6], drawn_width_m=[2.1], drawn_height_m=[1.6], ridden_height_m=[1.6],
        wheelbase_m=[2.6], axle_m=[1.3], lamps_below_deg=[3.0],
    )  # fmt: skip
    walkers = WALKERS.table(
        site_id=["loop"],
        object_id=[2],
        look_seed=[4],
        pushes=["pram"],
        stride_m=[1.5],
        vehicle_id=[None],
    )
    lit = int(Lights.HEAD)
    motions = MOTIONS.table(
        site_id=["loop"] * 4,
        object_id=[1, 1, 1, 2],
        t0_s=[0.0, quarter / 5, 100.0, 0.0],
        t1_s=[quarter / 5, 100.0, 102.0, 10.0],
        x_m=[0.0, 10.0, 10.0, 5.0],
        y_m=[0.0, 10.0, 10.0, 5.0],
        heading_rad=[0.0, math.pi / 2, math.pi / 2, math.pi],
        curvature_per_m=[0.1, 0.0, 0.0, 0.0],
        speed_mps=[5.0, 0.0, 0.0, 1.5],
        acceleration_mps2=[0.0, 0.0, -1.0, 0.0],
        driven_m=[0.0, quarter, quarter, 0.0],
        lights=[lit, 0, lit | Lights.REVERSE, 0],
    )
    return World(plan, begins_at, 102.0, 2, vehicles, VISITS.empty(), motions, walkers)


def test_a_car_on_an_arc_is_ahead_of_its_rear_axle_and_faces_along_it(plan):
    poses = draw_world(plan).poses(1.0)
    angle = 0.5
    assert poses.object_id.tolist() == [1, 2]
    assert poses.kind.tolist() == [0, 1]
    assert poses.x_m[0] == pytest.approx(10 * math.sin(angle) + 1.3 * math.cos(angle))
    assert poses.y_m[0] == pytest.approx(10 * (1 - math.cos(angle)) + 1.3 * math.sin(angle))
    assert poses.heading_rad[0] == pytest.approx(angle)
    assert poses.steer_rad[0] == pytest.approx(math.atan(0.26))


def test_a_walker_moves_a_cycle_every_stride(plan):
    poses = draw_world(plan).poses(3.0)
    assert poses.x_m[1] == pytest.approx(0.5)
    assert poses.phase[1] == pytest.approx(3.0)


def test_in_reverse_speed_is_negative_and_wheels_turn_back(plan):
    world = draw_world(plan)
    before, after = world.poses(99.9), world.poses(101.0)
    assert after.speed_mps[0] == pytest.approx(-1.0)
    assert after.y_m[0] == pytest.approx(before.y_m[0] - 0.5)
    assert after.phase[0] < before.phase[0]
    assert after.lights[0] & Lights.REVERSE


def test_long_rests_are_found_and_ends_are_no_part(plan):
    world = draw_world(plan)
    assert world.poses(50.0).object_id.tolist() == [1]
    assert len(world.poses(102.0)) == 0
    assert len(world.poses(-0.1)) == 0


def test_head_lamps_are_lit_in_the_dark_alone(plan):
    assert not draw_world(plan).poses(1.0).lights[0] & Lights.HEAD
    assert draw_world(plan, MIDNIGHT).poses(1.0).lights[0] & Lights.HEAD
    assert not draw_world(plan, MIDNIGHT).poses(50.0).lights[0] & Lights.HEAD  # parked


def test_types_are_what_the_stage_takes(plan):
    poses = draw_world(plan).poses(1.0)
    assert poses.object_id.dtype == np.int32
    assert (poses.kind.dtype, poses.lights.dtype) == (np.uint8, np.uint8)
    assert poses.x_m.dtype == np.float64
