"""Tell what became of a plate's edges: gone from one part of the view, or all of them wider."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.health.measure import TILE_PX

_CLEAR, _NOISES = 10.0, 3.0  # grey levels, or times the noise: an edge whose width can be told
_HAD, _GONE = 1.5, 0.6  # of that: a tile has an edge, or has none
_GONE_SHARE = 0.35  # of its height: fog and dusk leave an edge more, a cover nothing
_GRAIN_SHARE = 0.6  # of its height: another vehicle's edges are as high as those of the place
_FEWEST = 20  # tiles with clear edges: a vehicle that passes is not most of them
# Of the tiles with clear edges: what is left of fewer belongs to the rim of a cover. What is
# burned into a picture is sharp for ever, but fills less than half of what a good median drops.
FEWEST_LEFT = 0.4


@dataclass(frozen=True)
class Fate:
    """What became of the edges of a plate in one view."""

    softness: float  # width of edges, as a multiple; NaN if too few are clear
    relief: float  # height of edges, as a multiple
    left_share: float  # tiles with clear edges, as a multiple


class Edges:
    """Height and width of the edges of a plate, tile by tile.

    Nothing has to be recognised: where other vehicles stand than on the plate, their edges are as
    narrow. Exposure, fog and rain take from heights, not from widths.
    """

    def __init__(self, plate: NDArray[np.uint8]) -> None:
        self.heights, self._widths = _measured(plate)

    def fate(self, view: NDArray[np.uint8], noise: float) -> Fate:
        """Compare a view (H, 320) with the plate, both by the bounds that its noise sets."""
        heights, widths = _measured(view)
        clear = max(_CLEAR, _NOISES * noise)
        relief = max(1.0, float(np.median(heights))) / max(1.0, float(np.median(self.heights)))
        left_share = (heights > clear).sum() / max(1, int((self.heights > clear).sum()))
        # Through fog the highest edges alone are clear, and those have a width of their own.
        now, was = heights > clear * max(1.0, relief), self.heights > clear * max(1.0, 1 / relief)
        enough = min(now.sum(), was.sum()) >= _FEWEST
        softness = np.median(widths[now]) / np.median(self._widths[was]) if enough else np.nan
        return Fate(float(softness), relief, float(left_share))

    def bare_share(
        self, structure: NDArray[np.float32], is_strange: NDArray[np.bool_], noise: float
    ) -> float:
        """Tiles that had an edge and have none, the most in one piece.

        Ask it of a view without much grain, since what automatic gain makes of a dark cloth passes
        for edges: a strange tile, in which the plate is not recognised, may be that steep.
        """
        import cv2

        heights = heights_of(structure)
        clear = max(_CLEAR, _NOISES * noise)
        had = self.heights > _HAD * clear
        faded = heights < np.minimum(_GONE * clear, _GONE_SHARE * self.heights)
        faded |= is_strange & (heights < _GRAIN_SHARE * self.heights)
        # Tiles that never had an edge join what lies on both sides of them.
        empty = faded | (~had & (heights < clear))
        _, parts = cv2.connectedComponents(empty.astype(np.uint8), connectivity=4)
        most = np.bincount(parts[had & faded], minlength=1).max()
        return float(most / max(1, int(had.sum())))


def _measured(view: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Height of each tile's strongest edge, grey levels, and its width, px of the view."""
    heights = heights_of(structure_of(view))
    steepest = np.maximum(steepest_of(_softened(view)), 0.5)
    return heights, (heights / steepest).astype(np.float32)


def _softened(view: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import cv2

    return np.asarray(cv2.GaussianBlur(view, (0, 0), 0.7), dtype=np.uint8)


def structure_of(view: NDArray[np.uint8]) -> NDArray[np.float32]:
    """A view without its large shapes of light and shade."""
    import cv2

    soft = cv2.GaussianBlur(view.astype(np.float32), (0, 0), 1.0)
    return np.asarray(soft - cv2.blur(soft, (TILE_PX + 1, TILE_PX + 1)), dtype=np.float32)


def steepest_of(view: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Steepest step of each tile, grey levels per px of the view."""
    import cv2

    across = np.abs(cv2.Sobel(view, cv2.CV_16S, 1, 0, ksize=1))
    down = np.abs(cv2.Sobel(view, cv2.CV_16S, 0, 1, ksize=1))
    rows, columns = (side // TILE_PX for side in view.shape)
    cut = np.maximum(across, down).reshape(rows, TILE_PX, columns, TILE_PX)
    return np.asarray(cut.max(axis=(1, 3)) / 2, dtype=np.float32)


def heights_of(structure: NDArray[np.float32]) -> NDArray[np.float32]:
    """Brightest less darkest of each tile's structure: a beam or shade is no edge of the place."""
    rows, columns = (side // TILE_PX for side in structure.shape)
    cut = structure.reshape(rows, TILE_PX, columns, TILE_PX)
    return np.asarray(cut.max(axis=(1, 3)) - cut.min(axis=(1, 3)))
