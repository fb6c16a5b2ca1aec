"""Blur: out of focus, a shaking camera, a zoom while the shutter is open, frosted glass."""

from functools import lru_cache

import numpy as np

from lotgraph.corrupt.model import Floats, Pictures, Scene

FINER = 8  # times as fine a grid that kernels are drawn on, so that they grow evenly
LEAST_PX = 0.5  # of a radius: half a pixel is none yet
COPIES = 8  # of a zoom: more look no smoother
DIRECTION, GLASS = 1, 2  # what chance of a clip is for


def defocus(frames: Pictures, strength: float, scene: Scene) -> Pictures:
    """A disc for each point; `strength` is its radius in px at 360 lines."""
    radius = max(strength * scene.scale, LEAST_PX)
    reach = int(np.ceil(radius)) + 1
    at = (np.arange((2 * reach + 1) * FINER) + 0.5) / FINER - reach - 0.5
    disc = (at[:, None] ** 2 + at**2 <= radius**2).astype(np.float32)
    return _filtered(frames, disc)


def motion(frames: Pictures, strength: float, scene: Scene) -> Pictures:
    """A line for each point, in a direction that stays; `strength` is its length at 360 lines."""
    length, angle = strength * scene.scale, scene.of_clip(DIRECTION).uniform(0, np.pi)
    reach = int(np.ceil(length / 2)) + 1
    at = (np.arange((2 * reach + 1) * FINER) + 0.5) / FINER - reach - 0.5
    along = at[:, None] * np.sin(angle) + at * np.cos(angle)
    across = at[:, None] * np.cos(angle) - at * np.sin(angle)
    line = (np.abs(along) <= max(length, 1.0) / 2) & (np.abs(across) <= 0.5)  # noqa: PLR2004 -- a px
    return _filtered(frames, line.astype(np.float32))


def _filtered(frames: Pictures, fine: Floats) -> Pictures:
    """Filter by a kernel that is drawn on the finer grid."""
    import cv2

    size = len(fine) // FINER
    kernel = fine.reshape(size, FINER, size, FINER).sum(axis=(1, 3))
    kernel /= kernel.sum()
    told = [cv2.filter2D(one, -1, kernel, borderType=cv2.BORDER_REPLICATE) for one in frames]
    return np.stack(told) if told else frames


def zoom(frames: Pictures, strength: float, scene: Scene) -> Pictures:
    """Copies ever larger on top of each other; `strength` is how much larger the last is."""
    import cv2

    height, width = scene.shape
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    told = np.empty_like(frames)
    for k, frame in enumerate(frames):
        total = np.zeros(frame.shape, np.uint16)
        for factor in 1 + strength * np.arange(COPIES) / (COPIES - 1):
            moved = middle * (1 - factor)
            move = np.array([[factor, 0, moved[0]], [0, factor, moved[1]]])
            total += cv2.warpAffine(frame, move, (width, height), borderMode=cv2.BORDER_REPLICATE)
        told[k] = (total + COPIES // 2) // COPIES
    return told


def glass(frames: Pictures, strength: float, scene: Scene) -> Pictures:
    """Each point is seen somewhere beside it; the glass stays. `strength` in px at 360 lines."""
    import cv2

    places = _places(scene.seed, scene.shape, strength * scene.scale, scene.grain)
    told = [cv2.remap(one, *places, cv2.INTER_LINEAR, None, cv2.BORDER_REPLICATE) for one in frames]
    return np.stack(told) if told else frames


@lru_cache(maxsize=4)
def _places(
    seed: int, shape: tuple[int, int], reach: float, grain: tuple[int, int]
) -> tuple[Floats, Floats]:
    """Where each pixel's light comes from: columns and rows."""
    import cv2

    chance = np.random.default_rng((seed, GLASS))
    shifts = chance.standard_normal((2, *grain), np.float32)
    size = shape[1], shape[0]
    fields = [cv2.resize(cv2.GaussianBlur(one, (0, 0), 0.8), size) for one in shifts]
    spread = [one * (reach / max(float(one.std()), 1e-6)) for one in fields]
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    return columns + spread[0], rows + spread[1]
