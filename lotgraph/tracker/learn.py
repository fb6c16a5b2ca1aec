"""Learns from tracks how noisy boxes are and how quickly things change their speed.

Of three boxes of a track at even steps, the first less twice the second plus the third has six
times the variance of a box's noise, and a part from changes of speed that grows with the third
power of the step. A short and a long step tell them apart.
"""

import numpy as np
from numpy.typing import NDArray

from lotgraph.tracker.model import MOTION, Floats, Ints

LONG_S = 0.4
FEWEST = 20  # triples that say something
NOISE = (0.01, 0.3)  # in sizes of a box
PUSH = (0.05, 3.0)  # in sizes a second, in the root of a second
OF_CHI = 0.455  # median of the square of a normal number
STANDS = 4.0  # times the errors' variance, up to which a camera is taken to stand
SPREAD = 1.4826  # of the median deviation, to be one sigma


def learn(z: Floats, step: Ints, ends: Ints, frames: Ints, times_s: Floats) -> Floats:
    """As MOTION; boxes by track and in it by frame. Where too few tell, the usual stays."""
    if len(frames) < 3:  # noqa: PLR2004 -- there are no three boxes
        return MOTION.copy()
    stride = int(np.diff(frames).min())
    dt = float(np.diff(times_s).min())
    name = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
    key = name * (int(frames[-1] - frames[0]) * 2 + 1) + (frames - frames[0])[step]
    lag = max(2, round(LONG_S / dt))
    short, long = _bends(z, key, stride), _bends(z, key, lag * stride)
    motion = MOTION.copy()
    if len(short) < FEWEST:
        return motion
    near = _variance(short)
    usual = 6 * motion[0] ** 2 + 2 / 3 * motion[1] ** 2 * (lag * dt) ** 3
    far = _variance(long) if len(long) >= FEWEST else usual
    push = np.clip((far - near) / (2 / 3 * (lag**3 - 1) * dt**3), PUSH[0] ** 2, PUSH[1] ** 2)
    noise = np.clip((near - 2 / 3 * push * dt**3) / 6, NOISE[0] ** 2, NOISE[1] ** 2)
    motion[0] = np.sqrt(np.maximum(noise, 0.05 * near))
    motion[1] = np.sqrt(push)
    return motion


def sway_of(felt: Floats) -> Floats:
    """The variance of a camera's moves (2,), of what was felt in frames and its squared errors."""
    felt = felt[felt[:, 2:].max(axis=1) > 0]
    if len(felt) < FEWEST:
        return np.zeros(2)
    moves = np.median(felt[:, :2] ** 2, axis=0) / OF_CHI
    error = np.median(felt[:, 2:], axis=0)
    return np.where(moves > STANDS * error, moves - error, 0.0)


def _bends(z: Floats, key: Ints, lag: int) -> Floats:
    before, after = np.searchsorted(key, key - lag), np.searchsorted(key, key + lag)
    after = np.minimum(after, len(key) - 1)
    both = np.flatnonzero((key[before] == key - lag) & (key[after] == key + lag))
    bend = z[before[both]] - 2 * z[both] + z[after[both]]
    bend[:, :2] /= np.exp(z[both, 2:].mean(axis=1))[:, None]
    return bend


def _variance(bend: Floats) -> NDArray[np.float64]:
    return (SPREAD * np.median(np.abs(bend), axis=0)) ** 2
