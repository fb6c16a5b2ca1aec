"""Exposure and white balance: what a camera saw a moment ago decides how it takes the next frame.

A camera remembers so many frames and none before, so that a chunk of footage can begin anywhere:
whoever lets it meter the frames of its memory first gets the bytes that one long run would give.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.sensor.model import SensorModel

EVERY = 4  # pixel of every row and column is metered
DARKEST_KCD = 1e-7
CAST = (0.45, 2.2)  # how far white balance goes, of red and blue
LINES_S = 1 / 30  # from the first row read to the last


@dataclass(frozen=True)
class Metered:
    """What one frame told: its brightness in kcd/m², its red and blue against green."""

    level: float
    red: float
    blue: float


@dataclass(frozen=True)
class Exposure:
    """The frames that a camera remembers, oldest first."""

    history: tuple[Metered, ...]


@dataclass(frozen=True)
class Setting:
    """How one frame is taken."""

    shutter_s: float
    gain: float
    red: float
    blue: float
    is_grey: bool


def memory(model: SensorModel, fps: float) -> int:
    """How many frames a camera remembers: those to meter before a chunk begins."""
    return max(1, math.ceil(2 * model.lag_s * fps))


def meter(model: SensorModel, radiance: NDArray[np.float32]) -> Metered:
    """Meter a frame (h, w, 3): roots are averaged, so that a lamp does not rule the picture."""
    seen = np.sqrt(radiance[EVERY // 2 :: EVERY, EVERY // 2 :: EVERY].astype(np.float64))
    rows, columns, _ = seen.shape
    y = np.linspace(-1, 1, rows)[:, None] ** 2
    x = np.linspace(-1, 1, columns)[None] ** 2
    weights = 1 - model.centre_weight * np.minimum(1, (y + x) / 1.5)
    weights /= weights.sum()
    red, green, blue = (float((weights * seen[..., band]).sum()) ** 2 for band in range(3))
    level = max(0.2126 * red + 0.7152 * green + 0.0722 * blue, DARKEST_KCD)
    green = max(green, DARKEST_KCD)
    return Metered(level, max(red, DARKEST_KCD) / green, max(blue, DARKEST_KCD) / green)


def setting(
    model: SensorModel,
    exposure: Exposure,
    *,
    length: int,
    is_grey: bool = False,
    stops: float = 0.0,
) -> Setting:
    """How the next frame is taken; `stops` more light than the camera means to take.

    The shutter opens first, in whole periods of the lamps once that is possible, then gain rises,
    by less than the light falls: a night is shown darker than a day.
    """
    seen = _remembered(exposure, length)
    sees = model.electrons_per_kcd_s * (model.infrared_gain if is_grey else 1.0)
    wanted_s = model.key * model.full_well_e / (sees * seen.level)
    shutter_s = min(max(wanted_s, model.shortest_s), model.longest_s)
    period_s = 1 / (2 * model.mains_hz)
    if model.is_flicker_free and shutter_s > period_s:
        shutter_s = math.floor(shutter_s / period_s + 1e-9) * period_s
    raised = max(wanted_s / shutter_s, 1.0) ** (1 - model.dims)
    gain = min(raised, model.most_gain) * 2.0**stops
    red, blue = (
        min(max(seen_share**-model.white_share, CAST[0]), CAST[1]) * bias
        for seen_share, bias in zip((seen.red, seen.blue), model.white_bias, strict=True)
    )
    return Setting(shutter_s, gain, red, blue, is_grey)


def _remembered(exposure: Exposure, length: int) -> Metered:
    """The mean of what is remembered, the latest frames counting most; roots and ratios in logs."""
    rows = [(one.level, one.red, one.blue) for one in exposure.history]
    rows = [rows[0]] * (length - len(rows)) + rows  # before the first it looked the same
    weights = np.arange(1, len(rows) + 1, dtype=np.float64)
    level, red, blue = np.exp(weights @ np.log(rows) / weights.sum())
    return Metered(float(level), float(red), float(blue))


def lamp_rows(
    model: SensorModel, shutter_s: float, t_s: float, lamp_share: float, height: int
) -> NDArray[np.float32]:
    """Light that each row (height,) gets while lamps flicker at twice the mains, 1 on the mean."""
    hz = 2 * model.mains_hz
    begins_s = t_s + np.arange(height) / height * LINES_S
    depth = model.flicker * lamp_share * float(np.sinc(hz * shutter_s))
    return (1 + depth * np.cos(2 * np.pi * hz * (begins_s + shutter_s / 2))).astype(np.float32)
