"""Who stands is waited for while others hide it, and is not who stands there after it."""

import numpy as np
import polars as pl
import pytest

from lotgraph.tracker.model import by_track
from lotgraph.tracker.prepare import prepare
from lotgraph.tracker.stand.kernels import goes_on
from lotgraph.tracker.track import track
from tests.lotgraph.tracker.conftest import table_of

FPS, STALL_X = 5.0, 400.0


@pytest.fixture
def stall(tracked):
    """Ids in the stall, of what is seen there and elsewhere for a minute and a half.

    Each of `things` is (from s, to s, x, px a second, width, height); other things pass far off.
    """

    def ids(*things, seed=0):
        chance, rows = np.random.default_rng(seed), []
        passing = [(12.0 * k, 12.0 * k + 11, -60.0, 60.0, 50.0, 40.0) for k in range(8)]
        for n, (begin, end, x, speed, wide, high) in enumerate((*things, *passing)):
            frame = np.arange(round(begin * FPS), round(end * FPS))
            low = x + speed * (frame / FPS - begin)
            foot = np.full(len(frame), 300.0 if n < len(things) else 700.0)
            box = np.column_stack([low, foot - high, low + wide, foot])
            rows.append(np.column_stack([frame, box + chance.normal(0, 0.4, box.shape)]))
        rows = np.concatenate(rows)
        told = tracked(table_of(rows[:, 0].astype(int), rows[:, 1:], 0.9), FPS)
        there = pl.col("x0_px").is_between(STALL_X - 20, STALL_X + 20) & (pl.col("y1_px") < 320)
        return told.filter(there & (pl.col("x1_px") - pl.col("x0_px") < 120))

    return ids


def car(begin, end, wide=80.0, high=50.0):
    return (begin, end, STALL_X, 0.0, wide, high)


LORRY = (28.0, 55.0, STALL_X - 60, 0.0, 220.0, 120.0)


def test_who_is_hidden_by_a_lorry_that_waits_is_one_track(stall):
    told = stall(car(0, 30), LORRY, car(53, 90))
    assert told["object_id"].n_unique() == 1
    assert told.filter("is_seen")["frame"].max() == round(90 * FPS) - 1


def test_whose_place_was_seen_free_is_followed_by_somebody_else(stall):
    assert stall(car(0, 30), car(53, 90))["object_id"].n_unique() == 2


def test_a_place_seen_free_before_a_lorry_came_is_free(stall):
    told = stall(car(0, 20), LORRY, car(53, 90))
    assert told["object_id"].n_unique() == 2


def test_another_size_behind_the_lorry_is_somebody_else(stall):
    told = stall(car(0, 30), LORRY, car(53, 90, wide=40.0, high=90.0))
    assert told["object_id"].n_unique() == 2


def standing_twice(fps, between):
    """Boxes of one place in 50 frames, and again as many frames later as are between."""
    frame = np.concatenate([np.arange(50), np.arange(50 + between, 100 + between)])
    box = np.tile([400.0, 250.0, 480.0, 300.0], (100, 1))
    box += np.random.default_rng(0).normal(0, 0.4, box.shape)
    return frame, prepare(table_of(frame, box, 0.9), fps)


@pytest.mark.parametrize("between", [40, 450])
def test_who_stood_before_a_camera_saw_nothing_stands_there_after_it(between):
    frame, boxes = standing_twice(FPS, between)
    for looked in (None, np.arange(100 + between), frame):
        told = track(boxes, looked)
        assert set(told.object_id) == {1}
        assert len(told) == 100, "nothing is put where nobody was seen"


def test_after_an_hour_that_showed_nobody_somebody_else_stands_there():
    frame, boxes = standing_twice(FPS, round(3600 * FPS))
    assert set(track(boxes).object_id) == {1, 2}
    assert set(track(boxes, frame).object_id) == {1}, "nobody looked"


def test_where_frames_are_far_apart_whoever_leaves_is_not_seen_leaving():
    frame, boxes = standing_twice(0.5, 450)
    assert set(track(boxes).object_id) == {1, 2}
    assert set(track(boxes, np.arange(550)).object_id) == {1, 2}
    assert set(track(boxes, frame).object_id) == {1}


def test_who_drives_off_after_it_was_hidden_is_still_the_same(stall):
    leaves = (70.0, 80.0, STALL_X, 15.0, 80.0, 50.0)
    told = stall(car(0, 30), LORRY, car(53, 70), leaves)
    assert told["object_id"].n_unique() == 1


def test_boxes_by_track_are_in_the_order_of_frames():
    name, step = np.array([1, 0, -1, 1, 0]), np.array([0, 0, 1, 2, 2])
    order, ends = by_track(name, step)
    assert order.tolist() == [1, 4, 0, 3]
    assert ends.tolist() == [0, 2, 4]


def test_only_the_next_one_at_a_place_is_who_stood_there():
    """Of two who leave it the later goes on; the one before goes on as nobody that comes after."""
    place, nobody = np.tile([0.0, 0.0, 3.0, 3.0], (4, 1)), np.zeros((0, 4))
    leaves = np.array([True, True, False, False])
    first, last = np.array([0, 5, 22, 35]), np.array([10, 20, 40, 60])
    frames = 61
    after = goes_on(
        place, place, leaves, ~leaves, first, last, last - first + 1, nobody,
        np.zeros(frames + 1, np.int64), 0.1, np.zeros(frames, np.int64),
    )  # fmt: skip
    assert after.tolist() == [-1, 2, -1, -1]
