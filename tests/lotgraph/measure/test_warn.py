"""Truth and predictions that hardly belong together are said to; others are not."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.formats.columns import EDGES, filled
from lotgraph.measure.warn import NAMED, warnings_of


def walk(seed=0, frames=60, first=1, kind="car"):
    """Things of 40 by 30 px that drive over a picture of 1920 by 1080 px, each its own way."""
    draw = np.random.default_rng(seed)
    at, speed = draw.uniform((0, 0), (1500, 900), (8, 2)), draw.uniform(-6, 6, (8, 2))
    frame, thing = (one.ravel() for one in np.mgrid[:frames, :8])
    corner = at[thing] + speed[thing] * frame[:, None]
    box = np.hstack([corner, corner + np.array([40, 30])])
    columns = {"frame": frame + first, "object_id": thing, "kind": kind}
    return filled(pl.DataFrame(columns | dict(zip(EDGES, box.T, strict=True))))


def scaled(boxes, across, down):
    sides = zip(EDGES, (across, down, across, down), strict=True)
    return boxes.with_columns(pl.col(edge) * by for edge, by in sides)


def said(truth, predicted, **words):
    return warnings_of({"seq": truth}, {"seq": predicted}, **words)


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 99), st.floats(0, 4), st.floats(0.3, 1))
def test_predictions_that_are_of_the_truth_get_no_word(seed, noise_px, found):
    truth = walk(seed)
    draw = np.random.default_rng(seed)
    off = draw.normal(0, noise_px, (len(truth), 2))
    told = truth.with_columns(pl.col(edge) + off[:, k % 2] for k, edge in enumerate(EDGES))
    told = told.filter(pl.Series(draw.random(len(told)) < found))
    assert said(truth, told) == []


@pytest.mark.parametrize("by", [-1, 1, 300])
def test_other_numbers_of_frames_are_found(by):
    [*_, one] = said(walk(), walk().with_columns(pl.col("frame") + by))
    assert f"numbers of frames {abs(by)} {'lower' if by > 0 else 'higher'}" in one


def test_standing_things_one_frame_off_are_found_by_where_they_begin_and_end():
    still = walk(frames=1).drop("frame").join(pl.DataFrame({"frame": range(1, 50)}), how="cross")
    [one] = said(filled(still), filled(still).with_columns(pl.col("frame") - 1))
    assert "begin and end one frame earlier than the truth" in one


@pytest.mark.parametrize("by", [(0.5, 0.5), (2, 2), (640 / 1920, 640 / 1080), (1 / 1920, 1 / 1080)])
def test_another_size_of_the_picture_is_found(by):
    [one] = said(walk(), scaled(walk(), *by))
    assert f"fit better {1 / by[0]:.3g} times as wide and {1 / by[1]:.3g} times as high" in one


def test_another_sequence_is_found():
    [one] = said(walk(1), walk(2))
    assert "0% of the truth's boxes are found; are both of the same footage?" in one


def test_frames_that_only_one_side_has_are_told():
    [few] = said(walk(), walk().filter(pl.col("frame") % 3 == 0))
    assert "20 of the truth's 60 have predictions" in few
    [beyond] = said(walk().filter(pl.col("frame") <= 40), walk())
    assert "the predictions 1 to 60: 20 of these 60 lie outside, and count as wrong" in beyond
    first, *_ = said(walk(), walk(first=900))
    assert "frames 1 to 60, the predictions 900 to 959: none in common" in first


def test_classes_of_other_names_are_told_where_they_are_judged_apart():
    [one] = said(walk(), walk(kind="Vehicle"))
    assert "the truth has car, the predictions Vehicle" in one
    assert said(walk(), walk(kind="")) == []


def test_each_class_that_one_side_alone_has_is_told():
    cars, vans, people = walk(), walk(1, kind="van"), walk(2, kind="person")
    both = pl.concat([cars, vans])
    [renamed] = said(both, pl.concat([cars, walk(1, kind="truck"), people]))
    assert renamed == (
        "only the truth has van; only the predictions have person, truck: "
        "each class is judged by itself"
    )
    [missed] = said(both, cars)
    assert missed == "only the truth has van: each class is judged by itself"
    assert said(both, cars, rules="kitti") == [], "where vans are distractors"
    assert warnings_of({"a": both, "b": cars}, {"a": cars, "b": both}) == [], "of all sequences"
    hidden = pl.concat([cars, vans.with_columns(is_marked=pl.lit(value=False))])
    assert said(hidden, cars) == []


def test_of_pedestrians_alone_it_is_said_who_is_judged_as_such():
    people = walk(kind="pedestrian")
    [other] = said(people, walk(kind="person"), rules="mot17")
    assert other == "no prediction is called pedestrian: all are judged as such, person"
    [more] = said(people, pl.concat([people, walk(kind="car")]), rules="mot20")
    assert more == "pedestrians are judged; predictions of car are left out"
    assert said(people, walk(kind=""), rules="mot17") == []


def test_sequences_without_boxes_are_told_together():
    truth = {f"s{k}": walk(frames=2) for k in range(NAMED + 2)}
    [one] = warnings_of(truth, {"s0": walk().clear()})
    assert one.startswith("nothing is predicted in s0, s1, s2, s3, s4 and 2 more")
    [none] = said(walk().with_columns(is_marked=pl.lit(value=False)), walk())
    assert "the truth has no box" in none


def test_a_full_frame_is_compared_in_parts():
    truth = pl.concat([walk(seed, frames=3) for seed in range(40)])
    assert said(truth, truth) == []
