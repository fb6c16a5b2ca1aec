# ruff: noqa: C901, PLR0913, PLR0917, PLR2004 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
"""Compiled walls: what stands, by its pattern, with what weather and people left on it."""

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.twin.stage.texture.ground.kernels import laid, slabs
from lotgraph.twin.stage.texture.noise.kernels import fractal, hashed, joint, shown, step

F = np.float32
ONE = F(1)
STOREY_M = F(3.1)
SHOP_M = F(3.4)  # up to which a shop's front reaches


@kernel("void(f4, f4, f4, f4[::1], i8, b1, f4[::1], f4[::1])")
def _shop(u, v, pixel_m, m, seed, is_night, tiles, out):
    """A shop's front: panes above a plinth, doors between, a board with writing over them."""
    long = F(5.0) + F(6.0) * m[9]
    unit = np.int64(np.floor(u / long))
    own = hashed(unit, 3, seed + 40)
    at = u - unit * long
    red, green = hashed(unit, 4, seed + 41), hashed(unit, 5, seed + 42)
    blue = hashed(unit, 6, seed + 43)
    if v > F(2.75):  # the board
        shade = F(0.5) + own
        out[0], out[1] = F(0.04) + F(0.4) * red * shade, F(0.04) + F(0.4) * green * shade
        out[2] = F(0.04) + F(0.4) * blue * shade
        sign = at / F(0.22)
        ink = hashed(np.int64(np.floor(sign)), unit, seed + 44) > F(0.35)
        if ink and F(2.92) < v < F(3.22) and F(0.2) * long < at < F(0.75) * long:
            for band in range(3):
                out[band] = F(0.75) if out[1] < F(0.25) else F(0.05)
        if is_night and own > F(0.45):
            for band in range(3):
                out[5 + band] = F(0.09) * out[band]
        return
    pane = F(1.4)
    edge = abs(at - np.floor(at / pane + F(0.5)) * pane)
    is_door = np.int64(np.floor(at / pane)) == 1
    sill = F(0.05) if is_door else F(0.45)
    inside = min(edge - F(0.04), min(v - sill, F(2.65) - v))
    glass = step(F(-0.5) * pixel_m - F(0.01), F(0.5) * pixel_m + F(0.01), inside)
    goods = fractal(u, v, F(0.7), pixel_m, seed + 45, tiles)
    shutter = hashed(unit, 7, seed + 46) > F(0.8)
    for band in range(3):
        frame = m[1 + band] * F(0.55)
        behind = F(0.05) + F(0.06) * max(goods, F(0)) * (ONE + red - blue * F(band))
        if shutter:
            behind = F(0.3) * (ONE + F(0.25) * F(np.sin(v * F(40.0))) * shown(F(0.15), pixel_m))
        out[band] = frame + (behind - frame) * glass
    out[3] = F(0.9) * glass if not shutter else F(0.2)
    if is_night and not shutter and own > F(0.3):
        lit = F(0.035) * glass * (ONE + goods) * own
        out[5], out[6], out[7] = lit, lit * F(0.92), lit * F(0.78)


@kernel("void(f4, f4, f4, f4[::1], i8, b1, f4[::1], f4[::1])")
def _facade(u, v, pixel_m, m, seed, is_night, tiles, out):
    """Albedo of a wall with windows, at out[0:3]; its gloss at [3], light from inside at [5:8]."""
    if m[8] < F(0.4) and v < SHOP_M:
        _shop(u, v, pixel_m, m, seed, is_night, tiles, out)
        return
    wide = m[4]
    a, b = u / wide, (v - F(0.3)) / STOREY_M
    column, floor = np.int64(np.floor(a)), np.int64(np.floor(b))
    fx, fy = (a - np.floor(a)) * wide, (b - np.floor(b)) * STOREY_M
    half = F(0.5) * wide * min(F(0.9), F(0.28) + F(0.35) * m[5])
    way = abs(fx - F(0.5) * wide)
    is_door = floor == 0 and hashed(column, 11, seed + 5) > F(0.85)
    bottom = F(-0.3) if is_door else F(0.55) + F(0.5) * m[9]
    inside = min(half - way, min(fy - bottom, F(2.45) - fy))
    soft = F(0.5) * pixel_m + F(0.01)
    pane = step(-soft, soft, inside)
    rim = step(F(-0.1) - soft, F(-0.07) + soft, inside) * (ONE - pane)
    cross = max(ONE - way / max(F(0.035), F(0.6) * pixel_m), F(0)) * pane
    cross *= min(ONE, F(0.06) / pixel_m)
    shade = ONE + F(0.4) * fractal(u, v, F(4.0), pixel_m, seed, tiles)
    streak = fractal(u * F(3), v * F(0.3), F(1.2), pixel_m * F(2), seed + 9, tiles)
    shade *= ONE - F(0.35) * step(F(0.05), F(0.3), streak)
    if abs(b - np.floor(b + F(0.5))) * STOREY_M < F(0.12) and m[7] > F(0.4):  # a string course
        shade *= F(1.2) if m[7] > F(0.7) else F(0.8)
    if v < F(0.55):
        shade *= F(0.62)
    trim = F(0.75) if m[9] > F(0.35) else F(0.12)
    for band in range(3):
        out[band] = m[1 + band] * shade
        out[band] += (trim - out[band]) * min(ONE, rim + cross)
    drawn = hashed(column, floor + 77, seed + 4)
    glass = pane * (ONE - cross)
    dark = F(0.02) + F(0.05) * hashed(column, floor + 9, seed + 6)
    curtain = F(0)
    if drawn > F(0.5) and not is_door:  # a blind, some way down
        low = bottom + (F(2.45) - bottom) * (drawn - F(0.5)) * F(2)
        curtain = step(low - soft, low + soft, fy)
    for band in range(3):
        behind = dark + (F(0.42) - F(0.04) * F(band) - dark) * curtain
        out[band] += (behind - out[band]) * glass
    out[3] = F(0.92) * glass * (ONE - F(0.6) * curtain)
    lit = hashed(column + 31 * np.int64(m[7] * 999), floor, seed + 3)
    if is_night and lit > F(0.72):
        glow = glass * F(0.07) * (lit - F(0.65)) * (ONE - F(0.4) * curtain)
        out[5], out[6], out[7] = glow, glow * F(0.8), glow * F(0.5)


@kernel("void(f4, f4, f4[::1], i8, f4[::1])")
def _sign(u, v, m, seed, out):
    """A board: a rim, a field of one colour, and bars of writing or a bold letter on it."""
    ink, field = m[7], m[8]
    red, green, blue = m[1], m[2], m[3]
    if field < F(0.4):  # blue with white, as for parking
        red, green, blue = F(0.02), F(0.09), F(0.38)
    elif field < F(0.55):
        red, green, blue = F(0.4), F(0.03), F(0.03)
    elif field < F(0.65):
        red, green, blue = F(0.45), F(0.33), F(0.03)
    row = np.floor(v / F(0.16))
    along = u / F(0.07) + F(13) * row
    written = hashed(np.int64(np.floor(along)), np.int64(row), seed) > F(0.3)
    line = (
        F(0.25) < v / F(0.16) - row < F(0.7)
        and written
        and hashed(0, np.int64(row), seed + 1) > ink * F(0.6)
    )
    if line:
        bright = F(0.03) if red > F(0.3) and green > F(0.3) else F(0.6)
        red, green, blue = bright, bright, bright
    out[0], out[1], out[2] = red, green, blue


@kernel("f4(f4, f4, f4, f4[::1], i8, f4[::1])")
def _planks(u, v, pixel_m, m, seed, tiles):
    """Brightness of boards or bark: each board its own, grain along them."""
    board = hashed(np.int64(np.floor(u / m[4])), 0, seed)
    shade = F(0.75) + F(0.5) * board
    shade *= ONE - F(0.6) * joint(u, m[4], F(0.012), pixel_m)
    return shade * (ONE + F(0.9) * fractal(u * F(4), v * F(0.4), F(0.6), pixel_m, seed, tiles))


@kernel("void(f4, f4, f4, f4[::1], i8, b1, f4[::1], f4[::1])")
def wall(u, v, pixel_m, m, seed, is_night, tiles, out):
    """Albedo of what stands, at out[0:3]; gloss at [3], glow at [5:8]."""
    pattern = np.int32(m[0])
    shade = ONE
    out[3] = m[6]
    if pattern == 6:
        _facade(u, v, pixel_m, m, seed, is_night, tiles, out)
        return
    if pattern == 12:
        _sign(u, v, m, seed, out)
        return
    if pattern == 13 and is_night:
        out[5], out[6], out[7] = F(6.0), F(4.8), F(3.0)
    if pattern == 2:
        streaks = fractal(u * F(6), v * F(0.7), F(2.0), pixel_m * F(3), seed + 7, tiles)
        shade = slabs(u, v, pixel_m, m, seed, tiles) * (ONE + F(0.7) * m[5] * streaks)
    elif pattern == 3:
        shade, mortar = laid(u, v, m[4], F(0.33) * m[4], F(0.5), F(0.011), pixel_m, seed)
        shade *= ONE + F(0.6) * fractal(u, v, F(3.0), pixel_m, seed, tiles)
        for band in range(3):
            out[band] = m[1 + band] * shade * (ONE - mortar) + F(0.3) * mortar
        return
    elif pattern == 7:
        shade = ONE + F(2.4) * fractal(u, v, m[4], pixel_m, seed, tiles)
    elif pattern == 8:
        shade = _planks(u, v, pixel_m, m, seed, tiles)
    elif pattern == 9:
        wave = F(np.sin(u / m[4] * F(6.2832)))
        shade = ONE + F(0.3) * wave * shown(m[4], pixel_m)
        rust = fractal(u * F(2), v * F(0.5), F(2.0), pixel_m, seed, tiles)
        shade *= ONE + F(0.4) * rust
    elif pattern == 11:
        bar = np.floor((u + v) / m[4])
        yellow = np.int64(bar) % 2 == 0
        shade = ONE + F(0.9) * fractal(u, v, F(0.6), pixel_m, seed, tiles)
        if v < F(1.4):
            out[0] = shade * (F(0.5) if yellow else F(0.03))
            out[1] = shade * (F(0.34) if yellow else F(0.03))
            out[2] = shade * F(0.03)
            return
    else:
        shade = ONE + F(0.45) * fractal(u, v, m[4], pixel_m, seed, tiles)
        run = fractal(u * F(4), v * F(0.35), F(1.6), pixel_m * F(2), seed + 7, tiles)
        shade *= ONE - F(0.4) * step(F(0.08), F(0.35), run)
    dirt = ONE - F(0.4) * (ONE - step(F(0), F(0.6), v)) * (
        F(0.6) + F(2) * fractal(u, v, F(0.8), pixel_m, seed, tiles)
    )
    shade = max(shade * dirt, F(0.15))
    out[0], out[1], out[2] = m[1] * shade, m[2] * shade, m[3] * shade
