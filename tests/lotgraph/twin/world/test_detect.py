import math
from dataclasses import replace

import cv2
import numpy as np
import polars as pl
import pytest

from lotgraph.errors import TwinError
from lotgraph.formats.columns import EDGES
from lotgraph.twin.optics import project
from lotgraph.twin.plan.model import Camera
from lotgraph.twin.world.detect import Detector, boxes_in, detect
from lotgraph.twin.world.shapes import shapes_of
from lotgraph.twin.world.sight.kernels import LEAST_PX

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
        **{
            name: getattr(poses, name)[two]
            for name in ("speed_mps", "steer_rad", "phase", "lights", "is_awake")
        },
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


def outlines(world, camera, poses):
    """Points (n, k, 2) and depths (n, k) in the picture of everything, as optics has them."""
    shapes = shapes_of(world, poses.object_id)
    ahead, aside, up = np.moveaxis(shapes.points[shapes.at(poses)], 2, 0)
    cos, sin = np.cos(poses.heading_rad)[:, None], np.sin(poses.heading_rad)[:, None]
    x = poses.x_m[:, None] + ahead * cos - aside * sin
    y = poses.y_m[:, None] + ahead * sin + aside * cos
    pixels, depth = project(camera, np.stack([x, y, up], axis=2).reshape(-1, 3))
    return pixels.reshape(*up.shape, 2), depth.reshape(up.shape)


def painted(pixels, depth):
    """Edges (n, 4) in the picture and shares that show: OpenCV fills hulls, the nearest first."""
    size = np.array([640, 360, 640, 360])
    edges = np.concatenate([pixels.min(axis=1), pixels.max(axis=1)], axis=1)
    shares, taken = np.zeros(len(depth)), np.zeros((360, 640), np.uint8)
    for row in np.argsort(depth, kind="stable"):
        hull = cv2.convexHull(pixels[row].astype(np.float32))
        own = np.zeros_like(taken)
        cv2.fillConvexPoly(own, np.rint(hull).astype(np.int32), 1)
        cut = 1.0
        if (edges[row] < 0).any() or (edges[row] > size).any():
            rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
            if not len(rows):
                edges[row] = 0.0
                continue
            edges[row] = [columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]
            cut = min(own.sum() / cv2.contourArea(hull), 1.0)
        if (edges[row, 2:] - edges[row, :2]).min() <= LEAST_PX:
            continue
        shares[row] = (1 - (own & taken).sum() / max(own.sum(), 1)) * cut
        taken |= own
    return edges, shares


@pytest.mark.parametrize("t_s", [1200.0, 3600.0, 5400.2])
def test_a_perfect_detector_finds_what_painting_outlines_one_by_one_shows(watched, t_s):
    world = replace(watched, plan=replace(watched.plan, structures=()))
    poses = world.poses(t_s)
    pixels, depth = outlines(world, HIGH, poses)
    ahead = np.flatnonzero(depth.min(axis=1) > 0)
    middle = (depth[ahead].min(axis=1) + depth[ahead].max(axis=1)) / 2
    edges, shares = painted(pixels[ahead], middle)
    numbers = poses.object_id[ahead].tolist()
    expected = {n: (edges[row], shares[row]) for row, n in enumerate(numbers)}
    detections, truth = detect(world, "high", t_s, t_s + 0.1, detector=PERFECT)
    found = detections.join(truth, on="detection_id").sort("object_id")
    seen = 0
    for row in found.iter_rows(named=True):
        where, share = expected[row["object_id"]]
        is_whole = (where[:2] > 0).all() and (where[2:] < [640, 360]).all()
        # What is cut has the box of its outline's sixteen sides, which lie a little outside.
        close = 1e-6 if is_whole else 2.0 + 0.1 * max(where[2:] - where[:2])
        assert [row[name] for name in EDGES] == pytest.approx(where, abs=close)
        if min(where[2:] - where[:2]) > 12:
            assert row["visible_share"] == pytest.approx(share, abs=0.1)
            seen += 1
    assert seen > 5
    missed = {n for n, (_, share) in expected.items() if share > 0.1} - {*found["object_id"]}
    assert not missed


def test_frames_may_come_at_another_rate(watched):
    """One frame a second: every fifth of five, as far as a perfect detector can tell."""
    slow, _ = detect(watched, "high", 3600, 3610, detector=PERFECT, fps=1.0)
    fast, _ = detect(watched, "high", 3600, 3610, detector=PERFECT)
    picked = fast.filter(pl.col("captured_at").is_in(slow["captured_at"].unique().to_list()))
    assert slow["captured_at"].n_unique() == 10
    assert slow.drop("detection_id", "confidence").equals(picked.drop("detection_id", "confidence"))


def test_more_false_alarms_than_anyone_could_use_are_refused():
    with pytest.raises(TwinError, match="expected 0 to 20, got 100"):
        Detector(false_alarms_per_frame=100)


def test_edges_are_off_as_stated(watched):
    """Of boxes that do not reach the picture's edge, left sides spread by the stated share."""
    jittery = replace(PERFECT, jitter_share=0.05)
    boxes, truth = detect(watched, "high", 3600, 3800, detector=jittery)
    still, whose = detect(watched, "high", 3600, 3800, detector=PERFECT)
    keys = ("detection_id", "x0_px", "x1_px")
    both = boxes.select(keys).join(still.select(keys), on="detection_id")
    both = both.filter(pl.col("x0_px_right") > 60, pl.col("x1_px_right") < 580)
    off = (both["x0_px"] - both["x0_px_right"]) / (both["x1_px_right"] - both["x0_px_right"])
    assert len(off) > 2000
    assert off.std() == pytest.approx(0.05, rel=0.05)
    assert abs(off.mean()) < 0.005
    assert truth["object_id"].equals(whose["object_id"])


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


@pytest.mark.parametrize("fps", [0.0, -1.0, 61.0, math.inf, math.nan])
def test_frames_at_a_rate_that_no_camera_has_are_refused(watched, fps):
    with pytest.raises(TwinError, match="frames a second: expected above 0 and up to 60, got"):
        detect(watched, "high", 0, 1, fps=fps)


@pytest.mark.parametrize("jitter", [-0.1, 1.1, math.inf, math.nan])
def test_edges_that_are_off_by_more_than_a_box_are_refused(jitter):
    with pytest.raises(TwinError, match="jitter: expected a share from 0 to 1, got"):
        Detector(jitter_share=jitter)
