"""Counts what boxes of each day are like, so that days can be exchanged by adding up."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.drift.columns import KINDS, SCORES, SIZES

Floats = NDArray[np.float64]
BINS = 64  # of about as many boxes each: finer than what a few hundred boxes can tell
LEAST_BOXES = 30  # on either side, to say anything about what they are like
HALF = 0.5  # a box: so that none at all is far from some, and not infinitely far


@dataclass(frozen=True)
class Histogram:
    """What is compared: counts of days, how far two sums of them are apart, and how to say it.

    `counts` is (days, bins). `distance` takes sums (…, bins) of both sides, `say` one of each.
    """

    what: str
    counts: Floats
    distance: Callable[[Floats, Floats], Floats]
    say: Callable[[Floats, Floats], str]
    has_enough_in: Callable[[float, float], bool]

    def apart(self, drawn: Floats) -> Floats:
        """How far the days drawn (r, days) are from the others."""
        current = drawn @ self.counts
        return self.distance(self.counts.sum(axis=0) - current, current)

    def words(self, is_current: NDArray[np.bool_]) -> str:
        """What the difference is."""
        return self.say(self.counts[~is_current].sum(axis=0), self.counts[is_current].sum(axis=0))

    def has_enough(self, is_current: NDArray[np.bool_]) -> bool:
        """Whether there are boxes enough to say anything."""
        boxes = self.counts[:, : self._boxes].sum(axis=1)
        return self.has_enough_in(float(boxes[~is_current].sum()), float(boxes[is_current].sum()))

    @property
    def _boxes(self) -> int:
        """Bins that hold boxes; those of counts hold frames beside them."""
        return 1 if self.what.startswith("counts") else self.counts.shape[1]


def histograms(boxes: pl.DataFrame, frames: NDArray[np.integer]) -> Iterator[Histogram]:
    """What is compared of a camera: tallies with the `row` of their day, and frames of each day."""
    days, by_kind = len(frames), boxes.filter(what=KINDS)
    kinds = by_kind["kind"].unique().sort().to_list()
    of_kind = np.zeros((days, max(1, len(kinds))))
    for k, kind in enumerate(kinds):
        own = by_kind.filter(kind=kind)
        of_kind[:, k] = np.bincount(own["row"], weights=own["count"], minlength=days)
    if len(kinds) > 1:
        yield Histogram("class mix", of_kind, jensen_shannon, _mix(kinds), _both)
    for what in (SCORES, SIZES):
        own = boxes.filter(what=what)
        if own.height:
            counts, middles = _binned(own, days)
            yield Histogram(what, counts, kolmogorov_smirnov, _median(middles), _both)
    for name, of in (("all boxes", of_kind.sum(axis=1)), *zip(kinds, of_kind.T, strict=False)):
        if name == "all boxes" or len(kinds) > 1:
            counts = np.column_stack([of, frames])
            yield Histogram(f"counts of {name}", counts, log_ratio, _rates, _either)


def _both(reference: float, current: float) -> bool:
    return min(reference, current) >= LEAST_BOXES


def _either(reference: float, current: float) -> bool:
    """Of counts: that nothing is there any more says something too."""
    return max(reference, current) >= LEAST_BOXES


def _binned(tallies: pl.DataFrame, days: int) -> tuple[Floats, Floats]:
    """Counts (days, bins) between quantiles of all, and the middle value of each bin."""
    of_value = tallies.group_by("value").agg(pl.col("count").sum()).sort("value")
    values, below = of_value["value"].to_numpy(), np.cumsum(of_value["count"].to_numpy())
    steps = np.linspace(0, 1, BINS + 1)[1:-1] * below[-1]
    edges = np.unique(values[np.searchsorted(below, steps, "right")])
    place = np.searchsorted(edges, tallies["value"].to_numpy(), "right")
    counts = np.zeros((days, len(edges) + 1))
    np.add.at(counts, (tallies["row"].to_numpy(), place), tallies["count"].to_numpy())
    ends = np.cumsum(counts.sum(axis=0))
    halves = (np.append(0, ends[:-1]) + ends) // 2
    middles = values[np.minimum(np.searchsorted(below, halves, "right"), len(values) - 1)]
    return counts, middles


def jensen_shannon(reference: Floats, current: Floats) -> Floats:
    """Divergence in bits, 0 to 1; NaN where a side is empty."""
    one, other = _shares(reference), _shares(current)
    middle = (one + other) / 2
    return (_entropy(middle) - (_entropy(one) + _entropy(other)) / 2).clip(0, 1)


def kolmogorov_smirnov(reference: Floats, current: Floats) -> Floats:
    """The largest difference of shares below a value, 0 to 1."""
    apart = np.cumsum(_shares(reference), axis=-1) - np.cumsum(_shares(current), axis=-1)
    largest: Floats = np.abs(apart).max(axis=-1)
    return largest


def log_ratio(reference: Floats, current: Floats) -> Floats:
    """How far boxes a frame are apart, as the logarithm of their ratio whichever is more."""
    rates = [(side[..., 0] + HALF) / np.maximum(1, side[..., 1]) for side in (reference, current)]
    return np.abs(np.log(rates[1] / rates[0]))


def _shares(counts: Floats) -> Floats:
    shares: Floats = counts / np.maximum(1, counts.sum(axis=-1, keepdims=True))
    return shares


def _entropy(shares: Floats) -> Floats:
    bits: Floats = -(shares * np.log2(np.where(shares > 0, shares, 1))).sum(axis=-1)
    return bits


def _mix(kinds: list[str]) -> Callable[[Floats, Floats], str]:
    def say(reference: Floats, current: Floats) -> str:
        one, other = _shares(reference), _shares(current)
        at = int(np.abs(other - one).argmax())
        return f"{kinds[at]} from {one[at]:.1%} to {other[at]:.1%} of boxes"

    return say


def _median(middles: Floats) -> Callable[[Floats, Floats], str]:
    def say(reference: Floats, current: Floats) -> str:
        one, other = (
            middles[np.searchsorted(np.cumsum(_shares(side)), HALF)]
            for side in (reference, current)
        )
        return f"median from {one:.3g} to {other:.3g}"

    return say


def _rates(reference: Floats, current: Floats) -> str:
    one, other = (side[0] / max(1.0, side[1]) for side in (reference, current))
    return f"from {one:.3g} to {other:.3g} a frame"
