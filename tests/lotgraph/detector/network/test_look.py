"""Frames are fitted in as the network was trained, and boxes come back to where they were."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.detector.model import Found
from lotgraph.detector.network.look import look, view_of
from lotgraph.detector.network.model import Eye

EYE = Eye("images", "float32", 64, 32, is_elastic=False, batch=0)


def eye(**other):
    return Eye(**{**EYE.__dict__, **other})


@given(
    st.sampled_from(["centre", "corner", "stretch"]),
    st.integers(1, 300),
    st.integers(1, 300),
    st.booleans(),
)
def test_the_whole_frame_comes_back_as_the_whole_frame(fit, width, height, is_elastic):
    fitted, view = view_of(eye(fit=fit, is_elastic=is_elastic), width, height)
    (x, y), (w, h) = view.shift, view.size
    assert 0 <= x <= x + w <= fitted.width
    assert 0 <= y <= y + h <= fitted.height
    if is_elastic and fit != "stretch":
        assert fitted.width % 32 == fitted.height % 32 == 0
    box = np.array([[x, y, x + w, y + h]], np.float32)
    back = view.back(Found(np.zeros(1, int), box, np.ones(1), np.zeros(1, int)), width, height)
    np.testing.assert_allclose(back.box, [[0, 0, width, height]], atol=1e-3)


@pytest.mark.parametrize(("fit", "top"), [("centre", 8), ("corner", 0)])
def test_what_is_not_covered_is_padded(fit, top):
    frames = np.full((1, 16, 64, 3), 200, np.uint8)
    fitted, view = view_of(eye(fit=fit, full=255.0), 64, 16)
    [picture] = look(frames, fitted, view)
    assert (picture[:, top : top + 16] == 200).all()
    assert (np.delete(picture, np.s_[top : top + 16], axis=1) == 114).all()


def test_channels_are_turned_round_scaled_and_normalised():
    frames = np.empty((2, 32, 64, 3), np.uint8)
    frames[:] = (255, 51, 0)
    mean, std = (0.5, 0.1, 0.0), (0.5, 0.1, 2.0)
    wanted = eye(is_bgr=True, mean=mean, std=std)
    pictures = look(frames, *view_of(wanted, 64, 32))
    assert pictures.shape == (2, 3, 32, 64)
    np.testing.assert_allclose(pictures[0, :, 5, 5], [-1.0, 1.0, 0.5], atol=1e-5)


@pytest.mark.parametrize("kind", ["uint8", "float16"])
def test_other_types_and_channels_last_are_given_as_wanted(kind):
    frames = np.random.default_rng(0).integers(0, 256, (1, 32, 64, 3)).astype(np.uint8)
    pictures = look(frames, *view_of(eye(kind=kind, full=255.0, channels_last=True), 64, 32))
    assert pictures.dtype == kind
    assert (pictures == frames).all()


def test_frames_of_a_batch_do_not_touch_each_other():
    frames = np.random.default_rng(0).integers(0, 256, (3, 50, 40, 3)).astype(np.uint8)
    fitted = view_of(EYE, 40, 50)
    alone = [look(frames[k : k + 1], *fitted)[0] for k in range(3)]
    assert (look(frames, *fitted) == np.stack(alone)).all()
