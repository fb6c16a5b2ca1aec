"""Tell how new a picture is that a codec drew afresh: what stands still comes back the same."""

from collections import deque

import numpy as np
from numpy.typing import NDArray

REMEMBERED_S = 12.0  # longer than recorders usually leave between two keyframes
_MOST = 32  # looks; 14 kB each
_STEP = 2  # every second pixel across and down: a mean over thousands needs no more


class Memory:
    """The views of the last seconds, with the group of pictures each was coded in.

    Within a group a codec repeats what changed too little to be worth a bit, noise first: there
    stillness says nothing. A keyframe is coded without any help of the pictures before it, so two
    pictures with one between are alike only as far as what the camera sent was alike.
    """

    def __init__(self) -> None:
        self._views: deque[tuple[float, int, NDArray[np.uint8]]] = deque(maxlen=_MOST)

    def novelty(self, view: NDArray[np.uint8], time_s: float, group: int | None) -> float | None:
        """Mean change, in grey levels, against the most alike remembered view of another group.

        None where there is none, or nobody knows groups. The view is remembered.
        """
        import cv2

        if group is None:
            return None
        while self._views and self._views[0][0] < time_s - REMEMBERED_S:
            self._views.popleft()
        now = np.ascontiguousarray(view[::_STEP, ::_STEP])
        found = [
            float(cv2.norm(now, other, cv2.NORM_L1)) / now.size
            for _, at, other in self._views
            if at != group and other.shape == now.shape
        ]
        self._views.append((time_s, group, now))
        return min(found, default=None)
