"""Cameras that are turned."""

import numpy as np
import pytest

from lotgraph.tracker.online import track_online
from lotgraph.tracker.prepare import prepare
from lotgraph.tracker.track import track
from tests.lotgraph.tracker.conftest import table_of

SIZE = np.array([70.0, 50.0])
PLACES = np.array([[0, 100], [150, 20], [270, 210], [420, 60], [610, 160], [730, 90]], float)
NEARER = np.linspace(-1, 1, 6)  # of these, what is nearer seems to move more
PASSES = 40  # frames in which something goes by, before all else
EITHER = pytest.mark.parametrize("follow", [track, track_online])


def seen(way):
    """Boxes of six things that stand, each (frames, 6) so far to the right of its place.

    Something goes by below them first, faster and faster: by it, boxes are known to be precise.
    """
    chance = np.random.default_rng(0)
    frame, thing = (grid.ravel() for grid in np.mgrid[: len(way), : len(PLACES)])
    low = PLACES[thing] + np.column_stack([way[frame, thing], np.zeros(len(frame))])
    passing = np.column_stack([0.5 * np.arange(PASSES) ** 2, np.full(PASSES, 400.0)])
    frame, low = np.append(frame, np.arange(PASSES)), np.vstack([low, passing])
    box = np.hstack([low, low + SIZE]) + chance.normal(0, 0.7, (len(frame), 4))
    return table_of(frame, box, np.full(len(frame), 0.9))


def tracks(follow, way):
    return follow(prepare(seen(way), 5.0))


@EITHER
@pytest.mark.parametrize(("step", "more"), [(6, 0.25), (14, 0.25), (40, 0.1), (400, 0.01)])
@pytest.mark.parametrize("steps", [1, 4])
def test_one_that_stands_and_is_turned_keeps_its_tracks(follow, step, more, steps):
    way = np.outer(step * np.clip(np.arange(120) - 60, 0, steps), 1 + more * NEARER)
    told = tracks(follow, way)
    assert len(np.unique(told.object_id)) == len(PLACES) + 1


@EITHER
def test_one_that_is_turned_and_back_keeps_its_tracks(follow):
    away = np.interp(np.arange(120), [50, 53, 80, 83], [0, 42, 42, 0])
    told = tracks(follow, np.outer(away, 1 + 0.2 * NEARER))
    assert len(np.unique(told.object_id)) == len(PLACES) + 1


@EITHER
def test_what_sets_off_together_moves_nobody_who_stands(follow):
    goes = 0.4 * np.clip(np.arange(120) - 60, 0, None) ** 2
    told = tracks(follow, np.outer(goes, [0, 0, 0, 0, 1, 1]))
    assert len(np.unique(told.object_id)) == len(PLACES) + 1
    stand = told.z[(told.z[:, 0] < 500) & (told.frame > PASSES), 0]
    assert np.abs(stand[:, None] - SIZE[0] / 2 - PLACES[:4, 0]).min(axis=1).max() < 5
