"""What each step of a camera does to a picture, seen alone."""

from dataclasses import replace

import numpy as np
import pytest

from lotgraph.twin.sensor import kernels
from lotgraph.twin.sensor.catalogue import PLAIN, SENSORS
from lotgraph.twin.sensor.expose import Imager, Moment
from lotgraph.twin.sensor.exposure import Exposure
from lotgraph.twin.sensor.lens import dirt_map, glass


@pytest.fixture
def edge():
    """Light (h, w, 3) of a bright right half."""
    light = np.full((90, 160, 3), 0.2, np.float32)
    light[:, 80:] = 1.0
    return light


@pytest.fixture
def pictured(camera, sensor_of):
    """A picture that a camera without noise takes, with some of it changed."""

    def of(light, moment=None, **changes):
        model = replace(PLAIN, name="changed", **changes)
        size = {"height_px": light.shape[0], "width_px": light.shape[1]}
        imager = Imager(camera(sensor_of(model), **size), 4)
        rest = Exposure((imager.meter(light),))
        return imager.picture(light, rest, moment or Moment(0.0)).astype(int)

    return of


def test_fringes_draw_red_from_inside_and_blue_from_outside(camera):
    one = camera("bullet_cheap", width_px=640, height_px=360)
    slope = np.broadcast_to(np.arange(640, dtype=np.float32)[None, :, None], (360, 640, 3))
    model = replace(PLAIN, fringe_px=2.0)
    planes = np.empty((3, 360, 640), np.float32)
    kernels.planes_of(np.ascontiguousarray(slope), *glass(one, model, 4).fringes, True, planes)
    shift = planes[:, 180, 620] - 620
    assert shift[1] == 0
    assert shift[0] == pytest.approx(0.819, abs=0.01)  # half of 2 px, at 300 of 367 px off centre
    assert shift[2] == pytest.approx(-shift[0], abs=0.01)
    assert abs(planes[0, 180, 319] - 319) < 0.01


def test_corners_are_darker(pictured):
    flat = np.full((90, 160, 3), 0.5, np.float32)
    plain, dark = pictured(flat), pictured(flat, vignette=0.5)
    assert np.ptp(plain) <= 1
    assert dark[2, 2, 1] < dark[45, 80, 1] - 25


def test_sharpening_leaves_a_halo(pictured, edge):
    plain, sharp = pictured(edge), pictured(edge, sharpen=1.0, halo_px=2)
    assert plain[40, 79, 1] == plain[40, 60, 1]
    assert sharp[40, 79, 1] < plain[40, 79, 1] - 4
    assert sharp[40, 80, 1] > plain[40, 80, 1] + 4
    np.testing.assert_array_equal(sharp[40, 20:60], plain[40, 20:60])


def test_colour_is_smeared_along_rows_and_brightness_is_not(pictured):
    light = np.full((90, 160, 3), 0.3, np.float32)
    light[:, 80:] = (0.5, 0.25, 0.1)
    plain, smeared = pictured(light, white_share=0.0), pictured(light, white_share=0.0, smear_px=9)
    redness = [picture[40, :, 0] - picture[40, :, 2] for picture in (plain, smeared)]
    assert redness[0][79] < 0.1 * redness[0][90]
    assert 0.3 * redness[0][90] < redness[1][79] < 0.7 * redness[0][90]
    luma = [picture[40] @ (0.299, 0.587, 0.114) for picture in (plain, smeared)]
    np.testing.assert_allclose(luma[0], luma[1], atol=1.5)


def test_wide_range_brings_dark_and_bright_together(pictured, edge):
    apart = [
        picture[40, 120, 1] - picture[40, 40, 1]
        for picture in (pictured(edge), pictured(edge, local=0.4))
    ]
    assert 0.4 * apart[0] < apart[1] < 0.85 * apart[0]


def test_glare_veils_what_is_dark(pictured, edge):
    veiled = pictured(edge, glare=0.2)[40] - pictured(edge)[40]
    assert veiled[70, 1] > veiled[20, 1] + 2
    assert veiled[90, 1] <= 0


def test_dirt_hides_where_it_lies(camera, pictured, edge, monkeypatch):
    alpha = dirt_map(camera("plain"), 1.0, 4, "lens")
    monkeypatch.setattr("lotgraph.twin.sensor.lens.dirt_map", lambda *_: alpha)
    noise = np.random.default_rng(0).random((90, 160, 1)).astype(np.float32)
    clean, dirty = pictured(edge * noise), pictured(edge * noise, dirt=1.0)
    kept = [
        np.abs(np.diff(dirty[..., 1], axis=1))[where].mean()
        / np.abs(np.diff(clean[..., 1], axis=1))[where].mean()
        for where in (alpha[:, 1:] < 0.3, alpha[:, 1:] > 0.6)
    ]
    assert kept[1] < 0.75 * kept[0] < 1


def test_calming_takes_noise_and_keeps_edges():
    step = np.where(np.arange(160) < 80, 0.3, 0.6) + np.zeros((90, 1))
    noisy = (step + np.random.default_rng(0).normal(0, 0.01, step.shape)).astype(np.float32)
    calm = np.empty_like(noisy)
    kernels.calm(noisy, np.float32(0.04), calm)
    assert (calm - step)[:, 10:70].std() < 0.5 * 0.01
    assert calm[:, 79].mean() == pytest.approx(0.3, abs=0.005)
    assert calm[:, 80].mean() == pytest.approx(0.6, abs=0.005)


@pytest.fixture
def evening():
    """Dim light under a brighter sky, whose light drops show; the shutter is open for long."""
    light = np.full((180, 320, 3), 0.0003, np.float32)
    light[:40] = 0.004
    return light


def test_rain_falls_elsewhere_in_each_frame(pictured, evening):
    dry = pictured(evening)
    wet = [pictured(evening, Moment(t, rain=1.0)) for t in (0.0, 0.2)]
    fallen = [(picture - dry)[60:, :, 1] > 2 for picture in wet]
    assert all(0.002 < mask.mean() < 0.4 for mask in fallen)
    assert (fallen[0] & fallen[1]).sum() < 0.5 * fallen[0].sum()


def test_drops_glint_in_the_light_of_an_infrared_lamp(pictured, evening):
    risen = []
    for is_grey in (False, True):
        dry, wet = (pictured(evening, Moment(0.0, rain=r, is_grey=is_grey)) for r in (0.0, 1.0))
        risen.append((wet - dry)[60:, :, 1].clip(0).mean())
    assert risen[1] > 1.5 * risen[0] > 0


def test_snow_is_coarser_than_rain(pictured, evening):
    dry = pictured(evening)
    wet, white = (pictured(evening, Moment(0.0, **{kind: 0.7})) for kind in ("rain", "snow"))
    assert ((white - dry)[60:] > 6).mean() > ((wet - dry)[60:] > 6).mean()


def test_a_streak_keeps_light_and_runs_along_its_line():
    near = np.zeros((1, 61, 81), np.float32)
    near[0, 30, 40] = 1.0
    out = np.zeros_like(near)
    kernels.streak(near, np.float32(0.2), 0.8, 0.6, out)
    assert out.sum() == pytest.approx(0.2, rel=0.1)
    rows, columns = np.nonzero(out[0])
    away = 0.6 * (columns - 40) - 0.8 * (rows - 30)
    assert np.abs(away).max() < 1
    lit = np.sort(out[out > 0])[::-1].reshape(-1, 2)
    assert lit[:, 0] == pytest.approx(lit[:, 1]), "as much either way"
    assert lit[0, 0] > 4 * lit[-1, 0]


@pytest.mark.parametrize("name", sorted(SENSORS))
def test_lamps_and_dirt_do_not_swallow_a_dark_scene(name, camera):
    """A head lamp ten thousand times as bright as the ground it stands on blooms a little."""
    if name == PLAIN.name:
        return
    light = np.full((360, 640, 3), 0.0003, np.float32)
    light[180:188, 300:308] = light[180:188, 330:338] = 5.0
    for seed in range(4):
        imager = Imager(camera(name, width_px=640, height_px=360), seed)
        rest = Exposure((imager.meter(light),))
        picture = imager.picture(light, rest, Moment(0.0, lamp_share=0.8))
        burnt = (picture.min(axis=2) > 245).mean()  # the lamps themselves are .0006
        assert 0.0005 < burnt < 0.02
        assert picture[60:120, 40:140].mean() < 150
