"""Asks a detector for vehicles, and pairs boxes."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.vehicles import vehicles_of
from lotgraph.detector.model import Detector, Wishes

Pictures = NDArray[np.uint8]
Boxes = NDArray[np.float64]
CONFIDENT = 0.3
SAME_THING = 0.6  # overlap above which the less sure of two boxes goes


@cache
def opened(name: str) -> Detector:
    """The detector of a name, that tells of vehicles it is sure of."""
    return vehicles_of(name, Wishes(min_score=CONFIDENT, overlap=SAME_THING))


def vehicles(detector: Detector, picture: Pictures) -> tuple[Boxes, NDArray[np.float64]]:
    """Boxes (n, 4) x0, y0, x1, y1 of vehicles in a picture (h, w, 3) RGB, and confidences."""
    found = detector.detect(picture[None])
    return found.box.astype(float), found.score.astype(float)


def overlaps(one: Boxes, other: Boxes) -> Boxes:
    """Overlap (n, m) of boxes (n, 4) and (m, 4): what both cover over what either does."""
    low = np.maximum(one[:, None, :2], other[None, :, :2])
    high = np.minimum(one[:, None, 2:], other[None, :, 2:])
    both = np.prod(np.clip(high - low, 0, None), axis=2)
    areas = [np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) for boxes in (one, other)]
    share: Boxes = both / (areas[0][:, None] + areas[1][None] - both + 1e-9)
    return share


def paired(shares: Boxes, least: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which rows and which columns of overlaps (n, m) find a partner, the best pairs first."""
    rows, columns = (np.zeros(count, bool) for count in shares.shape)
    left = shares.copy()
    while left.size and left.max() >= least:
        row, column = np.unravel_index(left.argmax(), left.shape)
        rows[row] = columns[column] = True
        left[row], left[:, column] = 0, 0
    return rows, columns
