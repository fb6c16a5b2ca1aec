"""Who stops or turns at once."""

import numpy as np
import pytest

from lotgraph.tracker.follow.kernels import stall
from lotgraph.tracker.model import AT, HITS, SEEN, STATE, V, X
from lotgraph.tracker.online import track_online
from lotgraph.tracker.prepare import prepare
from lotgraph.tracker.track import track
from tests.lotgraph.tracker.conftest import table_of

FRAMES = 160


def walking(speed):
    """Boxes of eight that walk to the right, the last of them by `speed` (frames,) px a frame."""
    chance = np.random.default_rng(0)
    way = np.outer(15.0 * np.arange(FRAMES), np.ones(8))
    way[:, 7] = np.cumsum(speed)
    frame, who = (grid.ravel() for grid in np.mgrid[:FRAMES, :8])
    low = np.column_stack([way[frame, who], 120.0 * who]) + chance.normal(0, 0.6, (len(frame), 2))
    return prepare(
        table_of(frame, np.hstack([low, low + np.array([40, 100])]), np.full(len(frame), 0.9)), 5
    )


@pytest.mark.parametrize("follow", [track, track_online])
@pytest.mark.parametrize("then", [0.0, -6.0])
def test_stays_who_they_are(follow, then):
    boxes = walking(np.where(np.arange(FRAMES) > 70, then, 15.0))
    told = follow(boxes)
    assert len(np.unique(told.object_id)) == 8


def rows(speed=0.4, hits=9, seen=0.0):
    """A track of a box 20 px wide at 0 that was expected 8 px further on at 0.2 s."""
    one = np.zeros((1, STATE))
    one[0, [X, V, AT, HITS, SEEN]] = 20 * speed, 20 * speed / 0.2, 0.2, hits, seen
    one[0, X + 2 : X + 4] = np.log(20)
    return one


def taken_of(tracks, *centres, sure=0.9):
    z = np.array([[x, 0.0, np.log(20), np.log(20)] for x in centres])
    taken = np.array([-1])
    went_on = stall(z, np.full(len(z), sure), tracks, np.array([0]), 1, taken, 0.2, 0.0)
    assert went_on[0] == (taken[0] >= 0)
    return int(taken[0])


def test_only_a_box_where_it_just_was_is_its_own():
    assert taken_of(rows(), -1.0, 0.5, 30.0) == 1
    assert taken_of(rows(), 8.0) == -1
    assert taken_of(rows(), 0.0, sure=0.4) == -1
    assert taken_of(rows(hits=2), 0.0) == -1
    assert taken_of(rows(seen=-0.2), 0.0) == -1
