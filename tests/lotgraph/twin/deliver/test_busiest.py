"""A sheet shows of each site what has most vehicles in it, in all weather, by day and by night."""

from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.deliver import busiest as room
from lotgraph.twin.deliver.busiest import DEALT, busiest, dealt, fullest, some_moment
from lotgraph.twin.plan.generate import generate
from lotgraph.twin.seeds import stream
from lotgraph.twin.stage.season import season_at
from lotgraph.twin.stage.weather import RANGES
from lotgraph.twin.sun import elevation_deg, sun_direction
from lotgraph.twin.world.detect import boxes_in
from lotgraph.twin.world.model import VEHICLE
from lotgraph.twin.world.simulate import simulate


def test_both_splits_get_all_weather_by_day_and_by_night():
    counted = Counter((turn % 2, *dealt(turn)) for turn in range(36))
    assert set(counted) == set(product((0, 1), RANGES, ("day", "night")))
    assert all(count == DEALT.count(kind) for (_, kind, _), count in counted.items())


@given(st.integers(0, 200), st.sampled_from(sorted(RANGES)), st.sampled_from(["day", "night"]))
def test_days_are_light_nights_are_dark_and_snow_lies_in_winter(seed, kind, daytime):
    plan = generate(seed)
    moment = some_moment(plan, kind, daytime, stream(seed, "test"))
    height_deg = elevation_deg(sun_direction(plan.latitude_deg, plan.longitude_deg, moment))
    assert height_deg < -6 if daytime == "night" else height_deg > 3
    if kind == "snow":
        assert season_at(plan.latitude_deg, moment).leaves == 0


def test_where_the_sun_never_sets_some_moment_is_shown():
    plan = replace(generate(2), latitude_deg=90.0)
    assert some_moment(plan, "snow", "night", stream(2, "test")).year in {2026, 2027}


@pytest.fixture(scope="module")
def world(order):
    rates = replace(order.plan.rates, arrivals_per_hour=(60.0,) * 24)
    return simulate(replace(order.plan, rates=rates), order.begins_at, 3600.0, 4)


def test_no_other_moment_or_camera_has_more_vehicles_in_view(world):
    def count(camera, t_s):
        boxes = boxes_in(world, camera, world.poses(t_s))
        high = np.diff(boxes.edges_px[:, [1, 3]])[:, 0] >= camera.height_px / 15
        return int(((boxes.kind == VEHICLE) & high & (boxes.visible_share >= 0.5)).sum())

    camera, t_s = fullest(world)
    every = [count(one, 20.0 * k) for one in world.plan.cameras for k in range(180)]
    assert count(camera, t_s) == max(every) > min(every)


def test_a_scene_is_of_the_moment_and_camera_chosen(monkeypatch, world):
    monkeypatch.setattr(room, "generate", lambda _: world.plan)
    monkeypatch.setattr(room, "simulate", lambda *_: world)
    monkeypatch.setattr(room, "some_moment", lambda *_: world.begins_at)
    camera, t_s = fullest(world)
    found = busiest(2, 1)
    assert found.camera == camera
    assert (found.begins_at - world.begins_at).total_seconds() == pytest.approx(t_s)
    assert (found.weather.kind, found.pictures.shape[0]) == ("rain", 1)
    assert found.pictures.tobytes() == busiest(2, 1).pictures.tobytes()
