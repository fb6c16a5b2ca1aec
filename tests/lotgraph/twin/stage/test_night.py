"""By night, lamps and beams light what they reach, and what stands in them throws shadows."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.bodies.mesh import Part
from lotgraph.twin.optics import project, rays
from lotgraph.twin.plan import Camera, Structure
from lotgraph.twin.stage.light import light_at
from lotgraph.twin.stage.see import Stage
from lotgraph.twin.stage.shade.kernels import DAMP, wet_glint
from lotgraph.twin.stage.weather import Weather

HEAD, BRAKE = 1, 2


@pytest.fixture(scope="module")
def dark(kit):
    """The bare site without lamps."""
    return Stage(kit.site(structures=(), gates=()))


@pytest.fixture(scope="module")
def night(kit, dark):
    return light_at(dark.scenery.plan, kit.noon.replace(hour=23), Weather())


def at(seen, stage, camera_id, *spots):
    """Brightness where places of the world are seen."""
    camera = next(one for one in stage.scenery.plan.cameras if one.camera_id == camera_id)
    columns, rows = project(camera, np.array(spots, float))[0].astype(int).T
    return seen.radiance.sum(axis=2)[rows, columns]


def test_a_lamp_lights_the_ground_below_it_and_hardly_what_is_far(kit, night):
    lamp = Structure("lamp", (0.0, 4.0), (0.6, 0.3, 6.0))
    stage = Stage(kit.site(structures=(lamp,), gates=()))
    seen = stage.frame("plain", night, kit.poses_of(), {})
    below, far = at(seen, stage, "plain", (1.5, 4, 0), (1.5, 40, 0))
    assert below > 10 * far
    by_day = light_at(stage.scenery.plan, kit.noon, Weather())
    assert not by_day.are_lamps_on


def test_a_head_lamp_lights_what_is_ahead_and_not_what_another_hides(kit, dark, night):
    car, wall = kit.box_mesh(part=Part.HEAD_LAMP), kit.box_mesh((0.5, 4.0, 2.0))
    spots = [(-1, 0.2, 0), (8.0, 0.2, 0), (-10, 0.2, 0)]
    meshes = {1: car, 2: wall}

    def seen(*rows):
        return at(dark.frame("plain", night, kit.poses_of(*rows), meshes), dark, "plain", *spots)

    unlit, lit = seen((1, -7, 0, 0)), seen((1, -7, 0, 0, HEAD))
    blocked = seen((1, -7, 0, 0, HEAD), (2, 2, 0, 0))
    assert (lit[:2] > 3 * unlit[:2]).all()
    assert lit[2] < 1.5 * unlit[2]
    assert blocked[0] == pytest.approx(lit[0])
    assert blocked[1] < 0.5 * lit[1]


def test_lamps_glow_only_where_their_lights_burn(kit, dark, night):
    mesh = kit.box_mesh(part=Part.BRAKE_LAMP)

    def brightest(lights):
        seen = dark.frame("plain", night, kit.poses_of((1, 0, 0, 0, lights)), {1: mesh})
        return seen.radiance[seen.object_id == 1].max()

    assert brightest(BRAKE) > 1 > 100 * brightest(HEAD)


def test_wet_ground_shows_what_stands_on_it(kit, dark):
    rain = Weather("rain", 1.0, 0.0, 0.001, 1.0, 0.5, 0.0, 3)
    light = light_at(dark.scenery.plan, kit.noon, rain)
    mesh = kit.box_mesh((4.0, 1.8, 1.5), Part.TAIL_LAMP)
    spot = [(0.5, -1.6, 0)]
    radiance = {}
    for lights in (0, HEAD):
        seen = dark.frame("plain", light, kit.poses_of((1, 0.5, 0, 0, lights)), {1: mesh})
        camera = dark.scenery.plan.cameras[1]
        column, row = project(camera, np.array(spot))[0][0].astype(int)
        assert seen.object_id[row, column] == 0
        radiance[lights] = seen.radiance[row - 1 : row + 2, column]
    red = (radiance[HEAD] - radiance[0])[:, 0].max()
    assert red > 5 * (radiance[HEAD] - radiance[0])[:, 2].max() >= 0


@given(
    st.floats(0.01, 1.5), st.floats(0.01, 1.5), st.floats(-3.1, 3.1), st.floats(0, 1), st.booleans()
)
def test_a_puddles_rim_shines_no_more_than_water_or_damp_ground(eye, lamp, turn, film, mirrors):
    """Wherever eye and lamp are, where one sees the other too."""
    if mirrors:
        lamp, turn = eye, np.pi
    ways = [np.cos(eye), 0, np.sin(eye)]
    ways += [np.cos(lamp) * np.cos(turn), np.cos(lamp) * np.sin(turn), np.sin(lamp)]
    rim, damp, water = (
        wet_glint(0, 0, 1, *np.array(ways, np.float32), np.float32(one))
        for one in (film, min(film, DAMP), 1)
    )
    assert min(damp, water) * (1 - 1e-5) <= rim <= max(damp, water) * (1 + 1e-5)


def test_a_lamps_own_pole_throws_no_wedge_of_shadow_and_a_wall_does(kit, night):
    lamp = Structure("lamp", (0.0, 4.0), (0.6, 0.3, 6.0))
    wall = Structure("wall", (-4.0, 4.0), (0.3, 8.0, 2.5))
    spots = [(-2.5, 4, 0), (-2.5, 4.8, 0), (-5.5, 4, 0), (-5.5, 4.8, 0)]
    open_, hidden = (
        at(stage.frame("plain", night, kit.poses_of(), {}), stage, "plain", *spots)
        for stage in (
            Stage(kit.site(structures=structures, gates=()))
            for structures in ((lamp,), (lamp, wall))
        )
    )
    assert open_[0] > 0.6 * open_[1]
    assert open_[2] > 0.6 * open_[3]
    assert (hidden[2:] < 0.3 * open_[2:]).all()


def test_puddles_mirror_no_houses_that_fog_hides(kit):
    camera = Camera("low", (0, 0, 3.0), 0.3, 0.08, 0.0, 60, width_px=160, height_px=90)
    bare = {"structures": (), "gates": (), "stalls": (), "lanes": ()}
    stage = Stage(kit.site(**bare, cameras=(camera,), extent_m=(-200, -200, 200, 200)))
    fog = Weather("fog", 1.0, 0.0, 0.008, wetness=1.0, seed=3)
    seen = stage.frame("low", light_at(stage.scenery.plan, kit.noon, fog), kit.poses_of(), {})
    air = seen.radiance[0].mean(axis=0)
    dip = -rays(camera)[1][:, 2].reshape(90, 160)[42]
    mirrors = 0.04 + 0.96 * (1 - dip) ** 5
    clear = np.exp(-0.008 * 3.0 / dip)
    least = (1 - clear * (1 - mirrors))[:, None] * air  # where water mirrors air alone
    assert (np.quantile(seen.radiance[42] / least, 0.75, axis=0) > 0.9).all()


def test_a_roof_keeps_the_rain_off(kit):
    roof = Structure("roof", (0.0, 4.0), (16.0, 12.0, 0.3), base_m=5.0)
    rain = Weather("overcast", 1.0, 0.0, 0.0, wetness=1.0)
    grown_dark = []
    for structures in ((), (roof,)):
        stage = Stage(kit.site(structures=structures, gates=()))
        lights = [
            light_at(stage.scenery.plan, kit.noon, one) for one in (replace(rain, wetness=0), rain)
        ]
        dry, wet = (
            at(stage.frame("plain", light, kit.poses_of(), {}), stage, "plain", (0, 3, 0))[0]
            for light in lights
        )
        grown_dark.append(wet / dry)
    assert grown_dark[1] == pytest.approx(1, abs=0.1)
    assert abs(grown_dark[0] - 1) > 0.2
