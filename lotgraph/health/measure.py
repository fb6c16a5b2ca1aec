"""Measure what one frame shows by itself: exposure, contrast, sharpness, noise, blocks."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import ShapeError

VIEW_WIDTH_PX = 320  # every camera is looked at this wide, so that one rule fits all
TILE_PX = 20  # of the view: 16 tiles across, 12 down at 4:3 and 9 down at 16:9, without a rest
TILES_ACROSS = VIEW_WIDTH_PX // TILE_PX
STANDARD_WIDTH_PX = 640  # lengths are told in pixels of a picture this wide

_DARK_LEVEL = 20  # below it a sensor shows no structure that survives compression
_BRIGHT_LEVEL = 248  # clipped white after a lossy codec is not quite 255
_FLAT_LEVELS = 12  # grey levels within a tile; even plain asphalt spans more by its grain
_CROP_PX = (480, 640)  # enough squares for noise and grids at native size, whatever the camera
_WASHED_OUT_SHARE = 0.6  # more white than any sky a useful camera looks at
_IMMERKAER = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float32)  # blind to ramps
_IMMERKAER_SIGMA = float(np.sqrt(np.pi / 2) / 6)  # mean |response| of unit noise to it
_GRID_PERIODS_PX = range(6, 33)  # blocks of codecs are 8 or 16 px, of rescaled ones anything near
_STRETCHES, _LINES = 4, 8
_FEWEST_LINES = 3  # a median of two is a mean, and one edge would make it
_FLOOR_STEP = 0.05  # levels; an empty picture has no steps to compare with
_STEP_LIMIT = 24  # a stronger step is an edge of the scene, and must not outvote the grid


@dataclass(frozen=True)
class Look:
    """One frame, reduced to what the rules need."""

    view: NDArray[np.uint8]  # (H, 320) grey, H a multiple of TILE_PX
    slopes: NDArray[np.float32]  # (H/20, 16) steepest step in a tile, grey levels per native px
    ranges: NDArray[np.float32]  # (H/20, 16) brightest less darkest of a tile, grey levels
    level: float  # mean grey level
    dark_share: float
    bright_share: float
    contrast: float  # 5th to 95th percentile, grey levels
    colour: float  # mean distance from grey, grey levels
    noise: float  # standard deviation in the flattest parts, grey levels
    block_ratio: float  # step at the lines of a regular grid, over the mean step anywhere
    flat_share: float  # tiles in which nothing at all can be seen
    edge_width_px: float  # of the sharpest edges, px of a picture 640 wide; inf without an edge

    @property
    def is_informative(self) -> bool:
        """Whether there is a scene in it that later frames can be compared with."""
        return np.isfinite(self.edge_width_px) and self.bright_share < _WASHED_OUT_SHARE


def look(pixels: NDArray[np.uint8]) -> Look:
    """Measure one (h, w, 3) RGB frame at the size it comes in.

    Raises:
        ShapeError: if it is not such an array, or smaller than 32 x 32.
    """
    import cv2

    if pixels.ndim != 3 or pixels.shape[2] != 3 or min(pixels.shape[:2]) < 32:  # noqa: PLR2004
        raise ShapeError(f"a frame is (h, w, 3) of at least 32 x 32; got {pixels.shape}")
    grey = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    height, width = grey.shape
    rows = tiles_down(width, height)
    area = cv2.INTER_AREA if width >= VIEW_WIDTH_PX else cv2.INTER_LINEAR
    small = cv2.resize(grey, (VIEW_WIDTH_PX, rows * TILE_PX), interpolation=area)
    view = np.asarray(small, dtype=np.uint8)
    soft = np.asarray(cv2.blur(grey, (3, 3)), dtype=np.uint8)
    slopes, ranges = _steps(soft, rows)
    noise = _noise(_crop(grey))
    below = np.bincount(view.ravel(), minlength=256).cumsum() / view.size
    low, high = np.searchsorted(below, [0.05, 0.95])
    few = cv2.resize(pixels, (80, 60), interpolation=cv2.INTER_AREA).astype(np.int16)
    return Look(
        view=view,
        slopes=slopes,
        ranges=ranges,
        level=float(view.mean()),
        dark_share=float(below[_DARK_LEVEL - 1]),
        bright_share=float(1.0 - below[_BRIGHT_LEVEL - 1]),
        contrast=float(high - low),
        colour=float(np.ptp(few, axis=2).mean()),
        noise=noise,
        block_ratio=_block_ratio(_crop(grey)),
        flat_share=float((ranges < _FLAT_LEVELS).mean()),
        edge_width_px=_edge_width(slopes, ranges, noise) * STANDARD_WIDTH_PX / width,
    )


def tiles_down(width_px: int, height_px: int) -> int:
    """Rows of tiles of a picture: what says whether two pictures have the same shape."""
    return max(4, round(TILES_ACROSS * height_px / width_px))


def _steps(soft: NDArray[np.uint8], rows: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Steepest step and range of each tile of the native picture."""
    import cv2

    across = np.abs(cv2.Sobel(soft, cv2.CV_16S, 1, 0, ksize=1))
    down = np.abs(cv2.Sobel(soft, cv2.CV_16S, 0, 1, ksize=1))
    steepest = _tiles(np.maximum(across, down), rows).max(axis=(1, 3)) / 2
    cut = _tiles(soft, rows)
    ranges = cut.max(axis=(1, 3)).astype(np.float32) - cut.min(axis=(1, 3))
    return steepest.astype(np.float32), ranges


def _tiles(picture: NDArray[Any], rows: int) -> NDArray[Any]:
    """Cut (h, w) into (rows, h', 16, w'), leaving out what does not fill a tile at the end."""
    height, width = picture.shape[0] // rows, picture.shape[1] // TILES_ACROSS
    whole = picture[: rows * height, : TILES_ACROSS * width]
    return whole.reshape(rows, height, TILES_ACROSS, width)


def _crop(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    top, left = (max(0, have - want) // 2 for have, want in zip(grey.shape, _CROP_PX, strict=True))
    return grey[top : top + _CROP_PX[0], left : left + _CROP_PX[1]]


def _noise(grey: NDArray[np.uint8]) -> float:
    """Noise of the flattest fifth of 32-px squares; clipped squares have none to show."""
    import cv2

    height, width = (side // 32 * 32 for side in grey.shape)
    response = cv2.filter2D(grey[:height, :width], cv2.CV_16S, _IMMERKAER)
    squares = (width // 32, height // 32)
    strength = cv2.resize(
        np.abs(response).astype(np.float32), squares, interpolation=cv2.INTER_AREA
    )
    level = cv2.resize(grey[:height, :width], squares, interpolation=cv2.INTER_AREA)
    shown = strength[(level > _DARK_LEVEL / 2) & (level < _BRIGHT_LEVEL - 8)]
    return float(np.percentile(shown if shown.size else strength, 20) * _IMMERKAER_SIGMA)


def _block_ratio(grey: NDArray[np.uint8]) -> float:
    """Step at the lines of the strongest grid both across and down, as a multiple of any step."""
    profiles = []
    for picture in (grey, grey.T):
        step = np.abs(np.diff(picture.astype(np.int16), axis=1))
        profile = np.minimum(step, _STEP_LIMIT).mean(axis=0, dtype=np.float64)
        excess = profile[1:-1] - (profile[:-2] + profile[2:]) / 2
        profiles.append(excess / (profile.mean() + _FLOOR_STEP))
    found = [min(_grid(profile, period) for profile in profiles) for period in _GRID_PERIODS_PX]
    return float(max(0.0, *found))


def _grid(profile: NDArray[np.float64], period: int) -> float:
    """Mean over stretches of the strongest phase, a phase being the median of its lines.

    The median keeps a few edges of the scene from making a grid. The stretches let the phase
    creep, as it does in a grid whose period is no whole number.
    """
    places = _places(profile.size, period)
    if places is None:
        return 0.0
    ordered = np.sort(profile[places], axis=1)
    phases = ordered[:, (places.shape[1] - 1) // 2]
    return float(phases.max(axis=1).mean())


@lru_cache(maxsize=256)
def _places(size: int, period: int) -> NDArray[np.intp] | None:
    """Where the lines of each stretch lie in a profile, (stretches, lines, period)."""
    lines = min(_LINES, size // period // _STRETCHES)
    if lines < _FEWEST_LINES:
        return None
    starts = np.linspace(0, size - lines * period, _STRETCHES).astype(np.intp)
    return starts[:, None, None] + np.arange(lines * period).reshape(lines, period)


def _edge_width(slopes: NDArray[np.float32], ranges: NDArray[np.float32], noise: float) -> float:
    """Width of the sharpest tenth of clear edges, native px."""
    clear = ranges > max(24.0, 6 * noise)  # noise alone, once softened, spans less
    if not clear.any():
        return float("inf")
    return float(np.percentile(ranges[clear] / np.maximum(slopes[clear], 0.5), 10))
