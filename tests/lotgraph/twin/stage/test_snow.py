"""Snow lies all over, but for what wheels press and what a roof keeps off."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.optics import project
from lotgraph.twin.plan import Structure
from lotgraph.twin.stage.columns import FILM
from lotgraph.twin.stage.illuminate import paint_site
from lotgraph.twin.stage.light import light_at
from lotgraph.twin.stage.see import Stage
from lotgraph.twin.stage.texture.snow.kernels import snowed
from lotgraph.twin.stage.texture.tiles import tiles
from lotgraph.twin.stage.trace import trace_site
from lotgraph.twin.stage.view import look
from lotgraph.twin.stage.weather import Weather

F = np.float32
ASPHALT = 0.12
STREET = np.array([[-200, 0, 200, 0, 2.0]], F)  # one-way: wheels run 0.78 m from its middle
COORDINATES = st.floats(-150, 150, width=32)


def albedo(x, y, white, *, is_paved=True, upright=1.0):
    out = np.full(8, ASPHALT, F)
    snowed(F(x), F(y), F(0.03), F(white), F(upright), is_paved, STREET, 7, tiles("train"), out)
    return out[:3]


def mean(y, **changes):
    """Along the street, at a distance from its middle."""
    return float(np.mean([albedo(x, y, 0.7, **changes) for x in np.arange(-150, 150, 0.7)]))


def test_wheels_leave_two_dark_ruts_in_a_lane():
    rut, between, beside = mean(0.78), mean(0.0), mean(6.0)
    assert rut < 0.75 * between
    assert between < beside
    assert mean(-0.78) == pytest.approx(rut, rel=0.25)


def test_nothing_drives_on_what_is_no_ground_of_the_site():
    assert mean(0.78, is_paved=False) == pytest.approx(mean(6.0, is_paved=False), rel=0.1)


@given(COORDINATES, COORDINATES, st.floats(0.05, 1), st.floats(0.05, 1))
def test_no_place_is_darker_where_more_snow_fell(x, y, one, other):
    less, more = sorted((one, other))
    assert (albedo(x, y, more) >= albedo(x, y, less) - 1e-5).all()


@given(COORDINATES, COORDINATES)
def test_deep_snow_hides_all_that_nobody_drives_on(x, y):
    assert albedo(x, y, 1.0, is_paved=False).min() > 0.5


@given(COORDINATES, COORDINATES)
def test_what_stands_upright_stays_bare(x, y):
    assert albedo(x, y, 1.0, is_paved=False, upright=0.3) == pytest.approx(ASPHALT)


def test_slush_is_no_mirror(kit, stage):
    plan = stage.scenery.plan
    samples = trace_site(stage.scenery, look(plan.cameras[1]))
    water = {}
    for white in (0.0, 0.7):
        snow = Weather("snow", 1.0, 0.0, 0.0, wetness=0.5, snow=white)
        paint_site(samples, stage.scenery, light_at(plan, kit.noon, snow))
        water[white] = samples.rows[:, FILM].max()
    assert water[0.7] == 0 < water[0.0]


def test_a_roof_keeps_the_snow_off(kit):
    roof = Structure("roof", (0.0, 4.0), (16.0, 12.0, 0.3), base_m=5.0)
    snow = Weather("overcast", 1.0, 0.0, 0.0, snow=1.0)
    whitened = []
    for structures in ((), (roof,)):
        stage = Stage(kit.site(structures=structures, gates=(), lanes=()))
        camera = next(one for one in stage.scenery.plan.cameras if one.camera_id == "plain")
        column, row = project(camera, np.array([(0.0, 3.0, 0.0)]))[0][0].astype(int)
        bare, white = (
            stage.frame("plain", light_at(stage.scenery.plan, kit.noon, one), kit.poses_of(), {})
            for one in (replace(snow, snow=0.0), snow)
        )
        whitened.append(float(white.radiance[row, column, 1] / bare.radiance[row, column, 1]))
    assert whitened[0] > 2
    assert whitened[1] < 1.5
