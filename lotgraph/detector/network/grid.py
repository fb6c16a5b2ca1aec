"""The cells that a network divides its input into, level by level, row by row."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


def cells_of(width: int, height: int, strides: tuple[int, ...]) -> int:
    """How many cells an input has."""
    return sum(-(-width // stride) * -(-height // stride) for stride in strides)


@lru_cache(maxsize=8)
def corners(
    width: int, height: int, strides: tuple[int, ...], per_cell: int = 1
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Upper left corners (n, 2) of all cells in px, and their sizes (n, 1).

    Where a cell has several boxes, a level is gone through once for each of them.
    """
    levels, sizes = [], []
    for stride in strides:
        across, down = -(-width // stride), -(-height // stride)
        y, x = np.divmod(np.arange(across * down), across)
        level = np.tile(np.stack([x, y], axis=1) * stride, (per_cell, 1))
        levels.append(level.astype(np.float32))
        sizes.append(np.full((len(level), 1), stride, np.float32))
    return np.concatenate(levels), np.concatenate(sizes)
