"""The bend of a lens, as OpenCV models it, and its inverse."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import TwinError

Bend = tuple[float, float, float, float, float]  # k1, k2, p1, p2, k3
STRAIGHT: Bend = (0.0, 0.0, 0.0, 0.0, 0.0)
CLOSE_ENOUGH = 1e-13  # of the focal length: far below any pixel, above float64's own noise
STEPS = 20  # of Newton's method; four to six are usual
TANGENTS = np.linspace(0, 12, 4001)  # to 85 degrees from the axis: beyond, no lens sees like this
WAY = np.linspace(0, 1, 33)  # points of the way from the axis at which a fold is looked for


def distort(points: NDArray[np.float64], bend: Bend) -> NDArray[np.float64]:
    """Where the lens puts points (n, 2) given on the plane one focal length before a pinhole."""
    k1, k2, p1, p2, k3 = bend
    x, y = points[:, 0], points[:, 1]
    square = x * x + y * y
    radial = 1 + square * (k1 + square * (k2 + square * k3))
    return np.stack(
        [
            x * radial + 2 * p1 * x * y + p2 * (square + 2 * x * x),
            y * radial + p1 * (square + 2 * y * y) + 2 * p2 * x * y,
        ],
        axis=1,
    )


def slopes(points: NDArray[np.float64], bend: Bend) -> NDArray[np.float64]:
    """The columns xx, xy, yy of the (symmetric) matrix by which the lens stretches each point."""
    k1, k2, p1, p2, k3 = bend
    x, y = points[:, 0], points[:, 1]
    square = x * x + y * y
    radial = 1 + square * (k1 + square * (k2 + square * k3))
    steep = 2 * (k1 + square * (2 * k2 + 3 * square * k3))
    return np.stack(
        [
            radial + steep * x * x + 2 * p1 * y + 6 * p2 * x,
            steep * x * y + 2 * p1 * x + 2 * p2 * y,
            radial + steep * y * y + 6 * p1 * y + 2 * p2 * x,
        ],
        axis=1,
    )


def straighten(seen: NDArray[np.float64], bend: Bend) -> NDArray[np.float64]:
    """Inverse of `distort`, to float64's own noise: two rounds of fixed point, then Newton.

    Raises:
        TwinError: the lens folds within these points: two directions fall on one spot.
    """
    if bend == STRAIGHT:
        return seen.copy()
    points = seen.copy()
    for _ in range(2):
        points = points + seen - distort(points, bend)
    for _ in range(STEPS):
        miss = seen - distort(points, bend)
        if np.abs(miss).max(initial=0) < CLOSE_ENOUGH:
            break
        xx, xy, yy = slopes(points, bend).T
        spread = xx * yy - xy * xy
        if not np.all(np.isfinite(points)) or np.any(spread <= 0):
            raise _folds(bend)
        points = points + np.stack(
            [
                (yy * miss[:, 0] - xy * miss[:, 1]) / spread,
                (xx * miss[:, 1] - xy * miss[:, 0]) / spread,
            ],
            axis=1,
        )
    if not np.abs(seen - distort(points, bend)).max(initial=0) < 1e3 * CLOSE_ENOUGH:
        raise _folds(bend)
    _refuse_folds(points, bend)
    return points


def _refuse_folds(points: NDArray[np.float64], bend: Bend) -> None:
    """Newton may land beyond a fold, so the whole way from the axis has to stretch forwards.

    The farthest points stand for the nearer ones, whose way is part of theirs.
    """
    square = (points**2).sum(axis=1)
    far = points[square >= 0.8 * square.max(initial=0)]
    way = (WAY[:, None, None] * far[None]).reshape(-1, 2)
    xx, xy, yy = slopes(way, bend).T
    if np.any(xx * yy - xy * xy <= 0) or np.any(xx + yy <= 0):
        raise _folds(bend)


@cache
def widest(bend: Bend) -> float:
    """Tangent of the widest angle from the axis before the lens folds; infinite if it never does.

    The two tangential terms are small beside the radial ones and not looked at.
    """
    k1, k2, _, _, k3 = bend
    square = TANGENTS**2
    folded = 1 + square * (3 * k1 + square * (5 * k2 + square * 7 * k3)) <= 0
    return float(TANGENTS[folded.argmax()]) if folded.any() else np.inf


def _folds(bend: Bend) -> TwinError:
    return TwinError(
        f"distortion {bend} folds within the picture: two directions would fall on one pixel;"
        " make k1, k2 and k3 smaller, or the focal length longer"
    )
