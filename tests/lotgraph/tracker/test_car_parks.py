"""Cameras that jump over car parks: many alike things, in rows at equal distances."""

import numpy as np
import pytest

from lotgraph.tracker.online import track_online
from lotgraph.tracker.prepare import prepare
from lotgraph.tracker.track import track
from tests.lotgraph.tracker.conftest import table_of

CAR = np.array([40.0, 24.0])
APART = np.array([80.0, 60.0])  # of cars in a row, and of rows
FRAMES, JUMPS_AT = 60, 30


def parked(count, in_row, jump, recall=1.0):
    """Boxes of cars in rows, the last of which may be short; the camera jumps once."""
    chance = np.random.default_rng(count)
    place = 100 + np.column_stack([np.arange(count) % in_row, np.arange(count) // in_row]) * APART
    frame, car = (grid.ravel() for grid in np.mgrid[:FRAMES, :count])
    is_found = chance.random(len(frame)) < recall
    frame, car = frame[is_found], car[is_found]
    low = place[car] + np.where(frame[:, None] >= JUMPS_AT, jump, 0.0)
    box = np.hstack([low, low + CAR]) + chance.normal(0, 0.4, (len(frame), 4))
    return prepare(table_of(frame, box, np.full(len(frame), 0.9)), 5.0)


@pytest.mark.parametrize(("count", "in_row"), [(54, 9), (60, 10), (200, 20)])
@pytest.mark.parametrize("jump", [(30.0, 0.0), (60.0, 0.0), (60.0, 30.0)])
def test_however_many_cars_stand_there_all_keep_their_tracks(count, in_row, jump):
    assert len(np.unique(track(parked(count, in_row, np.array(jump))).object_id)) == count


@pytest.mark.parametrize("follow", [track, track_online])
def test_of_cars_that_are_missed_now_and_then_a_jump_costs_none(follow):
    stays, jumps = (follow(parked(200, 20, np.array([x, 0.0]), recall=0.9)) for x in (0.0, 30.0))
    assert len(np.unique(jumps.object_id)) == len(np.unique(stays.object_id))
