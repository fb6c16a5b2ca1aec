"""Splits numbers into a low and a high lot, as far apart as can be (Otsu, 1979)."""

import numpy as np

from lotgraph.tracker.model import Floats


def split(values: Floats) -> tuple[float, float, float]:
    """The mean of the low lot, what divides the lots, and the mean of the high one.

    The lots' means differ most, each counted by its size. Scale and shift change nothing. Where
    all values are the same there is one lot, which is both.
    """
    ordered = np.sort(values)
    sums, count = np.cumsum(ordered), np.arange(1, len(ordered))
    low, high = sums[:-1] / count, (sums[-1:] - sums[:-1]) / (len(ordered) - count)
    differs = ordered[1:] > ordered[:-1]
    if not differs.any():
        only = float(ordered.mean()) if len(ordered) else 0.0
        return only, only, only
    between = np.where(differs, count * (len(ordered) - count) * (high - low) ** 2, -1.0)
    best = int(between.argmax())
    middle = (ordered[best] + ordered[best + 1]) / 2
    return float(low[best]), float(middle), float(high[best])


def even(values: Floats, low: float, middle: float, high: float) -> float:
    """What may be of either lot as well as of the other, where lots are as `split` has them.

    By normal lots of the same width (Fisher, 1936): the more there are of the low one, the higher.
    """
    is_low = values < middle
    width = ((values - np.where(is_low, low, high)) ** 2).mean()
    more = np.log(is_low.sum() / (~is_low).sum())
    return float(np.clip((low + high) / 2 + width * more / (high - low), low, high))
