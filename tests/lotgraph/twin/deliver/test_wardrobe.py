"""Each object of a world gets the mesh of what it is and does."""

import math
from dataclasses import replace

import numpy as np
import pytest

from lotgraph.twin.bodies.catalogue import body_of
from lotgraph.twin.bodies.look import draw_look
from lotgraph.twin.bodies.mesh import Part
from lotgraph.twin.bodies.plates import STYLES, paint_plate
from lotgraph.twin.deliver.wardrobe import Wardrobe
from lotgraph.twin.world.columns import MOTIONS, VEHICLES, VISITS, WALKERS
from lotgraph.twin.world.fleet import axle_of, type_of
from lotgraph.twin.world.model import Lights, World
from lotgraph.twin.world.simulate import simulate

WORN = (Part.UPPER_CLOTHES, Part.LOWER_CLOTHES)


def draw_world(order, name):
    """One vehicle drives for 20 s at 2 m/s, then stands for a minute, its lamps on for 4 s."""
    plan = replace(order.plan, split="train")
    model = body_of(name, "train")
    vehicles = VEHICLES.table(
        site_id=[plan.site_id], object_id=[1], body=[name], type=[type_of(model)], look_seed=[3],
        plate=[""], length_m=[model.length_m], width_m=[model.width_m], height_m=[model.height_m],
        drawn_length_m=[5.0], drawn_width_m=[2.2], drawn_height_m=[1.8], ridden_height_m=[1.8],
        wheelbase_m=[model.wheelbase_m], axle_m=[axle_of(model)], lamps_below_deg=[3.0],
    )  # fmt: skip
    head, zeros = int(Lights.HEAD), [0.0] * 3
    motions = MOTIONS.table(
        site_id=[plan.site_id] * 3, object_id=[1] * 3, t0_s=[0.0, 20.0, 24.0],
        t1_s=[20.0, 24.0, 80.0], x_m=[0.0, 40.0, 40.0], y_m=zeros, heading_rad=zeros,
        curvature_per_m=zeros, speed_mps=[2.0, 0.0, 0.0], acceleration_mps2=zeros,
        driven_m=[0.0, 40.0, 40.0], lights=[head, head, 0],
    )  # fmt: skip
    return World(plan, order.begins_at, 80.0, 2, vehicles, VISITS.empty(), motions, WALKERS.empty())


@pytest.mark.parametrize("name", ["bicycle_city", "motorbike_naked"])
def test_somebody_rides_a_two_wheeler_until_it_is_parked(order, name):
    world = draw_world(order, name)
    wardrobe = Wardrobe(world)
    ridden, alone = (wardrobe.meshes(world.poses(t_s))[1] for t_s in (5.0, 60.0))
    assert np.isin(ridden.part, WORN).any()
    assert not np.isin(alone.part, WORN).any()
    assert ridden.vertices[:, 2].max() > alone.vertices[:, 2].max() + 0.3
    just_arrived = wardrobe.meshes(world.poses(22.0))[1]
    assert np.isin(just_arrived.part, WORN).any()
    assert wardrobe.shown(1).type in {"bicycle", "motorbike"}


def test_wheels_roll_as_far_as_is_driven_and_steer_as_the_curve_asks(order):
    world = draw_world(order, "hatch_compact")
    wardrobe = Wardrobe(world)
    poses = world.poses(5.0)
    tyre_m = body_of("hatch_compact", "train").tyre_m
    fifth = math.tau * tyre_m / 5 / 2.0  # seconds at 2 m/s
    still, again, on = (
        wardrobe.meshes(world.poses(10 * fifth + t_s))[1] for t_s in (0.0, 5 * fifth, fifth)
    )
    assert still is again
    assert still.original is None
    assert on.original is still
    wheel = still.wheel == 1
    assert np.allclose(on.vertices[~(still.wheel > 0)], still.vertices[~(still.wheel > 0)])
    angle = np.arctan2(*(on.vertices - on.hubs[0])[wheel][:, [0, 2]].T)
    before = np.arctan2(*(still.vertices - still.hubs[0])[wheel][:, [0, 2]].T)
    off_axis = np.hypot(*(still.vertices - still.hubs[0])[wheel][:, [0, 2]].T) > 0.1
    turned = np.angle(np.exp(1j * (angle - before)))[off_axis]
    assert np.allclose(turned, math.tau / 5, atol=1e-3)  # the top goes forwards
    left = replace(poses, steer_rad=np.array([0.4]))
    bent = wardrobe.meshes(left)[1]
    axle = bent.normal[(bent.wheel[bent.faces[:, 0]] == 1) & (bent.part == Part.RIM)].mean((0, 1))
    assert math.atan2(-axle[0], axle[1]) == pytest.approx(0.4, abs=0.02)


def test_a_car_looks_the_same_with_and_without_its_driver(order):
    world = draw_world(order, "hatch_compact")
    wardrobe = Wardrobe(world)
    assert wardrobe.meshes(world.poses(22.0))[1] is wardrobe.meshes(world.poses(60.0))[1]
    assert wardrobe.shown(1).type == "car"


def test_what_truth_says_of_plates_is_painted_on_what_is_seen(order):
    world = simulate(order.plan, order.begins_at, 3600.0, order.seed)
    wardrobe, split = Wardrobe(world), world.plan.split
    rows = {row["object_id"]: row for row in world.vehicles.to_dicts()}
    met = {}
    for t_s in range(0, 3600, 300):
        met |= wardrobe.meshes(world.poses(t_s))
    assert len({rows[number]["plate"] for number in met if number in rows}) > 5
    for number, mesh in met.items():
        if (row := rows.get(number)) and row["type"] != "bicycle":
            look = draw_look(row["look_seed"], split, body_of(row["body"], split))
            plate = paint_plate(row["plate"], STYLES[look.plate_style], is_rear=False)
            assert (mesh.atlas[: len(plate), : plate.shape[1]] == plate).all()
    for row in rows.values():
        assert (row["plate"] == "") == (row["type"] == "bicycle")
