"""What is kept from frame to frame never shows: each frame has the bytes of one from nothing."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.twin.bodies.mesh import Part
from lotgraph.twin.stage.light import light_at
from lotgraph.twin.stage.see import Stage
from lotgraph.twin.stage.weather import Weather

WEATHERS = {
    "clear": Weather(),
    "rain": Weather("rain", 1.0, 0.0, 0.004, 0.9, 0.6, 0.0, 7),
    "fog": Weather("fog", 1.0, 0.0, 0.03, 0.2),
    "snow": Weather("snow", 0.6, 0.5, 0.001, 0.2, 0.0, 0.7, 3),
}
LIGHTS = st.sampled_from([0, 1, 31])
PLACES = st.tuples(
    st.integers(1, 4), st.floats(-10, 12), st.floats(-8, 14), st.floats(0, 6.28), LIGHTS
)
FRAME = st.lists(PLACES, max_size=4, unique_by=lambda row: row[0])
SCENES = st.fixed_dictionaries(
    {
        "camera": st.sampled_from(["bent", "plain", "steep"]),
        "kind": st.sampled_from(sorted(WEATHERS)),
        "hour": st.sampled_from([4, 13, 19, 23]),
        "frames": st.lists(FRAME, min_size=1, max_size=3),
    }
)


@pytest.fixture(scope="module")
def fresh(kit):
    return Stage(kit.site(), kept_cameras=0)


@pytest.fixture(scope="module")
def meshes(kit):
    sizes = {1: (4.4, 1.8, 1.5), 2: (9.0, 2.4, 3.0), 3: (1.6, 0.6, 1.4), 4: (0.5, 0.6, 1.8)}
    parts = {1: Part.HEAD_LAMP, 2: Part.BRAKE_LAMP, 3: Part.BODY, 4: Part.UPPER_CLOTHES}
    return {n: kit.box_mesh(sizes[n], parts[n], gloss=0.2 * n) for n in sizes}


def are_alike(one, other):
    for name in ("radiance", "object_id", "depth", "numbers", "alone", "visible"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes(), name


@settings(max_examples=15, deadline=None)
@given(SCENES)
def test_every_frame_has_the_bytes_of_one_traced_from_nothing(kit, stage, fresh, meshes, scene):
    moment, weather = kit.noon.replace(hour=scene["hour"]), WEATHERS[scene["kind"]]
    light = light_at(stage.scenery.plan, moment, weather)
    for rows in scene["frames"]:
        poses = kit.poses_of(*rows)
        for _ in range(3):  # seen moving, then joining what stands, then standing
            kept = stage.frame(scene["camera"], light, poses, meshes)
        are_alike(kept, fresh.frame(scene["camera"], light, poses, meshes))


def test_one_that_stops_waits_and_goes_leaves_nothing_behind(kit, stage, fresh, meshes, noon):
    others = [(2, 5, 4, 0.3), (3, -4, 0, 1.0)]
    path = [(1, -8 + 1.7 * max(0, step - 4 * (step > 4)), 1, 0, 1) for step in range(9)]
    for row in [path[0], path[0], *path, path[4], path[4]]:
        poses = kit.poses_of(row, *others)
        kept = stage.frame("bent", noon, poses, meshes)
        are_alike(kept, fresh.frame("bent", noon, poses, meshes))
    are_alike(
        stage.frame("bent", noon, kit.poses_of(*others), meshes),
        fresh.frame("bent", noon, kit.poses_of(*others), meshes),
    )


def test_a_light_that_changes_lights_the_kept_site_anew(kit, stage, fresh, meshes):
    poses = kit.poses_of((1, 0, 0, 0, 1), (2, 6, 6, 1))
    for minute in (0, 0, 0, 1, 2, 2, 2):
        moment = kit.noon.replace(hour=17, minute=minute)
        light = light_at(stage.scenery.plan, moment, Weather())
        kept = stage.frame("plain", light, poses, meshes)
        are_alike(kept, fresh.frame("plain", light, poses, meshes))


def test_a_camera_that_moves_sees_nothing_of_before(kit, stage, fresh, meshes, noon):
    camera = stage.scenery.plan.cameras[1]
    poses = kit.poses_of((1, 0, 0, 0, 1))
    for yaw in (0.0, 0.0, 0.01, 0.0, 0.02):
        nudged = replace(camera, yaw_rad=camera.yaw_rad + yaw)
        kept = stage.frame(nudged, noon, poses, meshes)
        are_alike(kept, fresh.frame(nudged, noon, poses, meshes))


def test_only_what_moves_is_traced_again(kit, stage, meshes, noon, monkeypatch):
    from lotgraph.twin.stage import pictures

    traced = []
    real = pictures.illuminate
    monkeypatch.setattr(
        pictures, "illuminate", lambda *given: traced.append(len(given[1])) or real(*given)
    )
    standing = [(2, 5, 4, 0.3), (3, -4, 0, 1.0)]
    for step in range(5):
        traced.clear()
        stage.frame("plain", noon, kit.poses_of((1, -2 + step, 1, 0), *standing), meshes)
    assert sum(traced) < 0.25 * 160 * 90
    assert np.all(np.array(traced) >= 0)
