"""Figures of groups are those of their frames and heights, and add up to the whole."""

from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest

from lotgraph.errors import MeasureError
from lotgraph.formats.columns import filled
from lotgraph.measure.divide import (
    UNKNOWN,
    bands,
    detections_by,
    detections_by_height,
    divisions,
    tracks_by,
    tracks_by_height,
)
from lotgraph.measure.judge import Score, judge
from lotgraph.measure.operate import best_points
from lotgraph.measure.precision import Detections, Labels, precision_of

FRAMES = pl.DataFrame({"sequence": ["a", "a", "b"], "frame": [1, 2, 1]})


def tables(case):
    for tracks in (case.truth, case.predicted):
        corners = dict(zip(("x0_px", "y0_px", "x1_px", "y1_px"), tracks.box.T, strict=True))
        yield filled(
            pl.DataFrame({"frame": tracks.frame, "object_id": tracks.object_id, **corners})
        )


def test_tracks_of_groups_add_up_to_the_whole(case_of):
    truth, told = tables(case_of(3, frames=40))
    frames = pl.DataFrame({"sequence": "a", "frame": np.arange(40)})
    about = pl.DataFrame({"frame": np.arange(40), "light": ["day"] * 15 + ["dusk"] * 25})
    [division] = divisions(["light"], frames, about)
    scores = tracks_by({"a": truth}, {"a": told}, "plain", division)
    whole = judge({"a": truth}, {"a": told}).of_class("all")
    assert set(scores) == {("all", "day"), ("all", "dusk")}
    assert Score.sum(scores.values()).figures() == pytest.approx(whole.figures())
    day = scores["all", "day"].clear
    assert day.hits + day.misses == (truth["frame"] < 15).sum()


def test_limits_of_groups_and_heights_add_up_to_that_of_the_whole(case_of):
    truth, found = ({"a": boxes} for boxes in tables(case_of(3, frames=40)))
    frames = pl.DataFrame({"sequence": "a", "frame": np.arange(40)})
    about = pl.DataFrame({"frame": np.arange(40), "light": ["day"] * 15 + ["dusk"] * 25})
    [division] = divisions(["light"], frames, about)
    nothing = {"a": found["a"].clear()}
    whole = judge(truth, nothing, found, "plain").limit_of_class("all")
    by_light = tracks_by(truth, nothing, "plain", division, found)
    assert Score.sum(by_light.values()).figures() == pytest.approx(whole.figures())
    by_height = tracks_by_height(truth, nothing, "plain", (0.0, 30.0, np.inf), found)
    assert {name for _, name in by_height} == {"0 to 30 px", "30 px and more"}
    assert Score.sum(by_height.values()).clear.hits == whole.clear.hits > 0


def test_tracks_by_height_count_each_true_box_once(case_of):
    truth, told = tables(case_of(3, frames=40))
    lower = pl.when(pl.col("object_id") < 3).then(pl.col("y0_px") + 90).otherwise(pl.col("y1_px"))
    tall = truth.with_columns(y1_px=lower)
    scores = tracks_by_height({"a": tall}, {"a": tall}, "plain")
    counts = {name: one.clear.hits for (_, name), one in scores.items() if one.clear.hits}
    few = (truth["object_id"] < 3).sum()
    assert counts == {"16 to 32 px": len(truth) - few, "64 to 128 px": few}
    assert all(one.clear.ghosts == one.clear.misses == 0 for one in scores.values())
    missing = tracks_by_height({"a": tall}, {"a": told.clear()}, "plain")
    assert missing["all", "64 to 128 px"].clear.misses == few


def detected(seed):
    chance = np.random.default_rng(seed)
    image, kind = np.repeat(np.arange(6), 5), chance.integers(2, size=30)
    tall = chance.choice([10.0, 32.0, 50.0], 30)
    box = np.column_stack([chance.random((30, 2)) * 300, tall, tall])
    labels = Labels(image, kind, box, tall**2, np.zeros(30, bool))
    near = box + chance.normal(0, 1, (30, 4))
    return labels, Detections(image, kind, near, chance.random(30))


def test_detections_of_a_group_are_those_of_its_images():
    labels, found = detected(1)
    groups = {k: k % 2 for k in range(6)}
    told = detections_by(labels, found, best_points(labels, found), groups)
    for group in (0, 1):
        own, some = labels.image % 2 == group, found.image % 2 == group
        alone = precision_of(
            Labels(*(getattr(labels, n)[own] for n in Labels.__annotations__)),
            Detections(*(getattr(found, n)[some] for n in Detections.__annotations__)),
        )
        assert told[group]["AP"] == pytest.approx(alone.ap())
        assert told[group]["AP50"] == pytest.approx(alone.ap(0.5))
        assert told[group]["labels"] == own.sum()


def test_detections_by_height_count_each_label_once_the_end_in_the_lower_band():
    labels, found = detected(2)
    told = detections_by_height(labels, found, best_points(labels, found))
    assert sum(one["labels"] for one in told.values()) == 30
    assert told["16 to 32 px"]["labels"] == (labels.box[:, 3] == 32).sum()
    assert list(told) == list(bands())
    assert np.isnan(told["128 px and more"]["AP"])


def test_without_scores_below_the_best_all_of_a_band_may_be_recalled():
    labels, _ = detected(2)
    found = Detections(labels.image, labels.kind, labels.box, np.ones(30))
    told = detections_by_height(labels, found, best_points(labels, found))
    assert {one["recall at best F1"] for one in told.values() if one["labels"]} == {1.0}


def test_what_a_table_tells_of_sequences_frames_or_both_is_joined():
    of_sequences = pl.DataFrame({"sequence": ["a", "b"], "camera": ["gate", "exit"]})
    of_frames = pl.DataFrame({"frame": [1], "captured_at": [datetime(2026, 3, 1, 7, tzinfo=UTC)]})
    [camera] = divisions(["camera"], FRAMES, of_sequences)
    assert (camera.names, camera.frames["group"].to_list()) == (["exit", "gate"], [1, 1, 0])
    [hour] = divisions(["hour"], FRAMES, of_frames)
    assert (hour.names, hour.frames["group"].to_list()) == (["7", UNKNOWN], [0, 1, 0])
    [sequence] = divisions(["size", "sequence"], FRAMES, None)
    assert sequence.names == ["a", "b"]


@pytest.mark.parametrize(
    ("by", "about", "says"),
    [
        ("camera", None, "nothing tells the camera of a frame"),
        ("camera", {"frame": [1]}, "expected a table with camera and sequence, frame or both"),
        ("camera", {"camera": ["gate"]}, "expected a table with camera and sequence"),
        ("camera", {"frame": [1, 1], "camera": ["x", "y"]}, "camera is told twice of frame 1: "),
    ],
)
def test_what_no_table_tells_or_tells_twice_is_said(by, about, says):
    with pytest.raises(MeasureError, match=says):
        divisions([by], FRAMES, about and pl.DataFrame(about))
