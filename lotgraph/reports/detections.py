"""Judges detections by labels: all together, and part by part."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import polars as pl

from lotgraph.formats.judged import Pair, pair_of
from lotgraph.measure.account import ROWS, account_of_detections
from lotgraph.measure.operate import best_points
from lotgraph.measure.precision import precision_of
from lotgraph.measure.resample import Interval, precision_drawn, units_of
from lotgraph.reports.columns import DETECTION_REPORT
from lotgraph.reports.sequences import Sequences

HEIGHTS_PX = (0, 24, 48, 96, 192, 10_000)  # a detector sees as much of a thing as it is high
_NEAR = 1.4  # times the edge of a band: a box a little off is still of a label in it


def report_detections(of: Sequences) -> pl.DataFrame:
    """Rows of detection_report; none without labels."""
    rows = [row for split, part, some in _parts(of) for row in _rows(split, part, some)]
    return DETECTION_REPORT.conform(
        pl.DataFrame(rows, schema=DETECTION_REPORT.schema, orient="row")
    )


def account(of: Sequences) -> pl.DataFrame:
    """What became of every label, and of the detections from the best score of their kind on."""
    if of.captures.is_empty():
        return ROWS.to_frame()
    pair = pair_of(of.truth, of.told)
    points = best_points(pair.labels, pair.found)
    return account_of_detections(pair.labels, pair.found, pair.names, pair.images, points)


def _parts(of: Sequences) -> Iterator[tuple[str, str, Sequences]]:
    if of.captures.is_empty():
        return
    yield "all", "", of
    for split in ("site", "camera", "hour"):
        for (part,), captures in of.captures.group_by(split, maintain_order=True):
            names = captures["sequence"].to_list()
            truth, told = ({n: some[n] for n in names} for some in (of.truth, of.told))
            yield split, str(part), Sequences(truth, told, captures)
    for low, high in pairwise(HEIGHTS_PX):
        yield "height", f"{low} to {high} px", _of_height(of, low, high)


def _of_height(of: Sequences, low: int, high: int) -> Sequences:
    """Labels of a band of heights; who finds others is not judged."""
    height = pl.col("y1_px") - pl.col("y0_px")
    inside = (height >= low) & (height < high)
    truth = {
        name: boxes.with_columns(pl.col("is_marked") & inside) for name, boxes in of.truth.items()
    }
    near = height.is_between(low / _NEAR, high * _NEAR)
    told = {name: boxes.filter(near) for name, boxes in of.told.items()}
    return Sequences(truth, told, of.captures)


def _rows(split: str, part: str, of: Sequences) -> Iterator[tuple[object, ...]]:
    pair = pair_of(of.truth, of.told)
    labels, found = pair.labels, pair.found
    precision = precision_of(labels, found)
    points = best_points(labels, found)
    account = account_of_detections(labels, found, pair.names, pair.images, points)
    likely = _likely(pair) if split == "all" else {}
    for kind, name in pair.names.items():
        counted = int(((labels.kind == kind) & ~labels.is_crowd).sum())
        if not counted:
            continue
        wrong = dict(_told_wrong(account.filter(pl.col("kind") == name)))
        point = points[kind]
        is_used = np.isfinite(point.score)
        yield (
            name, split, part, counted, precision.ap(kind=kind), precision.ap(0.5, kind=kind),
            *likely.get(kind, (None, None)), point.recall, point.precision if is_used else None,
            point.score if is_used else None,
            *(wrong.get(error, 0) for error in ("missed", "ghost", "localisation", "duplicate")),
        )  # fmt: skip


def _likely(pair: Pair) -> dict[int | None, tuple[float, float]]:
    sequence, frame = pair.images["sequence"].to_list(), pair.images["frame"].to_numpy()
    unit, _ = units_of(sequence, frame)
    drawn = precision_drawn(pair.labels, pair.found, pair.images["image"].to_numpy(), unit)
    intervals = {kind: Interval.of(figures["AP50"]) for kind, figures in drawn.items()}
    return {kind: (within.low, within.high) for kind, within in intervals.items()}


def _told_wrong(account: pl.DataFrame) -> Iterator[tuple[str, int]]:
    """Errors by name: of the truth what was missed, of predictions everything else."""
    is_told = (account["side"] == "predicted") | (account["error"] == "missed")
    yield from account.filter(is_told)["error"].cast(pl.String).value_counts().rows()
