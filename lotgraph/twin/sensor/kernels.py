"""Compiled: a lens, a chip and a processor, pixel by pixel.

Planes are (3, h, w) float32. Random numbers are hashes of (key, pixel), so that nothing depends on
the order in which pixels or frames are drawn; `bell` is a table (1024,) of normal quantiles, so
small that it stays near the processor.
"""

# mypy: disable-error-code="no-untyped-def,assignment,call-overload"

import numpy as np

from lotgraph.kernel import kernel

STEP, MIX_1, MIX_2 = np.uint32(0x9E3779B1), np.uint32(0x7FEB352D), np.uint32(0x846CA68B)
LOW = np.uint32(0x3FF)
ZERO, ONE, HALF = np.float32(0), np.float32(1), np.float32(0.5)
TONES = 4096  # entries of a tone curve, over the root of light: finer than 8 bits everywhere
STREAK_STEP = 2  # cells: what runs along it is softer than that
STREAK_CELLS = np.float32(6)  # of a pooled picture, over which a streak fades to a third


@kernel()
def _chance(key, first, out):
    """32 bits of chance for each of as many numbers from `first` on (lowbias32)."""
    for x in range(len(out)):
        z = np.uint32(np.uint32(np.uint32(first + x) * STEP) + key)
        z = np.uint32((z ^ np.uint32(z >> np.uint32(16))) * MIX_1)
        z = np.uint32((z ^ np.uint32(z >> np.uint32(15))) * MIX_2)
        out[x] = z ^ np.uint32(z >> np.uint32(16))


@kernel()
def _noise(keys, first, bell, bits, out):
    """Normal numbers (3, n) of the pixels from `first` on, averaged over the frames of `keys`."""
    share = ONE / np.float32(len(keys))
    out[:] = 0
    for key in keys:
        _chance(key, first, bits)
        for x in range(len(bits)):
            drawn = bits[x]
            out[0, x] += bell[drawn & LOW] * share
            out[1, x] += bell[(drawn >> np.uint32(10)) & LOW] * share
            out[2, x] += bell[(drawn >> np.uint32(20)) & LOW] * share


@kernel()
def normals(keys, bell, out):
    """Fill `out` with normal numbers, averaged over the frames of `keys`."""
    three = np.empty((3, len(out)), np.float32)
    _noise(keys, 0, bell, np.empty(len(out), np.uint32), three)
    out[:] = three[0]


@kernel()
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


@kernel()
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


@kernel()
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


@kernel()
def _between(count, size, cells):
    """For each of `count` pixels the cell before its middle, and the weight of the one after."""
    first, weight = np.empty(count, np.int64), np.empty(count, np.float32)
    for x in range(count):
        at = min(max((x + 0.5) / size - 0.5, 0.0), cells - 1.0)
        first[x] = min(np.int64(at), max(cells - 2, 0))
        weight[x] = at - first[x]
    return first, weight, cells - 1


@kernel()
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


@kernel()
def spread(planes, glow, share, scattered, alpha, size):  # noqa: PLR0913, PLR0917
    """Mix light that spreads in the lens into planes by a share, and dirt by its `alpha` (h, w).

    `glow` and `scattered` (3, rows, columns), which dirt shows, are pooled, and smoothly enlarged.
    """
    bands, height, width = planes.shape
    _, rows, columns = glow.shape
    keep = ONE - share
    line, lit = np.empty(columns + 1, np.float32), np.empty(columns + 1, np.float32)
    wide, dirt = np.empty(width, np.float32), np.empty(width, np.float32)
    first, weight, last = _between(width, size, columns)
    above, lower, final = _between(height, size, rows)
    for band in range(bands):
        for y in range(height):
            v = lower[y]
            over, below = above[y], min(above[y] + 1, final)
            for column in range(columns):
                a, b = glow[band, over, column], glow[band, below, column]
                c, d = scattered[band, over, column], scattered[band, below, column]
                line[column] = (a + (b - a) * v) * share
                lit[column] = c + (d - c) * v
            line[columns], lit[columns] = line[last], lit[last]
            for x in range(width):
                at = first[x]
                wide[x] = line[at] + (line[at + 1] - line[at]) * weight[x]
                dirt[x] = lit[at] + (lit[at + 1] - lit[at]) * weight[x]
            for x in range(width):
                value = planes[band, y, x] * keep + wide[x]
                planes[band, y, x] = value + alpha[y, x] * (dirt[x] - value)


@kernel()
def streak(near, share, way_x, way_y, out):
    """Add to a pooled, soft picture the share of its light that runs both ways along a line."""
    bands, rows, columns = near.shape
    fall = np.float32(np.exp(-STREAK_STEP / STREAK_CELLS))
    for k in range(1, np.int64(3 * STREAK_CELLS / STREAK_STEP)):
        tap = share * (ONE - fall) / (2 * fall) * fall ** np.float32(k)
        for way in (-STREAK_STEP, STREAK_STEP):
            x, y = np.int64(np.rint(way * k * way_x)), np.int64(np.rint(way * k * way_y))
            left, right = max(0, x), min(columns, columns + x)
            for band in range(bands):
                for row in range(max(0, y), min(rows, rows + y)):
                    line, source = out[band, row], near[band, row - y]
                    for column in range(left, right):
                        line[column] += tap * source[column - x]


@kernel()
def develop(planes, shade, dark, rows, local, keys, bell, light, colour, tone):  # noqa: PLR0913, PLR0917
    """Count electrons, add noise, balance, mix and curve, in place, to luma and two colours.

    `shade` (h, w): light that arrives and counts; `dark` (h, w): electrons that come without
    light; `rows` (2, h): light of lamps, electrons of a row; `local` (h, w) gains of light, or
    (1, 1) for none. `keys`: of this frame and those before it whose noise is averaged. `light`:
    electrons for light of 1, read noise, full well, gain, whether grey, electrons taken for black.
    `colour` (4, 3): three rows that mix colours, and white gains.
    """
    bands, height, width = planes.shape
    to_e, full, gain = light[0], light[2], light[3]
    is_grey, black = light[4] > 0, light[5]
    has_local = local.shape[0] > 1
    spread = light[1] * light[1]
    noise, bits = np.empty((bands, width), np.float32), np.empty(width, np.uint32)
    brighten = np.full(width, gain / full, np.float32)
    for y in range(height):
        _noise(keys, y * width, bell, bits, noise)
        to_row, offset = to_e * rows[0, y], rows[1, y] - black
        most = full + offset
        if has_local:
            for x in range(width):
                brighten[x] = gain / full * local[y, x]
        if is_grey:
            for x in range(width):
                grey = np.float32(0.4) * planes[0, y, x] + np.float32(0.35) * planes[1, y, x]
                planes[0, y, x] = grey + np.float32(0.25) * planes[2, y, x]
        for band in range(1 if is_grey else bands):
            white = ONE if is_grey else colour[3, band]
            for x in range(width):
                e = planes[band, y, x] * (shade[y, x] * to_row) + dark[y, x]
                e += np.float32(np.sqrt(e + spread)) * noise[band, x] + offset
                planes[band, y, x] = min(min(e, most) * (brighten[x] * white), ONE)
        if is_grey:
            _curve(planes[0, y], tone)
            planes[1:, y] = 0
        else:
            _mix(planes[0, y], planes[1, y], planes[2, y], colour)
            for band in range(bands):
                _curve(planes[band, y], tone)
            _split(planes[0, y], planes[1, y], planes[2, y])


@kernel()
def _mix(red, green, blue, colour):
    """Take each of three colours out of the others, in place."""
    for x in range(len(red)):
        r, g, b = red[x], green[x], blue[x]
        red[x] = colour[0, 0] * r + colour[0, 1] * g + colour[0, 2] * b
        green[x] = colour[1, 0] * r + colour[1, 1] * g + colour[1, 2] * b
        blue[x] = colour[2, 0] * r + colour[2, 1] * g + colour[2, 2] * b


@kernel()
def _curve(row, tone):
    """Shares of white as tones, 0 to 1, in place."""
    top = np.float32(TONES - 1)
    for x in range(len(row)):
        root = np.float32(np.sqrt(min(max(row[x], ZERO), ONE)))
        row[x] = tone[np.int32(root * top + HALF)]


@kernel()
def _split(red, green, blue):
    """Three colours as luma, blueness and redness, in place."""
    for x in range(len(red)):
        r, b = red[x], blue[x]
        luma = np.float32(0.299) * r + np.float32(0.587) * green[x] + np.float32(0.114) * b
        red[x] = luma
        green[x] = np.float32(0.564) * (b - luma)
        blue[x] = np.float32(0.713) * (r - luma)


@kernel()
def calm(luma, threshold, out):
    """Average each pixel with those around it that differ by little: noise goes, edges stay."""
    height, width = luma.shape
    inverse = ONE / max(threshold, np.float32(1e-3))
    total, weights = np.empty(width, np.float32), np.empty(width, np.float32)
    padded = np.empty(width + 2, np.float32)
    for y in range(height):
        total[:] = luma[y]
        weights[:] = ONE
        for dy in range(-1, 2):
            row = min(max(y + dy, 0), height - 1)
            padded[1 : width + 1] = luma[row]
            padded[0], padded[width + 1] = luma[row, 0], luma[row, width - 1]
            for dx in range(3):
                if dy == 0 and dx == 1:
                    continue
                for x in range(width):
                    value = padded[x + dx]
                    weight = max(ONE - abs(value - luma[y, x]) * inverse, ZERO)
                    total[x] += weight * value
                    weights[x] += weight
        for x in range(width):
            out[y, x] = total[x] / weights[x]


@kernel()
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


@kernel()
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
