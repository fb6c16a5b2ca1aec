"""What stirs at full size, and what a codec that has nothing left to correct says of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.health.stale import settled, spent
from lotgraph.health.stir import Watch

STEP_S = 0.5


def frame(value=0):
    return np.full((48, 64, 3), value, np.uint8)


def test_one_pixel_that_differs_by_one_is_seen():
    watch, other = Watch(), frame(100)
    watch.stir(frame(100), 0)
    other[20, 30] = 101
    found = watch.stir(other, 0)
    assert found.share == pytest.approx(1 / 48)
    assert found.peak == 1


def test_across_a_keyframe_or_where_nobody_knows_of_any_nothing_is_said():
    watch = Watch()
    assert [watch.stir(frame(), group) for group in (0, 1, None, None)] == [None] * 4
    assert watch.stir(frame(), 2) is None


def test_a_picture_of_another_size_is_not_compared():
    watch = Watch()
    watch.stir(frame(), 0)
    assert watch.stir(frame()[:32], 0) is None


def rows(share, peak=5.0, calm=True, novelty=(2.0, 2.0, 2.0, 0.5)):
    """Looks of which the last bring a quarter of what was new at first."""
    share = np.array(share, float)
    whole, times_s = np.ones(len(share)), np.arange(len(share)) * STEP_S
    new = np.interp(
        np.arange(len(share)), np.linspace(0, max(1, len(share) - 1), len(novelty)), novelty
    )
    return spent(share, whole * peak, whole * calm > 0, new, times_s)


KEY = np.nan


def test_what_often_has_nothing_to_correct_is_spent_from_first_to_last():
    share = [0.5, 0.5, KEY, 0.0, 0.01, 0.6, KEY, 0.0, 0.02, 0.5]
    found = rows(share, novelty=(2.0, 2.0, 1.0, 0.5))
    assert found.tolist() == [False] * 3 + [True] * 6 + [False]


def test_what_seldom_has_nothing_to_correct_is_alive():
    assert not rows([0.5, 0.0, 0.5, 0.02, 0.5, 0.01, 0.5]).any()
    assert not rows(([0.0] + [0.5] * 11) * 5).any()


def test_a_clock_that_ticks_or_a_square_that_changes_much_ends_it():
    calm = np.arange(13) % 4 > 0
    assert not rows([KEY, *[0.0] * 12], calm=calm).any()
    assert not rows([KEY, *[0.0] * 12], peak=200.0).any()
    assert rows([KEY, *[0.0] * 12])[1:].all()
    assert not rows([0.0] * 12).any(), "no keyframe since something stirred"


def test_what_a_scene_that_stirred_left_behind_is_not_what_keyframes_bring():
    """A car has passed, and what was new since the last keyframe was so for it."""
    share = np.array([KEY, *[0.5] * 5, *[0.0] * 6, *[KEY, *[0.0] * 9] * 2])
    calm = np.arange(len(share)) >= 6
    novelty = np.repeat([3.6, 2.0, 1.8], [12, 10, 10])
    assert not rows(share, calm=calm, novelty=novelty).any()
    frozen = np.where(novelty < 1.9, 0.9, novelty)
    assert rows(share, calm=calm, novelty=frozen)[23:].all()


def test_too_few_looks_are_never_spent():
    assert [rows([0.0] * count).tolist() for count in (0, 1, 3)] == [[], [False], [False] * 3]


def test_until_the_last_keyframe_that_brings_as_much_as_ever_nobody_knows():
    share = [KEY, 0.0, 0.0] * 8
    novelty = np.repeat([2.0, 2.0, 2.0, 2.0, 1.9, 1.3, 1.1, 0.9], 3)
    found = rows(share, novelty=novelty)
    assert not found[:12].any()
    assert found[12:-1].all()


def test_what_stirs_after_a_keyframe_is_no_novelty_of_noise():
    share = np.array([KEY, 0.5, 0.5, KEY, 0.5, 0.9, 0.5, KEY, 0.5])
    calm = np.array([1, 1, 1, 1, 1, 0, 1, 1, 1]) > 0
    novelty = np.array([np.nan, np.nan, np.nan, 2.0, 2.1, 80.0, 80.1, 1.9, 1.9])
    left = settled(novelty, share, calm)
    assert np.isnan(left).tolist() == [True] * 3 + [False] * 2 + [True] * 2 + [False] * 2
    assert left[3] == 2.0


@given(calm=st.lists(st.booleans(), min_size=12, max_size=12), noise=st.floats(0.5, 3.0))
def test_novelty_of_noise_alone_stays_whatever_passes(calm, noise):
    novelty, share = np.full(12, noise), np.where(np.arange(12) % 3 == 0, KEY, 0.5)
    assert (settled(novelty, share, np.array(calm)) == novelty).all()


def test_a_coarse_codec_leaves_a_live_picture_alone_too():
    share = [KEY, *[0.0] * 12]
    assert not rows(share, novelty=(2.0, 1.8, 2.2, 1.9)).any()
    assert not rows(share, novelty=(np.nan, np.nan)).any(), "no keyframe has come"
    assert rows(share, novelty=(0.3, 0.3))[1:].all(), "keyframes bring nothing"
