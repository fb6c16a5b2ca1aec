"""False alarms that never flicker, and things that are seen twice."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.formats.columns import EDGES
from lotgraph.tracker.doubt import TOUCHES, apart, held, lying, on_others, single, standing
from lotgraph.tracker.model import by_track
from lotgraph.tracker.prepare import prepare
from lotgraph.tracker.room.kernels import covered, shadowed
from lotgraph.tracker.track import track
from tests.lotgraph.tracker.conftest import side_by_side, table_of

FRAMES = 80


@pytest.fixture
def lot():
    """Parked cars and moving ones, each parked car below false alarms that never flicker."""

    def made(seed=0, *, parked=6, moving=3, alarms=5):
        chance = np.random.default_rng(seed)
        spots = np.column_stack([150.0 * np.arange(parked), np.full(parked, 100.0)])
        lies = np.repeat(spots, alarms, axis=0) + chance.uniform(-22, 22, (parked * alarms, 2))
        rows = []
        for frame in range(FRAMES):
            way = np.column_stack(
                [10.0 * frame + 200 * np.arange(moving), 300.0 + 90 * np.arange(moving)]
            )
            for places, least in ((spots, 0.6), (way, 0.6), (lies, 0.01)):
                low = places + chance.normal(0, 1, places.shape)
                high = low + np.array([100, 60]) + chance.normal(0, 1, places.shape)
                score = least + 0.3 * chance.random(len(low))
                rows.append(np.column_stack([np.full(len(low), frame), score, low, high]))
        rows = np.concatenate(rows)
        return table_of(rows[:, 0].astype(int), rows[:, 2:], rows[:, 1])

    return made


@pytest.mark.parametrize("seed", range(3))
def test_false_alarms_that_never_flicker_are_no_tracks_on_what_is_parked(lot, tracked, seed):
    told = tracked(lot(seed))
    assert told["object_id"].n_unique() == 9
    assert told.group_by("object_id").len()["len"].min() >= FRAMES - 2


@pytest.mark.parametrize(
    "other", [pl.col("score") * 7 - 3, (pl.col("score") * 7 - 3).exp()], ids=["line", "curve"]
)
def test_whatever_scores_are_counted_in_what_is_doubted_is_the_same(lot, tracked, other):
    table = lot(1)
    told = tracked(table.with_columns(score=other))
    assert told.drop("score").equals(tracked(table).drop("score"))


def boxes_of(low, score, *, wide=40.0, high=30.0):
    """Boxes of the same size in one frame."""
    low, size = np.asarray(low, float), np.array([wide, high])
    table = table_of(np.zeros(len(low), int), np.hstack([low, low + size]), score)
    return prepare(table, 25.0)


def heap(seed=0, *, better=60, lesser=90, on=240):
    """Well-found boxes and lesser ones that lie alone, with heaps of lesser ones on the former."""
    chance = np.random.default_rng(seed)
    count = better + lesser
    places = np.column_stack([100.0 * np.arange(count), np.zeros(count)])
    lies = places[chance.integers(better, size=on)] + chance.uniform(-5, 5, (on, 2))
    score = np.concatenate(
        [chance.uniform(0.7, 0.9, better), chance.uniform(0.05, 0.3, lesser + on)]
    )
    return boxes_of(np.concatenate([places, lies]), score)


def test_where_many_lie_in_heaps_what_stands_is_sorted_by_its_score():
    boxes = heap()
    most = standing(boxes.score, lying(boxes))
    assert (most[boxes.score > 0.7] > 0.5).all()
    assert (most[boxes.score < 0.3] < 0.5).all()


@pytest.mark.parametrize("how", [{"lesser": 50, "on": 20}, {"on": 0}], ids=["few", "no heaps"])
def test_what_stands_is_not_sorted_where_there_are(how):
    boxes = heap(**how)
    most = standing(boxes.score, lying(boxes))
    assert (most[~lying(boxes).on] > 0.5).all()


def test_few_boxes_that_lie_on_others_are_not_doubted_for_it():
    boxes = heap(on=20)
    real = np.full(len(boxes), 0.8)
    assert apart(real, lying(boxes)) == pytest.approx(real)


def test_most_boxes_of_heaps_are_doubted_and_what_lies_alone_is_not():
    boxes = heap()
    lie = lying(boxes)
    real = apart(np.full(len(boxes), 0.8), lie)
    assert np.quantile(real[lie.on], 0.9) < 0.3
    assert (real[~lie.on] == 0.8).all()


@pytest.mark.parametrize("seed", range(3))
def test_a_camera_that_is_turned_makes_no_false_alarm_real(lot, seed):
    turned = 14.0 * (pl.col("frame") - FRAMES // 2).clip(0, 3)
    table = lot(seed).with_columns(pl.col(EDGES) + turned)
    told = track(prepare(table, 5.0))
    assert len(np.unique(told.object_id)) == 9


def test_what_is_parked_without_false_alarms_stays(lot, tracked):
    assert tracked(lot(2, alarms=0))["object_id"].n_unique() == 9


def test_a_thing_that_is_seen_twice_is_one_track(walk, tracked):
    table, _ = walk(1, alarms=0)
    shift = pl.col("x1_px") - pl.col("x0_px")
    again = table.with_columns(
        x0_px=pl.col("x0_px") + 0.15 * shift, x1_px=pl.col("x1_px") + 0.15 * shift
    )
    assert tracked(pl.concat([table, again]))["object_id"].n_unique() == 5


def test_crowds_that_cross_stay_whole(tracked):
    frame = np.repeat(np.arange(60), 6)
    who = np.tile(np.arange(6), 60)
    side = np.where(who < 3, 1.0, -1.0)
    x = np.where(who < 3, 100, 460) + side * (6.0 * frame + 25 * (who % 3))
    low = np.column_stack([x, 200.0 + 12 * who])
    low += np.random.default_rng(0).normal(0, 0.5, low.shape)
    table = table_of(frame, np.hstack([low, low + np.array([40, 90])]), 0.9 - 0.1 * who)
    told = tracked(table)
    assert told["object_id"].n_unique() == 6
    assert told.group_by("object_id").len()["len"].min() >= 58


def test_who_lies_on_a_better_one_of_another_class_is_covered_only_if_it_is_in_the_same_place():
    z = np.array([[0.0, 0, 3, 3], [8.0, 0, 3, 3]])
    near = np.array([[0.0, 0, 3, 3], [1.0, 0, 3, 3]])
    score, ends = np.array([0.2, 0.8]), np.array([0, 2])
    same, other = np.array([0, 0]), np.array([0, 1])
    assert covered(z, same, score, ends, 0.4, 0.7).tolist() == [True, False]
    assert covered(z, other, score, ends, 0.4, 0.7).tolist() == [False, False]
    assert covered(near, other, score, ends, 0.4, 0.7).tolist() == [True, False]
    assert not covered(z, same, np.ones(2), ends, 0.4, 0.7).any()


@pytest.mark.parametrize(("shift_px", "tracks"), [(2.0, 5), (20.0, 10)])
def test_a_thing_that_is_taken_for_two_kinds_is_one_track(walk, tracked, shift_px, tracks):
    table, _ = walk(1, alarms=0)
    again = table.with_columns(
        pl.col("x0_px", "x1_px") + shift_px, kind=pl.lit("bus"), score=pl.col("score") / 2
    )
    assert tracked(pl.concat([table, again]))["object_id"].n_unique() == tracks


def overlaps(edges):
    low = np.maximum(edges[:, None, :2], edges[None, :, :2])
    high = np.minimum(edges[:, None, 2:], edges[None, :, 2:])
    both = np.prod(np.clip(high - low, 0, None), axis=2)
    area = np.prod(edges[:, 2:] - edges[:, :2], axis=1)
    return both / (area[:, None] + area[None] - both)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_covered_is_what_comparing_all_with_all_says(seed):
    chance = np.random.default_rng(seed)
    low = chance.uniform(0, 100, (30, 2))
    edges = np.hstack([low, low + chance.uniform(10, 60, (30, 2))])
    boxes = prepare(table_of(np.repeat([0, 1], 15), edges, chance.random(30).round(1)), 25.0)
    on = covered(boxes.z, boxes.kind, boxes.score, boxes.ends, 0.4, 0.7)
    row = boxes.row
    better = boxes.score[None] > boxes.score[:, None]
    same = boxes.step[None] == boxes.step[:, None]
    expected = ((overlaps(edges[row]) >= 0.4) & better & same).any(axis=1)
    assert (on == expected).all()


def test_what_is_shadowed_shadows_nobody():
    z = np.array([[0.0, 0, 3, 3], [4.0, 0, 3, 3], [8.0, 0, 3, 3]])
    kind, ends = np.zeros(3, np.int64), np.array([0, 3])
    drop = shadowed(z, kind, np.arange(3), np.arange(3), ends, 0.5, 0.7, 0.8)
    assert drop.tolist() == [False, True, False]


@pytest.mark.parametrize("worse", [0, 1])
def test_of_two_tracks_of_one_thing_the_likelier_stays(worse):
    frame = np.repeat(np.arange(10), 2)
    low = np.column_stack([4.0 * (np.arange(20) % 2), np.zeros(20)])
    boxes = prepare(table_of(frame, np.hstack([low, low + 40]), 0.9), 25.0)
    name = np.arange(20) % 2
    real = np.where(name == worse, 0.6, 0.9)
    assert single(boxes, name, real).tolist() == np.where(name == worse, -1, name).tolist()


def held_of(boxes, name, *, real=0.9, most=0.2):
    usual = np.full(len(boxes), real), np.full(len(boxes), most)
    return held(boxes.z, *usual, on_others(boxes, TOUCHES), *by_track(name, boxes.step))


def test_who_walks_is_not_doubted_as_what_stays_in_one_place_is():
    boxes, name = side_by_side(np.zeros(20), 500 + 10.0 * np.arange(20))
    assert held_of(boxes, name).tolist() == np.where(name == 1, 0.9, 0.2).tolist()


def test_a_part_of_what_walks_is_doubted_as_what_stays_is():
    way = 10.0 * np.arange(40)
    boxes, name = side_by_side(way, way + 20, score=(0.9, 0.3))
    assert held_of(boxes, name).tolist() == np.where(name == 0, 0.9, 0.2).tolist()
    boxes, name = side_by_side(way, way + 32, score=(0.9, 0.3))
    assert (held_of(boxes, name) == 0.9).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_holding_never_makes_a_box_likelier_and_knows_no_names(seed):
    chance = np.random.default_rng(seed)
    ways = np.cumsum(chance.normal(0, 12, (4, 30)), axis=1)
    boxes, name = side_by_side(*ways, score=chance.random(4))
    real, most = chance.random((2, len(boxes)))
    given_all = boxes.z, real, most, on_others(boxes, TOUCHES)
    told = held(*given_all, *by_track(name, boxes.step))
    assert ((told == real) | (told == np.minimum(real, most))).all()
    other = chance.permutation(4)[name]
    assert held(*given_all, *by_track(other, boxes.step)).tolist() == told.tolist()
    nobody = np.full(len(boxes), -1)
    assert held(*given_all, *by_track(nobody, boxes.step)) is real
