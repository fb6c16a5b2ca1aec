"""Painters: each fault is what it says, only in its time, and the same every time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.drawn import paint as painted

FRAME = np.random.default_rng(0).integers(20, 200, (90, 160, 3), dtype=np.uint8)
PAINTERS = {
    "black": painted.black,
    "frozen": painted.frozen,
    "defocused": painted.defocused,
    "over_exposed": painted.over_exposed,
    "under_exposed": painted.under_exposed,
    "low_contrast": painted.low_contrast,
    "noisy": painted.noisy,
    "blocky": painted.blocky,
    "mosaic": painted.mosaic,
    "covered": painted.covered,
    "moved": painted.moved,
}


@pytest.mark.parametrize("name", PAINTERS)
def test_a_painter_changes_pixels_and_nothing_else(name):
    before = FRAME.copy()
    out = PAINTERS[name]()(FRAME, 1.0)
    assert (out.shape, out.dtype) == (FRAME.shape, np.uint8)
    assert np.array_equal(FRAME, before)
    assert np.array_equal(out, PAINTERS[name]()(FRAME, 1.0))


@given(t_s=st.floats(0, 20), start_s=st.floats(0, 20), length_s=st.floats(0, 20))
def test_outside_its_time_a_painter_does_nothing(t_s, start_s, length_s):
    end_s = start_s + length_s
    out = painted.during(painted.black(), start_s, end_s)(FRAME, t_s)
    assert np.array_equal(out, FRAME) == (not start_s <= t_s < end_s)


def test_frozen_holds_the_first_frame_it_sees():
    hold = painted.frozen()
    first = hold(FRAME, 1.0)
    assert np.array_equal(hold(FRAME[::-1].copy(), 1.5), first)


@pytest.mark.parametrize("gain", [2, 3, 3.0])
def test_light_clips_and_never_wraps_around(gain):
    out = painted.over_exposed(gain)(FRAME, 0.0)
    assert (out >= FRAME).all()
    assert out.max() == 255


def test_a_cover_slides_in_and_covers_its_share():
    cover = painted.covered(0.6, grow_s=2.0)
    shares = [(cover(FRAME, t_s) != FRAME).any(axis=2).mean() for t_s in (5.0, 6.0, 7.0, 9.0)]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] == pytest.approx(0.6, abs=0.05)


def test_noise_is_fresh_in_every_frame_and_as_strong_as_asked():
    grey = np.full((200, 200, 3), 128, np.uint8)
    noise = painted.noisy(20)
    assert noise(grey, 0.5).std() == pytest.approx(20, rel=0.05)
    assert not np.array_equal(noise(grey, 0.5), noise(grey, 1.0))


def test_a_move_is_measured_in_pixels_of_a_picture_640_wide():
    point = np.zeros((90, 160, 3), np.uint8)
    point[40, 80] = 255
    moved = painted.moved(40, 20)(point, 0.0)
    assert np.argwhere(moved[..., 0])[0].tolist() == [45, 90]


def test_a_mosaic_is_flat_within_its_blocks():
    blocks = painted.mosaic(32)(FRAME[:88], 0.0)  # 8 px at this width
    assert (np.diff(blocks[:8, :8].astype(int), axis=0) == 0).all()
