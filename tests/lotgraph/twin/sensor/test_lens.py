"""What the glass does, against slow and plain arithmetic."""

from itertools import pairwise, product

import numpy as np
import pytest

from lotgraph.twin.sensor import kernels
from lotgraph.twin.sensor.catalogue import sensor_model
from lotgraph.twin.sensor.lens import dirt_map, gaussian, glass
from lotgraph.twin.sensor.weather import drops, falling, flakes

ENDS = (slice(0, 4), slice(-4, None))


@pytest.mark.parametrize("sigma", [0.48, 0.75, 1.05, 2.4])
def test_a_blur_spreads_as_far_as_stated(sigma):
    taps = gaussian(sigma)
    whole = np.concatenate([taps[:0:-1], taps])
    at = np.arange(len(whole)) - len(taps) + 1
    assert whole.sum() == pytest.approx(1, abs=1e-6)
    # A pixel's own width adds a twelfth.
    assert (whole * at**2).sum() == pytest.approx(sigma**2 + 1 / 12, abs=0.03 + 0.05 * sigma**2)


def test_no_blur_is_one_tap():
    assert gaussian(0.0).tolist() == [1.0]


def test_blurring_equals_a_sum_over_neighbours():
    plane = np.random.default_rng(0).random((9, 13)).astype(np.float32)
    taps = gaussian(0.9)
    reach = len(taps) - 1
    padded = np.pad(plane, reach, mode="edge")
    whole = np.concatenate([taps[:0:-1], taps])
    slow = sum(
        whole[i] * whole[j] * padded[i : i + 9, j : j + 13]
        for i in range(len(whole))
        for j in range(len(whole))
    )
    kernels.blur(plane, taps, np.empty_like(plane))
    np.testing.assert_allclose(plane, slow, atol=1e-5)


def test_pooling_is_the_mean_of_squares_up_to_the_rim():
    planes = np.random.default_rng(0).random((3, 10, 7)).astype(np.float32)
    out = np.empty((3, 3, 2), np.float32)
    kernels.pool(planes, 4, out)
    np.testing.assert_allclose(out[1, 0, 1], planes[1, :4, 4:].mean(), rtol=1e-5)
    np.testing.assert_allclose(out[2, 2, 0], planes[2, 8:, :4].mean(), rtol=1e-5)


def test_enlarging_keeps_a_slope():
    small = np.arange(10, dtype=np.float32)[None, None].repeat(5, axis=1)
    out = np.empty((1, 20, 40), np.float32)
    kernels.enlarge(small, 4, out)
    np.testing.assert_allclose(out[0, 3, 6:34], (np.arange(6, 34) + 0.5) / 4 - 0.5, atol=1e-5)


def test_fringes_lie_in_the_corners_and_not_in_green(camera):
    model = sensor_model("bullet_cheap")
    one = camera("bullet_cheap", width_px=640, height_px=360)
    first_x, share_x, _, _ = glass(one, model, 4).fringes
    at = first_x + share_x - np.arange(640)
    assert abs(at[1]).max() == 0
    assert abs(at[[0, 2], 310:330]).max() < 0.05
    assert at[0, 600] == pytest.approx(-at[2, 600], abs=1e-3)
    assert at[0, 600] == pytest.approx(0.45 * 280.5 / 367.2, abs=0.01)


def test_corners_lose_the_light_stated(camera):
    one = camera("mini_dome")
    shade = glass(one, sensor_model("mini_dome"), 4).shade
    assert shade[40:50, 70:90].mean() == pytest.approx(1.0, abs=0.01)
    corners = [shade[rows, columns].mean() for rows, columns in product(ENDS, ENDS)]
    assert np.mean(corners) == pytest.approx(0.65, abs=0.03)


def test_dirt_only_grows(camera):
    one = camera("plain")
    maps = [dirt_map(one, amount, 4, "lens") for amount in (0.0, 0.3, 0.6, 1.0)]
    assert maps[0].max() == 0
    for less, more in pairwise(maps):
        assert (more >= less - 1e-6).all()
        assert more.mean() > less.mean()
    assert 0.25 < maps[-1].mean() < 0.85


def test_rain_falls_in_streaks_that_a_long_shutter_draws_out(camera):
    place = (camera("plain", width_px=640, height_px=360), 4, 3.2)
    short, long = (falling(*place, shutter, 0.8) for shutter in (0.001, 0.04))
    assert len(short) == len(long) > 50
    assert (long[:, 3] > 5 * short[:, 3]).all()
    assert long[:, 5].mean() < short[:, 5].mean()
    np.testing.assert_array_equal(short, falling(*place, 0.001, 0.8))
    assert len(flakes(*place, 0.01, 0.8)) > 50
    assert falling(*place, 0.01, 0.0).shape == (0, 6)


def test_drops_stay_for_a_while_and_dry(camera):
    one = camera("plain", width_px=640, height_px=360)
    seen = [drops(one, 4, t, 1.0) for t in np.arange(0, 600, 1.0)]
    counts = np.array([len(rows) for rows in seen])
    assert counts.max() >= 1
    assert (abs(np.diff(counts)) <= 4).all()
    assert drops(one, 4, 5.0, 0.0).shape == (0, 5)
