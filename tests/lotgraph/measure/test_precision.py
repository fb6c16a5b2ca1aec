"""Average precision is pycocotools', and is what one can count by hand."""

import numpy as np
import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from lotgraph.errors import MeasureError
from lotgraph.measure.precision import Detections, Labels, precision_of


def draw(seed, images=8, grid=0.0, ties=False, many=9):
    """Labels of three classes, some of them crowds, found with errors."""
    chance = np.random.default_rng(seed)
    labels, told = [], []
    for image in range(images):
        for _ in range(chance.integers(0, many)):
            kind = chance.integers(3)
            box = np.r_[chance.random(2) * 200, chance.random(2) * chance.choice([20, 60, 150]) + 1]
            box = np.maximum(grid, np.round(box / grid) * grid) if grid else box
            area = box[2] * box[3] * chance.choice([1, 0.6])
            labels.append((image, kind, box, area, chance.random() < 0.15))
            for _ in range(chance.integers(0, 3)):
                near = box + chance.normal(0, 6, 4) * (chance.random() < 0.8)
                near = np.round(near / grid) * grid if grid else near
                near[2:] = np.maximum(near[2:], 1)
                score = chance.integers(0, 4) / 4 if ties else chance.random()
                told.append(
                    (image, kind if chance.random() < 0.9 else chance.integers(3), near, score)
                )
        for _ in range(chance.integers(1, 4)):
            ghost = np.r_[chance.random(2) * 200, chance.random(2) * 60 + 1]
            told.append((image, chance.integers(3), ghost, chance.random()))
    told = [told[k] for k in chance.permutation(len(told))]
    return labelled(labels), detected(told)


def labelled(rows):
    image, kind, box, area, is_crowd = zip(*rows, strict=True) if rows else [()] * 5
    return Labels(
        np.array(image, np.int64), np.array(kind, np.int64), np.array(box, float).reshape(-1, 4),
        np.array(area, float), np.array(is_crowd, bool),
    )  # fmt: skip


def detected(rows):
    image, kind, box, score = zip(*rows, strict=True) if rows else [()] * 4
    return Detections(
        np.array(image, np.int64), np.array(kind, np.int64), np.array(box, float).reshape(-1, 4),
        np.array(score, float),
    )  # fmt: skip


def cocos(labels, told, images):
    truth = COCO()
    truth.dataset = {
        "images": [{"id": image} for image in range(images)],
        "categories": [{"id": kind} for kind in range(3)],
        "annotations": [
            {"id": k + 1, "image_id": int(labels.image[k]), "category_id": int(labels.kind[k]),
             "bbox": labels.box[k].tolist(), "area": float(labels.area[k]),
             "iscrowd": int(labels.is_crowd[k])}
            for k in range(len(labels.image))
        ],
    }  # fmt: skip
    truth.createIndex()
    found = truth.loadRes([
        {"image_id": int(told.image[k]), "category_id": int(told.kind[k]),
         "bbox": told.box[k].tolist(), "score": float(told.score[k])}
        for k in range(len(told.image))
    ])  # fmt: skip
    judge = COCOeval(truth, found, "bbox")
    judge.evaluate()
    judge.accumulate()
    known = {
        name: np.where(judge.eval[name] < 0, np.nan, judge.eval[name])
        for name in ("precision", "recall")
    }
    return known["precision"][..., -1], known["recall"][..., -1]


@pytest.mark.parametrize(
    "how",
    [
        *({}, {"grid": 10.0}, {"grid": 20.0, "ties": True}, {"images": 1}),
        {"images": 1, "grid": 10.0, "ties": True, "many": 500},
    ],
    ids=str,
)
def test_every_curve_is_pycocotools(how, silenced):
    for seed in range(15):
        labels, told = draw(seed, **how)
        ours = precision_of(labels, told)
        with silenced():
            precision, recall = cocos(labels, told, how.get("images", 8))
        at = ours.kinds
        assert np.allclose(ours.precision, precision[:, :, at], rtol=0, atol=1e-9, equal_nan=True)
        assert np.allclose(ours.recall, recall[:, at], rtol=0, atol=1e-9, equal_nan=True)
        known = precision[..., 0][~np.isnan(precision[..., 0])]
        assert ours.ap() == pytest.approx(
            known.mean() if len(known) else np.nan, abs=1e-9, nan_ok=True
        )


def test_sizes_that_are_asked_for_alone_are_those_of_all():
    labels, told = draw(3)
    every, some = precision_of(labels, told), precision_of(labels, told, sizes=["large", "all"])
    for size in ("all", "large"):
        for kind in every.kinds.tolist():
            assert some.ap(size=size, kind=kind) == pytest.approx(
                every.ap(size=size, kind=kind), abs=0, nan_ok=True
            )
    assert np.isnan(some.ap(size="small"))


BOX = np.array([0.0, 0, 10, 10])


def test_it_counts_what_one_can_count():
    """Two labels; the best prediction is a ghost, the next two are right."""
    far, between = BOX + np.array([100, 0, 0, 0]), BOX + np.array([50, 0, 0, 0])
    labels = labelled([(0, 1, BOX, 100, False), (0, 1, far, 100, False)])
    told = detected([(0, 1, BOX, 0.8), (0, 1, far, 0.7), (0, 1, between, 0.9)])
    found = precision_of(labels, told)
    assert found.ap(0.5) == pytest.approx(2 / 3), "two of three, at every recall"
    assert found.voc() == pytest.approx(2 / 3)
    assert found.most_recall(0.5) == 1
    assert np.isnan(found.ap(0.5, "large")), "no label is large"
    assert found.ap(0.5, "small") == pytest.approx(2 / 3)


def test_nothing_found_is_zero_and_nothing_to_find_is_not_known():
    labels = labelled([(0, 1, BOX, 100, False)])
    assert precision_of(labels, detected([])).ap() == 0
    assert np.isnan(precision_of(labelled([]), detected([(0, 1, BOX, 0.5)])).ap())


def test_a_score_that_is_no_number_is_refused():
    with pytest.raises(MeasureError, match="row 0: a score is not finite"):
        precision_of(labelled([]), detected([(0, 1, BOX, np.nan)]))
