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
