"""What a camera's own glass and chip do to every picture: corners, fringes, uneven pixels, dirt."""

from dataclasses import dataclass
from functools import lru_cache
from math import erf

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.plan import Camera
from lotgraph.twin.seeds import stream
from lotgraph.twin.sensor.model import SensorModel

STATED_WIDTH_PX = 640  # of the picture that a model's lengths in pixels belong to
HOT_SHARE = 0.0001  # of pixels, which leak forty times as much; cameras mend most
FURTHEST = 3.0  # standard deviations up to which a Gaussian blur reaches
Plane = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Glass:
    """What stays the same from frame to frame of one camera; maps are (h, w)."""

    shade: Plane  # share of light that arrives in the corners, times each pixel's sensitivity
    dark_e_per_s: Plane
    dirt: Plane  # opacity
    fringes: tuple[NDArray[np.int64], Plane, NDArray[np.int64], Plane]
    taps: Plane
    streak: tuple[float, float, float]  # share of glare that runs along a line; its way in x and y
    scale: float


def glass(camera: Camera, model: SensorModel, seed: int) -> Glass:
    """The glass and chip that a seed gives a camera of a model."""
    shape = (camera.height_px, camera.width_px)
    chance = stream(seed, "glass", camera.camera_id)
    scale = camera.width_px / STATED_WIDTH_PX
    y, x = (np.linspace(-1, 1, size) for size in shape)
    off_x, off_y = chance.normal(0, 0.05, 2)
    square = (
        (x[None] - off_x) ** 2 * shape[1] ** 2 + (y[:, None] - off_y) ** 2 * shape[0] ** 2
    ) / (shape[0] ** 2 + shape[1] ** 2)
    columns = chance.normal(0, 0.3, shape[1])
    pattern = 1 + model.pattern_share * (chance.normal(size=shape) + columns)
    dark = model.dark_e_per_s * np.exp(0.5 * chance.normal(size=shape))
    dark[chance.random(shape) < HOT_SHARE] *= 40
    wiped, turn = 0.3 * float(chance.beta(1.0, 2.0)), float(chance.uniform(0, np.pi))
    dirtiness = model.dirt * float(chance.beta(1.2, 6.0))
    return Glass(
        shade=_plane((1 - model.vignette * square) * pattern),
        dark_e_per_s=_plane(dark),
        dirt=dirt_map(camera, dirtiness, seed, "lens"),
        fringes=_fringes(shape, model.fringe_px * scale),
        taps=gaussian(model.blur_px * scale),
        streak=(wiped, float(np.cos(turn)), float(np.sin(turn))),
        scale=scale,
    )


def _plane(values: NDArray) -> Plane:
    return np.ascontiguousarray(values, np.float32)


@lru_cache(64)
def gaussian(sigma_px: float) -> Plane:
    """Half of a blur's taps, the middle first; one alone for none.

    Each tap is the bell's area over its pixel, so that blurs well below a pixel are right too.
    """
    if sigma_px <= 0.05:  # noqa: PLR2004 -- spreads less than a thousandth
        return np.ones(1, np.float32)
    edges = np.arange(int(FURTHEST * sigma_px + 0.5) + 1) - 0.5
    area = np.diff([0.5 * erf(edge / sigma_px / 2**0.5) for edge in [*edges, edges[-1] + 1]])
    return _plane(area / (area[0] + 2 * area[1:].sum()))


def dirt_map(camera: Camera, amount: float, seed: int, *purpose: str | int) -> Plane:
    """Opacity (h, w) of dirt on a lens, from none at 0 to what hides most at 1.

    The same seed grows the same spots. All is far out of focus: dust, dried drops, a wiped arc.
    """
    chance = stream(seed, "dirt", camera.camera_id, *purpose)
    height, width = camera.height_px, camera.width_px
    y, x = np.mgrid[0:height:4, 0:width:4].astype(np.float64) / width
    alpha = np.zeros(y.shape)
    for size, count, opacity in ((0.012, 70, 0.5), (0.035, 26, 0.6), (0.1, 9, 0.7), (0.25, 3, 0.8)):
        for born, cx, cy, radius, strength, flat in chance.random((count, 6)):
            grown = np.clip((amount - 0.8 * born) / 0.35, 0, 1)  # some come late
            reach = size * (0.5 + radius)
            away = np.hypot(x - cx, (y - cy * height / width) * (0.7 + 0.6 * flat)) / reach
            alpha = 1 - (1 - alpha) * (1 - opacity * strength * grown * _soft(1.3 - away))
    film = 0.25 * amount * amount
    alpha = 1 - (1 - alpha) * (1 - film)
    return _enlarged(alpha.astype(np.float32), height, width)


def _soft(x: NDArray[np.float64]) -> NDArray[np.float64]:
    clipped = np.clip(x, 0.0, 1.0)
    return clipped * clipped * (3 - 2 * clipped)


def _enlarged(small: Plane, height: int, width: int) -> Plane:
    from lotgraph.twin.sensor import kernels

    out = np.empty((1, height, width), np.float32)
    kernels.enlarge(small[None], 4, out)
    return _plane(out[0])


def _fringes(shape: tuple[int, int], most_px: float) -> tuple[NDArray, Plane, NDArray, Plane]:
    """Where red (0) and blue (2) come from: a picture a little larger, and a little smaller."""
    corner = np.hypot(*shape) / 2
    found: list[NDArray] = []
    for size in reversed(shape):
        centres = np.arange(size) - (size - 1) / 2
        stretched = 1 + np.array([[0.5], [0.0], [-0.5]]) * most_px / corner
        at = np.clip(centres * stretched + (size - 1) / 2, 0, size - 1)
        first = np.minimum(at.astype(np.int64), size - 2)
        found += [first, (at - first).astype(np.float32)]
    return found[0], found[1], found[2], found[3]
