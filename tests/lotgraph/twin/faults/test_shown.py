"""A fault counts where a frame shows it as badly as it is told."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.faults.cover import cloth
from lotgraph.twin.faults.model import KINDS, OF_FILES, Fault
from lotgraph.twin.faults.paint import knocked
from lotgraph.twin.faults.shown import is_shown, least_s, worst_s
from lotgraph.twin.plan import Camera

CAMERA = Camera("north", (0.0, 0.0, 5.0), 0.0, -0.3)
OF_CAMERAS = [kind for kind in KINDS if kind not in OF_FILES]
ALWAYS = range(10**6)


@given(
    st.sampled_from([kind for kind in OF_CAMERAS if kind != "dropped_frames"]),
    st.floats(1, 1000),
    st.floats(1.001, 50),
)
def test_what_lasts_for_the_least_is_shown_wherever_it_begins(kind, begins_s, times):
    ends_s = begins_s + times * least_s(kind, CAMERA)
    assert is_shown(Fault("north", kind, begins_s, ends_s), CAMERA, ALWAYS)


@pytest.mark.parametrize("kind", ["covered", "moved", "defocused"])
def test_what_is_over_before_it_has_come_is_not_shown(kind):
    lasts_s = least_s(kind, CAMERA) - 1.01 / CAMERA.fps
    assert not is_shown(Fault("north", kind, 10, 10 + lasts_s), CAMERA, ALWAYS)


def test_at_its_worst_a_knock_or_a_cloth_has_come_as_far_as_ever():
    knock, cover = (
        Fault("north", kind, 10, 10 + least_s(kind, CAMERA)) for kind in ("moved", "covered")
    )
    for part in (0.01, 0.5, 0.99):
        begins_s, ends_s = worst_s(knock)
        turned = knocked(CAMERA, knock, begins_s + part * (ends_s - begins_s))
        long = knocked(CAMERA, Fault("north", "moved", 10, 100), 50)
        assert turned.yaw_rad == pytest.approx(long.yaw_rad)
        begins_s, ends_s = worst_s(cover)
        hides = cloth(cover, begins_s + part * (ends_s - begins_s), 36, 64)[0]
        assert np.allclose(hides, cloth(Fault("north", "covered", 10, 100), 50, 36, 64)[0])


def test_what_outlasts_the_frames_must_be_at_its_worst_before():
    moved, dirty = (Fault("north", kind, 8, 100) for kind in ("moved", "dirty"))
    assert is_shown(moved, CAMERA, range(50))
    assert not is_shown(moved, CAMERA, range(43)), "a frame at 8.6 s would be the first"
    assert not is_shown(dirty, CAMERA, range(400)), "it is as dirty as told at its end"
    assert is_shown(dirty, CAMERA, range(500))


def test_lost_frames_are_none_where_chance_spares_all():
    losses = [Fault("north", "dropped_frames", 10, 10.2, 0.5, seed) for seed in range(20)]
    assert {is_shown(one, CAMERA, ALWAYS) for one in losses} == {True, False}


def test_a_camera_that_freezes_at_once_repeats_its_first_frame_from_the_second_on():
    assert not is_shown(Fault("north", "frozen", 0, 0.2), CAMERA, ALWAYS)
    assert is_shown(Fault("north", "frozen", 0, 0.4), CAMERA, ALWAYS)
