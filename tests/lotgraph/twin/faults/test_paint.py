"""Each fault does what it says while it lasts, and nothing before or after."""

from dataclasses import replace

import numpy as np
import pytest

from lotgraph.twin.faults import kernels
from lotgraph.twin.faults.model import KINDS, OF_FILES, Fault, strength_of
from lotgraph.twin.faults.paint import Painter
from lotgraph.twin.optics import project
from lotgraph.twin.plan import Camera

CAMERA = Camera("north", (0, 0, 5), 0.3, 0.2, width_px=160, height_px=96, focal_px=120)
IN_LIGHT = ("covered", "defocused", "dirty")


@pytest.fixture
def light():
    return np.random.default_rng(0).random((96, 160, 3), np.float32)


def painter(kind, **changes):
    given_ = {"begins_s": 10.0, "ends_s": 110.0, "strength": 0.6, "seed": 5, **changes}
    return Painter(CAMERA, [Fault("north", kind, **given_), Fault("south", "black", 0, 1e6)])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("t_s", [0.0, 9.8, 110.0, 400.0])
def test_outside_its_time_everything_is_untouched(kind, t_s, light):
    one = painter(kind)
    picture = (255 * light).astype(np.uint8)
    assert one.through(light, t_s) is light
    assert one.delivered(picture, t_s) is picture
    assert one.camera_at(CAMERA, t_s) is CAMERA
    assert one.stops(t_s) == 0
    assert one.source_s(t_s) == t_s
    assert not one.is_lost(round(t_s * CAMERA.fps))


@pytest.mark.parametrize("kind", IN_LIGHT)
def test_light_is_painted_the_same_in_any_order(kind, light):
    times = (12.0, 50.0, 107.0)
    one, other = painter(kind), painter(kind)
    first = [one.through(light, t) for t in times]
    second = [other.through(light, t) for t in reversed(times)]
    for ours, theirs in zip(first, reversed(second), strict=True):
        np.testing.assert_array_equal(ours, theirs)
        assert ours.shape == light.shape
        assert ours.dtype == np.float32
        assert (ours != light).any()
        assert (ours >= 0).all()


@pytest.mark.parametrize("strength", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("seed", range(4))
def test_a_cloth_hides_the_share_stated(strength, seed, light):
    one = painter("covered", strength=strength, seed=seed)
    other = one.through(light * 0 + light.mean(), 60.0)
    detail = one.through(light, 60.0) - one.through(np.roll(light, 7, axis=1), 60.0)
    hidden = (np.abs(detail) < 0.02 * light.mean()).all(axis=2).mean()
    assert hidden == pytest.approx(0.5 * 2**strength, abs=0.12)
    assert other.std() > 0


def test_a_cloth_slides_in_and_is_taken_away(light):
    one = painter("covered", strength=0.5)
    changed = [
        (np.abs(one.through(light, t) - light) > 0.02).any(axis=2).mean()
        for t in (10.1, 10.7, 60.0, 109.3, 109.9)
    ]
    assert changed[0] < changed[1] < changed[2] > changed[3] > changed[4]


def test_a_disc_averages_what_it_holds(light):
    half_widths = np.array([2, 1, 0])
    out = np.empty_like(light)
    kernels.disc(np.pad(light, ((2, 2), (2, 2), (0, 0)), mode="edge"), half_widths, out)
    y, x = 40, 70
    inside = [
        light[y + dy, x + dx]
        for dy in range(-2, 3)
        for dx in range(-half_widths[abs(dy)], half_widths[abs(dy)] + 1)
    ]
    np.testing.assert_allclose(out[y, x], np.mean(inside, axis=0), rtol=1e-5)
    flat = np.full_like(light, 0.3)
    kernels.disc(np.pad(flat, ((2, 2), (2, 2), (0, 0)), mode="edge"), half_widths, out)
    np.testing.assert_allclose(out, 0.3, rtol=1e-5)


def test_focus_is_lost_as_far_as_stated(light):
    spot = np.zeros_like(light)
    spot[48, 80] = 1
    strength = strength_of("defocused", 8.0)  # of a picture 640 wide, so 2 here
    seen = painter("defocused", strength=strength).through(spot, 60.0)[..., 0]
    rows, columns = np.nonzero(seen > 1e-4)
    assert (np.ptp(rows), np.ptp(columns)) == (4, 4)
    assert seen.sum() == pytest.approx(1, abs=1e-4)


def test_dirt_grows_until_it_is_wiped_off(light):
    one = painter("dirty", strength=1.0)
    lost = [np.abs(one.through(light, t) - light).mean() for t in (12.0, 40.0, 80.0, 109.9)]
    assert lost == sorted(lost)
    assert lost[-1] > 4 * lost[0]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("shift_px", [8.0, 40.0])
def test_a_knock_moves_the_view_by_its_pixels(seed, shift_px):
    camera = replace(CAMERA, width_px=640, height_px=384, focal_px=500, pitch_rad=0.8)
    fault = Fault("north", "moved", 10, 110, strength_of("moved", shift_px), seed)
    now = Painter(camera, [fault]).camera_at(camera, 60.0)
    ahead = np.array([[np.cos(0.3) * np.cos(0.8), np.sin(0.3) * np.cos(0.8), -np.sin(0.8)]])
    point = ahead * 30 + camera.position_m
    before, after = (project(one, point)[0][0] for one in (camera, now))
    assert np.hypot(*(after - before)) == pytest.approx(shift_px, rel=0.05)


def test_a_frozen_camera_delivers_its_last_picture():
    one = painter("frozen")
    assert {one.source_s(t) for t in (10.0, 10.2, 60.0, 109.8)} == {9.8}
    assert painter("frozen", begins_s=10.1).source_s(20.0) == 10.0
    assert painter("frozen", begins_s=0.0).source_s(20.0) == 0.0


def test_a_black_camera_delivers_nothing(light):
    picture = (255 * light).astype(np.uint8)
    assert painter("black").delivered(picture, 50.0).max() == 0


def test_frames_are_lost_at_their_share_and_in_bursts():
    one = painter("dropped_frames", strength=strength_of("dropped_frames", 0.4), ends_s=4010.0)
    lost = [one.is_lost(number) for number in range(50, 20050)]
    assert np.mean(lost) == pytest.approx(0.4, abs=0.03)
    assert np.mean(np.diff(lost) != 0) < 0.2


def test_an_over_exposed_camera_takes_stops_too_many():
    assert painter("over_exposed", strength=0.0).stops(50.0) == pytest.approx(2.0)
    assert painter("over_exposed", strength=1.0).stops(50.0) == pytest.approx(4.5)


@pytest.mark.parametrize("kind", sorted(OF_FILES))
def test_faults_of_files_leave_pictures_alone(kind, light):
    assert painter(kind).through(light, 50.0) is light
