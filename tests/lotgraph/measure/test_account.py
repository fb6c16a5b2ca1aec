"""Every box of the truth and every prediction is accounted for, in exactly one word."""

import numpy as np
import polars as pl
import pytest

from lotgraph.formats.columns import BOXES, filled
from lotgraph.measure.account import account_of_detections, account_of_tracks, summary
from lotgraph.measure.judge import judge
from lotgraph.measure.operate import Point, best_points
from lotgraph.measure.precision import Detections, Labels, best_first, only, verdicts

CAR, VAN = 0, 1
ANY = {CAR: Point(0.0, 0, 0, 0), VAN: Point(0.0, 0, 0, 0)}
IMAGES = pl.DataFrame({"image": [0, 1], "sequence": ["a", "a"], "frame": [7, 8]})


def labels(*rows):
    """Rows of image, class, x, width; 10 px high."""
    image, kind, x, wide = np.array(rows, float).reshape(-1, 4).T
    box = np.column_stack([x, np.zeros(len(x)), wide, np.full(len(x), 10.0)])
    return Labels(image.astype(int), kind.astype(int), box, wide * 10, np.zeros(len(x), bool))


def detections(*rows):
    """The same with a score."""
    rows = np.array(rows, float).reshape(-1, 5)
    like = labels(*rows[:, :4])
    return Detections(like.image, like.kind, like.box, rows[:, 4])


def accounted(truth, told, points=ANY):
    rows = account_of_detections(truth, told, {CAR: "car", VAN: "van"}, IMAGES, points)
    return {
        side: rows.filter(pl.col("side") == side)["error"].to_list()
        for side in ("truth", "predicted")
    }


@pytest.mark.parametrize(
    ("told", "truth_says", "prediction_says"),
    [
        ((0, CAR, 0, 10, 0.9), "right", "right"),
        ((0, CAR, 5, 10, 0.9), "localisation", "localisation"),
        ((0, CAR, 9, 10, 0.9), "missed", "ghost"),
        ((0, VAN, 0, 10, 0.9), "class", "class"),
        ((0, VAN, 5, 10, 0.9), "missed", "ghost"),
        ((1, CAR, 0, 10, 0.9), "missed", "ghost"),
    ],
)
def test_a_prediction_is_told_what_it_is(told, truth_says, prediction_says):
    said = accounted(labels((0, CAR, 0, 10)), detections(told))
    assert said == {"truth": [truth_says], "predicted": [prediction_says]}


def test_who_comes_second_is_a_duplicate_even_of_another_class_or_beside_a_free_box():
    truth = labels((0, CAR, 0, 10), (0, CAR, 8, 10))
    told = detections((0, CAR, 0, 10, 0.5), (0, CAR, 0, 9, 0.9), (0, VAN, 0, 10, 0.8))
    assert accounted(truth, told) == {
        "truth": ["right", "missed"], "predicted": ["duplicate", "right", "duplicate"]
    }  # fmt: skip


def test_a_crowd_excuses_those_of_its_class_that_lie_in_it_and_is_not_accounted_for():
    crowd = labels((0, CAR, 0, 100))
    crowd = Labels(crowd.image, crowd.kind, crowd.box, crowd.area, np.array([True]))
    told = detections((0, CAR, 5, 10, 0.9), (0, VAN, 5, 10, 0.9), (0, CAR, 95, 20, 0.9))
    assert accounted(crowd, told) == {"truth": [], "predicted": ["unjudged", "ghost", "ghost"]}


def test_boxes_below_the_score_of_their_class_are_not_accounted_for():
    told = detections((0, CAR, 0, 10, 0.9), (0, CAR, 30, 10, 0.2))
    points = {CAR: Point(0.5, 1, 1, 1), VAN: Point(np.inf, 0, 0, 0)}
    assert accounted(labels((0, CAR, 0, 10)), told, points)["predicted"] == ["right"]


def drawn(seed, grid=0.0):
    chance = np.random.default_rng(seed)
    truth = [(i, chance.integers(2), chance.random() * 100, 10) for i in range(2) for _ in range(9)]
    told = [
        (i, k if chance.random() < 0.8 else 1 - k, x + chance.normal(0, 3), w, chance.random())
        for i, k, x, w in truth * 2
        if chance.random() < 0.8
    ]
    if grid:
        truth = [(i, k, np.round(x / grid) * grid, w) for i, k, x, w in truth]
        told = [(i, k, np.round(x / grid) * grid, w, s) for i, k, x, w, s in told]
    return labels(*truth), detections(*told)


@pytest.mark.parametrize("grid", [0.0, 5.0])
@pytest.mark.parametrize("seed", range(8))
def test_counts_add_up_and_who_is_right_is_who_average_precision_calls_right(seed, grid):
    truth, told = drawn(seed, grid)
    said = accounted(truth, told)
    assert len(said["truth"]) == len(truth.kind)
    assert len(said["predicted"]) == len(told.kind)
    for error in ("right", "class", "localisation"):
        assert said["truth"].count(error) == said["predicted"].count(error)
    assert not {"ghost", "duplicate"} & set(said["truth"])
    assert "missed" not in said["predicted"]
    right = 0
    for kind in (CAR, VAN):
        own = best_first(told, told.kind == kind, len(told.kind))
        right += (verdicts(only(truth, truth.kind == kind), own)[0][0, 0] == 1).sum()
    assert said["truth"].count("right") == right


@pytest.mark.parametrize("seed", range(8))
def test_the_best_point_is_the_best_of_all_scores(seed):
    truth, told = drawn(seed)
    for kind, point in best_points(truth, told).items():
        own = best_first(told, told.kind == kind, len(told.kind))
        verdict, counted = verdicts(only(truth, truth.kind == kind), own)
        f1 = []
        for score in own.score:
            used = own.score >= score
            f1.append(2 * (verdict[0, 0][used] == 1).sum() / (used.sum() + counted[0]))
        assert point.f1 == pytest.approx(max(f1))
        assert f1[own.score.tolist().index(point.score)] == pytest.approx(point.f1)


def test_a_class_of_which_nothing_is_right_is_used_from_where_all_are_best():
    told = detections((0, VAN, 50, 10, 0.3), (0, CAR, 0, 10, 0.6), (0, CAR, 30, 10, 0.4))
    points = best_points(labels((0, CAR, 0, 10)), told)
    assert points[CAR] == Point(0.6, 1.0, 1.0, 1.0)
    assert points[VAN].score == 0.6
    assert np.isnan(points[VAN].recall)
    assert best_points(labels((0, CAR, 0, 10)), detections())[CAR].score == -np.inf


def boxes(case):
    """Both sides of a case as tables."""
    for tracks in (case.truth, case.predicted):
        columns = dict(zip(("x0_px", "y0_px", "x1_px", "y1_px"), tracks.box.T, strict=True))
        yield filled(
            pl.DataFrame({"frame": tracks.frame, "object_id": tracks.object_id, **columns})
        )


@pytest.mark.parametrize("seed", range(6))
def test_errors_of_tracks_add_up_to_what_clear_counts(case_of, seed):
    truth, told = boxes(case_of(seed, frames=60, grid=5.0 * (seed % 2)))
    rows = account_of_tracks({"a": truth}, {"a": told})
    clear = judge({"a": truth}, {"a": told}).of_class("all").clear
    of_truth = rows.filter(pl.col("side") == "truth")
    found = of_truth.filter(pl.col("error").is_in(["right", "switch", "fragment"]))
    assert len(of_truth) == len(truth)
    assert len(rows) == len(truth) + len(told)
    assert len(found) == clear.hits
    assert (of_truth["error"] == "switch").sum() == clear.switches
    assert (of_truth["error"] == "fragment").sum() <= clear.fragments
    assert clear.fragments <= of_truth["error"].is_in(["fragment", "switch"]).sum()
    assert found["overlap"].min() >= 0.5 - 1e-9
    assert found["partner_id"].null_count() == 0


def test_a_gap_makes_a_fragment_and_another_name_a_switch():
    frames = list(range(8))
    box = {"x0_px": 0.0, "y0_px": 0.0, "x1_px": 10.0, "y1_px": 10.0}
    truth = filled(pl.DataFrame({"frame": frames, "object_id": [1] * 8}).with_columns(**lit(box)))
    names = {0: 5, 1: 5, 3: 5, 4: 5, 5: 9, 7: 9}
    told = pl.DataFrame({"frame": list(names), "object_id": list(names.values())})
    # What lies elsewhere keeps frames 2 and 6 in the reckoning, as CLEAR passes over empty ones.
    far = pl.DataFrame({"frame": [2, 6], "object_id": [7, 7]}).with_columns(
        **lit({name: value + 500 for name, value in box.items()})
    )
    told = filled(pl.concat([told.with_columns(**lit(box)), far]))
    rows = account_of_tracks({"a": truth}, {"a": told}).filter(pl.col("side") == "truth")
    assert rows["error"].to_list() == [
        "right", "right", "missed", "fragment", "right", "switch", "missed", "fragment"
    ]  # fmt: skip


def lit(values):
    return {name: pl.lit(value) for name, value in values.items()}


def test_a_track_under_another_class_is_of_that_class_and_not_missed():
    row = {"object_id": 1, "x0_px": 0.0, "y0_px": 0.0, "x1_px": 10.0, "y1_px": 10.0}
    truth = filled(pl.DataFrame([{"frame": f, "kind": "car", **row} for f in range(3)]))
    told = filled(pl.DataFrame([{"frame": f, "kind": "van", **row} for f in range(3)]))
    rows = account_of_tracks({"a": truth}, {"a": told})
    assert set(rows["error"]) == {"class"}
    assert rows.filter(pl.col("side") == "truth")["partner_kind"].to_list() == ["van"] * 3
    assert summary(rows).rows() == [
        ("all", "class", 3, 3), ("car", "class", 3, 0), ("van", "class", 0, 3)
    ]  # fmt: skip


def test_nothing_at_all_is_accounted_for_too():
    empty = BOXES.to_frame()
    assert len(account_of_tracks({"a": empty}, {"a": empty})) == 0
    assert len(account_of_detections(labels(), detections(), {}, IMAGES, {})) == 0
