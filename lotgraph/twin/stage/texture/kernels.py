# ruff: noqa: PLR0913, PLR0917, PLR2004 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
"""Compiled: lay grounds, walls, paint, water and snow on the samples of what does not move.

Numba knows a step as changed by its own file alone: who edits a step of another file edits this.
"""

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.twin.stage.columns import (
    ALBEDO,
    DEPTH,
    FILM,
    GLOSS,
    GLOW,
    MATERIAL,
    METAL,
    NORMAL,
    OPEN,
)
from lotgraph.twin.stage.texture.ground.kernels import ground, stain
from lotgraph.twin.stage.texture.noise.kernels import fractal, step
from lotgraph.twin.stage.texture.snow.kernels import snowed
from lotgraph.twin.stage.texture.walls.kernels import wall

F = np.float32
ONE = F(1)
BEADS, SHEET = F(0.02), F(0.5)  # share of paint and of signs that sends light home
LEVELS_M = F(0.4)  # over which water evens the ground out
SIDE = F(0.25)  # of a lamp's light, as seen from its sides


@kernel("f4(f4, f4, f4, f4[:, :, ::1], i8)")
def _cover(x, y, pixel_m, planes, mark):
    """Share of a pixel that a convex mark covers."""
    far = F(-1e9)
    for edge in range(4):
        far = max(
            far, planes[mark, edge, 0] * x + planes[mark, edge, 1] * y - planes[mark, edge, 2]
        )
    return F(min(ONE, max(F(0), F(0.5) - far / max(pixel_m, F(0.01)))))


@kernel()
def _marked(x, y, pixel_m, marks, seed, tiles, out):
    """Lay the marks of this place over a ground; tells the share of it that is beads."""
    planes, paints, starts, members, frame = marks
    beads = F(0)
    column = np.int32(np.floor((x - frame[0]) / frame[2]))
    row = np.int32(np.floor((y - frame[1]) / frame[2]))
    if column < 0 or row < 0 or column >= np.int32(frame[3]) or row >= np.int32(frame[4]):
        return beads
    cell = row * np.int32(frame[3]) + column
    for entry in range(starts[cell], starts[cell + 1]):
        mark = members[entry]
        share = _cover(x, y, pixel_m, planes, mark)
        if share <= 0:
            continue
        rub = F(1.4) * fractal(x, y, F(0.6), pixel_m, seed + 70, tiles)
        rub += F(1.2) * fractal(x, y, F(6.0), pixel_m, seed + 75, tiles)
        kept = step(F(-0.5), F(0.2), rub + F(0.9) - F(1.3) * paints[mark, 3])
        share *= F(0.1) + F(0.9) * kept
        for band in range(3):
            out[band] += (paints[mark, band] - out[band]) * share
        beads = max(beads, BEADS * share)
    return beads


@kernel("b1(f4, f4, f4[::1], f4[:, ::1])")
def _is_paved(x, y, extent, lanes):
    """Whether a place lies on the site or on a lane that leads to it."""
    if extent[0] <= x <= extent[2] and extent[1] <= y <= extent[3]:
        return True
    for piece in range(len(lanes)):
        ax, ay, bx, by, half = lanes[piece]
        dx, dy = bx - ax, by - ay
        along = ((x - ax) * dx + (y - ay) * dy) / max(dx * dx + dy * dy, F(1e-6))
        along = min(ONE, max(F(0), along))
        if (x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2 < half * half:
            return True
    return False


@kernel()
def _stand(x, y, z, pixel_m, normal, m, seed, is_night, tiles, out):
    """Lay its texture on what stands; tells the share of it that sends light home."""
    nx, ny, nz = normal
    pattern = np.int32(m[0])
    if pattern == 7:  # leaves: their patches lie anyhow, so by place
        wall(x + F(0.6) * y, z + F(0.4) * y, pixel_m, m, seed, False, tiles, out)
        return F(0)
    wall(y * nx - x * ny, z, pixel_m, m, seed, is_night, tiles, out)
    if pattern == 13 and nz > F(-0.5):  # a lamp shines down
        for band in range(5, 8):
            out[band] *= SIDE
    return SHEET if pattern == 12 else F(0)


@kernel()
def _water(x, y, pixel_m, wet, seed, tiles, out):
    """Wet a ground, which darkens it; tells how much of a mirror the water is.

    Around what stands in hollows the ground is damp, and the water runs out thinner and thinner.
    """
    hollow = F(1.6) * fractal(x, y, F(5.0), max(pixel_m, LEVELS_M), seed, tiles)
    hollow += F(0.08) * fractal(x, y, F(0.8), max(pixel_m, F(0.03)), seed + 7, tiles)
    pool = step(F(0.16) - F(0.5) * wet, F(0.72) - F(0.5) * wet, hollow)
    damp = step(F(-0.1) - F(0.5) * wet, F(0.5) - F(0.5) * wet, hollow)
    dark = ONE - F(0.5) * wet * (F(0.65) + F(0.35) * damp)
    for band in range(3):
        out[band] *= dark
    return max(pool * pool, F(0.22) * wet * (F(0.6) + F(0.4) * damp))


@kernel()
def paint(rows, directions, angle, materials, site, marks, blots, tiles, seed, sky, puddles):
    """Fill in albedo, gloss, glow and water of samples that lie on what does not move.

    `rows` as `stage.columns` lays them out; `angle` is a pixel's size in radians; `site` the
    extent and the lanes' pieces; `sky` whether lamps burn, wetness, snow; `puddles` a seed.
    """
    extent, lanes = site
    dabs, starts, members, frame = blots
    out = np.zeros(8, F)
    for i in range(len(rows)):
        material = np.int32(rows[i, MATERIAL])
        if material < 0:
            continue
        x, y, z = rows[i, 0], rows[i, 1], rows[i, 2]
        nx, ny, nz = rows[i, NORMAL], rows[i, NORMAL + 1], rows[i, NORMAL + 2]
        facing = abs(nx * directions[i, 0] + ny * directions[i, 1] + nz * directions[i, 2])
        # Sharper than the ground a slanting pixel covers (a root): that would be too soft across.
        pixel_m = rows[i, DEPTH] * angle / F(np.sqrt(np.sqrt(max(facing, F(0.02)))))
        for band in range(3, 8):
            out[band] = 0
        level = nz > F(0.7)
        m, home = materials[material], F(0)
        paved = material != 0 or _is_paved(x, y, extent, lanes)
        if material == 0:
            if paved:
                ground(x, y, pixel_m, m, seed, tiles, out)
                stain(x, y, pixel_m, seed, tiles, dabs, starts, members, frame, out)
                home = _marked(x, y, pixel_m, marks, seed, tiles, out)
            else:
                ground(x, y, pixel_m, materials[1], seed, tiles, out)
        elif level and np.int32(m[0]) != 7:
            out[3] = m[6]
            ground(x, y, pixel_m, m, seed + material, tiles, out)
        else:
            home = _stand(
                x, y, z, pixel_m, (nx, ny, nz), m, seed + material, sky[0] > 0, tiles, out
            )
        film = F(0)
        shelter = step(F(0.3), F(0.7), rows[i, OPEN])  # it does not rain under a roof
        wet, white = sky[1] * shelter, sky[2] * shelter
        if level and wet > 0:
            film = _water(x, y, pixel_m, wet, puddles, tiles, out)
            pattern = np.int32(m[0]) if paved else np.int32(materials[1][0])
            if not (pattern == 1 or pattern == 2 or pattern == 5):  # noqa: PLR1714 -- it seeps away
                film = F(0)
        if white > 0 and nz > F(0.3):
            film = F(0)  # slush is no mirror
            is_ground = material == 0 and paved
            snowed(x, y, pixel_m, white, nz, is_ground, lanes, seed, tiles, out)
        rows[i, ALBEDO], rows[i, ALBEDO + 1], rows[i, ALBEDO + 2] = out[0], out[1], out[2]
        rows[i, GLOSS] = out[3]
        rows[i, GLOW], rows[i, GLOW + 1], rows[i, GLOW + 2] = out[5], out[6], out[7]
        rows[i, FILM] = film
        rows[i, METAL] = -home * (ONE - wet)
