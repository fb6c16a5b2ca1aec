"""Windows hold all of what they bound."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.twin.stage.hull import kernels as hull
from lotgraph.twin.stage.view import look

SUN, LAMP = (0.48, 0.6, 0.64, 0.0, 1e30), (2.0, 6.0, 5.0, 1.0, 25.0)
SEEDS = st.integers(0, 2**31)


def frame_of(chance):
    heading = chance.uniform(0, 2 * np.pi)
    place = (*chance.uniform(-9, 9, 2), np.cos(heading), np.sin(heading))
    return np.array([[*place, -2.2, -0.9, 0.0, 2.2, 0.9, chance.uniform(0.5, 3)]], np.float32)


def inside(frame, chance, count=300):
    """Places within a thing's box."""
    x, y, cos, sin, *box = frame[0].astype(float)
    ahead, left, up = chance.uniform(box[:3], box[3:], (count, 3)).T
    return np.stack([x + ahead * cos - left * sin, y + ahead * sin + left * cos, up], -1)


def are_held(view, window, places):
    local = (places - view.eye[0]) @ view.eye[1:].T
    x, y = (local[:, :2] / local[:, 2:]).T
    held = (window[0] <= x) & (x <= window[2]) & (window[1] <= y) & (y <= window[3])
    return held | (local[:, 2] < hull.NEAR_M)


@settings(max_examples=60, deadline=None)
@given(SEEDS, st.sampled_from([0, 1, 2]))
def test_a_thing_and_its_shadows_lie_in_their_windows(kit, seed, number):
    chance = np.random.default_rng(seed)
    view, frame = look(kit.site().cameras[number]), frame_of(chance)
    sources = np.array([SUN, LAMP], np.float32)
    (windows,) = hull.spaces(frame, sources, True, view.eye)
    places = inside(frame, chance)
    assert are_held(view, windows[hull.BODY], places).all()
    sun = np.array(SUN[:3])
    ground = places - sun * places[:, 2:] / sun[2]
    assert are_held(view, windows[hull.SHADOWS], ground).all()
    away = places - LAMP[:3]
    ground = LAMP[:3] + away * LAMP[2] / (LAMP[2] - places[:, 2:])
    near = np.linalg.norm(ground - LAMP[:3], axis=1) < LAMP[4]
    assert are_held(view, windows[hull.SHADOWS + 1], ground)[near].all()


@settings(max_examples=30, deadline=None)
@given(SEEDS)
def test_tiles_of_a_window_hold_its_samples(kit, seed):
    chance = np.random.default_rng(seed)
    view = look(kit.site().cameras[0])
    sources = np.array([SUN], np.float32)
    (windows,) = hull.spaces(frame_of(chance), sources, True, view.eye)
    held = np.zeros(len(view.flat), np.bool_)
    for begin, end in view.spans[hull.touched(view.bounds, windows)]:
        held[begin:end] = True
    for x0, y0, x1, y1 in windows:
        x, y = view.flat.T
        assert held[(x0 <= x) & (x <= x1) & (y0 <= y) & (y <= y1)].all()


def test_what_lies_behind_has_a_window_that_holds_nothing(kit):
    view = look(kit.site().cameras[1])  # looks north
    window = view.window(np.array([(0.0, -40.0, 1.0), (1.0, -30.0, 2.0)]))
    assert window[0] > window[2]
    assert not len(hull.touched(view.bounds, window[None]))
