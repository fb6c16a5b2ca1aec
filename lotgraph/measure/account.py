"""Accounts for every box of the truth and every prediction, as a table that pictures are cut by."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.measure.blame import ERRORS, FRAGMENT, RIGHT, SWITCH, Boxes, Verdict, blame
from lotgraph.measure.clear import followed
from lotgraph.measure.judge import cases_of
from lotgraph.measure.meet import meet
from lotgraph.measure.model import Case, Floats, Ints, Tracks
from lotgraph.measure.operate import Point
from lotgraph.measure.precision import Detections, Labels

SIDES = ("truth", "predicted")
ROWS = pl.Schema(
    {
        "sequence": pl.String(),
        "frame": pl.Int64(),
        "side": pl.Enum(SIDES),
        "error": pl.Enum(ERRORS),
        "kind": pl.String(),
        "object_id": pl.Int64(),  # null: of nobody in particular
        "x0_px": pl.Float64(),
        "y0_px": pl.Float64(),
        "x1_px": pl.Float64(),
        "y1_px": pl.Float64(),
        "score": pl.Float64(),  # null: none
        "overlap": pl.Float64(),  # with the box of the other side that it goes with; null: none
        "partner_kind": pl.String(),
        "partner_id": pl.Int64(),
    }
)
CORNERS = ("x0_px", "y0_px", "x1_px", "y1_px")


def account_of_detections(
    labels: Labels,
    found: Detections,
    names: Mapping[int, str],
    images: pl.DataFrame,
    points: Mapping[int, Point],
) -> pl.DataFrame:
    """Rows of all labels, and of the detections from the score of their class's point on."""
    least = np.array([points[kind].score for kind in found.kind.tolist()])
    crowd, used = labels.is_crowd, found.score >= least
    truth, crowds, told = (
        Boxes(one.image[kept], one.kind[kept], _corners(one.box[kept]))
        for one, kept in ((labels, ~crowd), (labels, crowd), (found, used))
    )
    score = found.score[used]
    rank = np.empty(len(told), np.int64)
    rank[np.argsort(-score, kind="stable")] = np.arange(len(told))
    verdicts = blame(truth, told, rank=rank, crowds=crowds)
    called = {kind: names.get(kind, str(kind)) for kind in points}
    rows = _rows((truth, told), verdicts, called)
    rows = rows.with_columns(
        score=pl.Series([None] * len(truth) + score.tolist(), dtype=pl.Float64),
        object_id=None,
        partner_id=None,
    ).join(images, left_on="group", right_on="image", how="left", maintain_order="left")
    return _told(rows)


def account_of_tracks(
    truth: Mapping[str, pl.DataFrame],
    predicted: Mapping[str, pl.DataFrame],
    rules: str | None = None,
) -> pl.DataFrame:
    """Rows of all that is judged: what the rules leave out is on neither side."""
    _, sequences = cases_of(truth, predicted, rules)
    parts = [ROWS.to_frame()]
    for name, some in sequences:
        judged = dict(some)
        if judged:
            parts.append(_told(_of_sequence(judged).with_columns(sequence=pl.lit(name))))
    return pl.concat(parts)


def _of_sequence(some: Mapping[str, Case]) -> pl.DataFrame:
    """Follow each class by itself; who is left of all classes is looked at together."""
    tracks: tuple[list[Tracks], list[Tracks]] = [], []
    partners: tuple[list[Ints], list[Ints]] = [], []
    marks, before = [], [0, 0]
    for case in some.values():
        meeting = meet(case)
        hit, is_switch, is_begun = followed(meeting)
        rows = np.flatnonzero(hit >= 0)
        others = meeting.others[hit[rows]]
        pair = np.full(len(meeting.truth), -1), np.full(len(meeting.predicted), -1)
        pair[0][rows], pair[1][others] = others + before[1], rows + before[0]
        is_again = is_begun & ~_first(is_begun, meeting.truth_of)
        marks.append(np.where(is_switch, SWITCH, np.where(is_again, FRAGMENT, RIGHT)))
        for side, own in enumerate((meeting.truth, meeting.predicted)):
            tracks[side].append(own)
            partners[side].append(pair[side])
            before[side] += len(own)
    sides = [_boxes(one) for one in tracks]
    ids = [np.concatenate([own.object_id for own in one]) for one in tracks]
    verdicts = blame(*sides, paired=(np.concatenate(partners[0]), np.concatenate(partners[1])))
    mark = np.concatenate(marks).astype(np.int8)
    rows = np.flatnonzero(mark)
    verdicts[0].error[rows] = mark[rows]
    verdicts[1].error[verdicts[0].partner[rows]] = mark[rows]
    partner_id = [_of_partner(verdicts[k], ids[1 - k]) for k in (0, 1)]
    return _rows((sides[0], sides[1]), verdicts, dict(enumerate(some))).with_columns(
        frame="group",
        score=None,
        object_id=np.concatenate(ids),
        partner_id=pl.concat(partner_id),
    )


def _first(is_marked: NDArray[np.bool_], of: Ints) -> NDArray[np.bool_]:
    """The first row that is marked of each."""
    rows = np.flatnonzero(is_marked)
    _, first = np.unique(of[rows], return_index=True)
    is_first = np.zeros(len(is_marked), np.bool_)
    is_first[rows[first]] = True
    return is_first


def _boxes(some: Sequence[Tracks]) -> Boxes:
    """Tracks of several classes as one side; a class is known by its place."""
    return Boxes(
        np.concatenate([one.frame for one in some]),
        np.repeat(np.arange(len(some)), [len(one) for one in some]),
        np.concatenate([one.box for one in some]),
    )


def _corners(box: Floats) -> Floats:
    return np.hstack([box[:, :2], box[:, :2] + box[:, 2:]])


def _of_partner(verdict: Verdict, values: Ints) -> pl.Series:
    """What the partner of each row is called; null without one."""
    there = verdict.partner >= 0
    told = np.zeros(len(there), np.int64)
    told[there] = values[verdict.partner[there]]
    return pl.Series(told).set(pl.Series(~there), None)


def _rows(
    sides: tuple[Boxes, Boxes], verdicts: tuple[Verdict, Verdict], called: Mapping[int, str]
) -> pl.DataFrame:
    """Both sides below each other, without names of objects, sequences and frames."""
    parts = []
    for k, (side, verdict) in enumerate(zip(sides, verdicts, strict=True)):
        numbers = pl.DataFrame({
            "group": side.group,
            "side": np.full(len(side), k),
            "error": verdict.error,
            "kind": side.kind,
            **dict(zip(CORNERS, side.box.T, strict=True)),
            "overlap": verdict.overlap,
            "partner_kind": _of_partner(verdict, sides[1 - k].kind),
        })  # fmt: skip
        parts.append(numbers)
    return pl.concat(parts).with_columns(
        pl.col("side").replace_strict(dict(enumerate(SIDES)), return_dtype=ROWS["side"]),
        pl.col("error").replace_strict(dict(enumerate(ERRORS)), return_dtype=ROWS["error"]),
        pl.col("kind", "partner_kind").replace_strict(dict(called), return_dtype=pl.String),
        pl.col("overlap").fill_nan(None),
    )


def _told(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of an account, in the order of sequences and frames."""
    order = ["sequence", "frame", "side", "object_id"]
    told = rows.select(pl.col(name).cast(kind) for name, kind in ROWS.items())
    return told.sort(order, maintain_order=True)


def summary(rows: pl.DataFrame) -> pl.DataFrame:
    """How many boxes of either side each error has, by class and of all; only those there are."""
    counted = [
        some.group_by("kind", "error").agg(
            *(pl.col("side").eq(side).sum().alias(side) for side in SIDES)
        )
        for some in (rows.with_columns(kind=pl.lit("all")), rows)
    ]
    if rows["kind"].n_unique() <= 1:
        counted = counted[1:]
    return pl.concat([one.sort("kind", "error") for one in counted])
