"""Numbers that two splits draw from the same range without ever drawing the same one."""

import numpy as np

from lotgraph.twin.seeds import SPLITS, Split

BANDS = 8  # even ones train, odd ones are held out: both reach across the whole range
GAP = 0.1  # of a band, left empty at its end, so that no two of them touch


def banded(chance: np.random.Generator, split: Split, low: float, high: float) -> float:
    """Draw from a range, of which every other band belongs to the other split."""
    band = 2 * chance.integers(BANDS // 2) + SPLITS.index(split)
    return float(low + (high - low) * (band + (1 - GAP) * chance.random()) / BANDS)


def kept(value: float, split: Split, low: float, high: float) -> float:
    """Move a number from a range into a band of the split's own, at most one band farther.

    So that what is drawn by another law than `banded` has its own numbers in each split too.
    """
    share = np.clip((value - low) / (high - low), 0.0, 1.0 - 1e-9) * BANDS / 2
    pair = np.floor(share)
    band = 2 * pair + SPLITS.index(split) + (1 - GAP) * (share - pair)
    return float(low + (high - low) * band / BANDS)
