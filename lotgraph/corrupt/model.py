"""Where and when pictures are corrupted: a scene stays the same over a clip."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Pictures = NDArray[np.uint8]  # (n, h, w, 3) RGB
Floats = NDArray[np.float32]
LINES = 360  # of a picture that lengths are meant for; others' scale with their height


@dataclass(frozen=True)
class Scene:
    """What dirt, weather and noise of a clip follow from: the same seed, the same clip."""

    seed: int
    index: NDArray[np.int64]  # (n,) number of a frame in its clip
    times_s: NDArray[np.float64]  # (n,) since the clip began
    shape: tuple[int, int]  # height and width

    @property
    def scale(self) -> float:
        """How much larger lengths are than in a picture of 360 lines."""
        return self.shape[0] / LINES

    @cached_property
    def grain(self) -> tuple[int, int]:
        """Height and width of noise: pixels are its grains up to 360 lines, beyond it coarsens."""
        scale = max(1.0, self.scale)
        return max(1, round(self.shape[0] / scale)), max(1, round(self.shape[1] / scale))

    def of_clip(self, what: int) -> np.random.Generator:
        """Chance that is the same in all frames; each `what` draws by itself."""
        return np.random.default_rng((self.seed, what))

    def of_frame(self, k: int) -> np.random.Generator:
        """Chance of a frame, whatever batch it comes in."""
        return np.random.default_rng((self.seed, 1000 + int(self.index[k])))

    def spread(self, field: Floats) -> Floats:
        """A field of grains over the picture."""
        import cv2

        if field.shape[:2] == self.shape:
            return field
        size = self.shape[1], self.shape[0]
        return cv2.resize(field, size, interpolation=cv2.INTER_NEAREST).astype(
            np.float32, copy=False
        )


Corruption = Callable[[Pictures, float, Scene], Pictures]


def each(frames: Pictures, one: Callable[[int, Floats], Floats]) -> Pictures:
    """Change each frame as (h, w, 3) float32 of 0 to 255, rounded and cut off at both ends."""
    changed = np.empty_like(frames)
    for k, frame in enumerate(frames):
        told = one(k, frame.astype(np.float32))
        changed[k] = np.clip(np.rint(told), 0, 255)
    return changed


def smooth(chance: np.random.Generator, shape: tuple[int, int], cells: int) -> Floats:
    """A field of clouds (h, w), 0 to 1, some `cells` from top to bottom."""
    import cv2

    rows = max(2, cells)
    columns = max(2, round(cells * shape[1] / shape[0]))
    small = chance.random((rows, columns), np.float32)
    field = cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    low, high = field.min(), field.max()
    told: Floats = (field - low) / max(high - low, 1e-6)
    return told
