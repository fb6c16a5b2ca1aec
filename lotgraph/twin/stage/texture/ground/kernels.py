# ruff: noqa: PLR0913, PLR0917, PLR2004 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
"""Compiled grounds: asphalt, concrete, stones, grass and gravel, and what years put on them."""

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.twin.stage.texture.noise.kernels import fractal, hashed, joint, shown, step

F = np.float32
ONE = F(1)


@kernel("f4(f4, f4, f4, i8)")
def _grit(x, y, pixel_m, seed):
    """Gum, leaves, paper, stones: small round things, each somewhere in its cell."""
    cell_x, cell_y = np.floor(x * F(5)), np.floor(y * F(5))
    speck = hashed(np.int64(cell_x), np.int64(cell_y), seed + 50)
    if speck < F(0.965):
        return ONE
    size = F(0.05) + F(4.5) * (speck - F(0.965))
    turn = hashed(np.int64(cell_x), np.int64(cell_y), seed + 51)
    off_x = x * F(5) - cell_x - F(0.3) - F(0.4) * turn
    off_y = (
        y * F(5) - cell_y - F(0.3) - F(0.4) * hashed(np.int64(cell_x), np.int64(cell_y), seed + 52)
    )
    soft = F(2.5) * pixel_m
    near = ONE - step(size - soft, size + soft, F(np.sqrt(off_x * off_x + off_y * off_y)))
    bright = F(1.1) * turn * turn - F(0.35)
    return ONE + bright * near * min(ONE, F(0.1) / pixel_m)


@kernel("f4(f4, f4, f4, f4[::1], i8, f4[::1])")
def _asphalt(x, y, pixel_m, m, seed, tiles):
    """Brightness of asphalt: aggregate, blotches, sheets laid at other times, cracks, grit."""
    c = m[5]
    shade = ONE + F(0.55) * c * fractal(x, y, F(0.11), pixel_m, seed, tiles)
    blotch = fractal(x, y, F(1.6) * m[4], pixel_m, seed + 10, tiles)
    shade *= ONE + F(0.55) * c * blotch
    width = m[4] * F(1.1)  # one pass of a paver is a strip; every few metres it stopped
    strip = np.floor(x / width + m[7])
    sheet = hashed(np.int64(strip), np.int64(np.floor(y / (F(9.0) * m[4]) + m[8])), seed + 20)
    shade *= F(0.9) + F(0.2) * sheet
    worn = step(F(-0.1), F(0.25), m[9] * F(0.4) - blotch)
    if pixel_m < F(0.2):
        if worn > 0:
            vein = abs(fractal(x, y, F(5.0), F(0.12), seed + 31, tiles))
            thick = F(0.005) + F(0.02) * pixel_m / F(0.1)
            dark = worn * min(ONE, F(0.03) / pixel_m) * (ONE - step(F(0), thick, vein))
            shade *= ONE - F(0.6) * dark
            if m[7] > F(0.55):  # cracks that were sealed: broad black worms
                seam = abs(fractal(x, y, F(16.0), F(0.1), seed + 33, tiles) - F(0.06))
                wide = F(0.004) + F(0.03) * pixel_m
                sealed = min(ONE, F(0.06) / pixel_m) * (ONE - step(wide * F(0.5), wide, seam))
                shade *= ONE - F(0.55) * sealed
        shade *= _grit(x, y, pixel_m, seed)
    return shade


@kernel("f4(f4, f4, f4, f4[::1], i8, f4[::1])")
def slabs(u, v, pixel_m, m, seed, tiles):
    """Brightness of concrete: clouds, worn and oily places, slabs of other ages and joints."""
    shade = ONE + F(0.36) * m[5] * fractal(u, v, F(3.2), pixel_m, seed, tiles)
    shade *= ONE + F(0.35) * m[5] * fractal(u, v, F(0.09), pixel_m, seed + 5, tiles)
    stained = fractal(u, v, F(5.0), pixel_m, seed + 7, tiles)
    shade *= ONE - F(0.4) * m[5] * step(F(0.02), F(0.35), stained)
    slab = hashed(np.int64(np.floor(u / m[4])), np.int64(np.floor(v / m[4])), seed + 9)
    shade *= F(0.88) + F(0.24) * slab
    if pixel_m < F(0.2) and slab > F(0.55):  # a crack across some slabs
        vein = abs(fractal(u, v, F(4.0), F(0.1), seed + 8, tiles) - F(0.2) + F(0.3) * slab)
        wide = F(0.004) + F(0.02) * pixel_m / F(0.1)
        shade *= ONE - F(0.5) * min(ONE, F(0.03) / pixel_m) * (ONE - step(F(0), wide, vein))
    gap = max(
        joint(u, m[4], F(0.025), max(pixel_m, F(0.01))),
        joint(v, m[4], F(0.025), max(pixel_m, F(0.01))),
    )
    return shade * (ONE - F(0.55) * gap)


@kernel("UniTuple(f4, 2)(f4, f4, f4, f4, f4, f4, f4, i8)")
def laid(u, v, length, height, shift, gap, pixel_m, seed):
    """Courses of stones: brightness of each, and the share of mortar.

    `shift` is by how much of a stone every other course is moved.
    """
    row = np.floor(v / height)
    shifted = u + (shift * length if np.int64(row) % 2 else F(0.0))
    stone = hashed(np.int64(np.floor(shifted / length)), np.int64(row), seed)
    mortar = max(joint(shifted, length, gap, pixel_m), joint(v, height, gap, pixel_m))
    shade = ONE + F(0.55) * (stone - F(0.5)) * shown(F(3) * height, pixel_m)
    return F(shade), F(mortar)


@kernel("f4(f4, f4, f4, f4[::1], i8, f4[::1])")
def _paving(x, y, pixel_m, m, seed, tiles):
    """Brightness of stones, slabs or setts: how long they are, and how laid, is their own."""
    long = ONE if m[7] < F(0.45) else F(2.0) if m[7] < F(0.85) else F(1.5)
    shift = F(0.0) if m[8] < F(0.3) else F(0.5)
    shade, gap = laid(x, y, long * m[4], m[4], shift, F(0.01), pixel_m, seed)
    moss = step(F(-0.1), F(0.25), fractal(x, y, F(7.0), pixel_m, seed + 3, tiles))
    shade *= ONE - (F(0.3) + F(0.4) * moss) * gap
    shade *= ONE + F(0.6) * fractal(x, y, F(5.0), pixel_m, seed + 5, tiles)
    shade *= ONE + F(0.3) * m[5] * fractal(x, y, F(0.1), pixel_m, seed + 6, tiles)
    return shade * _grit(x, y, pixel_m, seed)


@kernel("f4(f4, f4, f4, f4[::1], i8, f4[::1])")
def _grass(x, y, pixel_m, m, seed, tiles):
    """Brightness of grass: tufts, mown and bare places."""
    shade = ONE + F(1.3) * fractal(x, y, F(0.5), pixel_m, seed, tiles)
    return shade * (ONE + F(0.9) * fractal(x, y, F(7.0) * m[4], pixel_m, seed + 9, tiles))


@kernel("void(f4, f4, f4, f4[::1], i8, f4[::1], f4[::1])")
def ground(x, y, pixel_m, m, seed, tiles, out):
    """Albedo of a ground of one of the patterns that a ground may have."""
    pattern = np.int32(m[0])
    shade, dry = ONE, F(0)
    if pattern == 1:
        shade = _asphalt(x, y, pixel_m, m, seed, tiles)
    elif pattern == 2:
        shade = slabs(x, y, pixel_m, m, seed, tiles) * _grit(x, y, pixel_m, seed)
    elif pattern == 5:
        shade = _paving(x, y, pixel_m, m, seed, tiles)
    elif pattern == 4:
        shade = _grass(x, y, pixel_m, m, seed, tiles)
        dry = step(F(-0.15), F(0.3), fractal(x, y, F(11.0), pixel_m, seed + 60, tiles))
    elif pattern == 10:
        shade = ONE + F(1.1) * fractal(x, y, F(0.08), pixel_m, seed, tiles)
        shade *= ONE + F(0.7) * fractal(x, y, F(7.0), pixel_m, seed + 5, tiles)
    else:
        shade = ONE + F(0.5) * fractal(x, y, F(3.0), pixel_m, seed, tiles)
    shade = max(shade, F(0.25))
    out[0], out[1], out[2] = m[1] * shade, m[2] * shade, m[3] * shade
    if dry > 0:  # straw and earth
        out[0] += dry * F(0.07)
        out[1] += dry * F(0.03)
        out[2] += dry * F(0.012)


@kernel("void(f4, f4, f4, i8, f4[::1], f4[:, ::1], i4[::1], i4[::1], f4[::1], f4[::1])")
def stain(x, y, pixel_m, seed, tiles, blots, starts, members, frame, out):
    """Lay what years left at this place over a ground: rows of `blots.Blots`."""
    column = np.int64(np.floor((x - frame[0]) / frame[2]))
    row = np.int64(np.floor((y - frame[1]) / frame[2]))
    columns = np.int64(frame[3])
    if column < 0 or row < 0 or column >= columns or row >= np.int64(frame[4]):
        return
    cell = row * columns + column
    ragged = F(2)
    for entry in range(starts[cell], starts[cell + 1]):
        k = members[entry]
        dx, dy = x - blots[k, 0], y - blots[k, 1]
        long, wide, soft = blots[k, 4], blots[k, 5], blots[k, 6]
        along = abs(dx * blots[k, 2] + dy * blots[k, 3])
        across = abs(dy * blots[k, 2] - dx * blots[k, 3])
        away = max(along - long, across - wide)
        rough = blots[k, 12]
        if away > soft + pixel_m + rough:
            continue
        if blots[k, 7] > F(0.5):  # round
            a, c = along / long, across / wide
            away = (F(np.sqrt(a * a + c * c)) - ONE) * min(long, wide)
        if rough > 0:
            if ragged > ONE:
                ragged = fractal(x, y, F(1.3), pixel_m, seed + 80, tiles)
            away += rough * ragged
        half = F(0.5) * max(soft, pixel_m)
        share = ONE - step(-half, half, away)
        if share <= 0:
            continue
        seam, rim = blots[k, 11], F(0)
        if seam > 0:  # of tar or iron around it
            ring = ONE - step(F(0.5) * seam, F(0.5) * seam + pixel_m, abs(away))
            rim = F(0.6) * ring * min(ONE, seam / pixel_m)
        for band in range(3):
            out[band] *= (ONE + (blots[k, 8 + band] - ONE) * share) * (ONE - rim)
