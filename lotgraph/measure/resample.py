"""How far a figure may be off: it is counted again on footage drawn from the same footage.

The bootstrap: units (sequences, or stretches where there are few) are drawn as often as there are,
with replacement, a thousand times, always the same draws; between the 2.5th and the 97.5th
percentile lie 95 % of the figures. Two predictions are compared on the same draws.
Efron, "Bootstrap Methods: Another Look at the Jackknife", 1979.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lotgraph.measure.judge import Score
from lotgraph.measure.model import Floats, Ints
from lotgraph.measure.precision import (
    LEVELS,
    MOST,
    RECALLS,
    SIZES,
    Detections,
    Labels,
    best_first,
    only,
    verdicts,
)

ROUNDS = 1000
SEED = 0
ENDS = (2.5, 97.5)
FEW = 5  # sequences: fewer give a handful of different draws, so their stretches are drawn
STRETCHES = 20
OF_TRACKS = ("HOTA", "DetA", "AssA", "MOTA", "IDF1")
OF_DETECTIONS = {  # over which of the levels of overlap each is the mean
    "AP": np.ones(len(LEVELS), np.bool_),
    "AP50": np.isclose(LEVELS, 0.5),
    "AP75": np.isclose(LEVELS, 0.75),
}

Drawn = dict[str, Floats]
"""Of each figure what each draw gives, and before these what all units once give: (1 + rounds,)."""


@dataclass(frozen=True)
class Interval:
    """A figure, and where 95 % of draws lie; NaN where it has none."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, drawn: Floats) -> "Interval":
        """Of what draws give, those that give nothing left out."""
        known = drawn[1:][~np.isnan(drawn[1:])]
        ends = np.percentile(known, ENDS).tolist() if len(known) else [np.nan, np.nan]
        return cls(float(drawn[0]), *ends)


@dataclass(frozen=True)
class Difference(Interval):
    """One less the other, and the share of draws in which it is above 0; ties count by half."""

    is_better_share: float

    @classmethod
    def between(cls, one: Floats, other: Floats) -> "Difference":
        """Of what the same draws give."""
        apart = one - other
        within = Interval.of(apart)
        better = np.mean((np.sign(apart[1:]) + 1) / 2)
        return cls(within.value, within.low, within.high, float(better))


def draws(units: int) -> Ints:
    """How often each unit is there (1 + rounds, units): once at first, then as it was drawn."""
    chance = np.random.default_rng(SEED)
    drawn = chance.multinomial(units, np.full(units, 1 / units), size=ROUNDS)
    return np.vstack([np.ones((1, units), np.int64), drawn])


def edges_of(frames: Sequence[Ints]) -> list[Ints]:
    """Where stretches begin but the first, of each of some sequences with truth in these frames.

    None where the sequences are many enough to be drawn whole; else there are about twenty
    stretches together, equally long in each, and none shorter than a frame.
    """
    if len(frames) >= FEW:
        return [np.empty(0, np.int64) for _ in frames]
    each = -(-STRETCHES // len(frames))
    return [_edges(own, each) for own in frames]


def _edges(frames: Ints, count: int) -> Ints:
    if not len(frames):
        return np.empty(0, np.int64)
    low, high = int(frames.min()), int(frames.max()) + 1
    edges = np.linspace(low, high, min(count, high - low) + 1)[1:-1]
    return np.ceil(edges).astype(np.int64)


def tracks_drawn(units: Sequence[Score]) -> Drawn:
    """Figures of tracks, of the scores of units."""
    weights = draws(len(units))
    figures = [score.figures() for score in Score.drawn(units, weights)]
    return {name: np.array([one[name] for one in figures]) for name in OF_TRACKS}


def precision_drawn(
    labels: Labels,
    found: Detections,
    images: Ints,
    unit: Ints,
    figures: Sequence[str] = tuple(OF_DETECTIONS),
) -> dict[int | None, Drawn]:
    """Some figures of OF_DETECTIONS by class, and under None the mean over classes.

    `images` ascend, and each is in its `unit`. Labels of an area that no size has do not count.
    O(rounds · levels · detections) time.
    """
    from lotgraph.measure.kernels import weighted_precision

    units = int(unit.max(initial=-1)) + 1
    weights = draws(units)
    is_used = np.array([OF_DETECTIONS[name] for name in figures])
    levels = np.flatnonzero(is_used.any(axis=0))
    by_kind: dict[int | None, Drawn] = {}
    for kind in np.unique(labels.kind).tolist():
        own = only(labels, labels.kind == kind)
        best = best_first(found, found.kind == kind, MOST)
        order = np.argsort(-best.score, kind="stable")
        is_asked = ~own.is_crowd & (own.area >= SIZES["all"][0])
        counted = unit[np.searchsorted(images, own.image[is_asked])]
        verdict, _ = verdicts(own, best, sizes=["all"], levels=LEVELS[levels])
        drawn = weighted_precision(
            RECALLS,
            np.ascontiguousarray(verdict[0][:, order]),
            unit[np.searchsorted(images, best.image[order])],
            np.bincount(counted, minlength=units).astype(np.float64),
            weights,
        )
        by_kind[kind] = {
            name: drawn[:, used[levels]].mean(axis=1)
            for name, used in zip(figures, is_used, strict=True)
        }
    by_kind[None] = {name: _mean([one[name] for one in by_kind.values()]) for name in figures}
    return by_kind


def _mean(some: Sequence[Floats]) -> Floats:
    """Of each draw, the mean over the classes that have labels in it; NaN of none."""
    values = np.array(some).reshape(len(some), 1 + ROUNDS)
    known = ~np.isnan(values)
    total: Floats = np.where(known, values, 0.0).sum(axis=0)
    total[~known.any(axis=0)] = np.nan
    mean: Floats = total / np.maximum(1, known.sum(axis=0))
    return mean


def units_of(sequence: Sequence[str], frame: Ints) -> tuple[Ints, str]:
    """In which unit each image is, and what the units are, in words.

    Images of no sequence, as COCO has them, are a unit each.
    """
    names, which = np.unique(np.array(sequence, dtype=np.str_), return_inverse=True)
    if names.tolist() == [""]:
        return np.arange(len(frame)), f"{len(frame):,} images"
    unit = np.empty(len(frame), np.int64)
    count = 0
    for k, edges in enumerate(edges_of([frame[which == k] for k in range(len(names))])):
        own = np.searchsorted(edges, frame[which == k], "right")
        unit[which == k] = count + own
        count += len(edges) + 1
    return unit, said(count, len(names))


def said(units: int, sequences: int) -> str:
    """What the units are, in words."""
    if units == sequences:
        return f"{sequences:,} sequences"
    return f"{units:,} stretches of {sequences:,} sequence{'s' * (sequences > 1)}"
