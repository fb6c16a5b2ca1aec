"""What is parked is one track though a detector misses it, however few frames there are."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.tracker.online import track_online
from lotgraph.tracker.prepare import prepare
from lotgraph.tracker.stand.kernels import FREE_S, patience
from lotgraph.tracker.track import track
from tests.lotgraph.tracker.conftest import table_of

KNOWN = 20  # frames, after which everybody has been seen to stand
CAR = np.array([80.0, 60.0])
RATES = pytest.mark.parametrize("fps", [0.2, 0.5, 1, 2, 2.6, 3, 5])


def parked(is_found, fps, seed=0):
    """Boxes of cars beside each other in the frames (frames, cars) that each is found in.

    The fifth of five stands in front of the second.
    """
    chance, (frame, car) = np.random.default_rng(seed), np.nonzero(is_found)
    low = np.column_stack([200.0 + 120 * car, np.full(len(car), 200.0)])
    box = np.hstack([low, low + CAR])
    if is_found.shape[1] == 5:
        box[car == 4] = [310.0, 180.0, 420.0, 280.0]
    box += chance.normal(0, 1.5, (len(car), 4))
    return prepare(table_of(frame, box, chance.uniform(0.5, 0.9, len(car))), fps), car


def purity(told, boxes, car):
    """How many tracks there are, and which share of boxes is of the car that most of theirs are of.

    Once cars are known.
    """
    found = (told.box >= 0) & (told.frame >= KNOWN)
    names, name = np.unique(told.object_id[found], return_inverse=True)
    counts = np.zeros((len(names), car.max() + 1))
    np.add.at(counts, (name, car[boxes.row[told.box[found]]]), 1)
    return len(names), counts.max(axis=1).sum() / counts.sum()


@RATES
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 10**6), cars=st.integers(6, 12), recall=st.floats(0.9, 1.0))
def test_each_is_one_track_though_it_is_missed_now_and_then(fps, seed, cars, recall):
    is_found = np.random.default_rng(seed).random((400, cars)) < recall
    boxes, car = parked(is_found, fps, seed)
    tracks, share = purity(track(boxes), boxes, car)
    assert tracks <= cars + 3, "by chance one is missed for long, each in one of twenty films"
    assert share > 0.97, "hardly a box is taken for its neighbour's"


@pytest.mark.parametrize(
    "steps", [[0.04, 5.0], [0.04, 0.04, 0.04, 60.0], [0.2, 3.0], [0.2, 0.2, 1.5]]
)
def test_steps_that_are_anything_but_even_lose_nobody(steps):
    times = np.cumsum(np.resize(steps, 400))
    boxes, car = parked(np.ones((400, 4), bool), 25.0)
    boxes = replace(boxes, times_s=times - times[0])
    assert purity(track(boxes), boxes, car) == (4, 1.0)


def test_who_is_hidden_by_what_is_itself_missed_now_and_then_is_waited_for():
    is_found = np.random.default_rng(5).random((1500, 5)) < 0.9
    is_found[300:1200, 1] = False
    is_found[:300, 4] = is_found[1200:, 4] = False
    boxes, car = parked(is_found, 5.0)
    told = track(boxes)
    is_place = (told.box >= 0) & (car[boxes.row[told.box]] == 1)
    assert len(np.unique(told.object_id[is_place])) == 1


@RATES
@pytest.mark.parametrize("recall", [0.9, 1.0])
def test_who_stands_where_another_left_within_a_minute_is_somebody_else(fps, recall):
    is_found = np.random.default_rng(3).random((700, 4)) < recall
    is_found[200 : 200 + round(50 * fps), 1] = False
    boxes, car = parked(is_found, fps)
    told = track(boxes)
    is_place = (told.box >= 0) & (car[boxes.row[told.box]] == 1)
    before, after = (told.object_id[is_place & one] for one in (told.frame < 200, told.frame > 200))
    assert min(len(before), len(after)) > 100
    assert not set(before.tolist()) & set(after.tolist())


@pytest.mark.parametrize("fps", [1, 2, 2.6])
@pytest.mark.parametrize("seed", range(3))
def test_as_boxes_come_hardly_anybody_takes_its_neighbours_place(fps, seed):
    is_found = np.random.default_rng(seed).random((500, 4)) < 0.9
    boxes, car = parked(is_found, fps, seed)
    tracks, share = purity(track_online(boxes), boxes, car)
    assert tracks <= 8
    assert share > 0.97


@given(st.integers(1, 1000), st.integers(0, 1000), st.floats(0.04, 10.0))
def test_who_is_missed_more_often_is_waited_for_longer(seen, missed, second):
    looked = seen + missed
    waits = patience(seen, looked, 2000, second)
    assert waits >= FREE_S
    assert waits <= patience(seen, looked + 1, 2000, second)
    assert waits <= patience(seen, looked, 4000, second)
