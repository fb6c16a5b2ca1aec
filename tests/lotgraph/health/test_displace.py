"""displacement: a step counts; creep, sway and what is not found do not."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.health.displace import MOVED_PX, displacement


class Track:
    """Measures of a camera that lies at `right_px`."""

    def __init__(self, right_px, *, kept_share=0.9, is_found=1.0):
        self.right_px = np.asarray(right_px, float)
        self.others = {"kept_share": kept_share, "is_found": is_found, "zoom": 1.0, "light": 1.0}
        self.others |= {"lost_share": 0.0, "smooth_share": 0.0, "edge_width_px": 3.0}

    def raw(self, name):
        if name == "right_px":
            return self.right_px
        return np.broadcast_to(self.others.get(name, 0.0), len(self.right_px)).astype(float)

    steady = raw


@given(size=st.floats(1.3, 20), at=st.integers(5, 30), noise=st.floats(0, 0.5))
def test_a_step_beyond_the_bound_counts_from_its_frame_on(size, at, noise):
    grain = np.random.default_rng(at).uniform(-noise, noise, 40)
    track = Track(np.where(np.arange(40) >= at, size * MOVED_PX, 0.0) + grain)
    assert ((displacement(track, None) >= 1) == (np.arange(40) >= at)).all()


@given(px_per_frame=st.floats(-0.3, 0.3))
def test_creep_never_counts_without_a_baseline(px_per_frame):
    assert (displacement(Track(px_per_frame * np.arange(200)), None) < 1).all()


def test_creep_counts_against_a_baseline():
    beyond = displacement(Track(0.2 * np.arange(100)), 0.0) >= 1
    reached = round(MOVED_PX / 0.2)
    assert not beyond[: reached - 1].any()
    assert beyond[reached + 2 :].all()


@given(swing=st.floats(0, 20), period=st.integers(3, 8))
def test_sway_about_one_place_never_lasts(swing, period):
    angle = 2 * np.pi * np.arange(80) / period
    away = displacement(Track(swing * np.sin(angle)), None) >= 1
    assert away.mean() < 0.6  # the judge takes no stretch that is less than this beyond the bound


def test_one_odd_frame_is_not_believed():
    right_px = np.zeros(30)
    right_px[12] = 60.0
    assert (displacement(Track(right_px), None) < 1).all()


def test_an_odd_first_frame_is_not_where_the_camera_rests():
    right_px = np.full(30, 2.0)
    right_px[0] = -8.0
    assert (displacement(Track(right_px), None) < 1).all()


def test_a_camera_put_back_is_no_longer_moved():
    right_px = np.where((np.arange(60) >= 20) & (np.arange(60) < 40), 30.0, 0.0)
    beyond = displacement(Track(right_px), None) >= 1
    assert beyond[20:39].all()  # the last one agrees with those that are back
    assert not beyond[:20].any()
    assert not beyond[41:].any()


@pytest.mark.parametrize("doubt", [{"is_found": 0.0}, {"kept_share": 0.2}])
def test_a_shift_that_cannot_be_trusted_does_not_count(doubt):
    track = Track(np.where(np.arange(30) >= 10, 50.0, 0.0), **doubt)
    assert (displacement(track, None) < 1).all()


@pytest.mark.parametrize("sway_px", [None, 0.0])
def test_five_px_count(sway_px):
    track = Track(np.where(np.arange(40) >= 20, 5.0, 0.0))
    assert ((displacement(track, sway_px) >= 1) == (np.arange(40) >= 20)).all()


@given(seen=st.lists(st.booleans(), min_size=40, max_size=40))
def test_what_is_found_in_one_place_time_and_again_is_there_between(seen):
    seen = np.array(seen) | (np.arange(40) % 8 == 0)
    beyond = displacement(Track(np.full(40, 20.0), is_found=seen * 1.0), 0.0) >= 1
    last = np.flatnonzero(seen)[-1]
    assert beyond[:last].all()


def test_between_two_places_nobody_knows_where_it_was():
    right_px, found = np.repeat([0.0, 20.0], 10), np.ones(20)
    found[7:13] = 0.0
    beyond = displacement(Track(right_px, is_found=found), 0.0) >= 1
    assert not beyond[:13].any()
    assert beyond[14:].all()
