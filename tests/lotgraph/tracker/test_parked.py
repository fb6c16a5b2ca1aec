"""What is parked is one track though a detector misses it, however few frames there are."""

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
RATES = pytest.mark.parametrize("fps", [0.2, 0.5, 1, 2, 5])


def parked(is_found, fps, seed=0):
    """Boxes of cars beside each other in the frames (frames, cars) that each is found in."""
    chance, (frame, car) = np.random.default_rng(seed), np.nonzero(is_found)
    low = np.column_stack([200.0 + 120 * car, np.full(len(car), 200.0)])
    box = np.hstack([low, low + CAR]) + chance.normal(0, 1.5, (len(car), 4))
    return prepare(table_of(frame, box, chance.uniform(0.5, 0.9, len(car))), fps), car


def cars_of(told, boxes, car):
    """For each track the cars that its boxes are of, once they are known."""
    found = (told.box >= 0) & (told.frame >= KNOWN)
    name, whose = told.object_id[found], car[boxes.row[told.box[found]]]
    return [set(whose[name == one].tolist()) for one in np.unique(name)]


@RATES
@settings(max_examples=5, deadline=None)
@given(seed=st.integers(0, 10**6), recall=st.floats(0.9, 1.0))
def test_four_cars_are_four_tracks_though_some_are_missed_now_and_then(fps, seed, recall):
    is_found = np.random.default_rng(seed).random((500, 4)) < recall
    boxes, car = parked(is_found, fps, seed)
    whose = cars_of(track(boxes), boxes, car)
    assert all(len(cars) == 1 for cars in whose), "nobody takes its neighbour's boxes"
    assert len(whose) <= 5, "by chance one is missed for long, in one of twenty films at most"


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


@pytest.mark.parametrize("fps", [0.2, 0.5, 1])
def test_as_boxes_come_nobody_takes_its_neighbours_place(fps):
    is_found = np.random.default_rng(1).random((500, 4)) < 0.9
    boxes, car = parked(is_found, fps)
    assert all(len(cars) == 1 for cars in cars_of(track_online(boxes), boxes, car))


@given(st.integers(1, 1000), st.integers(0, 1000), st.floats(0.04, 10.0))
def test_who_is_missed_more_often_is_waited_for_longer(seen, missed, second):
    looked = seen + missed
    waits = patience(seen, looked, 2000, second)
    assert waits >= FREE_S
    assert waits <= patience(seen, looked + 1, 2000, second)
    assert waits <= patience(seen, looked, 4000, second)
