# ruff: noqa: PLR0913, PLR0917 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
"""Compiled smoothing of edges, after FXAA (Lottes 2009), which knows here where the edges are.

A stair of pixels is followed to both of its ends; how far away those are tells what share of a
pixel lies beyond the edge. Textures are left alone: only surfaces, things and shadows have edges.
"""

import numpy as np

from lotgraph.kernel import kernel

FARTHEST_PX = 10
WEAKEST = np.float32(0.12)  # difference of logarithms, from dark to bright around a pixel
BLOCK_PX = 8  # two of them hold a stair and what is beside it
DARK = np.float32(1e-5)  # kcd/m2: below, differences do not count


@kernel()
def weigh(radiance, which, place, luma):
    """Put into a picture the logarithms of luminance of the samples `which`."""
    for i in which:
        pixel = place[i]
        red, green, blue = radiance[pixel, 0], radiance[pixel, 1], radiance[pixel, 2]
        level = np.float32(0.2126) * red + np.float32(0.7152) * green
        luma[pixel] = np.log(level + np.float32(0.0722) * blue + DARK)


@kernel()
def stale(which, place, height, width):
    """Blocks (rows, columns) of a picture whose smoothing depends on the samples `which`."""
    rows, columns = (height - 1) // BLOCK_PX + 1, (width - 1) // BLOCK_PX + 1
    own, out = np.zeros((rows, columns), np.bool_), np.zeros((rows, columns), np.bool_)
    for i in which:
        y = place[i] // width
        own[y // BLOCK_PX, (place[i] - y * width) // BLOCK_PX] = True
    for row in range(rows):
        for column in range(columns):
            if own[row, column]:  # stairs are followed along rows and columns, so not askew
                out[max(row - 2, 0) : row + 3, max(column - 1, 0) : column + 2] = True
                out[max(row - 1, 0) : row + 2, max(column - 2, 0) : column + 3] = True
    return out


@kernel()
def _follow(luma, x, y, dx, dy, sx, sy, middle, steep):
    """Steps along an edge to its end, and by how much the end differs from the edge."""
    height, width = luma.shape
    away = np.float32(0)
    for step in range(1, FARTHEST_PX + 1):
        u, v = x + dx * step, y + dy * step
        if u < 0 or v < 0 or u >= width or v >= height:
            return step, away
        p, q = min(max(u + sx, 0), width - 1), min(max(v + sy, 0), height - 1)
        away = np.float32(0.5) * (luma[v, u] + luma[q, p]) - middle
        if abs(away) >= steep:
            return step, away
    return FARTHEST_PX, away


@kernel()
def smooth(radiance, luma, keys, objects, blocks, out):
    """Put blocks of a picture (h, w, 3) into `out`, with edges blended with what is beyond."""
    height, width = luma.shape
    for row in range(blocks.shape[0]):
        for y in range(row * BLOCK_PX, min(height, (row + 1) * BLOCK_PX)):
            for column in range(blocks.shape[1]):
                if not blocks[row, column]:
                    continue
                first, last = column * BLOCK_PX, min(width, (column + 1) * BLOCK_PX)
                for x in range(first, last):
                    for band in range(3):
                        out[y, x, band] = radiance[y, x, band]
                if y == 0 or y == height - 1:
                    continue
                for x in range(max(first, 1), min(last, width - 1)):
                    key = keys[y, x]
                    if (
                        objects[y, x] == 0
                        and key == keys[y - 1, x]
                        and key == keys[y + 1, x]
                        and key == keys[y, x - 1]
                        and key == keys[y, x + 1]
                    ):
                        continue
                    _blend(radiance, luma, x, y, out)


@kernel()
def _blend(radiance, luma, x, y, out):
    here = luma[y, x]
    n, s, w, e = luma[y - 1, x], luma[y + 1, x], luma[y, x - 1], luma[y, x + 1]
    high, low = max(here, n, s, w, e), min(here, n, s, w, e)
    if high - low < WEAKEST:
        return
    nw, ne = luma[y - 1, x - 1], luma[y - 1, x + 1]
    sw, se = luma[y + 1, x - 1], luma[y + 1, x + 1]
    level = abs(nw + sw - 2 * w) + 2 * abs(n + s - 2 * here) + abs(ne + se - 2 * e)
    upright = abs(nw + ne - 2 * n) + 2 * abs(w + e - 2 * here) + abs(sw + se - 2 * s)
    is_level = level >= upright
    one, other = (n, s) if is_level else (w, e)
    side = -1 if abs(one - here) >= abs(other - here) else 1
    beyond = one if side < 0 else other
    steep = np.float32(0.25) * abs(beyond - here)
    middle = np.float32(0.5) * (beyond + here)
    sx, sy = (0, side) if is_level else (side, 0)
    dx, dy = (1, 0) if is_level else (0, 1)
    back, back_away = _follow(luma, x, y, -dx, -dy, sx, sy, middle, steep)
    on, on_away = _follow(luma, x, y, dx, dy, sx, sy, middle, steep)
    nearest, away = (back, back_away) if back < on else (on, on_away)
    share = np.float32(0)
    if (away < 0) != (here < middle):  # the edge bends to this side of it
        share = np.float32(0.5) - np.float32(nearest) / np.float32(back + on)
    mean = (2 * (n + s + w + e) + nw + ne + sw + se) / np.float32(12)
    thin = min(abs(mean - here) / (high - low), np.float32(1))
    thin = thin * thin * (3 - 2 * thin)
    share = max(share, np.float32(0.6) * thin * thin)
    for band in range(3):
        there = radiance[y + sy, x + sx, band]
        out[y, x, band] = radiance[y, x, band] + share * (there - radiance[y, x, band])
