"""Says how likely a box is real, by its score's place among others alone.

A thing that is there is found again in the frames around, a false alarm less often. So boxes are
joined first as if none were better than another; how often those of a score are borne out by their
track, made to rise with the score, is how likely they are real, once it is taken into account that
false alarms are borne out too, now and then.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lotgraph.tracker.model import Floats

CHANCE = 0.55  # share of frames in which a false alarm is seen again, of that of what is real
LEAST, MOST = 0.02, 0.98  # nothing is certain
BATCH = 1 / 30  # of all boxes are looked at together, so that one odd score says little
FEWEST = 8


def believe(score: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Scores, ascending, and how likely a box of each is real; shares as `borne_out` gives them."""
    if len(score) == 0:
        return np.empty(0), np.empty(0)
    levels, level = pooled(score, share)
    top = max(float(level[-1]), 1e-9)
    real = (level / top - CHANCE) / (1 - CHANCE)
    return levels, np.clip(real, LEAST, MOST)


def pooled(score: Floats, share: Floats) -> tuple[Floats, Floats]:
    """Scores, ascending, and the mean of a share of boxes at each, made to rise with the score."""
    levels, which = np.unique(score, return_inverse=True)
    counts = np.bincount(which)
    ends = np.cumsum(counts)
    middle = ends - counts / 2
    size = max(FEWEST, len(score) * BATCH)
    _, batch = np.unique(np.minimum(middle // size, len(score) // size - 1), return_inverse=True)
    weight = np.bincount(batch, weights=counts)
    mean = np.bincount(batch, weights=np.bincount(which, weights=share)) / weight
    at = np.bincount(batch, weights=middle * counts) / weight
    return levels, np.interp(middle, at, _rising(mean, weight))


def _rising(value: Floats, weight: NDArray[Any]) -> Floats:
    """The nearest values that never fall, by squares (pool adjacent violators)."""
    pools: list[tuple[float, float, int]] = []
    for mean, own in zip(value.tolist(), weight.tolist(), strict=True):
        pools.append((mean, own, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, n, k), (b, m, j) = pools[-2], pools[-1]
            pools[-2:] = [((a * n + b * m) / (n + m), n + m, k + j)]
    return np.repeat([mean for mean, _, _ in pools], [count for _, _, count in pools])


def odds(real: Floats) -> NDArray[np.float64]:
    """Logarithms of odds."""
    return np.log(real / (1 - real))
