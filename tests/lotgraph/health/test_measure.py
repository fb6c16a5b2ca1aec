"""look: each measure answers to its own cause, and not to the others."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.errors import ShapeError
from lotgraph.health.measure import look
from scripts.drawn import paint as painted
from scripts.drawn.scene import Scene

SCENE = Scene(size=(640, 360)).frame(0, 1.0)


def flat(level, shape=(240, 320)):
    return np.full((*shape, 3), level, np.uint8)


@given(sigma=st.floats(2, 25), level=st.integers(90, 160))
@settings(max_examples=12, deadline=None)
def test_noise_is_the_standard_deviation_of_a_flat_picture(sigma, level):
    random = np.random.default_rng(0)
    grain = random.normal(0, sigma, (240, 320, 1))
    noisy = np.clip(np.rint(level + grain), 0, 255).astype(np.uint8).repeat(3, axis=2)
    assert look(noisy).noise == pytest.approx(sigma, rel=0.12, abs=0.2)


def test_texture_is_not_noise():
    assert look(SCENE).noise < 4.0
    assert look(painted.noisy(20)(SCENE, 0.0)).noise > 9.0


def test_edges_widen_with_blur_and_not_with_darkness():
    widths = [look(painted.defocused(s)(SCENE, 0.0)).edge_width_px for s in (1, 3, 6, 10)]
    assert widths == sorted(widths)
    dark = look((SCENE * 0.6).astype(np.uint8)).edge_width_px
    assert dark == pytest.approx(look(SCENE).edge_width_px, rel=0.2)


@given(left=st.integers(0, 15), top=st.integers(0, 15), block=st.sampled_from([8, 10, 16]))
@settings(max_examples=12, deadline=None)
def test_blocks_are_found_wherever_the_grid_lies(left, top, block):
    coarse = np.random.default_rng(1).integers(60, 190, (60, 90), dtype=np.uint8)
    grid = coarse.repeat(block, axis=0).repeat(block, axis=1)[top : top + 360, left : left + 480]
    assert look(np.ascontiguousarray(grid[..., None].repeat(3, axis=2))).block_ratio > 2.0


def test_a_fence_is_no_grid_of_blocks():
    fence = flat(120)
    fence[:, ::8] = 40
    assert look(fence).block_ratio < 0.3


def test_a_codec_of_fair_quality_leaves_no_blocks():
    packed = cv2.imencode(".jpg", SCENE, [cv2.IMWRITE_JPEG_QUALITY, 60])[1]
    assert look(cv2.imdecode(packed, cv2.IMREAD_COLOR)).block_ratio < 0.5


@given(level=st.integers(0, 255))
@settings(max_examples=15, deadline=None)
def test_a_plain_picture_shows_nothing(level):
    seen = look(flat(level))
    assert (seen.contrast, seen.noise, seen.block_ratio, seen.flat_share) == (0, 0, 0, 1)
    assert seen.level == level
    assert not seen.is_informative


def test_shares_of_dark_and_white_are_those_of_the_picture():
    picture = flat(120)
    picture[:, :80] = 0
    picture[:, 240:] = 255
    seen = look(picture)
    assert seen.dark_share == pytest.approx(0.25, abs=0.02)
    assert seen.bright_share == pytest.approx(0.25, abs=0.02)


def test_colour_is_nought_in_a_grey_picture():
    assert look(flat(90)).colour == 0
    assert look(np.dstack([flat(200)[..., :2], flat(100)[..., :1]])).colour == 100


@pytest.mark.parametrize("shape", [(32, 32), (33, 641), (720, 1280), (500, 40), (240, 320)])
def test_every_shape_of_picture_can_be_looked_at(shape):
    seen = look(np.random.default_rng(2).integers(0, 255, (*shape, 3), dtype=np.uint8))
    assert seen.view.shape[1] == 320
    assert seen.view.shape[0] % 20 == 0
    assert seen.slopes.shape == (seen.view.shape[0] // 20, 16)


@pytest.mark.parametrize("shape", [(240, 320), (240, 320, 4), (31, 320, 3), (2, 240, 320, 3)])
def test_anything_but_a_picture_is_refused(shape):
    with pytest.raises(ShapeError, match="at least 32 x 32"):
        look(np.zeros(shape, np.uint8))


def test_a_dark_place_is_seen_through_the_grain_of_its_sensor():
    night = Scene(size=(640, 360), hour=2.0, vehicles=0).frame(0, 0.0)
    grain = np.random.default_rng(0).normal(27, 6, (360, 640, 1)).repeat(3, axis=2)
    assert look(night).is_informative
    assert not look(np.clip(grain, 0, 255).astype(np.uint8)).is_informative
