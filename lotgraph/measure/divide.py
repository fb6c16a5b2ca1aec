"""Divides figures by what is known of frames, and by how high boxes are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import polars as pl

from lotgraph.errors import MeasureError
from lotgraph.measure.judge import Score, cases_of, score
from lotgraph.measure.meet import Parts, meet
from lotgraph.measure.model import COUNTED, DISTRACTOR, Case, Floats, Ints
from lotgraph.measure.operate import Point
from lotgraph.measure.precision import (
    LEVELS,
    MOST,
    Detections,
    Labels,
    best_first,
    curve,
    only,
    verdicts,
)

SIZE = "size"
HEIGHTS_PX = (0.0, 16.0, 32.0, 64.0, 128.0, np.inf)
UNKNOWN = "not said"


@dataclass(frozen=True)
class Division:
    """In which group each frame is: sequence, frame and `group`, its number among `names`."""

    by: str
    frames: pl.DataFrame
    names: list[str]


def bands(heights_px: Sequence[float] = HEIGHTS_PX) -> dict[str, tuple[float, float]]:
    """From which height to which, by name; ends belong to the lower band."""
    pairs = pairwise(heights_px)
    return {
        f"{low:.0f} to {high:.0f} px" if np.isfinite(high) else f"{low:.0f} px and more": (
            low,
            high,
        )
        for low, high in pairs
    }


def divisions(
    by: Sequence[str], frames: pl.DataFrame, about: pl.DataFrame | None
) -> list[Division]:
    """How frames (sequence, frame) are divided by each of some columns that `about` tells.

    It has `sequence`, `frame` or both, as its rows tell of sequences, of frames of any, or of
    frames of each; `hour` is that of its `captured_at` if it has no such column.

    Raises:
        MeasureError: if a column is not there, or says two things of one frame.
    """
    return [_division(name, frames, about) for name in by if name != SIZE]


def _division(name: str, frames: pl.DataFrame, about: pl.DataFrame | None) -> Division:
    told = frames.select("sequence", "frame").unique().sort("sequence", "frame")
    if name == "sequence":
        named = told.with_columns(value=pl.col("sequence"))
    else:
        named = _joined(name, told, about)
    named = named.with_columns(pl.col("value").cast(pl.String).fill_null(UNKNOWN))
    names = named["value"].unique().sort().to_list()
    number = dict(zip(names, range(len(names)), strict=True))
    group = pl.col("value").replace_strict(number, return_dtype=pl.Int64)
    return Division(name, named.select("sequence", "frame", group=group), names)


def _joined(name: str, told: pl.DataFrame, about: pl.DataFrame | None) -> pl.DataFrame:
    if about is None:
        raise MeasureError(
            f"nothing tells the {name} of a frame; name a table that does (--about), or divide by "
            "size or sequence"
        )
    if name == "hour" and "hour" not in about.columns and "captured_at" in about.columns:
        about = about.with_columns(hour=pl.col("captured_at").dt.hour())
    on = [key for key in ("sequence", "frame") if key in about.columns]
    if name not in about.columns or not on:
        raise MeasureError(
            f"expected a table with {name} and sequence, frame or both; it has "
            f"{', '.join(about.columns)}"
        )
    values = about.select(*on, value=pl.col(name)).unique()
    twice = values.filter(values.select(on).is_duplicated())
    if len(twice):
        raise MeasureError(
            f"{name} is told twice of {', '.join(f'{key} {twice[key][0]}' for key in on)}: "
            f"{' and '.join(map(str, twice['value'].head(2)))}"
        )
    return told.join(values, on=on, how="left", maintain_order="left")


def detections_by_height(
    labels: Labels, found: Detections, points: Mapping[int, Point]
) -> dict[str, dict[str, float]]:
    """Figures by height of labels; who finds one of another height is neither right nor wrong."""
    heights = np.array(list(bands().values()))
    heights[1:, 0] = np.nextafter(heights[1:, 0], np.inf)  # `verdicts` counts both ends
    return dict(zip(bands(), _figures(labels, found, points, heights), strict=True))


def detections_by(
    labels: Labels, found: Detections, points: Mapping[int, Point], image_group: Mapping[int, int]
) -> list[dict[str, float]]:
    """Figures of the images of each group."""
    sides = [np.array([image_group[k] for k in one.image.tolist()]) for one in (labels, found)]
    anything = np.array([[-np.inf, np.inf]])
    told = []
    for group in range(1 + max(image_group.values(), default=-1)):
        some = Labels(*(getattr(labels, n)[sides[0] == group] for n in Labels.__annotations__))
        own = Detections(
            *(getattr(found, n)[sides[1] == group] for n in Detections.__annotations__)
        )
        told += _figures(some, own, points, anything)
    return told


def _figures(
    labels: Labels, found: Detections, points: Mapping[int, Point], heights: Floats
) -> list[dict[str, float]]:
    """Of each range of heights, means over the classes that have labels in it; NaN of none."""
    by_kind = []
    for kind in np.unique(labels.kind).tolist():
        own, best = only(labels, labels.kind == kind), best_first(found, found.kind == kind, MOST)
        verdict, counted = verdicts(own, best, heights)
        order = np.argsort(-best.score, kind="stable")
        used = best.score >= points[kind].score
        rows = []
        for band, count in enumerate(counted.tolist()):
            if not count:
                rows.append((0, np.nan, np.nan, np.nan))
                continue
            at_recalls = curve(verdict[band][:, order], count)[0].mean(axis=1)
            recall = (verdict[band, 0][used] == 1).sum() / count
            rows.append((count, at_recalls.mean(), at_recalls[np.argmin(LEVELS)], recall))
        by_kind.append(rows)
    table = np.array(by_kind).reshape(len(by_kind), len(heights), 4)
    known = ~np.isnan(table)
    mean = np.where(known, table, 0).sum(axis=0) / np.maximum(1, known.sum(axis=0))
    mean[~known.any(axis=0)] = np.nan
    names = ("labels", "AP", "AP50", "recall at best F1")
    figures = [dict(zip(names, one, strict=True)) for one in mean.tolist()]
    for one, count in zip(figures, table[..., 0].sum(axis=0).tolist(), strict=True):
        one["labels"] = int(count)
    return figures


def tracks_by_height(
    truth: Mapping[str, pl.DataFrame],
    predicted: Mapping[str, pl.DataFrame],
    rules: str,
    heights_px: Sequence[float] = HEIGHTS_PX,
    detections: Mapping[str, pl.DataFrame] | None = None,
) -> dict[tuple[str, str], Score]:
    """Scores by class and height of the truth's boxes; others are neither right nor wrong.

    With detections, those of perfect association of them.
    """
    parts: dict[tuple[str, str], list[Score]] = {}
    for _, some in cases_of(truth, predicted, rules, detections)[1]:
        for kind, case in some:
            for name, (low, high) in bands(heights_px).items():
                parts.setdefault((kind, name), []).append(score(_only(case, low, high)))
    return {key: Score.sum(some) for key, some in parts.items()}


def _only(case: Case, low: float, high: float) -> Case:
    height = case.truth.box[:, 3] - case.truth.box[:, 1]
    role = np.full(len(height), COUNTED, np.int8) if case.role is None else case.role.copy()
    role[((height <= low) | (height > high)) & (role == COUNTED)] = DISTRACTOR
    return replace(case, role=role, heights_px=(max(low, case.heights_px[0]), high))


def tracks_by(
    truth: Mapping[str, pl.DataFrame],
    predicted: Mapping[str, pl.DataFrame],
    rules: str,
    division: Division,
    detections: Mapping[str, pl.DataFrame] | None = None,
) -> dict[tuple[str, str], Score]:
    """Scores by class and group; objects and tracks are those of whole sequences.

    With detections, those of perfect association of them.
    """
    parts: dict[tuple[str, str], list[Score]] = {}
    groups = division.frames.partition_by("sequence", as_dict=True)
    for sequence, some in cases_of(truth, predicted, rules, detections)[1]:
        own = groups.get((sequence,), division.frames.clear())
        frame: Ints = own["frame"].to_numpy()
        for kind, case in some:
            meeting = meet(case)
            told = Parts.by(meeting, frame, own["group"].to_numpy(), len(division.names))
            for name, own_score in zip(division.names, Score.of(meeting, told), strict=True):
                parts.setdefault((kind, name), []).append(own_score)
    return {key: Score.sum(some) for key, some in parts.items()}
