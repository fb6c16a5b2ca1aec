# ruff: noqa: PLR0913, PLR0917 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
"""Compiled noise: numbers for cells, and fractal noise cut from a tile.

Waves that a pixel no longer shows are left out, because they would flicker as a camera sways.
"""

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.twin.stage.texture.tiles import COARSEST, LEVELS, SIDE

# Signatures are written out, so that each step is compiled once, not for every mix of numbers.
ZERO, ONE = np.float32(0), np.float32(1)
LAST = LEVELS - 1
STARTS = np.cumsum([0] + [(SIDE >> level) ** 2 for level in range(LEVELS)])  # of each copy
TURNS = 16
COS, SIN = (
    wave(2 * np.pi * (np.arange(TURNS) + 0.3) / TURNS).astype(np.float32)
    for wave in (np.cos, np.sin)
)


@kernel("f4(i8, i8, i8)")
def hashed(x, y, seed):
    """A number in 0..1 for a cell of a lattice."""
    h = np.uint32(x) * np.uint32(374761393) + np.uint32(y) * np.uint32(668265263)
    h = np.uint32(h + np.uint32(seed) * np.uint32(2246822519))
    h = np.uint32((h ^ (h >> np.uint32(13))) * np.uint32(1274126177))
    return np.float32((h ^ (h >> np.uint32(16))) & np.uint32(0xFFFFFF)) * np.float32(1 / 16777216.0)


@kernel("f4(f4, f4, i8, f4[::1])", inline="always")
def _between(u, v, level, tiles):
    """The tile's copy of a level at texels of the first one, between the four around."""
    side = SIDE >> level
    first = STARTS[level]
    shrink = ONE / np.float32(1 << level)
    a, b = u * shrink, v * shrink
    fa, fb = np.floor(a), np.floor(b)
    s, t = a - fa, b - fb
    mask = side - 1
    i, j = np.int64(fa) & mask, np.int64(fb) & mask
    k, m = (i + 1) & mask, (j + 1) & mask
    top, low = first + j * side, first + m * side
    one = tiles[top + i] + (tiles[top + k] - tiles[top + i]) * s
    other = tiles[low + i] + (tiles[low + k] - tiles[low + i]) * s
    return np.float32(one + (other - one) * t)


@kernel("f4(f4, f4, f4, f4, i8, f4[::1])")
def fractal(x, y, wave_m, pixel_m, seed, tiles):
    """Noise in about -1..1 of waves up to that long, as much of it as a pixel shows.

    Seeds shift and turn the tile, which repeats every eighth wave.
    """
    scale = np.float32(COARSEST) / wave_m
    size = max(pixel_m * scale, ONE)
    level = np.int64(0)
    while size > np.float32(2):
        size *= np.float32(0.5)
        level += 1
    if level >= LAST:
        return ZERO
    cos, sin = COS[seed % TURNS], SIN[seed % TURNS]
    u = (x * cos - y * sin) * scale + np.float32((seed * 197) % 509)
    v = (x * sin + y * cos) * scale + np.float32((seed * 331) % 503)
    near = _between(u, v, level, tiles)
    if size == ONE:
        return near
    return near + (_between(u, v, level + 1, tiles) - near) * (size - ONE)


@kernel("f4(f4, f4, f4)")
def step(low, high, x):
    """A smooth step from 0 at low to 1 at high."""
    t = min(ONE, max(ZERO, (x - low) / (high - low)))
    return np.float32(t * t * (np.float32(3) - np.float32(2) * t))


@kernel("f4(f4, f4)")
def shown(wave_m, pixel_m):
    """How much of a wavelength a pixel of that size still shows, 0..1."""
    return np.float32(min(ONE, max(ZERO, wave_m / pixel_m - ONE)))


@kernel("f4(f4, f4, f4, f4)")
def joint(x, period, width, pixel_m):
    """Share of a pixel that a joint of a width, every period metres, takes."""
    away = abs(x - np.floor(x / period + np.float32(0.5)) * period)
    half = np.float32(0.5) * pixel_m
    low = max(away - half, np.float32(-0.5) * width)
    high = min(away + half, np.float32(0.5) * width)
    return np.float32(max(high - low, ZERO) / max(pixel_m, np.float32(1e-4)))
