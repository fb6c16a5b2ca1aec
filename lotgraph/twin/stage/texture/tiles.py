"""Makes the tile of noise that textures are cut from, and its smaller copies for far away."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.seeds import SPLITS, Split

SIDE = 256  # texels of the tile, which repeats
COARSEST = 32  # texels of its longest wave
OCTAVES = 5
WEAKER = 0.58  # each octave, of the one twice as long
LEVELS = 6  # copies, each half as wide as the one before


@cache
def tiles(split: Split) -> NDArray[np.float32]:
    """Sums of value noise in about -1..1, then each copy of half the width, all in one row.

    Each split has grain of its own. Whole numbers are hashed and sums are taken in one order, so
    that every machine makes the same.
    """
    total = np.zeros((SIDE, SIDE))
    wave, weight = COARSEST, 1.0
    for octave in range(OCTAVES):
        total += weight * _lattice(wave // 2, octave + OCTAVES * SPLITS.index(split))
        wave //= 2
        weight *= WEAKER
    total *= 0.5
    rows = []
    for _ in range(LEVELS):
        rows.append(total.astype(np.float32).ravel())
        total = (total[::2, ::2] + total[1::2, ::2] + total[::2, 1::2] + total[1::2, 1::2]) / 4
    return np.concatenate(rows)


def _lattice(cell: int, seed: int) -> NDArray[np.float64]:
    """Smooth noise (SIDE, SIDE) in -1..1 between the corners of cells so many texels wide."""
    count = SIDE // cell
    grid = _hashed(count, seed) * 2 - 1
    at = np.arange(SIDE) / cell
    first = at.astype(int)
    part = at - first
    part = part * part * (3 - 2 * part)
    after = (first + 1) % count
    rows = grid[first] * (1 - part)[:, None] + grid[after] * part[:, None]
    return np.asarray(rows[:, first] * (1 - part) + rows[:, after] * part)


def _hashed(count: int, seed: int) -> NDArray[np.float64]:
    """Numbers (count, count) in 0..1, as `noise.hashed` has them."""
    y, x = np.indices((count, count)).astype(np.uint32)
    h = x * np.uint32(374761393) + y * np.uint32(668265263)
    h = h + np.uint32(seed * 2246822519 % 2**32)
    h = (h ^ (h >> np.uint32(13))) * np.uint32(1274126177)
    return np.asarray(((h ^ (h >> np.uint32(16))) & np.uint32(0xFFFFFF)) / 16777216.0)
