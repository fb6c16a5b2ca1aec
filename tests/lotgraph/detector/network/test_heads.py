"""Each kind of answer is recognised, and decoded as a written-out reference does."""

import json
import math

import numpy as np
import pytest
from onnx import TensorProto, helper

from lotgraph.errors import DetectorError

SIZE = (96, 64)  # of the input; frames are of the same, so boxes need no moving
STRIDES = (8, 16, 32)
NAMES = ["car", "truck", "person"]
TOLD = {"names": str(dict(enumerate(NAMES)))}
FRAMES = np.full((2, 64, 96, 3), 90, np.uint8)
CELLS = sum((96 // s) * (64 // s) for s in STRIDES)


@pytest.fixture
def random():
    return np.random.default_rng(3)


def sparse(random, *shape):
    """Scores of which few are high."""
    return (random.random(shape) ** 6).astype(np.float32)


def clipped(rows):
    """Rows (box, score, kind) cut at the frame's edges, best first; those of nothing left out."""
    kept = []
    for (x0, y0, x1, y1), score, kind in rows:
        box = (max(x0, 0), max(y0, 0), min(x1, SIZE[0]), min(y1, SIZE[1]))
        if box[2] > box[0] and box[3] > box[1]:
            kept.append((box, score, kind))
    return sorted(kept, key=lambda row: -row[1])


def same(found, expected):
    """Both frames of the batch got the same answer, and it is the expected one."""
    assert expected
    for frame in range(2):
        mine = found.only(found.frame == frame)
        assert len(mine) == len(expected)
        np.testing.assert_allclose(mine.score, [row[1] for row in expected], rtol=1e-5)
        np.testing.assert_allclose(mine.box, [row[0] for row in expected], atol=1e-2)
        assert mine.kind.tolist() == [row[2] for row in expected]


def centred(x, y, w, h):
    return (x - w / 2, y - h / 2, x + w / 2, y + h / 2)


def best(scores):
    return max(range(len(scores)), key=lambda k: scores[k])


def cells():
    for stride in STRIDES:
        for y in range(64 // stride):
            for x in range(96 // stride):
                yield stride, x, y


def test_yolox_is_decoded_as_written_out(network, opened, random):
    table = random.normal(0, 1, (1, CELLS, 8)).astype(np.float32)
    table[..., 4:] = sparse(random, 1, CELLS, 4)

    rows = []
    for (stride, x, y), row in zip(cells(), table[0].tolist(), strict=True):
        score = row[4] * max(row[5:])
        if score >= 0.2:
            box = centred(
                (row[0] + x) * stride,
                (row[1] + y) * stride,
                math.exp(row[2]) * stride,
                math.exp(row[3]) * stride,
            )
            rows.append((box, score, best(row[5:])))

    detector = opened(network({"output": table}, SIZE, metadata=TOLD), min_score=0.2, overlap=1.0)
    assert detector.layout.answer.head == "cells"
    assert detector.layout.eye.is_bgr
    assert detector.layout.eye.full == 255
    assert detector.kinds == tuple(NAMES)
    same(detector.detect(FRAMES), clipped(rows))


def decoded(random, n):
    """Boxes about their cells, as a network gives them once they are decoded."""
    boxes = []
    for k in range(n // CELLS):
        for stride, x, y in cells():
            shift = random.normal(0, 2, 2) + k
            size = random.uniform(2, 3 * stride, 2)
            boxes.append([(x + 0.5) * stride + shift[0], (y + 0.5) * stride + shift[1], *size])
    return np.array(boxes, np.float32)


@pytest.mark.parametrize("per_cell", [1, 3])
def test_yolov5_to_v7_are_decoded_as_written_out(network, opened, random, per_cell):
    boxes = decoded(random, CELLS * per_cell)
    table = np.hstack([boxes, sparse(random, len(boxes), 4)])[None]
    rows = [
        (centred(*row[:4]), row[4] * max(row[5:]), best(row[5:]))
        for row in table[0].tolist()
        if row[4] * max(row[5:]) >= 0.1
    ]

    detector = opened(network({"output0": table}, SIZE, metadata=TOLD), min_score=0.1, overlap=1.0)
    assert detector.layout.answer.head == "boxes"
    assert detector.layout.eye.full == 1
    assert not detector.layout.eye.is_bgr
    same(detector.detect(FRAMES), clipped(rows))


@pytest.mark.parametrize("extra", [0, 32])
def test_yolov8_to_v11_are_decoded_with_channels_first(network, opened, random, extra):
    boxes = decoded(random, CELLS)
    masks = random.normal(0, 1, (CELLS, extra)).astype(np.float32)
    table = np.hstack([boxes, sparse(random, CELLS, 3), masks])
    rows = [
        (centred(*row[:4]), max(row[4:7]), best(row[4:7]))
        for row in table.tolist()
        if max(row[4:7]) >= 0.5
    ]

    answer = np.ascontiguousarray(table.T[None])
    told = {**TOLD, "stride": "32", "task": "detect"}
    detector = opened(network({"output0": answer}, SIZE, metadata=told), min_score=0.5, overlap=1.0)
    same(detector.detect(FRAMES), clipped(rows))


def test_heads_without_suppression_of_their_own_are_rows(network, opened):
    rows = [[10, 20, 30, 40, 0.9, 2], [5, 5, 25, 35, 0.6, 0], [0, 0, 0, 0, 0, 0]]
    file = network({"output0": np.array([rows], np.float32)}, SIZE, metadata=TOLD)
    same(opened(file).detect(FRAMES), [((10, 20, 30, 40), 0.9, 2), ((5, 5, 25, 35), 0.6, 0)])


def test_rows_that_say_their_frame_are_sorted_out(network, opened):
    rows = np.array([[0, 10, 20, 30, 40, 2, 0.9], [0, 5, 5, 25, 35, 0, 0.6]], np.float32)
    file = network({"output": rows}, SIZE, metadata=TOLD)
    same(opened(file).detect(FRAMES), [((10, 20, 30, 40), 0.9, 2), ((5, 5, 25, 35), 0.6, 0)])


def test_lists_of_a_number_boxes_scores_and_classes_are_read(network, opened):
    file = network(
        {
            "num_dets": np.array([[2]], np.int32),
            "det_boxes": np.array([[[10, 20, 30, 40], [5, 5, 25, 35], [1, 1, 9, 9]]], np.float32),
            "det_scores": np.array([[0.9, 0.6, 0.5]], np.float32),
            "det_classes": np.array([[2, 0, 1]], np.int32),
        },
        SIZE,
        metadata=TOLD,
    )
    same(opened(file).detect(FRAMES), [((10, 20, 30, 40), 0.9, 2), ((5, 5, 25, 35), 0.6, 0)])


def test_rt_detr_gets_the_size_that_it_asks_for(network, opened):
    file = network(
        {
            "labels": np.array([[2, 0]], np.int64),
            "boxes": np.array([[[10, 20, 30, 40], [5, 5, 25, 35]]], np.float32),
            "scores": np.array([[0.9, 0.6]], np.float32),
        },
        SIZE,
        metadata=TOLD,
        also=[helper.make_tensor_value_info("orig_target_sizes", TensorProto.INT64, [1, 2])],
    )
    detector = opened(file)
    assert detector.layout.eye.fit == "stretch"
    same(detector.detect(FRAMES), [((10, 20, 30, 40), 0.9, 2), ((5, 5, 25, 35), 0.6, 0)])


def sigmoid(value):
    return 1 / (1 + math.exp(-value))


@pytest.mark.parametrize("has_nothing", [False, True])
def test_detr_answers_with_logits_and_shares(network, opened, random, has_nothing):
    logits = random.normal(-2, 2, (50, 3 + has_nothing)).astype(np.float32)
    boxes = np.clip(random.normal(0.5, 0.2, (50, 4)), 0.01, 1).astype(np.float32)
    rows = []
    for values, (x, y, w, h) in zip(logits.tolist(), boxes.tolist(), strict=True):
        if has_nothing:
            powers = [math.exp(value) for value in values]
            scores = [power / sum(powers) for power in powers[:-1]]
        else:
            scores = [sigmoid(value) for value in values]
        if max(scores) >= 0.3:
            rows.append((centred(x * 96, y * 64, w * 96, h * 64), max(scores), best(scores)))

    answers = {"logits": logits[None], "pred_boxes": boxes[None]}
    detector = opened(network(answers, SIZE, metadata=TOLD), min_score=0.3, overlap=1.0)
    assert detector.layout.answer.activation == ("softmax" if has_nothing else "sigmoid")
    same(detector.detect(FRAMES), clipped(rows))


def test_nanodet_gives_distances_as_distributions(network, opened, random):
    strides = (8, 16, 32, 64)
    places = [(s, x, y) for s in strides for y in range(-(-64 // s)) for x in range(-(-96 // s))]
    scores = sparse(random, len(places), 3)
    bins = random.normal(0, 2, (len(places), 4, 8)).astype(np.float32)
    rows = []
    for (stride, x, y), values, sides in zip(places, scores.tolist(), bins.tolist(), strict=True):
        away = []
        for side in sides:
            powers = [math.exp(value) for value in side]
            away.append(sum(k * p for k, p in enumerate(powers)) / sum(powers) * stride)
        if max(values) >= 0.4:
            left, top, right, bottom = away
            box = (x * stride - left, y * stride - top, x * stride + right, y * stride + bottom)
            rows.append((box, max(values), best(values)))

    table = np.hstack([scores, bins.reshape(len(places), 32)])[None]
    detector = opened(network({"output": table}, SIZE, metadata=TOLD), min_score=0.4, overlap=1.0)
    assert detector.layout.answer.head == "bins"
    same(detector.detect(FRAMES), clipped(rows))


ANCHORS = [[4, 6, 8, 10, 12, 8], [16, 20, 20, 16, 30, 30], [40, 40, 60, 50, 90, 60]]


@pytest.mark.parametrize("is_flat", [False, True])
def test_raw_maps_of_yolov5_need_their_anchors(network, opened, random, is_flat, tmp_path):
    maps, rows = {}, []
    for level, stride in enumerate(STRIDES):
        high, wide = 64 // stride, 96 // stride
        values = random.normal(0, 1, (3, high, wide, 8)).astype(np.float32)
        for k in range(3):
            for y in range(high):
                for x in range(wide):
                    row = [sigmoid(value) for value in values[k, y, x].tolist()]
                    score = row[4] * max(row[5:])
                    if score >= 0.5:
                        w, h = ANCHORS[level][2 * k : 2 * k + 2]
                        box = centred(
                            (row[0] * 2 - 0.5 + x) * stride,
                            (row[1] * 2 - 0.5 + y) * stride,
                            (row[2] * 2) ** 2 * w,
                            (row[3] * 2) ** 2 * h,
                        )
                        rows.append((box, score, best(row[5:])))
        flat = values.transpose(0, 3, 1, 2).reshape(1, 24, high, wide)
        maps[f"map{level}"] = np.ascontiguousarray(flat) if is_flat else values[None]
    file = network(maps, SIZE, metadata=TOLD)

    with pytest.raises(DetectorError, match=r"write anchors = \[\[w, h"):
        opened(file)
    (tmp_path / "net.toml").write_text(f"anchors = {json.dumps(ANCHORS)}\n")
    same(opened(file, min_score=0.5, overlap=1.0).detect(FRAMES), clipped(rows))


def test_an_answer_like_no_other_is_shown_with_its_shape(network, opened):
    with pytest.raises(DetectorError, match=r"scores \(1, 1000\), which is none of the layouts"):
        opened(network({"scores": np.zeros((1, 1000), np.float32)}, SIZE))
