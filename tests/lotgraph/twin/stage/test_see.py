"""What a camera sees is where optics says, lit and hidden as light and solids are."""

import subprocess
import sys
from dataclasses import replace
from functools import cache
from hashlib import sha256
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lotgraph.errors import TwinError
from lotgraph.twin.bodies.build import build_vehicle
from lotgraph.twin.optics import project
from lotgraph.twin.plan import Structure
from lotgraph.twin.stage.light import light_at
from lotgraph.twin.stage.see import Stage
from lotgraph.twin.stage.weather import Weather

CAMERAS = ("bent", "plain", "steep")
BODIES = ("hatch_compact", "van_panel", "bus_city")
PLACES = st.tuples(st.floats(-8, 10), st.floats(-5, 15), st.floats(0, 6.28))
FINER = 4  # times as many pixels each way
EDGE_POINTS = 8
built = cache(lambda body: build_vehicle(body, 7, "train"))


def points_along(mesh, x, y, heading):
    """Points (n, 3) of all edges: through a bent lens an edge bulges past its ends."""
    ends = mesh.vertices[mesh.faces].astype(float)
    share = np.arange(EDGE_POINTS)[:, None, None, None] / EDGE_POINTS
    points = ends + share * (np.roll(ends, 1, axis=1) - ends)
    cos, sin = np.cos(heading), np.sin(heading)
    turn = np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]])
    return points.reshape(-1, 3) @ turn + (x, y, 0)


@pytest.fixture(scope="module")
def bare(kit):
    return Stage(kit.site(structures=(), gates=()))


@pytest.fixture(scope="module")
def fine(kit):
    """Cameras with pixels smaller than what sticks out of a vehicle is thick."""
    plan = kit.site(structures=(), gates=())
    sizes = ("width_px", "height_px", "focal_px")
    finer = (
        replace(one, **{name: FINER * getattr(one, name) for name in sizes}) for one in plan.cameras
    )
    return Stage(replace(plan, cameras=tuple(finer)))


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(CAMERAS), PLACES)
def test_the_box_of_a_lone_vehicle_is_that_of_its_pixels(kit, bare, noon, name, where):
    seen = bare.frame(name, noon, kit.poses_of((7, *where)), {7: kit.box})
    assert (seen.visible == seen.alone).all()
    rows, columns = np.nonzero(seen.object_id == 7)
    ends = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1) if len(rows) else [0] * 4
    assert seen.visible.tolist() == [[len(rows), *ends]]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(product(CAMERAS, ["", *BODIES]))), PLACES)
def test_the_pixels_of_a_vehicle_wholly_in_view_reach_as_far_as_optics_says(
    kit, fine, noon, whom, where
):
    name, body = whom
    mesh = built(body) if body else kit.box
    camera = next(one for one in fine.scenery.plan.cameras if one.camera_id == name)
    pixels, _ = project(camera, points_along(mesh, *where))
    assume(((pixels > 0) & (pixels < (camera.width_px, camera.height_px))).all())
    seen = fine.frame(name, noon, kit.poses_of((7, *where)), {7: mesh})
    reach = [*pixels.min(axis=0), *pixels.max(axis=0)]
    assert np.abs(seen.alone[0, 1:] - reach).max() <= 1


def test_what_stands_behind_is_seen_in_part_but_counted_whole(kit, stage, noon):
    lone = stage.frame("plain", noon, kit.poses_of((1, 0, 8, 0)), {1: kit.box})
    both = stage.frame(
        "plain", noon, kit.poses_of((1, 0, 8, 0), (2, 0.8, 3, 0)), {1: kit.box, 2: kit.box}
    )
    assert (both.alone[0] == lone.alone[0]).all()
    assert 0 < both.visible[0, 0] < lone.visible[0, 0]
    hidden = (lone.object_id == 1) & (both.object_id != 1)
    assert (both.object_id[hidden] == 2).all()
    assert (both.depth[hidden] < lone.depth[hidden]).all()


def test_nothing_of_what_is_out_of_view_is_counted(kit, stage, noon):
    seen = stage.frame("plain", noon, kit.poses_of((3, 0, -30, 0)), {3: kit.box})
    assert (seen.numbers.tolist(), seen.alone.tolist()) == ([3], [[0] * 5])
    assert (seen.visible == 0).all()


def test_a_shadow_lies_away_from_the_sun_and_nowhere_else(kit, bare, noon):
    empty = bare.frame("plain", noon, kit.poses_of(), {})
    seen = bare.frame("plain", noon, kit.poses_of((1, 0, 4, 0)), {1: kit.box_mesh((1, 1, 6))})
    camera = next(one for one in bare.scenery.plan.cameras if one.camera_id == "plain")
    reach = 3 * noon.sun[:2] / noon.sun[2]
    spots = np.array([[*(np.array([0, 4]) + sign * reach), 0] for sign in (-1, 1)])
    columns, rows = project(camera, spots)[0].astype(int).T
    ratio = (seen.radiance.sum(axis=2) / empty.radiance.sum(axis=2))[rows, columns]
    assert ratio[0] < 0.4
    assert ratio[1] > 0.9


def test_depth_is_the_way_to_the_ground_and_none_to_the_sky(kit, bare, noon):
    seen = bare.frame("plain", noon, kit.poses_of(), {})
    camera = next(one for one in bare.scenery.plan.cameras if one.camera_id == "plain")
    spot = np.array([[2.0, 5.0, 0.0]])
    pixel, _ = project(camera, spot)
    x, y = pixel[0].astype(int)
    assert seen.depth[y, x] == pytest.approx(np.linalg.norm(spot - camera.position_m), rel=0.02)
    level = bare.frame(replace(camera, pitch_rad=0.0), noon, kit.poses_of(), {})
    assert np.isinf(level.depth[:12]).all()  # the town stands lower
    assert np.isfinite(level.depth[46:]).all()


@pytest.mark.parametrize("kind", ["clear", "overcast", "rain", "fog", "snow"])
@pytest.mark.parametrize("hour", [3, 12, 20])
def test_no_light_makes_a_pixel_that_is_no_number_or_dark_below_none(kit, stage, kind, hour):
    weather = Weather(kind=kind, cloud=0.5, wetness=0.5, snow=0.4, haze_per_m=0.002)
    light = light_at(stage.scenery.plan, kit.noon.replace(hour=hour), weather)
    seen = stage.frame("bent", light, kit.poses_of((1, 0, 0, 0, 31)), {1: kit.box})
    assert np.isfinite(seen.radiance).all()
    assert (seen.radiance >= 0).all()


def test_another_process_sees_the_same_bytes(kit, stage, noon):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from conftest import *\n"
        "from hashlib import sha256\n"
        "light = light_at(site(), NOON, Weather())\n"
        "seen = Stage(site()).frame('bent', light, poses_of((1, 0, 0, 0.3)), {1: box_mesh()})\n"
        "print(sha256(seen.radiance.tobytes()).hexdigest())\n"
    )
    here = Path(__file__).parent
    run = subprocess.run(
        [sys.executable, "-c", code, here], capture_output=True, text=True, check=True
    )
    seen = stage.frame("bent", noon, kit.poses_of((1, 0, 0, 0.3)), {1: kit.box})
    assert run.stdout.strip() == sha256(seen.radiance.tobytes()).hexdigest()


def test_what_is_missing_is_named(kit, stage, noon):
    with pytest.raises(TwinError, match="no camera 'far'; it has bent, plain, steep"):
        stage.frame("far", noon, kit.poses_of(), {})
    with pytest.raises(TwinError, match="object 5 stands on the site without a mesh"):
        stage.frame("bent", noon, kit.poses_of((5, 0, 0, 0)), {})
    with pytest.raises(TwinError, match="texture 'velvet' is none of asphalt"):
        Stage(kit.site(ground="velvet"))
    lamps = tuple(Structure("lamp", (k, 0), (0.5, 0.3, 5)) for k in range(61))
    with pytest.raises(TwinError, match="61 lamps; expected at most 60"):
        Stage(kit.site(structures=lamps))


def test_a_nudged_camera_sees_the_site_shifted(kit, stage, noon):
    camera = stage.scenery.plan.cameras[1]
    seen = stage.frame(camera.camera_id, noon, kit.poses_of(), {})
    nudged = stage.frame(replace(camera, yaw_rad=camera.yaw_rad + 0.1), noon, kit.poses_of(), {})
    assert (seen.radiance != nudged.radiance).mean() > 0.9
