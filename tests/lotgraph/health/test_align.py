"""Landmarks: the shift that was made is the shift that is found."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.health.align import Landmarks
from lotgraph.health.measure import look
from scripts.drawn import paint as painted
from scripts.drawn.scene import Scene

FRAME = Scene(size=(640, 360)).frame(0, 1.0)
PLATE = look(FRAME).view
LANDMARKS = Landmarks(PLATE)


def shift_of(paint, frame=FRAME):
    return LANDMARKS.shift(look(paint(frame, 0.0)).view)


@given(right=st.floats(-40, 40), down=st.floats(-40, 40))
@settings(max_examples=12, deadline=None)
def test_a_shift_is_found_to_a_pixel_of_640(right, down):
    found = shift_of(painted.moved(right, down))
    assert found.is_found
    assert 2 * found.right_px == pytest.approx(right, abs=1.0)
    assert 2 * found.down_px == pytest.approx(down, abs=1.0)


@given(turn=st.floats(-3, 3))
@settings(max_examples=12, deadline=None)
def test_a_turn_is_found_to_half_a_degree(turn):
    found = shift_of(painted.moved(0, 0, turn_deg=turn))
    assert found.is_found
    assert found.turn_deg == pytest.approx(-turn, abs=0.5)


def test_a_picture_lies_on_itself():
    found = LANDMARKS.shift(PLATE)
    assert found.distance_px < 0.05
    assert found.score == found.score_unmoved == pytest.approx(1.0, abs=1e-3)


@given(gain=st.floats(0.35, 1.3), sigma=st.floats(0, 12))
@settings(max_examples=12, deadline=None)
def test_light_and_noise_move_nothing(gain, sigma):
    noise = np.random.default_rng(1).normal(0, sigma, FRAME.shape)
    lit = np.clip(FRAME * gain + noise, 0, 255).astype(np.uint8)
    assert LANDMARKS.shift(look(lit).view).distance_px < 0.6


def test_another_place_is_not_found():
    other = look(Scene(size=(640, 360), view=3, seed=9).frame(0, 2.0)[::-1]).view
    assert not LANDMARKS.shift(other).is_found


def test_a_plain_picture_is_not_found():
    assert not LANDMARKS.shift(np.full_like(PLATE, 90)).is_found


def test_undoing_a_shift_lays_the_picture_back():
    view = look(painted.moved(24, -14, turn_deg=1.5)(FRAME, 0.0)).view
    laid = LANDMARKS.shift(view).undo(view)
    inner = (slice(30, -30), slice(30, -30))
    before = np.abs(view[inner].astype(int) - PLATE[inner]).mean()
    after = np.abs(laid[inner].astype(int) - PLATE[inner]).mean()
    assert after < before / 3
