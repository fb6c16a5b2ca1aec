"""Corruptions are the same for the same clip, get worse with severity, and fit any picture."""

from pathlib import Path

import numpy as np
import pytest

from lotgraph.corrupt.apply import CORRUPTIONS, SEVERITIES, corrupt, with_strength
from lotgraph.corrupt.likeness import likeness
from lotgraph.corrupt.severities import AIMS, STRENGTHS
from lotgraph.errors import ShapeError
from lotgraph.video import fetch

CLIP = Path(__file__).parents[3] / "footage/landing/shop/cam01/2026-11-03T07-07-33.717Z.mp4"
STAYS = ("spatter", "colour", "fog", "defocus", "motion", "zoom", "glass", "contrast", "pixelate")


@pytest.fixture(scope="module")
def frames():
    """Four frames of a site by day."""
    return fetch(str(CLIP), [20, 21, 22, 23], size=(640, 360)).pixels


def test_there_are_fifteen_with_five_severities_each():
    assert len(CORRUPTIONS) == 15
    assert set(STRENGTHS) == set(CORRUPTIONS)
    for strengths in STRENGTHS.values():
        assert len(strengths) == 5
        assert list(strengths) == sorted(strengths)


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_each_severity_is_less_like_the_clean_picture_than_the_one_before(frames, name):
    shown = slice(0, 2 if name == "compression" else 1)
    like = [likeness(frames[shown], corrupt(frames[shown], name, s))[-1] for s in SEVERITIES]
    assert all(np.diff(like) < 0), like
    # Calibrated on other pictures than this one, which is only about as easily spoilt.
    assert np.abs(np.array(like) - AIMS).max() < 0.17, like


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_the_same_clip_is_spoilt_alike_and_another_seed_otherwise(frames, name):
    once, again = (corrupt(frames, name, 3, seed=5) for _ in range(2))
    assert once.shape == frames.shape
    assert once.dtype == np.uint8
    assert np.array_equal(once, again)
    other = corrupt(frames, name, 3, seed=6)
    depends = name not in {"defocus", "zoom", "contrast", "pixelate", "compression"}
    assert np.array_equal(once, other) != depends


@pytest.mark.parametrize("name", [name for name in CORRUPTIONS if name != "compression"])
def test_it_does_not_matter_in_which_batches_frames_come(frames, name):
    index, times = np.arange(7, 11), np.arange(7, 11) / 10
    whole = corrupt(frames, name, 4, seed=1, index=index, times_s=times)
    parts = [
        corrupt(frames[k], name, 4, seed=1, index=index[k], times_s=times[k])
        for k in (slice(0, 3), slice(3, 4))
    ]
    assert np.array_equal(whole, np.concatenate(parts))


def test_what_stays_on_a_still_scene_stays_and_what_moves_moves(frames):
    still = np.repeat(frames[:1], 4, axis=0)
    for name in CORRUPTIONS:
        told = corrupt(still, name, 3).astype(int)
        changes = np.abs(told[1] - told[0]).mean()
        if name in STAYS:
            assert changes < 0.5, name
        elif name != "compression":
            assert changes > 0.5, name


def test_rain_falls(frames):
    """Between two frames drops are lower, and nearly all are still there."""
    black = np.zeros((2, 360, 640, 3), np.uint8)
    one, other = corrupt(black, "rain", 1, times_s=np.array([0.0, 0.004])).astype(float)[..., 0]
    lag = [(one[: 360 - k] * other[k:]).mean() for k in range(8)]
    assert int(np.argmax(lag)) in {2, 3, 4}, "2.5 heights of 360 px a second, for 4 ms"


@pytest.mark.parametrize("name", CORRUPTIONS)
@pytest.mark.parametrize("shape", [(1, 1), (17, 31), (480, 20)])
def test_pictures_of_any_size_can_be_spoilt(name, shape):
    if name == "compression" and min(shape) < 16:
        pytest.skip("no codec has so few pixels")
    tiny = np.full((2, *shape, 3), 90, np.uint8)
    assert corrupt(tiny, name, 5).shape == tiny.shape
    assert corrupt(tiny[:0], name, 5).shape == (0, *shape, 3)


@pytest.mark.parametrize("name", [name for name in CORRUPTIONS if name != "compression"])
def test_a_picture_of_twice_the_size_is_spoilt_as_much(frames, name):
    import cv2

    large = np.stack([cv2.resize(frame, (1280, 720)) for frame in frames[:1]])
    told = corrupt(large, name, 3)
    small = np.stack([cv2.resize(one, (640, 360), interpolation=cv2.INTER_AREA) for one in told])
    assert likeness(frames[:1], small)[0] == pytest.approx(
        likeness(frames[:1], corrupt(frames[:1], name, 3))[0], abs=0.12
    )


def test_likeness_is_one_of_the_same_and_less_of_others(frames):
    assert likeness(frames, frames) == pytest.approx(1)
    assert (likeness(frames, 255 - frames) < 0.5).all()
    dim = with_strength(frames, "contrast", 0.5)
    assert likeness(frames, dim) == pytest.approx(likeness(dim, frames))


def test_what_cannot_be_spoilt_is_said(frames):
    with pytest.raises(KeyError, match=r"expected one of gaussian, .*; got 'mud' and 3"):
        corrupt(frames, "mud", 3)
    with pytest.raises(KeyError, match="got 'fog' and 6"):
        corrupt(frames, "fog", 6)
    with pytest.raises(ShapeError, match=r"expected \(n, h, w, 3\) uint8, got \(360, 640, 3\)"):
        corrupt(frames[0], "fog", 1)
    with pytest.raises(ShapeError, match="a number and a time of each of 4 frames, got 2 and 2"):
        corrupt(frames, "fog", 1, index=np.arange(2))
