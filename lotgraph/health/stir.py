"""Tell what stirred at full size since the frame before, within a group of pictures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_CELL_PX = 8  # a codec decides for no smaller square whether to repeat it


@dataclass(frozen=True)
class Stir:
    """What differs between two decoded frames of one group."""

    share: float  # of the squares of 8 px: any pixel differs at all
    peak: float  # grey levels: the pixel that differs most


class Watch:
    """Holds the frame before, in grey.

    Of one picture sent again and again a codec has soon nothing left to correct, and repeats
    square after square to the last bit. A live sensor's noise makes it go on, if only here and
    there. A keyframe draws everything afresh, so across one this says nothing.
    """

    def __init__(self) -> None:
        self._before: NDArray[np.uint8] | None = None
        self._group: int | None = None

    def stir(self, pixels: NDArray[np.uint8], group: int | None) -> Stir | None:
        """Compare an (h, w, 3) frame with the one before; None if a keyframe may lie between."""
        import cv2

        grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
        before, of_before = self._before, self._group
        self._before, self._group = grey, group
        if before is None or group is None or group != of_before or before.shape != grey.shape:
            return None
        difference = cv2.absdiff(grey, before)
        rows, columns = (side // _CELL_PX for side in grey.shape)
        whole = difference[: rows * _CELL_PX, : columns * _CELL_PX]
        _, differs = cv2.threshold(whole, 0, 255, cv2.THRESH_BINARY)
        # One pixel of 64 makes a mean of 4: none is rounded away.
        cells = cv2.resize(differs, (columns, rows), interpolation=cv2.INTER_AREA)
        return Stir(float((np.asarray(cells) > 0).mean()), float(difference.max()))
