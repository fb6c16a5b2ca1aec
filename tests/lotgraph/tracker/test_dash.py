"""Things that move by more than half their size from frame to frame."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.tracker.dash.kernels import dash
from lotgraph.tracker.online import track_online
from lotgraph.tracker.prepare import prepare
from lotgraph.tracker.track import track
from tests.lotgraph.tracker.conftest import table_of

SIDE = 50.0


def passing(share, turn=0.0, things=4, frames=20, seed=0):
    """Boxes of things that go by one below another, so many of their sizes a frame."""
    chance = np.random.default_rng(seed)
    frame, thing = (grid.ravel() for grid in np.mgrid[:frames, :things])
    way = share * SIDE * frame * np.where(thing % 2, 1, -1)
    place = np.column_stack([2000.0 + way, 3 * SIDE * thing + 2000.0])
    c, s = np.cos(turn), np.sin(turn)
    low = place @ [[c, s], [-s, c]] + chance.normal(0, 1, (len(frame), 2)) + 9000
    return table_of(frame, np.hstack([low, low + SIDE]), np.full(len(frame), 0.9))


@pytest.mark.parametrize("follow", [track, track_online])
@pytest.mark.parametrize("fps", [5.0, 25.0])
@pytest.mark.parametrize("share", [0.5, 0.8, 1.4, 2.5])
def test_what_goes_by_faster_than_anybody_expects_is_followed(share, fps, follow):
    table = passing(share)
    told = follow(prepare(table, fps))
    assert len(np.unique(told.object_id[told.frame > 1])) == 4
    assert len(told) >= len(table) - 4


@given(turn=st.floats(0, 6.3), seed=st.integers(0, 20))
def test_it_does_not_matter_where_it_goes(turn, seed):
    told = track(prepare(passing(1.0, turn, seed=seed), 25.0))
    assert len(np.unique(told.object_id)) == 4


def line(*centres, log_side=4.0):
    z = np.array([[x, y, log_side, log_side] for x, y in centres])
    return z, np.ones(len(z), np.bool_), np.arange(len(z) + 1), 0.04 * np.arange(len(z))


def came(z, alone, ends, times):
    return dash(z, alone, ends, times, len(times) - 1, len(z) - 1)


def test_a_third_box_in_line_tells_from_where_it_came():
    assert came(*line((0, 0), (50, 10), (101, 19))) == 1


def test_boxes_out_of_line_or_of_another_size_tell_nothing():
    assert came(*line((0, 0), (50, 10), (60, 70))) == -1
    assert came(*line((0, 0), (50, 10), (0, 0))) == -1
    z, *rest = line((0, 0), (50, 10), (101, 19))
    z[0, 2] += 0.5
    assert came(z, *rest) == -1


def test_what_is_followed_already_explains_itself():
    z, _, *rest = line((0, 0), (50, 10), (101, 19))
    for taken in range(2):
        assert came(z, np.arange(3) != taken, *rest) == -1


def test_steps_that_differ_and_what_is_slow_tell_nothing():
    z, alone, ends, _ = line((0, 0), (50, 10), (101, 19))
    assert came(z, alone, ends, np.array([0.0, 0.04, 0.12])) == -1
    assert came(*line((0, 0), (5, 1), (10, 2))) == -1


def test_of_two_that_it_could_have_come_from_it_came_from_the_nearer():
    z, alone, *_ = line((-60, 0), (0, 0), (20, 0), (50, 0), (100, 0))
    ends = np.array([0, 2, 4, 5])
    assert dash(z, alone, ends, 0.04 * np.arange(3), 2, 4) == 3


def test_what_may_have_moved_by_little_did_not_dash():
    row = [(0, 0), (50, 0), (100, 0)]
    z, alone, *_ = line(*row, *row, *((x + 3, y) for x, y in row))
    times = 0.04 * np.arange(3)
    for last in range(6, 9):
        assert dash(z, alone, np.array([0, 3, 6, 9]), times, 2, last) == -1
    gone = np.arange(9) != 5  # where it is now, nobody was
    assert dash(z[gone], alone[gone], np.array([0, 3, 5, 8]), times, 2, 7) == -1
