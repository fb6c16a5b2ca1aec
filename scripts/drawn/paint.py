"""Paint camera faults onto frames: a painter takes (h, w, 3) uint8 RGB and a time in seconds.

Outside its span a painter returns the frame it was given. Sizes are in pixels of a picture 640
wide, so a fault is equally strong at every resolution. The same call gives the same pixels.
"""

from collections.abc import Callable
from math import inf

import cv2
import numpy as np
from numpy.typing import NDArray

Frame = NDArray[np.uint8]
Painter = Callable[[Frame, float], Frame]

_STANDARD_WIDTH_PX = 640


def during(paint: Painter, start_s: float, end_s: float = inf) -> Painter:
    """Limit a painter to `start_s` <= t < `end_s`."""

    def limited(frame: Frame, t_s: float) -> Frame:
        return paint(frame, t_s) if start_s <= t_s < end_s else frame

    return limited


def black(level: int = 0) -> Painter:
    """No signal: one dark level everywhere."""
    return lambda frame, _: np.full_like(frame, level)


def frozen() -> Painter:
    """Repeat the first frame that is painted."""
    held: list[Frame] = []

    def hold(frame: Frame, _: float) -> Frame:
        if not held:
            held.append(frame.copy())
        return held[0]

    return hold


def defocused(sigma_px: float = 6.0) -> Painter:
    """Blur like a lens out of focus."""

    def blur(frame: Frame, _: float) -> Frame:
        sigma = _scaled(sigma_px, frame)
        return np.asarray(cv2.GaussianBlur(frame, (0, 0), sigma), dtype=np.uint8)

    return blur


def over_exposed(gain: float = 3.0) -> Painter:
    """Too much light: everything is lifted and the bright parts clip."""
    return lambda frame, _: _clip(_light(frame) * gain + 20.0 * (gain - 1.0))


def under_exposed(gain: float = 0.2) -> Painter:
    """Too little light."""
    return lambda frame, _: _clip(_light(frame) * gain)


def low_contrast(kept: float = 0.25, veil: float = 150.0) -> Painter:
    """Fog or dirt on the glass: a bright veil with `kept` of the picture left."""
    return lambda frame, _: _clip(_light(frame) * kept + veil * (1.0 - kept))


def noisy(sigma: float = 25.0, seed: int = 0) -> Painter:
    """Fresh sensor noise in every frame, in grey levels."""

    def add(frame: Frame, t_s: float) -> Frame:
        random = np.random.default_rng([seed, round(t_s * 1e6)])
        noise = random.standard_normal(frame.shape, dtype=np.float32)
        return _clip(_light(frame) + sigma * noise)

    return add


def blocky(quality: int = 3) -> Painter:
    """Compress far too hard, in blocks of 8 pixels."""

    def compress(frame: Frame, _: float) -> Frame:
        written, packed = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])
        if not written:
            raise ValueError(f"a frame of shape {frame.shape} cannot be written as JPEG")
        return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), dtype=np.uint8)

    return compress


def mosaic(block_px: int = 16) -> Painter:
    """Replace every block by its mean, as broken decoders do."""

    def coarsen(frame: Frame, _: float) -> Frame:
        height, width = frame.shape[:2]
        block = max(4, round(_scaled(block_px, frame)))
        few = (max(1, width // block), max(1, height // block))
        small = cv2.resize(frame, few, interpolation=cv2.INTER_AREA)
        whole = cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST)
        return np.asarray(whole, dtype=np.uint8)

    return coarsen


def covered(
    share: float = 1.0, *, texture: float = 6.0, level: float = 70.0, grow_s: float = 0.0
) -> Painter:
    """Put a soft blotchy sheet (a hand, a bag, a leaf) over `share` of the view, from the left.

    With `grow_s` it slides in over that time, counted from the first painted frame.
    """
    began: list[float] = []

    def cover(frame: Frame, t_s: float) -> Frame:
        began[:] = began or [t_s]
        part = share if grow_s == 0 else share * min(1.0, (t_s - began[0]) / grow_s)
        height, width = frame.shape[:2]
        edge = round(part * width)
        sheet = _sheet(height, width, level, texture)
        out = frame.copy()
        out[:, :edge] = sheet[:, :edge, None]
        return out

    return cover


def moved(
    right_px: float = 16.0, down_px: float = 8.0, turn_deg: float = 0.0, zoom: float = 1.0
) -> Painter:
    """Point the camera elsewhere; what comes into view repeats the border."""

    def move(frame: Frame, _: float) -> Frame:
        height, width = frame.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn_deg, zoom)
        matrix[:, 2] += np.array([_scaled(right_px, frame), _scaled(down_px, frame)])
        turned = cv2.warpAffine(frame, matrix, (width, height), borderMode=cv2.BORDER_REFLECT_101)
        return np.asarray(turned, dtype=np.uint8)

    return move


def _sheet(height: int, width: int, level: float, texture: float) -> NDArray[np.float32]:
    """A smooth random surface, the same for the same size."""
    random = np.random.default_rng([height, width])
    coarse = random.standard_normal((6, 8)).astype(np.float32)
    smooth = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    sheet = np.clip(level + texture * np.asarray(smooth), 0, 255)
    return np.asarray(sheet, dtype=np.float32)


def _scaled(length_px: float, frame: Frame) -> float:
    return length_px * int(frame.shape[1]) / _STANDARD_WIDTH_PX


def _light(frame: Frame) -> NDArray[np.float32]:
    """Levels that can be multiplied: an integer gain would wrap around in 8 bits."""
    return frame.astype(np.float32)


def _clip(values: NDArray[np.floating]) -> Frame:
    return np.asarray(np.clip(np.rint(values), 0, 255), dtype=np.uint8)
