"""Judges detections by labels: all together, and part by part."""

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl

from lotgraph.formats.judged import Pair, pair_of
from lotgraph.measure.account import ROWS, account_of_detections
from lotgraph.measure.divide import bands
from lotgraph.measure.operate import Point, best_points
from lotgraph.measure.precision import precision_of
from lotgraph.measure.resample import Interval, precision_drawn, units_of
from lotgraph.reports.columns import DETECTION_REPORT, HEIGHTS_PX
from lotgraph.reports.errors import OF_BOXES, counted, of_labelled
from lotgraph.reports.sequences import ALL, Sequences

_NEAR = 1.4  # times the edge of a band: a box a little off is still of a label in it


def report_detections(of: Sequences, what: pl.DataFrame) -> pl.DataFrame:
    """Rows of detection_report, of footage and its account; none without labels."""
    rows = [
        row
        for split, part, some in _parts(of)
        for row in _rows(split, part, some, what if split == ALL else None)
    ]
    return DETECTION_REPORT.conform(
        pl.DataFrame(rows, schema=DETECTION_REPORT.schema, orient="row")
    )


def account(of: Sequences) -> pl.DataFrame:
    """What became of every label, and of the detections from the best score of their kind on."""
    if of.frames.is_empty():
        return ROWS.to_frame()
    pair = pair_of(of.truth, of.told)
    points = best_points(pair.labels, pair.found)
    return of_labelled(_account(pair, points), of.truth)


def _parts(of: Sequences) -> Iterator[tuple[str, str, Sequences]]:
    if of.frames.is_empty():
        return
    for split, part, frames in of.parts():
        yield split, part, of if split == ALL else of.only(frames)
    for name, (low, high) in bands(HEIGHTS_PX).items():
        yield "height", name, _of_height(of, low, high)


def _of_height(of: Sequences, low: float, high: float) -> Sequences:
    """Labels of a band of heights; who finds others is not judged."""
    height = pl.col("y1_px") - pl.col("y0_px")
    inside = (height > low) & (height <= high)
    truth = {
        name: boxes.with_columns(pl.col("is_marked") & inside) for name, boxes in of.truth.items()
    }
    near = height.is_between(low / _NEAR, high * _NEAR)
    told = {name: boxes.filter(near) for name, boxes in of.told.items()}
    return Sequences(truth, told, of.frames)


def _rows(
    split: str, part: str, of: Sequences, what: pl.DataFrame | None
) -> Iterator[tuple[object, ...]]:
    pair = pair_of(of.truth, of.told)
    labels, found = pair.labels, pair.found
    precision = precision_of(labels, found, sizes=["all"])
    points = best_points(labels, found)
    wrong = counted(_account(pair, points) if what is None else what)
    likely = _likely(pair) if split == ALL else {}
    for kind, name in pair.names.items():
        number = int(((labels.kind == kind) & ~labels.is_crowd).sum())
        if not number:
            continue
        point = points[kind]
        yield (
            name, split, part, number, precision.ap(kind=kind), precision.ap(0.5, kind=kind),
            *likely.get(kind, (None, None, None)), point.recall,
            None if np.isnan(point.precision) else point.precision,
            point.score if np.isfinite(point.score) else None,
            *(wrong[name, error] for error in OF_BOXES),
        )  # fmt: skip


def _account(pair: Pair, points: Mapping[int, Point]) -> pl.DataFrame:
    return account_of_detections(pair.labels, pair.found, pair.names, pair.images, points)


def _likely(pair: Pair) -> dict[int | None, tuple[float, float, str]]:
    sequence, frame = pair.images["sequence"].to_list(), pair.images["frame"].to_numpy()
    unit, over = units_of(sequence, frame)
    images = pair.images["image"].to_numpy()
    drawn = precision_drawn(pair.labels, pair.found, images, unit, ["AP50"])
    intervals = {kind: Interval.of(figures["AP50"]) for kind, figures in drawn.items()}
    return {kind: (within.low, within.high, over) for kind, within in intervals.items()}
