# ruff: noqa: C901, PLR0913, PLR0917, PLR2004 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
"""Compiled textures: value noise of several octaves, and what is made of it.

Noise of a wavelength below two pixels is left out, because it would flicker as a camera sways.
"""

from functools import partial

import numpy as np
from numba import njit

from lotgraph.twin.stage.columns import ALBEDO, DEPTH, FILM, GLOSS, GLOW, MATERIAL, NORMAL, OPEN

# Signatures are written out, so that each step is compiled once, not for every mix of numbers.
_exact = partial(njit, cache=True, fastmath=False, error_model="numpy")
_fast = _exact()


@_exact("f4(i8, i8, i8)")
def hashed(x, y, seed):
    """A number in 0..1 for a cell of a lattice."""
    h = np.uint32(x) * np.uint32(374761393) + np.uint32(y) * np.uint32(668265263)
    h = np.uint32(h + np.uint32(seed) * np.uint32(2246822519))
    h = np.uint32((h ^ (h >> np.uint32(13))) * np.uint32(1274126177))
    return np.float32((h ^ (h >> np.uint32(16))) & np.uint32(0xFFFFFF)) * np.float32(1 / 16777216.0)


@_exact("f4(f4, f4, i8)")
def _noise(x, y, seed):
    """Smooth noise in -1..1 with a wavelength of about two."""
    fx, fy = np.floor(x), np.floor(y)
    i, j = np.int32(fx), np.int32(fy)
    u, v = np.float32(x - fx), np.float32(y - fy)
    u = u * u * (np.float32(3) - np.float32(2) * u)
    v = v * v * (np.float32(3) - np.float32(2) * v)
    a, b = hashed(i, j, seed), hashed(i + 1, j, seed)
    c, d = hashed(i, j + 1, seed), hashed(i + 1, j + 1, seed)
    low, high = a + (b - a) * u, c + (d - c) * u
    return np.float32(2) * (low + (high - low) * v) - np.float32(1)


@_exact("f4(f4, f4)")
def _fade(wave_m, pixel_m):
    """How much of a wavelength a pixel of that size still shows, 0..1."""
    return np.float32(min(1.0, max(0.0, wave_m / pixel_m - 1.0)))


@_exact("f4(f4, f4, f4, i8, f4, i8)")
def _sum(x, y, wave_m, octaves, pixel_m, seed):
    """Octaves of noise from a wavelength down, each half as strong as the one before."""
    total, weight = np.float32(0), np.float32(0.5)
    for octave in range(octaves):
        shown = _fade(wave_m, pixel_m)
        if shown <= 0:
            break
        scale = np.float32(2.0) / np.float32(wave_m)
        total += weight * shown * _noise(x * scale + 17 * octave, y * scale, seed + octave)
        weight *= np.float32(0.55)
        wave_m *= 0.47
    return total


@_exact("f4(f4, f4, f4)")
def _step(low, high, x):
    """A smooth step from 0 at low to 1 at high."""
    t = min(1.0, max(0.0, (x - low) / (high - low)))
    return np.float32(t * t * (3.0 - 2.0 * t))


@_exact("f4(f4, f4, f4, f4)")
def _joint(x, period, width, pixel_m):
    """Share of a pixel that a joint of a width, every period metres, takes."""
    away = abs(x - np.floor(x / period + 0.5) * period)
    soft = max(0.5 * pixel_m, 0.002)
    edge = min(1.0, max(0.0, (0.5 * width + soft - away) / (2 * soft)))
    return np.float32(edge * min(1.0, width / pixel_m * 2.0) if width < pixel_m else edge)


@_exact("f4(f4, f4, f4, f4[::1], i8)")
def _asphalt(x, y, pixel_m, m, seed):
    """Brightness of asphalt: aggregate, blotches, patches of another age, cracks, drips of oil."""
    c = m[5]
    shade = 1 + np.float32(0.55) * c * _sum(x, y, 0.05, 2, pixel_m, seed)
    shade *= 1 + np.float32(0.38) * c * _sum(x, y, 2.6 * m[4], 4, pixel_m, seed + 10)
    age = _noise(
        np.floor(x / (m[4] * 1.1) + m[7]) * 7.3, np.floor(y / (m[4] * 0.7)) * 5.1, seed + 20
    )
    if age > 0.55:  # a patch laid later, with a darker seam
        shade *= np.float32(0.8)
    worn = _step(0.1, 0.5, _noise(x * 0.06, y * 0.06, seed + 32))
    if worn > 0 and pixel_m < 0.12:
        bend = 1.2 * _sum(x, y, 3.0, 2, 0.01, seed + 30)
        crack = abs(_noise(x * 0.17 + bend * 0.3, y * 0.17, seed + 31))
        width = 0.006 + 0.17 * pixel_m
        dark = worn * min(1.0, 0.012 / pixel_m) * (1 - _step(0, width, crack))
        shade *= 1 - np.float32(0.5) * dark
    oil = _sum(x, y, 1.1, 2, pixel_m, seed + 40)
    shade *= 1 - np.float32(0.4) * c * _step(0.3, 0.75, oil)
    cell_x, cell_y = np.floor(x * 7), np.floor(y * 7)
    speck = hashed(np.int64(cell_x), np.int64(cell_y), seed + 50)
    if speck > 0.99 and pixel_m < 0.12:  # gum, leaves, grit: round, each somewhere in its cell
        size = 0.1 + 22 * (speck - 0.99)
        off_x = x * 7 - cell_x - 0.35 - 0.3 * hashed(np.int64(cell_x), np.int64(cell_y), seed + 51)
        off_y = y * 7 - cell_y - 0.35 - 0.3 * hashed(np.int64(cell_x), np.int64(cell_y), seed + 52)
        near = 1 - _step(size - 3.5 * pixel_m, size + 3.5 * pixel_m, np.sqrt(off_x**2 + off_y**2))
        shade += np.float32(1.2 * (size - 0.15)) * near
    return shade


@_exact("f4(f4, f4, f4, f4[::1], i8)")
def _slabs(u, v, pixel_m, m, seed):
    """Brightness of concrete: clouds, worn and oily places, joints between slabs."""
    shade = 1 + np.float32(0.3) * m[5] * _sum(u, v, 2.2, 5, pixel_m, seed)
    shade *= 1 + np.float32(0.22) * m[5] * _sum(u, v, 0.12, 2, pixel_m, seed + 5)
    stained = _sum(u, v, 5.0, 4, pixel_m, seed + 7)
    shade *= 1 - np.float32(0.35) * m[5] * _step(0.05, 0.5, stained)
    gap = max(_joint(u, m[4], 0.02, pixel_m), _joint(v, m[4], 0.02, pixel_m))
    return shade * (1 - np.float32(0.5) * gap)


@_exact("f4(f4, f4, f4, f4[::1], i8)")
def _concrete(u, v, pixel_m, m, seed):
    """Brightness of a concrete wall: slabs, and stains that run down them."""
    streaks = _sum(u * 6, v * 0.7, 2.0, 3, pixel_m * 3, seed + 7)
    return _slabs(u, v, pixel_m, m, seed) * (1 + np.float32(0.35) * m[5] * streaks)


@_exact("UniTuple(f4, 2)(f4, f4, f4, f4, f4, f4, i8)")
def _laid(u, v, length, height, gap, pixel_m, seed):
    """Courses of stones: brightness of each, and the share of mortar."""
    row = np.floor(v / height)
    shifted = u + (0.5 * length if np.int32(row) % 2 else 0.0)
    stone = hashed(np.int32(np.floor(shifted / length)), np.int32(row), seed)
    mortar = max(_joint(shifted, length, gap, pixel_m), _joint(v, height, gap, pixel_m))
    shown = _fade(3 * height, pixel_m)
    shade = 1 + np.float32(0.5) * (stone - np.float32(0.5)) * shown
    return shade, mortar


@_exact("f4(f4, f4, f4, f4[::1], i8)")
def _grass(x, y, pixel_m, m, seed):
    """Brightness of grass: tufts, mown and bare places."""
    shade = 1 + np.float32(0.7) * _sum(x, y, 0.25, 3, pixel_m, seed)
    return shade * (1 + np.float32(0.6) * _sum(x, y, 9.0 * m[4], 4, pixel_m, seed + 9))


@_exact("void(f4, f4, f4, f4[::1], i8, f4[::1])")
def _ground(x, y, pixel_m, m, seed, out):
    """Albedo of a ground of one of the patterns that a ground may have."""
    pattern = np.int32(m[0])
    shade, dry = np.float32(1), np.float32(0)
    if pattern == 1:
        shade = _asphalt(x, y, pixel_m, m, seed)
    elif pattern == 2:
        shade = _slabs(x, y, pixel_m, m, seed)
    elif pattern == 5:
        shade, gap = _laid(x, y, 2 * m[4], m[4], 0.012, pixel_m, seed)
        shade *= (1 - np.float32(0.5) * gap) * (
            1 + np.float32(0.3) * _sum(x, y, 5.0, 5, pixel_m, seed)
        )
    elif pattern == 4:
        shade = _grass(x, y, pixel_m, m, seed)
        dry = _step(-0.1, 0.5, _sum(x, y, 14.0, 3, pixel_m, seed + 60))
    elif pattern == 10:
        shade = 1 + np.float32(0.9) * _sum(x, y, 0.09, 2, pixel_m, seed)
        shade *= 1 + np.float32(0.35) * _sum(x, y, 7.0, 5, pixel_m, seed + 5)
    else:
        shade = 1 + np.float32(0.2) * _sum(x, y, 3.0, 5, pixel_m, seed)
    shade = max(shade, np.float32(0.25))
    out[0], out[1], out[2] = m[1] * shade, m[2] * shade, m[3] * shade
    if dry > 0:
        out[0] += dry * np.float32(0.06)
        out[1] += dry * np.float32(0.025)


@_exact("f4(f4, f4, f4, f4[:, :, ::1], i8)")
def _cover(x, y, pixel_m, planes, mark):
    """Share of a pixel that a convex mark covers."""
    far = np.float32(-1e9)
    for edge in range(4):
        far = max(
            far, planes[mark, edge, 0] * x + planes[mark, edge, 1] * y - planes[mark, edge, 2]
        )
    return np.float32(min(1.0, max(0.0, 0.5 - far / max(pixel_m, 0.01))))


@_fast
def _marked(x, y, pixel_m, marks, seed, out):
    """Lay the marks of this place over a ground; returns how much of it is paved."""
    planes, paints, starts, members, frame = marks
    column = np.int32(np.floor((x - frame[0]) / frame[2]))
    row = np.int32(np.floor((y - frame[1]) / frame[2]))
    if column < 0 or row < 0 or column >= np.int32(frame[3]) or row >= np.int32(frame[4]):
        return
    cell = row * np.int32(frame[3]) + column
    for entry in range(starts[cell], starts[cell + 1]):
        mark = members[entry]
        share = _cover(x, y, pixel_m, planes, mark)
        if share <= 0:
            continue
        rub = _sum(x, y, 0.5, 4, pixel_m * 0.5, seed + 70) + 0.6 * _sum(
            x, y, 6.0, 2, 0.1, seed + 75
        )
        kept = _step(-0.55, 0.15, rub + 0.9 - 1.3 * paints[mark, 3])
        share *= np.float32(0.15) + np.float32(0.85) * kept
        for band in range(3):
            out[band] += (paints[mark, band] - out[band]) * share


@_exact("b1(f4, f4, f4[::1], f4[:, ::1])")
def _is_paved(x, y, extent, lanes):
    """Whether a place lies on the site or on a lane that leads to it."""
    if extent[0] <= x <= extent[2] and extent[1] <= y <= extent[3]:
        return True
    for piece in range(len(lanes)):
        ax, ay, bx, by, half = lanes[piece]
        dx, dy = bx - ax, by - ay
        along = ((x - ax) * dx + (y - ay) * dy) / max(dx * dx + dy * dy, 1e-6)
        along = min(1.0, max(0.0, along))
        if (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2 < half * half:
            return True
    return False


@_exact("void(f4, f4, f4, f4[::1], i8, b1, f4[::1])")
def _facade(u, v, pixel_m, m, seed, is_night, out):
    """Albedo of a wall with windows, at out[0:3]; its gloss at [3], light from inside at [4]."""
    wide, high = m[4], np.float32(3.1)
    a, b = u / wide, (v - 0.3) / high
    column, floor = np.int32(np.floor(a)), np.int32(np.floor(b))
    fx, fy = (a - np.floor(a)) * wide, (b - np.floor(b)) * high
    half = 0.5 * wide * min(0.9, 0.28 + 0.35 * m[5])
    inside = min(half - abs(fx - 0.5 * wide), min(fy - 0.75, 2.45 - fy))
    pane = _step(-0.5 * pixel_m - 0.01, 0.5 * pixel_m + 0.01, inside)
    rim = _step(-0.09 - 0.5 * pixel_m, -0.06 + 0.5 * pixel_m, inside) * (1 - pane)
    shade = 1 + np.float32(0.18) * _sum(u, v, 4.0, 5, pixel_m, seed)
    for band in range(3):
        out[band] = m[1 + band] * shade * (1 + np.float32(0.25) * rim)
        out[band] += (np.float32(0.025) - out[band]) * pane
    out[3] = np.float32(0.92) * pane
    lit = hashed(column + 31 * np.int32(m[7] * 999), floor, seed + 3)
    blind = hashed(column, floor + 77, seed + 4)
    if blind > 0.7:
        out[0] += np.float32(0.25) * pane
        out[1] += np.float32(0.24) * pane
        out[2] += np.float32(0.22) * pane
    out[4] = pane * np.float32(0.06) * (lit - np.float32(0.7)) if is_night and lit > 0.75 else 0.0


@_exact("void(f4, f4, f4[::1], i8, f4[::1])")
def _sign(u, v, m, seed, out):
    """A board: a rim, a field of one colour, and bars of writing or a bold letter on it."""
    ink, field = m[7], m[8]
    red, green, blue = m[1], m[2], m[3]
    if field < 0.4:  # blue with white, as for parking
        red, green, blue = np.float32(0.02), np.float32(0.09), np.float32(0.38)
    elif field < 0.55:
        red, green, blue = np.float32(0.4), np.float32(0.03), np.float32(0.03)
    elif field < 0.65:
        red, green, blue = np.float32(0.45), np.float32(0.33), np.float32(0.03)
    row = np.floor(v / 0.16)
    along = u / 0.07 + 13 * row
    written = hashed(np.int64(np.floor(along)), np.int64(row), seed) > 0.3
    line = (
        0.25 < v / 0.16 - row < 0.7 and written and hashed(0, np.int64(row), seed + 1) > ink * 0.6
    )
    if line:
        bright = np.float32(0.03) if red > 0.3 and green > 0.3 else np.float32(0.6)
        red, green, blue = bright, bright, bright
    out[0], out[1], out[2] = red, green, blue


@_exact("void(f4, f4, f4, f4[::1], i8, b1, f4[::1])")
def _wall(u, v, pixel_m, m, seed, is_night, out):
    """Albedo (and gloss, and glow) of what stands."""
    pattern = np.int32(m[0])
    shade = np.float32(1)
    out[3], out[4] = m[6], np.float32(0)
    if pattern == 6:
        _facade(u, v, pixel_m, m, seed, is_night, out)
        return
    if pattern == 13:
        out[4] = np.float32(6.0) if is_night else np.float32(0)
    if pattern == 2:
        shade = _concrete(u, v, pixel_m, m, seed)
    elif pattern == 3:
        shade, mortar = _laid(u, v, m[4], 0.33 * m[4], 0.011, pixel_m, seed)
        shade *= 1 + np.float32(0.3) * _sum(u, v, 3.0, 4, pixel_m, seed)
        for band in range(3):
            out[band] = m[1 + band] * shade * (1 - mortar) + np.float32(0.3) * mortar
        return
    elif pattern == 7:
        shade = 1 + np.float32(1.3) * _sum(u, v, m[4], 3, pixel_m, seed)
    elif pattern == 8:
        shade = 1 + np.float32(0.8) * _sum(u, v * 0.2, m[4] * 4, 3, pixel_m, seed)
    elif pattern == 9:
        shade = 1 + np.float32(0.16) * np.float32(np.sin(u / m[4] * 6.2832)) * _fade(m[4], pixel_m)
        shade *= 1 + np.float32(0.2) * _sum(u, v * 0.4, 2.0, 3, pixel_m, seed)
    elif pattern == 11:
        bar = np.floor((u + v) / m[4])
        yellow = np.int32(bar) % 2 == 0 and v < 1.4
        shade = 1 + np.float32(0.5) * _sum(u, v, 0.6, 4, pixel_m, seed)
        if v < 1.4:
            out[0] = shade * (np.float32(0.5) if yellow else np.float32(0.03))
            out[1] = shade * (np.float32(0.34) if yellow else np.float32(0.03))
            out[2] = shade * (np.float32(0.03))
            return
    elif pattern == 12:
        _sign(u, v, m, seed, out)
        return
    else:
        shade = 1 + np.float32(0.22) * _sum(u, v, m[4], 5, pixel_m, seed)
    dirt = 1 - np.float32(0.3) * (1 - _step(0.0, 0.5, v)) * (
        0.6 + _sum(u, v, 0.8, 3, pixel_m, seed)
    )
    shade = max(shade * dirt, np.float32(0.15))
    out[0], out[1], out[2] = m[1] * shade, m[2] * shade, m[3] * shade


@_fast
def paint(rows, directions, angle, materials, site, marks, seed, sky, puddles):
    """Fill in albedo, gloss, glow and water of samples that lie on what does not move.

    `rows` as `stage.columns` lays them out; `angle` is a pixel's size in radians; `site` the
    extent and the lanes' pieces; `sky` whether lamps burn, wetness, snow; `puddles` a seed.
    """
    extent, lanes = site
    out = np.zeros(5, np.float32)
    for i in range(len(rows)):
        material = np.int32(rows[i, MATERIAL])
        if material < 0:
            continue
        x, y, z = rows[i, 0], rows[i, 1], rows[i, 2]
        nx, ny, nz = rows[i, NORMAL], rows[i, NORMAL + 1], rows[i, NORMAL + 2]
        facing = abs(nx * directions[i, 0] + ny * directions[i, 1] + nz * directions[i, 2])
        pixel_m = np.float32(rows[i, DEPTH] * angle / np.sqrt(max(facing, np.float32(0.02))))
        out[3], out[4] = 0.0, 0.0
        level = nz > 0.7
        m = materials[material]
        paved = material != 0 or _is_paved(x, y, extent, lanes)
        if material == 0:
            if paved:
                _ground(x, y, pixel_m, m, seed, out)
                _marked(x, y, pixel_m, marks, seed, out)
            else:
                _ground(x, y, pixel_m, materials[1], seed, out)
        elif level:
            out[3] = m[6]
            _ground(x, y, pixel_m, m, seed + material, out)
        else:
            _wall(y * nx - x * ny, z, pixel_m, m, seed + material, sky[0] > 0, out)
        film = np.float32(0)
        wet = sky[1] * _step(0.3, 0.7, rows[i, OPEN])  # it does not rain under a roof
        white = sky[2] * _step(0.3, 0.7, rows[i, OPEN])
        if level and wet > 0:
            hollow = _sum(x, y, 5.0, 4, pixel_m, puddles)
            film = _step(0.35 - 0.5 * wet, 0.6 - 0.5 * wet, hollow)
            dark = 1 - np.float32(0.5) * wet * (np.float32(0.75) + np.float32(0.25) * film)
            out[0] *= dark
            out[1] *= dark
            out[2] *= dark
            film = max(film, np.float32(0.22) * wet)
            pattern = np.int32(m[0]) if paved else np.int32(materials[1][0])
            if not (pattern == 1 or pattern == 2 or pattern == 5):  # noqa: PLR1714 -- it seeps away
                film = np.float32(0)
        if white > 0 and nz > 0.3:
            cover = _sum(x, y, 6.0, 5, pixel_m, seed + 90) + 1.6 * white - 0.9
            if material == 0 and paved:
                cover -= 0.35 + 0.3 * _sum(x, y, 2.0, 2, pixel_m, seed + 95)
            white = _step(-0.15, 0.15, cover) * _step(0.3, 0.6, nz)
            for band in range(3):
                out[band] += (np.float32(0.8) + np.float32(0.02) * band - out[band]) * white
            film *= 1 - white
        rows[i, ALBEDO], rows[i, ALBEDO + 1], rows[i, ALBEDO + 2] = out[0], out[1], out[2]
        rows[i, GLOSS] = out[3]
        rows[i, GLOW], rows[i, GLOW + 1], rows[i, GLOW + 2] = out[4], out[4] * 0.8, out[4] * 0.5
        rows[i, FILM] = film
