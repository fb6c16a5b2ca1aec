"""What of two tables of boxes is judged, and how, after the rules of the field's benchmarks."""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import polars as pl

from lotgraph.errors import MeasureError
from lotgraph.measure.model import COUNTED, DISTRACTOR, UNCOUNTED, Case, Tracks

MOT_JUDGED = "pedestrian"
MOT_DISTRACTORS = {
    "mot17": ("person_on_vehicle", "static_person", "distractor", "reflection"),
    "mot20": (
        "person_on_vehicle", "static_person", "distractor", "reflection", "non_mot_vehicle",
    ),
}  # fmt: skip
KITTI_DISTRACTORS = {"car": ("van",), "pedestrian": ("person", "person_sitting")}
KITTI_REGION = "dontcare"
KITTI_HIDDEN, KITTI_CUT = 2, 0
KITTI_HEIGHTS_PX = (25.0, np.inf)
RULES = ("plain", "tolerant", "mot17", "mot20", "kitti")


def rules_for(truth: Iterable[pl.DataFrame], *, is_mot: bool = False) -> str:
    """The rules that tables of truth ask for by what they hold.

    Other data sets have pedestrians as well: those of MOTChallenge are known by the distractors
    beside them, or by their text (`is_mot`).
    """
    boxes = pl.concat(truth)
    kinds = set(boxes["kind"].unique())
    if boxes["truncated"].is_not_null().any() or KITTI_REGION in kinds:
        return "kitti"
    is_mot = is_mot or not kinds.isdisjoint(MOT_DISTRACTORS["mot17"])
    return "mot17" if is_mot and MOT_JUDGED in kinds else "plain"


def pedestrians(boxes: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """What is judged as pedestrians: what is called so, and what no class is said of.

    Where nothing is called so in any sequence, that is all: classes are called otherwise.
    """
    is_named = any((some["kind"] == MOT_JUDGED).any() for some in boxes.values())
    own = pl.col("kind").is_in([MOT_JUDGED, ""]) if is_named else pl.lit(value=True)
    return {name: some.filter(own) for name, some in boxes.items()}


def judged_apart(kinds: Iterable[str], rules: str) -> set[str]:
    """Which of the classes that a table names are judged by themselves."""
    others = {KITTI_REGION, *(one for some in KITTI_DISTRACTORS.values() for one in some)}
    return set(kinds) - {""} - (others if rules == "kitti" else set())


def says_kinds(truth: Mapping[str, pl.DataFrame], predicted: Mapping[str, pl.DataFrame]) -> bool:
    """Whether both sides name classes, all sequences taken together; or one does, and one is empty.

    One sequence alone could not say: where nothing was found, no class is named, and what was
    missed there is missed of the classes that the truth names.
    """
    is_named = [
        any((boxes["kind"] != "").any() for boxes in side.values()) for side in (truth, predicted)
    ]
    return is_named[0] and (is_named[1] or not any(len(boxes) for boxes in predicted.values()))


def cases(
    name: str, truth: pl.DataFrame, predicted: pl.DataFrame, rules: str, *, are_named: bool
) -> Iterator[tuple[str, Case]]:
    """The classes that are judged in a sequence, and each as a case.

    plain: each class by itself, what is not marked left out; all are one unless they `are_named`
    on both sides. mot17 and mot20: pedestrians, as whom all that is predicted here is judged, and
    who finds a distractor is not judged.
    kitti: each class, with its distractors, its hidden and cut objects, low boxes and regions not
    judged.

    Raises:
        MeasureError: if a class or an object is missing where the rules need one.
    """
    if predicted["object_id"].is_null().any():
        raise MeasureError(
            f"{name}: predictions without an object are no tracks; `lotgraph track` makes tracks"
        )
    judged = pl.col("is_marked") if rules == "plain" else pl.col("kind") != KITTI_REGION
    if truth.filter(judged)["object_id"].is_null().any():
        raise MeasureError(
            f"{name}: expected a truth that says who each box is; got boxes without an object. "
            "The truth is named first, the tracks second"
        )
    if rules == "kitti":
        yield from _kitti(name, truth, predicted)
    elif rules in MOT_DISTRACTORS:
        yield _mot(name, truth, predicted, MOT_DISTRACTORS[rules])
    else:
        yield from _plain(
            name, truth, predicted, are_named=are_named, is_tolerant=rules == "tolerant"
        )


def _frames(truth: pl.DataFrame, predicted: pl.DataFrame) -> int:
    """From the first frame that is spoken of to the last."""
    numbers = pl.concat([truth["frame"], predicted["frame"]])
    first, last = numbers.min(), numbers.max()
    return int(last - first) + 1 if first is not None else 0  # type: ignore[operator, arg-type]


def numbered(boxes: pl.DataFrame) -> pl.DataFrame:
    """Boxes of nobody in particular, each as an object of its own."""
    return boxes.with_columns(object_id=pl.int_range(pl.len(), dtype=pl.Int64))


def tracks_of(boxes: pl.DataFrame) -> Tracks:
    """Boxes as columns of numbers."""
    return Tracks(
        boxes["frame"].to_numpy(),
        boxes["object_id"].to_numpy(),
        boxes.select("x0_px", "y0_px", "x1_px", "y1_px").to_numpy(order="c"),
    )


def _plain(
    name: str,
    truth: pl.DataFrame,
    predicted: pl.DataFrame,
    *,
    are_named: bool,
    is_tolerant: bool,
) -> Iterator[tuple[str, Case]]:
    frames = _frames(truth, predicted)
    kinds = sorted({*truth["kind"], *predicted["kind"]}) if are_named else [""]
    for kind in kinds:
        ours = truth.filter(pl.col("kind") == kind) if are_named else truth
        theirs = predicted.filter(pl.col("kind") == kind) if are_named else predicted
        judged = ours if is_tolerant else ours.filter("is_marked")
        role = np.where(judged["is_marked"].to_numpy(), COUNTED, DISTRACTOR).astype(np.int8)
        yield kind or "all", Case(name, frames, tracks_of(judged), tracks_of(theirs), role)


def _mot(
    name: str, truth: pl.DataFrame, predicted: pl.DataFrame, others: tuple[str, ...]
) -> tuple[str, Case]:
    is_judged = (truth["kind"] == MOT_JUDGED) & truth["is_marked"]
    role = np.where(is_judged.to_numpy(), COUNTED, UNCOUNTED)
    role = np.where(truth["kind"].is_in(others).to_numpy(), DISTRACTOR, role).astype(np.int8)
    frames = _frames(truth, predicted)
    return MOT_JUDGED, Case(name, frames, tracks_of(truth), tracks_of(predicted), role)


def _kitti(name: str, truth: pl.DataFrame, predicted: pl.DataFrame) -> Iterator[tuple[str, Case]]:
    frames = _frames(truth, predicted)
    regions = numbered(truth.filter(pl.col("kind") == KITTI_REGION))
    distractors = {kind for some in KITTI_DISTRACTORS.values() for kind in some}
    kinds = {*truth["kind"], *predicted["kind"]} - {KITTI_REGION} - distractors
    for kind in sorted(kinds):
        own = truth.filter(pl.col("kind").is_in([kind, *KITTI_DISTRACTORS.get(kind, ())]))
        is_judged = (
            (own["kind"] == kind)
            & (own["occluded"].fill_null(0) <= KITTI_HIDDEN)
            & (own["truncated"].fill_null(0) <= KITTI_CUT)
        )
        role = np.where(is_judged.to_numpy(), COUNTED, DISTRACTOR).astype(np.int8)
        told = tracks_of(predicted.filter(pl.col("kind") == kind))
        yield (
            kind,
            Case(name, frames, tracks_of(own), told, role, tracks_of(regions), KITTI_HEIGHTS_PX),
        )
