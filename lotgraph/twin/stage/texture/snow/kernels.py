# ruff: noqa: PLR0913, PLR0917 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
"""Compiled snow: how thick it lies at a place, where wheels pressed it, and how bright it is."""

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.twin.stage.texture.noise.kernels import fractal, step

F = np.float32
ONE = F(1)
TRACK_M = F(0.78)  # from a driver's middle to where wheels run
WIDE_M = F(2.2)  # half a lane: wider ones are driven in both directions, each on its own side
FEW = F(0.6)  # of what all wheels press, what a few do
FRESH, SLUSH = F(0.78), F(0.3)  # albedo


@kernel("UniTuple(f4, 2)(f4, f4, f4[:, ::1], f4, f4)")
def _driven(x, y, lanes, sway_m, stray_m):
    """How much a place lies in a lane, and how much where its wheels run, 0 to 1.

    `sway_m` is how far drivers are from their middle there, `stray_m` how far a few of them are.
    """
    inside, rut = F(0), F(0)
    for piece in range(len(lanes)):
        ax, ay, bx, by, half = lanes[piece]
        dx, dy = bx - ax, by - ay
        long = max(F(np.sqrt(dx * dx + dy * dy)), F(1e-3))
        along = ((x - ax) * dx + (y - ay) * dy) / long
        beyond = max(-along, along - long)
        if beyond > half:
            continue
        across = abs((x - ax) * dy - (y - ay) * dx) / long
        if across > half + ONE:
            continue
        near = ONE - step(F(0), half, beyond)
        inside = max(inside, near * (ONE - step(half - ONE, half + ONE, across + sway_m)))
        middle = F(0.5) * half if half > WIDE_M else F(0)
        off = abs(abs(across - middle + sway_m) - TRACK_M)
        rut = max(rut, near * (ONE - step(F(0.12), F(0.5), off)))
        off = abs(abs(across - middle + stray_m) - TRACK_M)
        rut = max(rut, FEW * near * (ONE - step(F(0.08), F(0.3), off)))
    return inside, rut


@kernel("void(f4, f4, f4, f4, f4, b1, f4[:, ::1], i8, f4[::1], f4[::1])")
def snowed(x, y, pixel_m, white, nz, is_paved, lanes, seed, tiles, out):
    """Lay snow over albedo.

    It lies all over but for gaps where there is little. On what is driven wheels press it to
    slush, and melt it to the wet ground where they run.
    """
    wide = fractal(x, y, F(7.0), pixel_m, seed + 90, tiles)
    fine = fractal(x, y, F(1.1), pixel_m, seed + 97, tiles)
    thick = F(1.3) * white - F(0.1) + F(0.4) * wide + F(0.3) * fine
    pressed = F(0)
    if is_paved:
        sway = F(0.7) * fractal(x, y, F(14.0), F(0.5), seed + 93, tiles)
        stray = F(1.8) * fractal(x, y, F(19.0), F(0.5), seed + 94, tiles)
        inside, rut = _driven(x, y, lanes, sway, stray)
        scuffed = step(F(-0.2), F(0.5), fractal(x, y, F(3.0), pixel_m, seed + 95, tiles))
        pressed = min(ONE, F(0.25) * scuffed + F(0.55) * inside + F(0.45) * rut)
        thick -= F(0.3) * inside + (F(0.5) + F(0.4) * scuffed) * rut + F(0.3) * scuffed
    share = step(F(0.0), F(0.45), thick) * step(F(0.3), F(0.6), nz)
    level = FRESH + (SLUSH - FRESH) * pressed * (ONE - F(0.5) * step(F(0.4), F(1.2), thick))
    level *= ONE + F(0.16) * fine + F(0.12) * wide
    melted = ONE - F(0.45) * pressed
    for band in range(3):
        tint = ONE + (F(0.03) * pressed - F(0.015)) * (ONE - band)
        out[band] = out[band] * melted + (level * tint - out[band] * melted) * share
