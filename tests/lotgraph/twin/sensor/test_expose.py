"""A picture follows from its light, its moment and what was metered before; from nothing else."""

import subprocess
import sys
from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest

from lotgraph.twin.sensor.catalogue import PLAIN, SENSORS, sensor_model
from lotgraph.twin.sensor.expose import Imager, Moment, bell, blend, noise_at_key, tone_curve, trail
from lotgraph.twin.sensor.exposure import Exposure

NIGHT = {"lamp_share": 0.8}


def at_rest(imager, light):
    """The memory of a camera that has looked at one frame for long."""
    return Exposure((imager.meter(light),))


@pytest.mark.parametrize("name", ["plain", "bullet_cheap", "turret_5mp"])
def test_a_frame_has_the_same_bytes_in_any_order(name, camera, scene, clock):
    moments = [Moment(t_s, rain=0.5, shows=clock) for t_s in (0.0, 0.2, 7.4)]
    one, other = Imager(camera(name), 4), Imager(camera(name), 4)
    rest = at_rest(one, scene(0))
    first = [one.picture(scene(m.t_s), rest, m) for m in moments]
    second = [other.picture(scene(m.t_s), rest, m) for m in reversed(moments)]
    for ours, theirs in zip(first, reversed(second), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_another_process_gives_the_same_bytes(camera, scene):
    script = """
import numpy as np
from hashlib import sha256
from lotgraph.twin.plan import Camera
from lotgraph.twin.sensor.expose import Imager, Moment
from lotgraph.twin.sensor.exposure import Exposure
light = np.linspace(0.1, 3, 90 * 160 * 3, dtype=np.float32).reshape(90, 160, 3)
imager = Imager(Camera("north", (0, 0, 5), 0, 0, sensor="coax_hd", width_px=160, height_px=90), 7)
picture = imager.picture(light, Exposure((imager.meter(light),)), Moment(3.2, rain=0.7))
print(sha256(picture.tobytes()).hexdigest())
"""
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    light = np.linspace(0.1, 3, 90 * 160 * 3, dtype=np.float32).reshape(90, 160, 3)
    imager = Imager(camera("coax_hd"), 7)
    picture = imager.picture(light, at_rest(imager, light), Moment(3.2, rain=0.7))
    assert told.stdout.strip() == sha256(picture.tobytes()).hexdigest()


def test_frames_and_seeds_have_noise_of_their_own(camera, scene):
    light = scene(0)
    one, other = Imager(camera("dome_4mp"), 4), Imager(camera("dome_4mp"), 6)
    rest = at_rest(one, light)
    first, second = (one.picture(light, rest, Moment(t)) for t in (0.0, 0.2))
    assert (first != second).mean() > 0.1
    assert (other.picture(light, rest, Moment(0.0)) != first).mean() > 0.1


@pytest.mark.parametrize(
    ("electrons", "gain"), [(400, 1), (2500, 1), (8000, 1), (60, 8), (400, 8), (1200, 8), (60, 64)]
)
def test_noise_is_that_of_electrons_and_reading(electrons, gain, camera, sensor_of):
    full, read = 20000.0, 12.0
    model = replace(
        PLAIN,
        name="noisy",
        full_well_e=full,
        read_noise_e=read,
        electrons_per_kcd_s=1e6,
        white_share=0.0,
        key=electrons * gain / full,
        longest_s=1 / 25 if gain == 1 else electrons / 1e6,
        shortest_s=1e-6,
        is_flicker_free=False,
    )
    imager = Imager(camera(sensor_of(model), width_px=320, height_px=240), 4)
    light = np.full((240, 320, 3), 1.0, np.float32)
    rest = at_rest(imager, light)
    taken = imager.setting(rest, Moment(0.0))
    assert taken.gain == pytest.approx(gain, rel=1e-6)
    assert taken.shutter_s * 1e6 == pytest.approx(electrons, rel=1e-6)
    picture = imager.picture(light, rest, Moment(0.0))
    curve = tone_curve(model)
    # Luma of independent channels; bytes are brought back to electrons through the tone curve.
    seen = np.interp(picture / 255, curve, np.linspace(0, 1, len(curve)) ** 2) * full / gain
    rounding = (
        np.gradient(np.linspace(0, 1, len(curve)) ** 2, curve)[
            np.searchsorted(curve, picture.mean() / 255)
        ]
        * full
        / gain
        / 255
    )
    expected = electrons + read**2 + rounding**2 / 12
    assert seen.mean() == pytest.approx(electrons, rel=0.02)
    assert seen[..., 1].var() == pytest.approx(expected, rel=0.06)


def test_a_processor_averages_the_noise_of_frames_at_high_gain(camera, sensor_of):
    changes = {"full_well_e": 20000.0, "read_noise_e": 12.0, "electrons_per_kcd_s": 1e6}
    model = replace(PLAIN, name="trails", most_gain=64.0, trail=4, **changes)
    imager = Imager(camera(sensor_of(model)), 4)
    light = np.full((90, 160, 3), 0.002, np.float32)
    rest = at_rest(imager, light)
    frames = [imager.picture(light, rest, Moment(t / 5))[..., 1].astype(float) for t in range(5)]
    rows = np.array([frame.ravel() for frame in frames])
    alike = np.corrcoef(rows)[0]
    np.testing.assert_allclose(alike[1:], [0.75, 0.5, 0.25, 0.0], atol=0.05)
    assert trail(model, 64.0) == 4
    assert trail(model, 1.0) == trail(PLAIN, 64.0) == 1
    alone = Imager(camera(sensor_of(replace(model, trail=1))), 4)
    single = alone.picture(light, rest, Moment(0.0))[..., 1].astype(float)
    assert rows[0].std() == pytest.approx(single.std() / 2, rel=0.06)


def test_a_camera_without_noise_gives_the_tone_of_its_light(camera):
    imager = Imager(camera("plain"), 4)
    light = np.broadcast_to(np.linspace(0.2, 2, 160)[None, :, None], (90, 160, 3))
    picture = imager.picture(light.astype(np.float32), at_rest(imager, light), Moment(0.0))
    assert (np.diff(picture[5, :, 1].astype(int)) >= 0).all()
    assert picture[5, -1, 1] > picture[5, 0, 1] + 60
    assert np.ptp(picture.astype(int), axis=0).max() <= 1  # where a tone lies between bytes


@pytest.mark.parametrize("name", sorted(SENSORS))
def test_every_sensor_shows_day_and_night(name, camera, scene, clock):
    imager = Imager(camera(name), 4)
    for level, changes in ((10.0, {}), (0.002, NIGHT)):
        light = scene(0, level)
        moment = Moment(1.0, shows=clock, **changes)
        picture = imager.picture(light, at_rest(imager, light), moment)
        assert picture.shape == (90, 160, 3)
        assert 40 < picture.mean() < 170
        assert picture[60:, 120:].mean() > picture[60:, :30].mean() + 10


@pytest.mark.parametrize("name", ["bullet_cheap", "coax_hd"])
def test_grey_nights_are_grey_and_days_are_not(name, camera, scene):
    imager = Imager(camera(name), 4)
    day = imager.picture(scene(0), at_rest(imager, scene(0)), Moment(0.0))
    light = scene(0, 0.0002)
    night = imager.picture(light, at_rest(imager, light), Moment(0.0, is_grey=True))
    assert (night.max(axis=2) == night.min(axis=2)).all()
    assert (day.max(axis=2) > day.min(axis=2)).mean() > 0.5


def test_night_is_noisier_than_day(camera):
    imager = Imager(camera("mini_dome"), 4)
    spread = []
    for level, changes in ((5.0, {}), (0.00005, NIGHT)):
        light = np.full((90, 160, 3), level, np.float32)
        rest = at_rest(imager, light)
        picture = imager.picture(light, rest, Moment(0.0, **changes))
        spread.append(np.diff(picture[..., 1].astype(float), axis=1).std())
    assert spread[1] > 1.5 * spread[0]


def test_a_lamp_glows_beyond_its_edges(camera, scene, sensor_of):
    dark = np.full((90, 160, 3), 0.001, np.float32)
    lit = dark.copy()
    lit[40:44, 80:84] = 30.0
    imager = Imager(camera("starlight"), 4)
    rest = at_rest(imager, dark)
    without = imager.picture(dark, rest, Moment(0.0, **NIGHT))
    with_lamp = imager.picture(lit, rest, Moment(0.0, **NIGHT))
    rise = with_lamp.astype(int).mean(axis=2) - without.mean(axis=2)
    assert rise[38, 82] > 60
    assert rise[30:34, 80:84].mean() > rise[10:14, 80:84].mean() > 0


def test_what_is_too_bright_is_white_under_any_light(camera, sensor_of):
    model = replace(PLAIN, name="balanced", white_share=1.0, white_bias=(0.8, 0.9))
    light = np.full((90, 160, 3), 1.0, np.float32) * np.float32((1.0, 0.6, 0.2))
    light[40:50, 70:90] *= 1000
    imager = Imager(camera(sensor_of(model)), 4)
    picture = imager.picture(light, at_rest(imager, light), Moment(0.0))
    assert picture[45, 80].tolist() == [255, 255, 255]
    assert np.ptp(picture[10, 10].astype(int)) > 0


def test_stops_of_a_fault_whiten_the_picture(camera, scene):
    imager = Imager(camera("turret_5mp"), 4)
    rest = at_rest(imager, scene(0))
    means = [imager.picture(scene(0), rest, Moment(0.0, stops=s)).mean() for s in (0, 1, 3)]
    assert means[0] + 15 < means[1] < means[2] - 15
    assert means[2] > 225


def test_blending_is_the_mean(scene):
    frames = [scene(t) for t in (0, 1, 2)]
    np.testing.assert_allclose(blend(frames), np.mean(frames, axis=0), rtol=1e-6)
    np.testing.assert_array_equal(blend(frames[:1]), frames[0])


def test_the_bell_is_normal():
    table = bell()
    assert table.mean() == pytest.approx(0, abs=1e-6)
    assert table.std() == pytest.approx(1, abs=1e-5)
    assert (table < 1).mean() == pytest.approx(0.8413, abs=0.001)


def test_noise_at_key_is_what_a_flat_picture_shows(camera, sensor_of):
    plain = {"denoise": 0.0, "sharpen": 0.0, "blur_px": 0.0, "pattern_share": 0.0, "knee": 1.0}
    model = replace(sensor_model("coax_hd"), name="flat", row_noise_e=0.0, **plain)
    imager = Imager(camera(sensor_of(model)), 4)
    light = np.full((90, 160, 3), 0.004, np.float32)
    rest = at_rest(imager, light)
    picture = imager.picture(light, rest, Moment(0.0, **NIGHT))
    setting = imager.setting(rest, Moment(0.0, **NIGHT))
    seen = picture[30:60, 60:100, 1].astype(float).std() / 255
    assert seen == pytest.approx(noise_at_key(model, setting), rel=0.25)
