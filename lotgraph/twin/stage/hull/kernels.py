# ruff: noqa: PLR0913, PLR0917 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
"""Compiled bounds of volumes in a view, and what lies within them.

A `window` (4,) is x0, y0, x1, y1 on the plane one focal length before the eye, where bounds of a
volume are those of its corners, whatever the lens. That of nothing is `NOTHING`: no sample lies in
it. An `eye` (4, 3) is a place and, below it, the axes to the right, down and ahead.

A thing's `frame` (10,) is where it stands, x and y, its heading's cosine and sine, and the low and
the high corner of its box in its own axes. A `source` (5,) is a direction and 0, or a place and 1;
then its range in metres.
"""

import numpy as np

from lotgraph.kernel import kernel

NEAR_M = 0.05  # what is nearer to the eye's plane is cut off before it is projected
BELOW_M = 0.05  # a shadow ends this far below the ground, to hold all of what lies on it
HIGHER = 1.25  # a lamp so much higher than a thing throws its whole shadow on the ground
LEAST_RISE = 0.39  # a little less than `mirror.kernels.LEAST`: water draws images out by that much
CROWD_REACH = 1.41  # of a thing's height: as far as it darkens the ground
CROWD_LOW_M, CROWD_HIGH_M = -0.05, 0.45  # between which it darkens
LEAST_WAY = np.float32(1e-9)  # of a ray along an axis: it is divided by
BODY, CROWD_BOX, IMAGE, SHADOWS = 0, 1, 2, 3  # rows of what `spaces` tells of a thing


@kernel()
def window_of(points, eye, out):
    """Bounds of the hull of points (k, 3), a little wider; of nothing if all of it lies behind."""
    local = np.empty((len(points), 3), np.float64)
    for k in range(len(points)):
        for axis in range(3):
            total = 0.0
            for band in range(3):
                total += (points[k, band] - eye[0, band]) * eye[1 + axis, band]
            local[k, axis] = total
    x0, y0, x1, y1 = np.inf, np.inf, -np.inf, -np.inf
    for k in range(len(local)):
        if local[k, 2] >= NEAR_M:
            x, y = local[k, 0] / local[k, 2], local[k, 1] / local[k, 2]
            x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
            continue
        for other in range(len(local)):
            if local[other, 2] >= NEAR_M:
                share = (NEAR_M - local[k, 2]) / (local[other, 2] - local[k, 2])
                x = (local[k, 0] + share * (local[other, 0] - local[k, 0])) / NEAR_M
                y = (local[k, 1] + share * (local[other, 1] - local[k, 1])) / NEAR_M
                x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
    across = 1e-4 + 1e-5 * max(abs(x0), abs(x1))
    along = 1e-4 + 1e-5 * max(abs(y0), abs(y1))
    if x0 > x1:
        across, along = 0.0, 0.0
    out[0], out[1], out[2], out[3] = x0 - across, y0 - along, x1 + across, y1 + along


@kernel()
def corners_of(frame, reach, low, high, out):
    """Corners of a thing's box, farther out to its sides by a reach, between two heights."""
    x, y, cos, sin = np.float64(frame[0]), np.float64(frame[1]), frame[2], frame[3]
    for k in range(8):
        ahead = np.float64(frame[7]) + reach if k & 4 else np.float64(frame[4]) - reach
        left = np.float64(frame[8]) + reach if k & 2 else np.float64(frame[5]) - reach
        out[k, 0] = x + ahead * cos - left * sin
        out[k, 1] = y + ahead * sin + left * cos
        out[k, 2] = min(max(np.float64(frame[9] if k & 1 else frame[6]), low), high)


@kernel()
def _ball(corners):
    """Middle and radius of the ball around corners (8, 3) of a box."""
    x = y = z = square = 0.0
    for k in range(8):
        x, y, z = x + corners[k, 0] / 8, y + corners[k, 1] / 8, z + corners[k, 2] / 8
    for k in range(8):
        dx, dy, dz = corners[k, 0] - x, corners[k, 1] - y, corners[k, 2] - z
        square = max(square, dx * dx + dy * dy + dz * dz)
    return x, y, z, np.sqrt(square)


@kernel()
def shadow_of(corners, source, out):
    """Points (16, 3) of a hull around a box's shadow, down to the ground or out of range."""
    top = 0.0
    nearest = np.inf
    for k in range(8):
        top = max(top, max(corners[k, 2], 0.0) + BELOW_M)
        dx, dy, dz = corners[k, 0] - source[0], corners[k, 1] - source[1], corners[k, 2] - source[2]
        nearest = min(nearest, dx * dx + dy * dy + dz * dz)
    nearest = max(np.sqrt(nearest), 0.1)
    for k in range(8):
        height = max(corners[k, 2], 0.0) + BELOW_M
        for axis in range(3):
            out[k, axis] = corners[k, axis]
            if source[3] == 0:
                out[8 + k, axis] = corners[k, axis] - source[axis] * height / source[2]
                continue
            away = corners[k, axis] - source[axis]
            farther = source[4] / nearest
            if source[2] > HIGHER * top:
                farther = height / (source[2] - height)
            out[8 + k, axis] = corners[k, axis] + away * farther


@kernel()
def spaces(frames, sources, is_wet, eye):
    """Windows (things, 3 + sources, 4): of each body, the ground it darkens, its image, shadows."""
    windows = np.empty((len(frames), SHADOWS + len(sources), 4), np.float32)
    windows[:, :, :2], windows[:, :, 2:] = np.inf, -np.inf
    box, wide, hull = np.empty((8, 3)), np.empty((8, 3)), np.empty((16, 3))
    for thing in range(len(frames)):
        frame, found = frames[thing], windows[thing]
        corners_of(frame, 0.0, -np.inf, np.inf, box)
        window_of(box, eye, found[BODY])
        corners_of(frame, CROWD_REACH * frame[9], CROWD_LOW_M, CROWD_HIGH_M, wide)
        window_of(wide, eye, found[CROWD_BOX])
        x, y, z, radius = _ball(box)
        for number in range(len(sources)):
            source = sources[number]
            square = (x - source[0]) ** 2 + (y - source[1]) ** 2 + (z - source[2]) ** 2
            if source[3] == 0 or square < (source[4] + radius) ** 2:
                shadow_of(box, source, hull)
                window_of(hull, eye, found[SHADOWS + number])
        if is_wet:
            box[:, 2] *= -1 / LEAST_RISE
            window_of(box, eye, found[IMAGE])
    return windows


@kernel()
def barred(frames, owner, beam, source, eye):
    """Windows (things, 4) of the shadows that things but its owner throw in a beam."""
    windows = np.empty((len(frames), 4), np.float32)
    windows[:, :2], windows[:, 2:] = np.inf, -np.inf
    box, hull = np.empty((8, 3)), np.empty((16, 3))
    for thing in range(len(frames)):
        corners_of(frames[thing], 0.0, -np.inf, np.inf, box)
        x, y, z, radius = _ball(box)
        x, y, z = x - beam[0], y - beam[1], z - beam[2]
        away = np.sqrt(x * x + y * y + z * z)
        if thing == owner or away - radius > beam[9]:
            continue
        if away > radius:  # its ball reaches into the cone
            widest = min(np.arccos(beam[10]) + np.arcsin(radius / away), np.pi)
            if (x * beam[3] + y * beam[4] + z * beam[5]) / away <= np.cos(widest):
                continue
        shadow_of(box, source, hull)
        window_of(hull, eye, windows[thing])
    return windows


@kernel()
def touches(bounds, tile, window):
    """Whether a tile, whose window is a column of `bounds`, may hold a sample of a window."""
    return (
        window[0] <= bounds[2, tile]
        and window[2] >= bounds[0, tile]
        and window[1] <= bounds[3, tile]
        and window[3] >= bounds[1, tile]
    )


@kernel()
def touched(bounds, windows):
    """Tiles, ascending, that one of some windows (k, 4) may hold a sample of."""
    tiles = np.empty(bounds.shape[1], np.int32)
    count = 0
    for tile in range(bounds.shape[1]):
        for k in range(len(windows)):
            if touches(bounds, tile, windows[k]):
                tiles[count] = tile
                count += 1
                break
    return tiles[:count]


@kernel()
def is_inside(flat, i, window):
    """Whether a sample lies in a window."""
    x, y = flat[i, 0], flat[i, 1]
    return window[0] <= x <= window[2] and window[1] <= y <= window[3]


@kernel()
def crosses(ox, oy, oz, dx, dy, dz, box, reach):
    """Whether a ray in a thing's own axes passes its box within a reach.

    It has no branch, so that a loop over rays becomes one over vectors.
    """
    x0, y0, z0, x1, y1, z1 = box
    a, b = _slab(ox, dx, x0, x1)
    c, d = _slab(oy, dy, y0, y1)
    e, f = _slab(oz, dz, z0, z1)
    return max(a, c, e, np.float32(0)) <= min(b, d, f, reach)


@kernel()
def _slab(place, way, low, high):
    """Where a ray enters and leaves what lies between two planes, in lengths of its way."""
    one = np.float32(1) / (way if abs(way) > LEAST_WAY else LEAST_WAY)
    a, b = (low - place) * one, (high - place) * one
    return min(a, b), max(a, b)


@kernel()
def box_of(frame):
    """Low and high corner of a thing's box, as `crosses` takes them."""
    return frame[4], frame[5], frame[6], frame[7], frame[8], frame[9]
