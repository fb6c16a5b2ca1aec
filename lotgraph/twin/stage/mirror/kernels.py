# ruff: noqa: PLR0913, PLR0917 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
"""Compiled mirror images in wet ground."""

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.twin.stage.columns import FILM, GROUND, MATERIAL, MIRROR, MIRROR_DEPTH
from lotgraph.twin.stage.embree.kernels import lone, meets_alone
from lotgraph.twin.stage.hull.kernels import box_of, crosses, is_inside, touches

FAR = np.float32(1e30)
LIFT_M = np.float32(0.012)  # a ray starts this far off the ground, not to meet what lies on it
GLITTER = np.float32(5)  # kcd/m2 of a lamp in the water: one ray a pixel would sparkle
LEAST = 0.4  # see `_rise`; `hull.kernels` knows it too


@kernel()
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


@kernel()
def mirror(samples, window, frame, scene, surface, gleam, changed):
    """Put into wet samples the light of faces that their water shows, where nearer than before.

    `window` is of the image below the ground. `surface` (normals, rows of albedo, rows of glow,
    and which of them each face has); `gleam` rows: light of the sky, of the sun, direction of the
    sun. Shadows are left out.
    """
    rows, _, directions, flat, _, spans, bounds = samples
    room, box = lone(), box_of(frame)
    for tile in range(len(spans)):
        if not touches(bounds, tile, window):
            continue
        for i in range(spans[tile, 0], spans[tile, 1]):
            if rows[i, MATERIAL] != GROUND or rows[i, FILM] <= 0 or not is_inside(flat, i, window):
                continue
            gx, gy, px, py = directions[i, 0], directions[i, 1], rows[i, 0], rows[i, 1]
            dz = -directions[i, 2] * _rise(px, py, rows[i, FILM])
            px, py = px - frame[0], py - frame[1]
            ox, oy = px * frame[2] + py * frame[3], py * frame[2] - px * frame[3]
            dx, dy = gx * frame[2] + gy * frame[3], gy * frame[2] - gx * frame[3]
            if not crosses(ox, oy, LIFT_M, dx, dy, dz, box, FAR):
                continue
            face, away = meets_alone(room, scene, ox, oy, LIFT_M, dx, dy, dz, FAR)
            if face < 0 or 0 < rows[i, MIRROR_DEPTH] <= away:
                continue
            _show(rows, i, face, away, frame, surface, gleam)
            changed[i] = True


@kernel()
def _show(rows, i, face, away, frame, surface, gleam):
    normals, albedo, glow, own, part = surface
    cos, sin = frame[2], frame[3]
    lx, ly, nz = normals[face, 0, 0], normals[face, 0, 1], normals[face, 0, 2]
    nx, ny = lx * cos - ly * sin, ly * cos + lx * sin
    facing = max(nx * gleam[2, 0] + ny * gleam[2, 1] + nz * gleam[2, 2], np.float32(0))
    up = np.float32(0.45) + np.float32(0.45) * nz
    rows[i, MIRROR_DEPTH] = max(away, np.float32(1e-3))
    for band in range(3):
        light = gleam[0, band] * up + gleam[1, band] * facing
        lit = albedo[own[face], band] * light / np.float32(np.pi)
        rows[i, MIRROR + band] = lit + min(glow[part[face], band], GLITTER)
