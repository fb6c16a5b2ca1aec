"""HOTA, CLEAR and identity are TrackEval's, and are what one can count by hand."""

import numpy as np
import polars as pl
import pytest
from trackeval.datasets.kitti_2d_box import Kitti2DBox
from trackeval.datasets.mot_challenge_2d_box import MotChallenge2DBox
from trackeval.metrics import CLEAR, HOTA
from trackeval.metrics import Identity as TheirIdentity

from lotgraph.errors import MeasureError
from lotgraph.formats.columns import filled
from lotgraph.measure.clear import Clear
from lotgraph.measure.hota import Hota
from lotgraph.measure.identity import Identity
from lotgraph.measure.judge import judge, score
from lotgraph.measure.model import COUNTED, DISTRACTOR, UNCOUNTED, Case, Tracks, no_tracks
from lotgraph.measure.rules import rules_for

OURS = (Hota, Clear, Identity)
NAMES = (
    {"HOTA": "hota", "DetA": "det_a", "AssA": "ass_a", "LocA": "loc_a", "DetRe": "det_re",
     "DetPr": "det_pr", "AssRe": "ass_re", "AssPr": "ass_pr", "OWTA": "owta", "HOTA_TP": "hits",
     "HOTA_FN": "misses", "HOTA_FP": "ghosts"},
    {"MOTA": "mota", "MOTP": "motp", "MODA": "moda", "MOTAL": "motal", "sMOTA": "smota",
     "CLR_Re": "recall", "CLR_Pr": "precision", "CLR_F1": "f1", "CLR_TP": "hits",
     "CLR_FN": "misses", "CLR_FP": "ghosts", "IDSW": "switches", "Frag": "fragments",
     "MT": "mostly_tracked", "PT": "partly_tracked", "ML": "mostly_lost",
     "FP_per_frame": "ghosts_per_frame", "CLR_Frames": "frames"},
    {"IDF1": "idf1", "IDR": "recall", "IDP": "precision", "IDTP": "hits", "IDFN": "misses",
     "IDFP": "ghosts"},
)  # fmt: skip


def theirs():
    quiet = {"PRINT_CONFIG": False}
    return HOTA(), CLEAR(quiet), TheirIdentity(quiet)


def judged(case):
    of_case = score(case)
    return of_case.hota, of_case.clear, of_case.identity


def as_theirs(case):
    """A sequence in the form that TrackEval's metrics read."""
    truth_ids, predicted_ids = np.unique(case.truth.object_id), np.unique(case.predicted.object_id)
    form = {"gt_ids": [], "tracker_ids": [], "similarity_scores": []}
    for frame in range(case.frames):
        truth, predicted = case.truth.frame == frame, case.predicted.frame == frame
        form["gt_ids"].append(np.searchsorted(truth_ids, case.truth.object_id[truth]))
        form["tracker_ids"].append(
            np.searchsorted(predicted_ids, case.predicted.object_id[predicted])
        )
        form["similarity_scores"].append(
            MotChallenge2DBox._calculate_box_ious(  # noqa: SLF001 -- what its readers call
                case.truth.box[truth], case.predicted.box[predicted], box_format="x0y0x1y1"
            )
        )
    return form | {
        "num_gt_dets": len(case.truth), "num_tracker_dets": len(case.predicted),
        "num_gt_ids": len(truth_ids), "num_tracker_ids": len(predicted_ids),
        "num_timesteps": case.frames,
    }  # fmt: skip


def agree(ours, reference, names):
    for their_name, our_name in names.items():
        told = getattr(ours, our_name)
        assert np.allclose(told, reference[their_name], rtol=0, atol=1e-9), their_name


def test_each_sequence_is_judged_as_trackeval_does(cases):
    for case in cases:
        form = as_theirs(case)
        for ours, metric, names in zip(judged(case), theirs(), NAMES, strict=True):
            agree(ours, metric.eval_sequence(form), names)


def test_sequences_add_up_as_trackeval_adds_them(cases):
    forms = [as_theirs(case) for case in cases]
    all_ours = [judged(case) for case in cases]
    for metric, kind, names, ours in zip(
        theirs(), OURS, NAMES, zip(*all_ours, strict=True), strict=True
    ):
        each = {str(k): metric.eval_sequence(form) for k, form in enumerate(forms)}
        agree(kind.sum(ours), metric.combine_sequences(each), names)


@pytest.mark.parametrize("missing", ["truth", "predicted", "both"])
def test_where_one_side_is_empty_too(case_of, missing):
    full = case_of(3)
    case = Case(
        "empty", full.frames,
        no_tracks() if missing != "predicted" else full.truth,
        no_tracks() if missing != "truth" else full.predicted,
    )  # fmt: skip
    form = as_theirs(case)
    for ours, metric, names in zip(judged(case), theirs(), NAMES, strict=True):
        agree(ours, metric.eval_sequence(form), names)


def test_it_counts_what_one_can_count():
    """Two objects for four frames; their names are switched after two, and one box is a ghost."""
    box = {0: [0.0, 0, 10, 10], 1: [50.0, 0, 60, 10]}
    frames = np.repeat(np.arange(4), 2)
    truth = Tracks(frames, np.tile([0, 1], 4), np.array([box[k] for k in np.tile([0, 1], 4)]))
    names = np.array([7, 8, 7, 8, 8, 7, 8, 7, 9])
    ghost = np.array([[200.0, 200, 210, 210]])
    predicted = Tracks(np.r_[frames, 3], names, np.vstack([truth.box, ghost]))
    hota, clear, identity = judged(Case("by hand", 4, truth, predicted))
    assert (clear.hits, clear.misses, clear.ghosts, clear.switches) == (8, 0, 1, 2)
    assert clear.mota == pytest.approx((8 - 1 - 2) / 8)
    assert (identity.hits, identity.misses, identity.ghosts) == (4, 4, 5)
    assert identity.idf1 == pytest.approx(4 / (4 + 2 + 2.5))
    assert np.allclose(hota.det_a, 8 / 9)
    assert np.allclose(hota.ass_a, 2 / 6), "each couple shares two of six boxes"
    assert np.allclose(hota.loc_a, 1)


def test_the_order_of_rows_that_do_not_tie_does_not_matter(case_of):
    case = case_of(5, frames=40)
    chance = np.random.default_rng(1)
    shuffled = []
    for tracks in (case.truth, case.predicted):
        order = chance.permutation(len(tracks))
        shuffled.append(Tracks(tracks.frame[order], tracks.object_id[order], tracks.box[order]))
    for one, other in zip(judged(case), judged(Case("", 40, *shuffled)), strict=True):
        assert type(one).sum([one]).__dict__.keys() == other.__dict__.keys()
        for name, value in vars(one).items():
            assert np.allclose(value, getattr(other, name), atol=1e-9), name


def mot_judged(case, classes, marked):
    """What TrackEval's preprocessing leaves of a sequence in the form of MOT17."""
    reader = MotChallenge2DBox.__new__(MotChallenge2DBox)
    names = ["pedestrian", "person_on_vehicle", "car", "bicycle", "motorbike", "non_mot_vehicle",
             "static_person", "distractor", "occluder", "occluder_on_ground", "occluder_full",
             "reflection", "crowd"]  # fmt: skip
    reader.class_name_to_class_id = {name: k + 1 for k, name in enumerate(names)}
    reader.valid_class_numbers = list(range(1, 14))
    reader.benchmark, reader.do_preproc = "MOT17", True
    form = as_theirs(case)
    raw = {"num_timesteps": case.frames, "seq": case.name, **form}
    raw |= {key: [] for key in ("gt_classes", "gt_extras", "tracker_classes", "tracker_confidences",
                                "gt_dets", "tracker_dets")}  # fmt: skip
    for frame in range(case.frames):
        truth, predicted = case.truth.frame == frame, case.predicted.frame == frame
        raw["gt_classes"].append(classes[truth])
        raw["gt_extras"].append({"zero_marked": marked[truth]})
        raw["gt_dets"].append(case.truth.box[truth])
        raw["tracker_dets"].append(case.predicted.box[predicted])
        raw["tracker_classes"].append(np.ones(predicted.sum(), int))
        raw["tracker_confidences"].append(np.ones(predicted.sum()))
    return reader.get_preprocessed_seq_data(raw, "pedestrian")


@pytest.mark.parametrize("seed", range(8))
def test_distractors_are_dropped_as_trackeval_drops_them(case_of, seed):
    case = case_of(seed, size=40.0, objects=10)
    chance = np.random.default_rng(seed)
    classes = chance.choice([1, 1, 1, 3, 7, 8], len(case.truth))
    marked = (chance.random(len(case.truth)) < 0.9).astype(int)
    role = np.where((classes == 1) & (marked == 1), COUNTED, UNCOUNTED)
    role = np.where(np.isin(classes, [2, 7, 8, 12]), DISTRACTOR, role)
    ours = judged(Case(case.name, case.frames, case.truth, case.predicted, role.astype(np.int8)))
    form = mot_judged(case, classes, marked)
    for one, metric, names in zip(ours, theirs(), NAMES, strict=True):
        agree(one, metric.eval_sequence(form), names)


def kitti_judged(case, hidden, regions):
    reader = Kitti2DBox.__new__(Kitti2DBox)
    reader.class_name_to_class_id = {"car": 1, "van": 2, "pedestrian": 4, "person": 5}
    reader.max_occlusion, reader.max_truncation, reader.min_height = 2, 0, 25
    form = as_theirs(case)
    raw = {"num_timesteps": case.frames, "seq": case.name, **form}
    raw |= {key: [] for key in ("gt_classes", "gt_extras", "tracker_classes", "tracker_confidences",
                                "gt_dets", "tracker_dets", "gt_crowd_ignore_regions")}  # fmt: skip
    for frame in range(case.frames):
        truth, predicted = case.truth.frame == frame, case.predicted.frame == frame
        raw["gt_classes"].append(np.where(hidden[truth] == 9, 2, 1))
        raw["gt_extras"].append(
            {
                "occlusion": np.where(hidden[truth] == 9, 0, hidden[truth]),
                "truncation": np.zeros(truth.sum()),
            }
        )
        raw["gt_dets"].append(case.truth.box[truth])
        raw["tracker_dets"].append(case.predicted.box[predicted])
        raw["tracker_classes"].append(np.ones(predicted.sum(), int))
        raw["tracker_confidences"].append(np.ones(predicted.sum()))
        raw["gt_crowd_ignore_regions"].append(regions.box[regions.frame == frame])
    return reader.get_preprocessed_seq_data(raw, "car")


@pytest.mark.parametrize("seed", range(8))
def test_regions_and_low_boxes_are_dropped_as_trackeval_drops_them(case_of, seed):
    case = case_of(seed, size=26.0, objects=10, noise=2.0)
    chance = np.random.default_rng(seed)
    hidden = chance.choice([0, 1, 2, 3, 9], len(case.truth), p=[0.5, 0.2, 0.1, 0.1, 0.1])
    frames = np.repeat(np.arange(case.frames), 2)
    corner = chance.random((len(frames), 2)) * 80
    regions = Tracks(frames, np.arange(len(frames)), np.hstack([corner, corner + 45]))
    role = np.where(hidden > 2, DISTRACTOR, COUNTED).astype(np.int8)
    ours = judged(
        Case(case.name, case.frames, case.truth, case.predicted, role, regions, (25.0, np.inf))
    )
    form = kitti_judged(case, hidden, regions)
    for one, metric, names in zip(ours, theirs(), NAMES, strict=True):
        agree(one, metric.eval_sequence(form), names)


def test_what_does_not_fit_together_is_refused():
    box = np.array([[0.0, 0, 1, 1], [0.0, 0, 2, 2]])
    twice = Tracks(np.array([4, 4]), np.array([7, 7]), box)
    with pytest.raises(MeasureError, match="predicted: object 7 is there twice in frame 4"):
        Case("two", 5, no_tracks(), twice)
    broken = Tracks(np.array([1, 2]), np.array([7, 7]), box * [[1], [np.nan]])
    with pytest.raises(MeasureError, match="truth: frame 2, object 7: expected a box of numbers"):
        Case("nan", 5, broken, no_tracks())
    with pytest.raises(
        MeasureError, match=r"expected as many objects and boxes \(n, 4\) as frames"
    ):
        Case("short", 5, Tracks(np.array([1]), np.array([1, 2]), box), no_tracks())
    with pytest.raises(MeasureError, match="expected a role for each of 0 boxes"):
        Case("roles", 5, no_tracks(), no_tracks(), np.ones(3, np.int8))


def of_kinds(*kinds):
    """A box for each kind, beside each other in one frame."""
    left = [20.0 * k for k in range(len(kinds))]
    sides = {"x0_px": left, "y0_px": 0.0, "x1_px": [x + 10 for x in left], "y1_px": 10.0}
    return filled(pl.DataFrame({"frame": 0, "object_id": range(len(kinds)), "kind": kinds} | sides))


@pytest.mark.parametrize("rules", ["plain", "tolerant"])
def test_where_nothing_was_found_its_classes_were_missed(rules):
    truth = of_kinds("car", "person")
    told = judge({"a": truth, "b": truth}, {"a": truth, "b": truth.clear()}, rules=rules)
    assert told.kinds == ["car", "person"]
    assert told.of_class("car").clear.misses == 1
    assert judge({"b": truth}, {"b": truth.clear()}, rules=rules).kinds == ["car", "person"]
    unnamed = truth.with_columns(kind=pl.lit(""))
    assert judge({"a": truth, "b": truth}, {"a": unnamed}, rules=rules).kinds == ["all"]


def test_the_limit_of_a_class_is_that_of_its_own_detections():
    truth = of_kinds("car", "person")
    cars = truth.filter(kind="car")
    told = judge({"a": truth}, {"a": truth}, {"a": truth.with_columns(kind=pl.lit("car"))})
    assert told.limit_of_class("car").clear.hits == 1
    assert told.limit_of_class("person").clear.hits == 0, "these detections know cars alone"
    other = judge({"a": cars}, {"a": cars}, {"a": cars.with_columns(kind=pl.lit("vehicle"))})
    assert other.limit_of_class("car").clear.hits == 1, "they call things otherwise"


def test_one_class_that_detections_call_otherwise_has_its_limit():
    truth = of_kinds("car", "pedestrian")
    told = judge({"a": truth}, {"a": truth}, {"a": of_kinds("car", "person")}, "plain")
    assert told.limit_of_class("car").clear.hits == 1
    assert told.limit_of_class("pedestrian").clear.hits == 1
    swapped = judge({"a": truth}, {"a": truth}, {"a": of_kinds("person", "car")}, "plain")
    assert swapped.limit_of_class("pedestrian").clear.hits == 0, "a car's box is a car's alone"


@pytest.mark.parametrize(
    ("kinds", "rules"),
    [
        (("pedestrian", "car"), "plain"),
        (("pedestrian", "people", "van"), "plain"),
        (("pedestrian", "static_person"), "mot17"),
        (("car", "static_person"), "plain"),
        (("pedestrian", "dontcare"), "kitti"),
    ],
)
def test_rules_of_a_benchmark_hold_for_its_own_truth(kinds, rules):
    assert rules_for([of_kinds(*kinds)]) == rules
    assert rules_for([of_kinds("pedestrian", "car")], is_mot=True) == "mot17"


@pytest.mark.parametrize("rules", [None, "mot17", "mot20"])
def test_perfect_tracks_of_several_classes_are_perfect(rules):
    truth = of_kinds("pedestrian", "car", "car")
    told = judge({"a": truth, "b": truth}, {"a": truth, "b": truth}, {"a": truth}, rules)
    assert {told.of_class(kind).clear.mota for kind in told.kinds} == {1.0}
    assert all(told.of_class(kind).clear.ghosts == 0 for kind in told.kinds)


def test_where_no_prediction_is_called_so_all_are_pedestrians():
    truth = of_kinds("pedestrian", "static_person")
    people = of_kinds("person")
    told = judge({"a": truth, "b": truth}, {"a": people, "b": people})
    assert told.of_class("pedestrian").clear.hits == 2
    some = judge({"a": truth, "b": truth}, {"a": people, "b": of_kinds("pedestrian")})
    assert some.of_class("pedestrian").clear.hits == 1, "of all sequences, not of each"
