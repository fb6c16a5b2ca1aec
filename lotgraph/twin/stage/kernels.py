# ruff: noqa: PLR0913, PLR0917 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
"""Compiled steps of a frame: which rays meet a thing, what they meet, what meets light.

Rows are as `stage.columns` lays them out. Nothing here depends on the order of samples or of
things: a least depth, a minimum or a cleared bit comes out the same, which is why a frame from the
cache equals one from scratch to the bit.

A thing's `frame` (10,) is where it stands, x and y, its heading's cosine and sine, and the low
and the high corner of its box in its own axes. A `window` (4,) bounds the rays that may matter, on
the plane one focal length before the eye, and a `span` the samples among which they lie.
"""

import numpy as np
from numba import njit

from lotgraph.twin.stage.columns import (
    ALBEDO,
    CROWD,
    DEPTH,
    FILM,
    GLOSS,
    GLOW,
    GROUND,
    MATERIAL,
    METAL,
    MIRROR,
    MIRROR_DEPTH,
    NORMAL,
    OBJECT,
    OPEN,
    SKY,
    SUN_BIT,
    THING,
)

_fast = njit(cache=True, fastmath=False, error_model="numpy")
FAR = np.float32(1e30)
HOUSING_M = np.float32(1.0)  # around a lamp nothing of the site hides it: its arm, its pole
LIFT_M = np.float32(0.012)  # a ray to a light starts this far off its surface, not to meet it
GLITTER = np.float32(5)  # kcd/m2 of a lamp in the water: one ray a pixel would sparkle
LEAST = 0.4  # see `_rise`; `space` knows it too
GROUND_ENDS_M = np.float32(600.0)  # farther away it is part of the skyline


@_fast
def _crosses(ox, oy, oz, dx, dy, dz, frame, reach):
    """Whether a ray in a thing's own axes passes its box within a reach."""
    near, far = np.float32(0), reach
    for axis in range(3):
        o = ox if axis == 0 else (oy if axis == 1 else oz)
        d = dx if axis == 0 else (dy if axis == 1 else dz)
        low, high = frame[4 + axis], frame[7 + axis]
        if abs(d) < np.float32(1e-9):
            if o < low or o > high:
                return False
            continue
        one = np.float32(1) / d
        a, b = (low - o) * one, (high - o) * one
        if a > b:
            a, b = b, a
        near, far = max(near, a), min(far, b)
        if near > far:
            return False
    return True


@_fast
def _inside(flat, i, window):
    x, y = flat[i, 0], flat[i, 1]
    return window[0] <= x <= window[2] and window[1] <= y <= window[3]


@_fast
def _put(origins, rays, count, ox, oy, oz, dx, dy, dz):
    origins[count, 0], origins[count, 1], origins[count, 2] = ox, oy, oz
    rays[count, 0], rays[count, 1], rays[count, 2] = dx, dy, dz


@_fast
def towards(directions, flat, span, eye, window, frame, chosen, origins, rays):
    """List samples whose own ray passes a thing's box, with the ray in its axes; says how many."""
    ex, ey = eye[0] - frame[0], eye[1] - frame[1]
    ox, oy = ex * frame[2] + ey * frame[3], ey * frame[2] - ex * frame[3]
    count = 0
    for i in range(span[0], span[1]):
        if not _inside(flat, i, window):
            continue
        gx, gy, dz = directions[i, 0], directions[i, 1], directions[i, 2]
        dx, dy = gx * frame[2] + gy * frame[3], gy * frame[2] - gx * frame[3]
        if _crosses(ox, oy, eye[2], dx, dy, dz, frame, FAR):
            chosen[count] = i
            _put(origins, rays, count, ox, oy, eye[2], dx, dy, dz)
            count += 1
    return count


@_fast
def shaded_by(rows, reach, flat, span, window, bit, source, frame, chosen, origins, rays, lengths):
    """List samples that a source still reaches and whose ray to it passes a thing's box.

    `source` (5,): a direction and 0, or a position and 1; then its range in metres.
    """
    count = 0
    for i in range(span[0], span[1]):
        if not reach[i] & bit or not _inside(flat, i, window):
            continue
        px = rows[i, 0] + LIFT_M * rows[i, NORMAL]
        py = rows[i, 1] + LIFT_M * rows[i, NORMAL + 1]
        pz = rows[i, 2] + LIFT_M * rows[i, NORMAL + 2]
        gx, gy, dz, length = source[0], source[1], source[2], FAR
        if source[3] > 0:
            gx, gy, dz = gx - px, gy - py, dz - pz
            length = np.sqrt(gx * gx + gy * gy + dz * dz)
            gx, gy, dz = gx / length, gy / length, dz / length
        px, py = px - frame[0], py - frame[1]
        ox, oy = px * frame[2] + py * frame[3], py * frame[2] - px * frame[3]
        dx, dy = gx * frame[2] + gy * frame[3], gy * frame[2] - gx * frame[3]
        if _crosses(ox, oy, pz, dx, dy, dz, frame, length):
            chosen[count] = i
            _put(origins, rays, count, ox, oy, pz, dx, dy, dz)
            lengths[count] = length
            count += 1
    return count


@_fast
def lit_by(rows, which, source, chosen, origins, rays, lengths):
    """List samples among `which` that face a source within its range, and rays that ask for it."""
    count = 0
    for entry in range(len(which)):
        i = which[entry]
        if rows[i, MATERIAL] == SKY:
            continue
        px = rows[i, 0] + LIFT_M * rows[i, NORMAL]
        py = rows[i, 1] + LIFT_M * rows[i, NORMAL + 1]
        pz = rows[i, 2] + LIFT_M * rows[i, NORMAL + 2]
        gx, gy, gz, length = source[0], source[1], source[2], FAR
        if source[3] > 0:
            gx, gy, gz = gx - px, gy - py, gz - pz
            length = np.sqrt(gx * gx + gy * gy + gz * gz)
            if length > source[4] or length < np.float32(0.02):
                continue
            gx, gy, gz = gx / length, gy / length, gz / length
            length = max(length - HOUSING_M, np.float32(0))
        if gx * rows[i, NORMAL] + gy * rows[i, NORMAL + 1] + gz * rows[i, NORMAL + 2] <= 0:
            continue
        chosen[count] = i
        _put(origins, rays, count, px, py, pz, gx, gy, gz)
        lengths[count] = length
        count += 1
    return count


@_fast
def free_over(grid, frame, x, y):
    """Share of the sky free over a place on the ground; `frame` is the grid's x0, y0 and cell."""
    a, b = (x - frame[0]) / frame[2], (y - frame[1]) / frame[2]
    if not (0 <= a < grid.shape[1] - 1 and 0 <= b < grid.shape[0] - 1):
        return np.float32(1)
    p, q = int(a), int(b)
    s, t = np.float32(a - p), np.float32(b - q)
    one = np.float32(1)
    top = grid[q, p] * (one - s) + grid[q, p + 1] * s
    low = grid[q + 1, p] * (one - s) + grid[q + 1, p + 1] * s
    return top * (one - t) + low * t


@_fast
def settle(rows, directions, eye, met, solid, grid, grid_frame):
    """Fill in rows by what of the site their rays met: a face, the ground at z = 0, or the sky.

    `met` (face, u, v, depth) as embree tells it; `solid` (normals, material, free sky at corners).
    """
    faces, us, vs, depths = met
    normals, material, free = solid
    one = np.float32(1)
    for i in range(len(rows)):
        f, depth = faces[i], depths[i]
        rows[i] = 0
        rows[i, CROWD] = one
        dz = directions[i, 2]
        if dz < 0:
            flat = -eye[2] / dz
            if flat < GROUND_ENDS_M and (f < 0 or flat < depth):
                x, y = eye[0] + flat * directions[i, 0], eye[1] + flat * directions[i, 1]
                rows[i, 0], rows[i, 1] = x, y
                rows[i, NORMAL + 2] = one
                rows[i, DEPTH], rows[i, MATERIAL] = flat, GROUND
                rows[i, OPEN] = free_over(grid, grid_frame, x, y)
                continue
        if f < 0:
            rows[i, DEPTH], rows[i, MATERIAL] = FAR, SKY
            continue
        u, v = us[i], vs[i]
        w = one - u - v
        length, facing = np.float32(0), np.float32(0)
        for axis in range(3):
            rows[i, axis] = eye[axis] + depth * directions[i, axis]
            n = w * normals[f, 0, axis] + u * normals[f, 1, axis] + v * normals[f, 2, axis]
            rows[i, NORMAL + axis] = n
            length += n * n
            facing += n * directions[i, axis]
        length = np.sqrt(length) if facing <= 0 else -np.sqrt(length)  # a leaf from behind
        for axis in range(3):
            rows[i, NORMAL + axis] /= length
        rows[i, DEPTH], rows[i, MATERIAL] = depth, material[f]
        rows[i, OPEN] = w * free[f, 0] + u * free[f, 1] + v * free[f, 2]


@_fast
def meet(rows, directions, eye, chosen, met, number, frame, mesh, glows, free_here, is_new):
    """Put a thing's surface into the samples in which it is nearest; marks them in `is_new`.

    `met` as in `settle`, of the samples `chosen`; `free_here` is the share of the sky free where
    the thing stands.
    """
    faces, us, vs, depths = met
    normals, part, colour, gloss, metallic, free, uv, atlas = mesh
    one, cos, sin = np.float32(1), frame[2], frame[3]
    for entry in range(len(faces)):
        f, i, t = faces[entry], chosen[entry], depths[entry]
        if f < 0 or t > rows[i, DEPTH]:
            continue
        if t == rows[i, DEPTH] and rows[i, OBJECT] != 0 and number > rows[i, OBJECT]:
            continue
        a, b = us[entry], vs[entry]
        w = one - a - b
        lx = w * normals[f, 0, 0] + a * normals[f, 1, 0] + b * normals[f, 2, 0]
        ly = w * normals[f, 0, 1] + a * normals[f, 1, 1] + b * normals[f, 2, 1]
        nz = w * normals[f, 0, 2] + a * normals[f, 1, 2] + b * normals[f, 2, 2]
        nx, ny = lx * cos - ly * sin, ly * cos + lx * sin
        length = np.sqrt(nx * nx + ny * ny + nz * nz)
        if nx * directions[i, 0] + ny * directions[i, 1] + nz * directions[i, 2] > 0:
            length = -length
        rows[i] = 0
        for axis in range(3):
            rows[i, axis] = eye[axis] + t * directions[i, axis]
        rows[i, NORMAL], rows[i, NORMAL + 1] = nx / length, ny / length
        rows[i, NORMAL + 2], rows[i, DEPTH] = nz / length, t
        red, green, blue = colour[f, 0], colour[f, 1], colour[f, 2]
        s = w * uv[f, 0, 0] + a * uv[f, 1, 0] + b * uv[f, 2, 0]
        q = w * uv[f, 0, 1] + a * uv[f, 1, 1] + b * uv[f, 2, 1]
        if s > 0 or q > 0:
            row = min(atlas.shape[0] - 1, max(0, int(q * atlas.shape[0])))
            column = min(atlas.shape[1] - 1, max(0, int(s * atlas.shape[1])))
            red, green, blue = atlas[row, column, 0], atlas[row, column, 1], atlas[row, column, 2]
        rows[i, ALBEDO], rows[i, ALBEDO + 1], rows[i, ALBEDO + 2] = red, green, blue
        rows[i, GLOSS], rows[i, METAL] = gloss[f], metallic[f]
        rows[i, OPEN] = free_here * (w * free[f, 0] + a * free[f, 1] + b * free[f, 2])
        for band in range(3):
            rows[i, GLOW + band] = glows[part[f], band]
        rows[i, OBJECT], rows[i, MATERIAL], rows[i, CROWD] = number, THING, one
        is_new[i] = True


@_fast
def tell(rows, reach, objects, depth, surface):
    """Numbers of things, depths, and one number that differs where surfaces or sunlight do."""
    for i in range(len(rows)):
        material = np.int32(rows[i, MATERIAL])
        objects[i] = np.int32(rows[i, OBJECT])
        depth[i] = np.float32(np.inf) if material == SKY else rows[i, DEPTH]
        bent = np.int32(0)
        for axis in range(3):  # thirds of the way from one side to the other
            bent = 3 * bent + np.int32(np.rint(rows[i, NORMAL + axis] * np.float32(1.4))) + 1
        surface[i] = (material + 2) * 64 + bent * 2 + (reach[i] & SUN_BIT)


@_fast
def _rise(x, y, film):
    """How much steeper a ray leaves wet ground than it would leave a mirror, LEAST to MOST times.

    Ripples and grit draw what is mirrored out into streaks, the less the deeper the water.
    """
    h = np.uint32(np.int64(np.floor(x * 48))) * np.uint32(374761393)
    h = np.uint32(h + np.uint32(np.int64(np.floor(y * 48))) * np.uint32(668265263))
    h = np.uint32((h ^ (h >> np.uint32(13))) * np.uint32(1274126177))
    one = np.float32((h ^ (h >> np.uint32(16))) & np.uint32(0xFFFFFF)) / np.float32(8388608) - 1
    rough = max(np.float32(1) - film, np.float32(0.06))
    return np.float32(1) + np.float32(1 - LEAST) * rough * one * abs(one)


@_fast
def mirrored(rows, directions, flat, span, window, frame, chosen, origins, rays):
    """List wet samples of the ground in which a thing may be mirrored, and the rays that leave.

    `window` is of the thing's image below the ground.
    """
    count = 0
    for i in range(span[0], span[1]):
        if rows[i, MATERIAL] != GROUND or rows[i, FILM] <= 0 or not _inside(flat, i, window):
            continue
        gx, gy, px, py = directions[i, 0], directions[i, 1], rows[i, 0], rows[i, 1]
        dz = -directions[i, 2] * _rise(px, py, rows[i, FILM])
        px, py = px - frame[0], py - frame[1]
        ox, oy = px * frame[2] + py * frame[3], py * frame[2] - px * frame[3]
        dx, dy = gx * frame[2] + gy * frame[3], gy * frame[2] - gx * frame[3]
        if _crosses(ox, oy, LIFT_M, dx, dy, dz, frame, FAR):
            chosen[count] = i
            _put(origins, rays, count, ox, oy, LIFT_M, dx, dy, dz)
            count += 1
    return count


@_fast
def reflect(rows, chosen, met, frame, surface, gleam, changed):
    """Put into wet samples the light of faces that their water shows, where nearer than before.

    `surface` (normals, rows of albedo, rows of glow, and which of them each face has); `gleam`
    rows: light of the sky, of the sun, direction of the sun. Shadows are left out.
    """
    faces, depths = met
    normals, albedo, glow, own, part = surface
    cos, sin = frame[2], frame[3]
    for entry in range(len(faces)):
        f, i = faces[entry], chosen[entry]
        if f < 0:
            continue
        away = depths[entry]
        if rows[i, MIRROR_DEPTH] > 0 and away >= rows[i, MIRROR_DEPTH]:
            continue
        lx, ly, nz = normals[f, 0, 0], normals[f, 0, 1], normals[f, 0, 2]
        nx, ny = lx * cos - ly * sin, ly * cos + lx * sin
        facing = max(nx * gleam[2, 0] + ny * gleam[2, 1] + nz * gleam[2, 2], np.float32(0))
        up = np.float32(0.45) + np.float32(0.45) * nz
        rows[i, MIRROR_DEPTH] = max(away, np.float32(1e-3))
        for band in range(3):
            light = gleam[0, band] * up + gleam[1, band] * facing
            lit = albedo[own[f], band] * light / np.float32(np.pi)
            rows[i, MIRROR + band] = lit + min(glow[part[f], band], GLITTER)
        changed[i] = True


@_fast
def crowd(rows, flat, span, window, frame, changed):
    """Darken the ground under and beside a thing, which hides the sky from it."""
    one = np.float32(1)
    high = np.float32(0.35) * frame[9]
    for i in range(span[0], span[1]):
        if not _inside(flat, i, window) or rows[i, OBJECT] != 0 or rows[i, MATERIAL] < 0:
            continue
        if rows[i, 2] > np.float32(0.4):
            continue
        gx, gy = rows[i, 0] - frame[0], rows[i, 1] - frame[1]
        lx, ly = gx * frame[2] + gy * frame[3], gy * frame[2] - gx * frame[3]
        out_x, out_y = max(frame[4] - lx, lx - frame[7]), max(frame[5] - ly, ly - frame[8])
        inside = min(max(out_x, out_y), np.float32(0))
        out_x, out_y = max(out_x, np.float32(0)), max(out_y, np.float32(0))
        away = np.sqrt(out_x * out_x + out_y * out_y)
        if away >= 4 * high:
            continue
        near = one - away / (4 * high)
        dark = np.float32(0.42) * near * near * near - np.float32(0.75) * inside
        free = one - min(dark, np.float32(0.94))
        if free < rows[i, CROWD]:
            rows[i, CROWD] = free
            changed[i] = True
