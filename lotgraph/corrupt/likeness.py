"""How like two pictures are: structural similarity.

Wang et al., "Image Quality Assessment: From Error Visibility to Structural Similarity", 2004.
"""

import numpy as np
from numpy.typing import NDArray

from lotgraph.corrupt.model import Pictures

SIGMA = 1.5  # px of the window, at 360 lines
STEADY = ((0.01 * 255) ** 2, (0.03 * 255) ** 2)


def likeness(one: Pictures, other: Pictures) -> NDArray[np.float64]:
    """Of each pair of frames (n, h, w, 3), the mean over pixels and colours; 1 where equal."""
    return np.array([_of_frame(a, b) for a, b in zip(one, other, strict=True)])


def _of_frame(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    import cv2

    x, y = one.astype(np.float32), other.astype(np.float32)

    def mean(values: NDArray[np.float32]) -> NDArray[np.float32]:
        return cv2.GaussianBlur(values, (11, 11), SIGMA).astype(np.float32, copy=False)

    mx, my = mean(x), mean(y)
    vx, vy, both = mean(x * x) - mx * mx, mean(y * y) - my * my, mean(x * y) - mx * my
    told = (2 * mx * my + STEADY[0]) * (2 * both + STEADY[1])
    told /= (mx * mx + my * my + STEADY[0]) * (vx + vy + STEADY[1])
    return float(told.mean())
