import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from lotgraph.errors import TwinError
from lotgraph.twin.plan.model import Camera
from lotgraph.twin.world.detect import Detector, boxes_in, detect

HIGH = Camera("high", (-24.0, 0.0, 9.0), math.radians(20), math.radians(22), focal_px=420.0)
PERFECT = Detector(
    most_recall=1.0,
    half_px=0.01,
    least_visible=0.0,
    fading=0.0,
    jitter_share=0.0,
    false_alarms_per_frame=0.0,
)


@pytest.fixture(scope="module")
def watched(world):
    return replace(world, plan=replace(world.plan, cameras=(HIGH,)))


@pytest.fixture(scope="module")
def drawn(watched):
    return detect(watched, "high", 3600, 3620, seed=5)


def test_boxes_hold_what_they_are_of(watched):
    poses = watched.poses(3600)
    boxes = boxes_in(watched, HIGH, poses)
    assert len(boxes.object_id) > 5
    assert (boxes.edges_px[:, 2:] > boxes.edges_px[:, :2]).all()
    assert (boxes.edges_px >= 0).all()
    assert (boxes.edges_px <= [640, 360, 640, 360]).all()
    assert ((boxes.visible_share >= 0) & (boxes.visible_share <= 1)).all()
    assert boxes.visible_share[0] > 0.9 or boxes.edges_px[0].min() <= 0  # the nearest


def test_who_stands_behind_another_shows_less(watched):
    """Two cars in one line of sight: the far one is covered, the near one is not."""
    poses = watched.poses(3600)
    two = np.flatnonzero(poses.kind == 0)[:2]
    line = {
        "x_m": np.array([-14.0, -10.0]), "y_m": np.array([3.64, 5.1]),
        "heading_rad": np.array([math.pi / 2, math.pi / 2]),
    }  # fmt: skip
    low = replace(HIGH, position_m=(-24.0, 0.0, 1.5), pitch_rad=0.0)
    pair = replace(
        poses, object_id=poses.object_id[two], kind=poses.kind[two], **line,
        **{n: getattr(poses, n)[two] for n in ("speed_mps", "steer_rad", "phase", "lights")},
    )  # fmt: skip
    boxes = boxes_in(replace(watched, plan=replace(watched.plan, structures=())), low, pair)
    assert boxes.object_id.tolist() == pair.object_id.tolist()
    assert boxes.visible_share[0] > 0.95
    assert boxes.visible_share[1] < 0.6


def test_a_perfect_detector_draws_every_box_that_shows(watched):
    detections, truth = detect(watched, "high", 3600, 3602, detector=PERFECT)
    boxes = boxes_in(watched, HIGH, watched.poses(3600))
    first = detections.filter(pl.col("captured_at") == detections["captured_at"].min())
    assert len(first) == (boxes.visible_share > 0).sum()
    assert truth["object_id"].null_count() == 0


def test_misses_and_false_alarms_come_as_stated(watched):
    detector = Detector(false_alarms_per_frame=0.2)
    begin, end = 1000, 1100
    detections, truth = detect(watched, "high", begin, end, detector=detector, seed=3)
    expected = 0.0
    frames = range(begin * 5, end * 5)
    for frame in frames[::10]:
        boxes = boxes_in(watched, HIGH, watched.poses(frame / 5))
        height = boxes.edges_px[:, 3] - boxes.edges_px[:, 1]
        expected += 10 * detector.recall(height, boxes.visible_share).sum()
    found = truth["object_id"].is_not_null().sum()
    assert found == pytest.approx(expected, rel=0.06)
    alarms = len(detections) - found
    assert alarms == pytest.approx(0.2 * len(frames), rel=0.3)


def test_detections_do_not_say_whose_they_are(drawn):
    detections, truth = drawn
    assert "object_id" not in detections.columns
    assert detections["detection_id"].equals(truth["detection_id"])


def test_the_same_arguments_give_the_same_detections(watched, drawn):
    again = detect(watched, "high", 3600, 3620, seed=5)
    assert again[0].equals(drawn[0])
    assert again[1].equals(drawn[1])
    assert not detect(watched, "high", 3600, 3620, seed=6)[0].equals(drawn[0])


def test_a_stretch_of_time_gives_what_the_whole_gives(watched, drawn):
    part, _ = detect(watched, "high", 3610, 3615, seed=5)
    whole = drawn[0].filter(
        pl.col("captured_at").is_between(part["captured_at"].min(), part["captured_at"].max())
    )
    assert whole.equals(part)


def test_a_camera_nobody_knows_is_refused(watched):
    with pytest.raises(TwinError, match="expected one of its cameras"):
        detect(watched, "low", 0, 1)
