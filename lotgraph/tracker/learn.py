"""Learns from tracks how noisy boxes are and how quickly things change their speed.

Of three boxes of a track at even steps, the first less twice the second plus the third has six
times the variance of a box's noise, and a part from changes of speed that grows with the third
power of the step. A short and a long step tell them apart.
"""

import numpy as np
from numpy.typing import NDArray

from lotgraph.tracker.model import BRISK, MOTION, NOISE, PUSH, REST, Floats, Ints

LONG_S = 0.4
FEWEST = 20  # triples that say something
NOISES = (0.01, 0.3)  # in sizes of a box
PUSHES = (0.05, 3.0)  # in sizes a second, in the root of a second
OF_CHI = 0.455  # median of the square of a normal number
STANDS = 4.0  # times the errors' variance, up to which a camera is taken to stand
SPREAD = 1.4826  # of the median deviation, to be one sigma


def learn(z: Floats, step: Ints, ends: Ints, frames: Ints, times_s: Floats) -> Floats:
    """As MOTION; boxes by track and in it by frame. Where too few tell, the usual stays.

    What moves says how speeds change; what stands is noisy in its own, lesser way.
    """
    motion = MOTION.copy()
    if len(frames) < 3:  # noqa: PLR2004 -- there are no three boxes
        return motion
    stride, dt = int(np.diff(frames).min()), float(np.diff(times_s).min())
    name = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
    key = name * (int(frames[-1] - frames[0]) * 2 + 1) + (frames - frames[0])[step]
    lag = max(2, round(LONG_S / dt))
    speed = _speed(z, key, lag * stride) / (lag * dt)
    near, far = _Bends(z, key, stride), _Bends(z, key, lag * stride)
    moving = _fitted(near.of(speed > BRISK), far.of(speed > BRISK), lag, dt)
    resting = _fitted(near.of(speed <= BRISK), far.of(speed <= BRISK), lag, dt)
    if moving is not None:
        motion[NOISE], motion[PUSH] = moving
    motion[REST] = motion[NOISE] if resting is None else np.minimum(resting[0], motion[NOISE])
    return motion


def sway_of(felt: Floats) -> Floats:
    """The variance of a camera's moves (2,), of what was felt in frames and its squared errors."""
    felt = felt[felt[:, 2:].max(axis=1) > 0]
    if len(felt) < FEWEST:
        return np.zeros(2)
    moves = np.median(felt[:, :2] ** 2, axis=0) / OF_CHI
    error = np.median(felt[:, 2:], axis=0)
    return np.where(moves > STANDS * error, moves - error, 0.0)


def _fitted(near: Floats, far: Floats, lag: int, dt: float) -> tuple[Floats, Floats] | None:
    """Noise, and how speeds change, from bends over a short and a `lag` times as long step."""
    if len(near) < FEWEST:
        return None
    short = _variance(near)
    usual = 6 * MOTION[NOISE] ** 2 + 2 / 3 * MOTION[PUSH] ** 2 * (lag * dt) ** 3
    long = _variance(far) if len(far) >= FEWEST else usual
    push = np.clip((long - short) / (2 / 3 * (lag**3 - 1) * dt**3), *np.square(PUSHES))
    noise = np.clip((short - 2 / 3 * push * dt**3) / 6, *np.square(NOISES))
    return np.sqrt(np.maximum(noise, 0.05 * short)), np.sqrt(push)


def _speed(z: Floats, key: Ints, lag: int) -> Floats:
    """How far boxes are, in sizes, from that of their track so much later or earlier; NaN: none."""
    away = np.full(len(z), np.nan)
    for to in (lag, -lag):
        other = np.minimum(np.searchsorted(key, key + to), len(key) - 1)
        far = np.hypot(*(z[other] - z)[:, :2].T) / np.exp(z[:, 2:].mean(axis=1))
        away = np.fmax(away, np.where(key[other] == key + to, far, np.nan))
    return away


class _Bends:
    """What three boxes of a track at even steps bend by, for boxes that have such neighbours."""

    def __init__(self, z: Floats, key: Ints, lag: int) -> None:
        before, after = np.searchsorted(key, key - lag), np.searchsorted(key, key + lag)
        after = np.minimum(after, len(key) - 1)
        self.at = np.flatnonzero((key[before] == key - lag) & (key[after] == key + lag))
        self.bend = z[before[self.at]] - 2 * z[self.at] + z[after[self.at]]
        self.bend[:, :2] /= np.exp(z[self.at, 2:].mean(axis=1))[:, None]

    def of(self, some: NDArray[np.bool_]) -> Floats:
        """Those of some boxes."""
        return self.bend[some[self.at]]


def _variance(bend: Floats) -> NDArray[np.float64]:
    return (SPREAD * np.median(np.abs(bend), axis=0)) ** 2
