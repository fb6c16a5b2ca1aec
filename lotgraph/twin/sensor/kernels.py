"""Compiled: a lens, a chip and a processor, pixel by pixel.

Planes are (3, h, w) float32. Random numbers are hashes of (key, pixel), so that nothing depends on
the order in which pixels or frames are drawn; `bell` is a table (4096,) of normal quantiles, so
small that it stays near the processor.
"""

# mypy: disable-error-code="no-untyped-def,assignment,call-overload"

import numpy as np
from numba import njit

_fast = njit(cache=True, fastmath=False, error_model="numpy")

STEP = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
LOW = np.uint64(0xFFF)
ZERO, ONE, HALF = np.float32(0), np.float32(1), np.float32(0.5)
TONES = 4096  # entries of a tone curve, over the root of light: finer than 8 bits everywhere
ROOM = np.float32(1.0)


@_fast
def _scramble(key, number):
    """64 bits of chance for a counter (splitmix64)."""
    z = key + (np.uint64(number) + np.uint64(1)) * STEP
    z = (z ^ (z >> np.uint64(30))) * MIX_1
    z = (z ^ (z >> np.uint64(27))) * MIX_2
    return z ^ (z >> np.uint64(31))


@_fast
def normals(key, count, bell, out):
    """Fill `out` (count,) with normal numbers."""
    for index in range(count):
        out[index] = bell[np.int64(_scramble(key, index) & LOW)]


@_fast
def planes_of(radiance, first_x, share_x, first_y, share_y, is_fringed, out):  # noqa: PLR0913, PLR0917
    """Split (h, w, 3) into planes; red and blue are drawn from beside, as a lens spreads colours.

    `first_x`, `share_x` (3, w) and `first_y`, `share_y` (3, h): the pixel before, and the weight
    of the one after.
    """
    _, height, width = out.shape
    for y in range(height):
        for x in range(width):
            out[0, y, x] = radiance[y, x, 0]
            out[1, y, x] = radiance[y, x, 1]
            out[2, y, x] = radiance[y, x, 2]
    if not is_fringed:
        return
    for band in (0, 2):
        for y in range(height):
            above = first_y[band, y]
            v = share_y[band, y]
            for x in range(width):
                left = first_x[band, x]
                u = share_x[band, x]
                a, b = radiance[above, left, band], radiance[above, left + 1, band]
                c, d = radiance[above + 1, left, band], radiance[above + 1, left + 1, band]
                top, bottom = a + (b - a) * u, c + (d - c) * u
                out[band, y, x] = top + (bottom - top) * v


@_fast
def blur(plane, taps, spare):  # noqa: C901
    """Blur (h, w) in place by a symmetric kernel, whose half `taps` starts with the middle."""
    height, width = plane.shape
    reach = len(taps) - 1
    for y in range(height):
        for x in range(width):
            spare[y, x] = taps[0] * plane[y, x]
        for k in range(1, reach + 1):
            tap = taps[k]
            for x in range(min(k, width)):
                spare[y, x] += tap * plane[y, 0]
            for x in range(k, width):
                spare[y, x] += tap * plane[y, x - k]
            for x in range(max(width - k, 0)):
                spare[y, x] += tap * plane[y, x + k]
            for x in range(max(width - k, 0), width):
                spare[y, x] += tap * plane[y, width - 1]
    for y in range(height):
        for x in range(width):
            plane[y, x] = taps[0] * spare[y, x]
        for k in range(1, reach + 1):
            tap = taps[k]
            above, below = max(y - k, 0), min(y + k, height - 1)
            for x in range(width):
                plane[y, x] += tap * (spare[above, x] + spare[below, x])


@_fast
def pool(planes, size, out):
    """Means of squares of `size` pixels; those at the rim hold what is left."""
    bands, height, width = planes.shape
    _, rows, columns = out.shape
    for band in range(bands):
        for row in range(rows):
            for column in range(columns):
                total = ZERO
                y1, x1 = min((row + 1) * size, height), min((column + 1) * size, width)
                for y in range(row * size, y1):
                    for x in range(column * size, x1):
                        total += planes[band, y, x]
                area = (y1 - row * size) * (x1 - column * size)
                out[band, row, column] = total / np.float32(area)


@_fast
def _between(count, size, cells):
    """For each of `count` pixels the cell before its middle, and the weight of the one after."""
    first, weight = np.empty(count, np.int64), np.empty(count, np.float32)
    for x in range(count):
        at = min(max((x + 0.5) / size - 0.5, 0.0), cells - 1.0)
        first[x] = min(np.int64(at), max(cells - 2, 0))
        weight[x] = at - first[x]
    return first, weight, cells - 1


@_fast
def enlarge(small, size, out):
    """Enlarge a pooled picture (bands, rows, columns) smoothly to (bands, h, w)."""
    bands, height, width = out.shape
    _, rows, columns = small.shape
    line = np.empty(columns, np.float32)
    first, weight, last = _between(width, size, columns)
    above, lower, final = _between(height, size, rows)
    for band in range(bands):
        for y in range(height):
            below = min(above[y] + 1, final)
            for column in range(columns):
                a, b = small[band, above[y], column], small[band, below, column]
                line[column] = a + (b - a) * lower[y]
            for x in range(width):
                a, b = line[first[x]], line[min(first[x] + 1, last)]
                out[band, y, x] = a + (b - a) * weight[x]


@_fast
def spread(planes, glow, share, scattered, alpha, size):  # noqa: PLR0913, PLR0917
    """Mix light that spreads in the lens into planes by a share, and dirt by its `alpha` (h, w).

    `glow` and `scattered` (3, rows, columns) are pooled: the one smoothly enlarged, the other, what
    dirt shows, as it is.
    """
    bands, height, width = planes.shape
    _, rows, columns = glow.shape
    keep = ONE - share
    line = np.empty(columns, np.float32)
    first, weight, last = _between(width, size, columns)
    above, lower, final = _between(height, size, rows)
    for band in range(bands):
        for y in range(height):
            v = lower[y]
            below = min(above[y] + 1, final)
            row = min(y // size, rows - 1)
            for column in range(columns):
                a, b = glow[band, above[y], column], glow[band, below, column]
                line[column] = (a + (b - a) * v) * share
            for x in range(width):
                a, b = line[first[x]], line[min(first[x] + 1, last)]
                value = planes[band, y, x] * keep + a + (b - a) * weight[x]
                dirt = scattered[band, row, min(x // size, columns - 1)]
                planes[band, y, x] = value + alpha[y, x] * (dirt - value)


@_fast
def drops(planes, near, size, where):
    """Draw drops on the lens, far out of focus: each a dim view of much around it, upside down.

    `where` (n, 5): x, y, radius in pixels, opacity, how flat it lies. `near` is a pooled picture,
    itself out of focus.
    """
    bands, height, width = planes.shape
    _, rows, columns = near.shape
    for index in range(len(where)):
        cx, cy, radius, opacity, flat = where[index]
        for y in range(max(0, np.int64(cy - radius)), min(height, np.int64(cy + radius) + 2)):
            dy = (y + 0.5 - cy) / radius
            for x in range(max(0, np.int64(cx - radius)), min(width, np.int64(cx + radius) + 2)):
                dx = (x + 0.5 - cx) / radius
                dx += np.float32(0.18) * dy * flat
                away = dx * dx + dy * dy * (1 + flat)
                if away >= 1:
                    continue
                edge = min(ONE, (1 - away) * np.float32(1.5))
                a = opacity * edge * edge * (3 - 2 * edge)
                sx = cx - dx * np.float32(0.22) * width * (0.6 + away)
                sy = cy - dy * np.float32(0.32) * height * (0.6 + away)
                column = min(max(np.int64(sx / size), 0), columns - 1)
                row = min(max(np.int64(sy / size), 0), rows - 1)
                dim = np.float32(1.05) - np.float32(0.45) * away
                for band in range(bands):
                    lit = near[band, row, column] * dim
                    planes[band, y, x] += a * (lit - planes[band, y, x])


@_fast
def falling(planes, wide, size, streaks):
    """Draw what falls: `streaks` (n, 6): x, y of its middle, its run in x and y, half width, alpha.

    A drop shows light from all around, so it stands out before what is dark.
    """
    bands, height, width = planes.shape
    _, rows, columns = wide.shape
    around = np.zeros(bands, np.float32)
    for band in range(bands):
        for row in range(rows):
            for column in range(columns):
                around[band] += wide[band, row, column]
        around[band] /= np.float32(rows * columns)
    for index in range(len(streaks)):
        cx, cy, run_x, run_y, half, alpha = streaks[index]
        reach_x, reach_y = abs(run_x) / 2 + half + 1, abs(run_y) / 2 + half + 1
        square = max(run_x * run_x + run_y * run_y, np.float32(1e-6))
        for y in range(max(0, np.int64(cy - reach_y)), min(height, np.int64(cy + reach_y) + 1)):
            for x in range(max(0, np.int64(cx - reach_x)), min(width, np.int64(cx + reach_x) + 1)):
                dx, dy = x + HALF - cx, y + HALF - cy
                along = min(HALF, max(-HALF, (dx * run_x + dy * run_y) / square))
                ex, ey = dx - along * run_x, dy - along * run_y
                cover = half + HALF - np.float32(np.sqrt(ex * ex + ey * ey))
                if cover <= 0:
                    continue
                a = alpha * min(ONE, cover)
                column, row = min(x // size, columns - 1), min(y // size, rows - 1)
                for band in range(bands):
                    lit = np.float32(0.6) * around[band] + np.float32(0.7) * wide[band, row, column]
                    planes[band, y, x] += a * (lit - planes[band, y, x])


@_fast
def develop(planes, shade, pattern, dark, rows, local, key, bell, light, colour, tone):  # noqa: PLR0913, PLR0917
    """Count electrons, add noise, balance, mix and curve, in place, to luma and two colours.

    `shade` (h, w): light that the corners keep; `pattern` (h, w): sensitivities; `dark` (h, w):
    electrons that come without light; `rows` (2, h): light of lamps, electrons of a row; `local`
    (h, w) gains of light, or (1, 1) for none. `light`: electrons for light of 1, read noise, full
    well, gain, whether grey, electrons taken for black. `colour` (4, 3): three rows that mix
    colours, and white gains.
    """
    _, height, width = planes.shape
    to_e, read, full, gain = light[0], light[1], light[2], light[3]
    is_grey, black = light[4] > 0, light[5]
    has_local = local.shape[0] > 1
    scale = gain / full
    top = np.float32(TONES - 1)
    m = colour
    spread = np.float32(read * read)
    for y in range(height):
        to_row = to_e * rows[0, y]
        for x in range(width):
            bits = _scramble(key, y * width + x)
            keep = shade[y, x] * pattern[y, x] * to_row
            base = dark[y, x]
            brighten = scale * local[y, x] if has_local else scale
            r = planes[0, y, x] * keep
            g = planes[1, y, x] * keep
            b = planes[2, y, x] * keep
            if is_grey:
                grey = np.float32(0.4) * r + np.float32(0.35) * g + np.float32(0.25) * b
                grey += np.float32(np.sqrt(grey + base + spread)) * bell[np.int64(bits & LOW)]
                grey = min(grey + base + rows[1, y], full) - black
                v = min(max(grey * brighten, ZERO), ONE)
                planes[0, y, x] = tone[np.int64(np.float32(np.sqrt(v)) * top + HALF)]
                planes[1, y, x] = ZERO
                planes[2, y, x] = ZERO
                continue
            n0 = bell[np.int64(bits & LOW)]
            n1 = bell[np.int64((bits >> np.uint64(12)) & LOW)]
            n2 = bell[np.int64((bits >> np.uint64(24)) & LOW)]
            r += np.float32(np.sqrt(r + base + spread)) * n0
            g += np.float32(np.sqrt(g + base + spread)) * n1
            b += np.float32(np.sqrt(b + base + spread)) * n2
            r = (min(r + base + rows[1, y], full) - black) * brighten * m[3, 0]
            g = (min(g + base + rows[1, y], full) - black) * brighten * m[3, 1]
            b = (min(b + base + rows[1, y], full) - black) * brighten * m[3, 2]
            r, g, b = min(r, ROOM), min(g, ROOM), min(b, ROOM)
            p = m[0, 0] * r + m[0, 1] * g + m[0, 2] * b
            q = m[1, 0] * r + m[1, 1] * g + m[1, 2] * b
            s = m[2, 0] * r + m[2, 1] * g + m[2, 2] * b
            p = tone[np.int64(np.float32(np.sqrt(min(max(p, ZERO), ONE))) * top + HALF)]
            q = tone[np.int64(np.float32(np.sqrt(min(max(q, ZERO), ONE))) * top + HALF)]
            s = tone[np.int64(np.float32(np.sqrt(min(max(s, ZERO), ONE))) * top + HALF)]
            luma = np.float32(0.299) * p + np.float32(0.587) * q + np.float32(0.114) * s
            planes[0, y, x] = luma
            planes[1, y, x] = np.float32(0.564) * (s - luma)
            planes[2, y, x] = np.float32(0.713) * (p - luma)


@_fast
def calm(luma, threshold, out):
    """Average each pixel with those around it that differ by little: noise goes, edges stay."""
    height, width = luma.shape
    inverse = ONE / max(threshold, np.float32(1e-3))
    for y in range(height):
        above, below = max(y - 1, 0), min(y + 1, height - 1)
        for x in range(width):
            left, right = max(x - 1, 0), min(x + 1, width - 1)
            middle = luma[y, x]
            total, weights = middle, ONE
            for value in (
                luma[above, left], luma[above, x], luma[above, right], luma[y, left],
                luma[y, right], luma[below, left], luma[below, x], luma[below, right],
            ):  # fmt: skip
                weight = max(ONE - abs(value - middle) * inverse, ZERO)
                total += weight * value
                weights += weight
            out[y, x] = total / weights


@_fast
def smear(plane, wide, spare):
    """Average colour over `wide` pixels of a row and two rows."""
    height, width = plane.shape
    half = wide // 2
    share = ONE / np.float32(2 * half + 1)
    for y in range(height):
        total = ZERO
        for k in range(-half, half + 1):
            total += plane[y, min(max(k, 0), width - 1)]
        for x in range(width):
            spare[y, x] = total * share
            total += plane[y, min(x + half + 1, width - 1)] - plane[y, max(x - half, 0)]
    for y in range(height):
        below = min(y + 1, height - 1)
        for x in range(width):
            plane[y, x] = HALF * (spare[y, x] + spare[below, x])


@_fast
def picture(luma, soft, planes, sharpen, saturation, out):  # noqa: PLR0913, PLR0917
    """Sharpen luma against its blurred copy and give (h, w, 3) bytes; 255 is white."""
    height, width = luma.shape
    limit = np.float32(0.16)  # a processor lets no halo grow beyond this
    for y in range(height):
        for x in range(width):
            halo = sharpen * (luma[y, x] - soft[y, x])
            value = luma[y, x] + min(max(halo, -limit), limit)
            u, v = planes[1, y, x] * saturation, planes[2, y, x] * saturation
            r = value + np.float32(1.402) * v
            g = value - np.float32(0.344) * u - np.float32(0.714) * v
            b = value + np.float32(1.772) * u
            out[y, x, 0] = np.uint8(min(max(r, ZERO), ONE) * np.float32(255) + HALF)
            out[y, x, 1] = np.uint8(min(max(g, ZERO), ONE) * np.float32(255) + HALF)
            out[y, x, 2] = np.uint8(min(max(b, ZERO), ONE) * np.float32(255) + HALF)
