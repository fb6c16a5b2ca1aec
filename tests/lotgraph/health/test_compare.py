"""Comparer: what is kept, lost, smooth and soft, whatever the light."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.health.compare import Comparer, Reference, change
from lotgraph.health.measure import look
from scripts.drawn import paint as painted
from scripts.drawn.scene import Scene

FRAMES = [Scene(size=(640, 360), seed=k).frame(k, 0.5 * k) for k in range(7)]
COMPARER = Comparer(Reference.of([look(frame) for frame in FRAMES]))
NOW = FRAMES[3]


def compared(paint, before=None):
    now = look(paint(NOW, 0.0))
    return COMPARER.compare(now, before or now)


@given(gain=st.floats(0.4, 1.4), offset=st.floats(-10, 30))
@settings(max_examples=12, deadline=None)
def test_light_alone_loses_nothing(gain, offset):
    seen = compared(lambda f, _: np.clip(f * gain + offset, 0, 255).astype(np.uint8))
    assert seen.kept_share > 0.85
    assert seen.lost_share < 0.15
    assert seen.gain == pytest.approx(gain, rel=0.2)


@pytest.mark.parametrize("place", [0.15, 0.5, 0.85])
def test_a_lamp_on_a_part_of_the_view_leaves_the_contrast_of_all_as_it_was(place):
    rows, columns = np.mgrid[:360, :640]
    apart = (columns - 640 * place) ** 2 + (rows - 200) ** 2
    glow = 220 * np.exp(-apart / 110**2)[..., None]
    seen = compared(lambda f, _: np.clip(f * 0.5 + glow, 0, 255).astype(np.uint8))
    assert seen.gain == pytest.approx(0.5, rel=0.15)


@given(share=st.floats(0.3, 1.0))
@settings(max_examples=12, deadline=None)
def test_what_is_covered_is_lost_and_smooth(share):
    seen = compared(painted.covered(share))
    assert seen.kept_share == pytest.approx(1 - share, abs=0.25)
    assert seen.lost_share > share - 0.25
    assert seen.smooth_share > 0.9


def test_what_moves_is_not_lost():
    covered = look(painted.covered(0.6)(NOW, 0.0))
    flickering = look(painted.covered(0.6, level=150)(NOW, 0.0))
    assert COMPARER.compare(covered, flickering).lost_share < 0.1


def test_detail_falls_with_blur_and_not_with_darkness():
    sharp, soft, dark = (
        compared(paint).detail
        for paint in (lambda f, _: f, painted.defocused(5), painted.under_exposed(0.5))
    )
    assert sharp == pytest.approx(1.0, abs=0.15)
    assert dark == pytest.approx(1.0, abs=0.25)
    assert soft < 0.5


def test_a_moved_view_is_laid_back_before_it_is_compared():
    seen = compared(painted.moved(20, 10))
    assert seen.kept_share > 0.75
    assert seen.lost_share < 0.2


def test_the_median_of_looks_drops_what_passes():
    passing = NOW.copy()
    passing[100:250, 200:400] = 255
    reference = Reference.of([look(f) for f in (NOW, passing, NOW)])
    assert np.array_equal(reference.plate, look(NOW).view)


def test_change_is_nought_between_equal_looks_and_peaks_where_something_moved():
    still = change(look(NOW), look(NOW))
    assert (still.mean, still.peak, still.floor) == (0, 0, 0)
    passing = NOW.copy()
    passing[100:116, 200:216] = 255
    moved = change(look(passing), look(NOW))
    assert moved.peak > 80
    assert moved.mean < 1
    assert moved.floor == 0


def test_noise_shows_in_the_quietest_quarter():
    noisy = [look(painted.noisy(4)(NOW, t_s)) for t_s in (0.0, 0.5)]
    assert change(*noisy).floor > 0.5


def panes(soft=0.0, gain=1.0, light=0.0):
    """A grid of panes, out of focus by `soft` px of the view, under other light."""
    grid = np.full((240, 320), 60, np.uint8)
    for row in range(12):
        for column in range(16):
            grid[row * 20 + 6 : row * 20 + 15, column * 20 + 5 : column * 20 + 14] = 190
    view = cv2.GaussianBlur(grid.astype(np.float32), (0, 0), soft) if soft else grid
    return np.repeat(np.clip(view * gain + light, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


@pytest.mark.parametrize(("gain", "light"), [(1.0, 0.0), (0.4, 90.0), (1.2, 10.0)])
def test_neither_fog_nor_light_makes_edges_soft(gain, light):
    comparer = Comparer(Reference.of([look(panes())]))
    assert comparer.compare(look(panes(0, gain, light)), None).detail > 0.95
    assert comparer.compare(look(panes(3, gain, light)), None).detail < 0.7


def test_what_lost_its_edges_in_one_piece_is_bare():
    for share in (0.25, 0.5):
        comparer = Comparer(Reference.of([look(panes())]))
        hidden = panes()
        hidden[:, : int(320 * share)] = 120
        assert comparer.compare(look(hidden), None).bare_share == pytest.approx(share, abs=0.07)


def test_a_cloth_in_the_grain_of_the_night_is_bare_after_some_looks():
    plate = panes(gain=0.3)
    comparer, chance = Comparer(Reference.of([look(plate)])), np.random.default_rng(1)
    shares = []
    for count in range(11):
        hidden = plate.copy()
        if count >= 3:
            hidden[:, :160] = 30
        grain = cv2.GaussianBlur(chance.normal(0, 40, hidden.shape[:2]), (0, 0), 2)[..., None]
        grainy = look(np.clip(hidden + grain, 0, 255).astype(np.uint8))
        shares.append(comparer.compare(grainy, None).bare_share)
    assert max(shares[:4]) < 0.1
    assert min(shares[-2:]) > 0.35, shares


def test_plain_things_apart_from_each_other_are_not_bare():
    comparer = Comparer(Reference.of([look(panes())]))
    parked = panes()
    for left in (0, 100, 200):
        parked[40:100, left : left + 60] = 120
    assert comparer.compare(look(parked), None).bare_share < 0.06


@pytest.mark.parametrize("gain", [1.0, 0.5])
def test_fog_leaves_nothing_bare_and_takes_its_part_of_the_relief(gain):
    seen = Comparer(Reference.of([look(panes())])).compare(look(panes(0, gain, 60.0)), None)
    assert seen.bare_share == 0.0
    assert seen.relief == pytest.approx(gain, abs=0.05)


def test_other_vehicles_than_before_are_no_softer_and_a_lens_out_of_focus_is():
    comparer = Comparer(Reference.of([look(panes())]))
    for soft, low, high in ((0.0, 0.9, 1.1), (3.0, 1.3, 3.0)):
        other = np.roll(panes(soft), (8, 7), axis=(0, 1))  # nothing is where it was
        assert low < comparer.compare(look(other), None).softness < high


def test_the_rim_of_a_cover_says_nothing_of_softness():
    hidden = panes(3.0)
    hidden[:, :250] = 120
    seen = Comparer(Reference.of([look(panes())])).compare(look(hidden), None)
    assert np.isnan(seen.softness)


def test_a_shift_by_which_less_of_the_place_is_found_again_is_none(monkeypatch):
    comparer = Comparer(Reference.of([look(panes())]))
    found = comparer.landmarks.shift(look(panes()).view)
    misled = replace(found, distance_px=9.0, right_px=7.0, down_px=-5.0, zoom=0.98)
    monkeypatch.setattr(comparer.landmarks, "shift", lambda _: misled)
    seen = comparer.compare(look(panes()), None)
    assert seen.shift == replace(misled, distance_px=0, right_px=0, down_px=0, turn_deg=0, zoom=1)
    assert seen.kept_share == 1.0
