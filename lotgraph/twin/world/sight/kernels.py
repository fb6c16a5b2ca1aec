"""Compiled: boxes of vehicles and walkers in a picture, and how much of each nearer ones leave.

An item is one object as it stands for some frames, a row of these columns: edges x0, y0, x1, y1
within the picture, depth, share of it that the picture and structures leave, and its outline: the
least and the most that it reaches along each of `WAYS` directions of the picture.
"""

import numpy as np

from lotgraph.kernel import kernel

DEPTH, SHOWN, OUTLINE, WAYS = 4, 5, 6, 8
WIDTH = OUTLINE + 2 * WAYS
LEAST_PX = 3.0  # a smaller box is no box
INNER = 0.6  # how far out from its middle a box is looked at
TURNS = np.arange(WAYS) * np.pi / WAYS  # the first is along the picture's rows,
UPRIGHT = WAYS // 2  # and this one down its columns
COS, SIN = np.cos(TURNS), np.sin(TURNS)
MOST_ROWS = 512  # in which it is counted what of an outline the picture's edge cuts off
NONE = 1e30
AWAKE = 1  # head lamps, as in Lights: on while somebody is about to drive
STANDS_BELOW_MPS = 0.05  # as for Shapes


@kernel()
def items_at(places, shape, points, sizes, lens, hiders):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Items (k, WIDTH) of what is in the picture of objects (n,), and which of them each is of.

    `places` (n, 3) are x, y and heading, `shape` (n,) which of `points` and `sizes` each has, as
    Shapes keeps them.
    """
    items, which, n = np.empty((len(places), WIDTH)), np.empty(len(places), np.int64), 0
    for k in range(len(places)):
        if _box(items[n], places[k], points[shape[k]], sizes[shape[k]], lens, hiders):
            which[n] = k
            n += 1
    return items[:n], which[:n]


@kernel()
def items_of(rows, about, points, sizes, lens, hiders, fps, first, last):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Items of rows of motion in frames `first` to `last`; and (k, 3) object, first and last frame.

    `rows` (n, 11): object, t0, t1, x, y, heading, curvature, speed, acceleration, lights, metres
    before; `about`, `points` and `sizes` as Shapes keeps them. Who stands is one item, who moves
    one for each frame.
    """
    most = 0
    for k in range(len(rows)):
        most += max(_last(rows[k], fps, last) - _first(rows[k], fps, first), 0)
    items, who, n = np.empty((most, WIDTH)), np.empty((most, 3), np.int64), 0
    place = np.empty(3)
    for k in range(len(rows)):
        row = rows[k]
        begins, ends = _first(row, fps, first), _last(row, fps, last)
        one = about[int(row[0]) - 1]
        stands = row[7] == 0 and row[8] == 0
        for frame in range(begins, min(ends, begins + 1) if stands else ends):
            spent = 0.0 if stands else frame / fps - row[1]
            _move(place, row, spent, one[0])
            shape = _shape(row, spent, one)
            if _box(items[n], place, points[shape], sizes[shape], lens, hiders):
                who[n] = (int(row[0]), frame, ends if stands else frame + 1)
                n += 1
    return items[:n], who[:n]


@kernel()
def _shape(row, spent, about):  # type: ignore[no-untyped-def]
    """Which shape an object has so many seconds into a row of motion."""
    steps = int(about[3])
    if steps == 0:
        return int(about[2] if int(row[9]) & AWAKE else about[1])
    if abs(row[7] + row[8] * spent) <= STANDS_BELOW_MPS:
        return int(about[1])
    strides = (row[10] + (row[7] + row[8] * spent / 2) * spent) / about[4]
    return int(about[2]) + int((strides - np.floor(strides)) * steps) % steps


@kernel()
def _first(row, fps, least):  # type: ignore[no-untyped-def]
    return max(_frame_from(row[1], fps), least)


@kernel()
def _last(row, fps, most):  # type: ignore[no-untyped-def]
    return min(_frame_from(row[2], fps), most)


@kernel()
def _frame_from(t_s, fps):  # type: ignore[no-untyped-def]
    """The first frame that is not before a moment."""
    frame = int(np.ceil(t_s * fps))
    while frame / fps < t_s:
        frame += 1
    while (frame - 1) / fps >= t_s:
        frame -= 1
    return frame


@kernel()
def _move(place, row, spent, axle):  # type: ignore[no-untyped-def]
    """The middle of a footprint and its heading so many seconds into a row of motion."""
    along = (row[7] + row[8] * spent / 2) * spent
    half = row[6] * along / 2
    chord = along if half == 0 else along * np.sin(half) / half
    heading = row[5] + 2 * half
    place[0] = row[3] + chord * np.cos(row[5] + half) + axle * np.cos(heading)
    place[1] = row[4] + chord * np.sin(row[5] + half) + axle * np.sin(heading)
    place[2] = heading


@kernel()
def _box(item, place, points, size, lens, hiders):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Fill an item with a box around points (n, 3); whether any of it is in the picture.

    `lens` is position (3), axes (9), focal length, width, height, bend (5) and the square of its
    widest tangent; `hiders` (m, 7) centre, length, width, heading, underside and top.
    """
    c, s = np.cos(place[2]), np.sin(place[2])
    outline = item[OUTLINE:]
    near, far = NONE, 0.0
    for way in range(WAYS):
        outline[2 * way], outline[2 * way + 1] = NONE, -NONE
    for k in range(len(points)):
        ahead, aside, up = points[k]
        x, y = place[0] + ahead * c - aside * s, place[1] + ahead * s + aside * c
        px, py, away = _project(x, y, up, lens)
        if away <= 0:
            return False
        near, far = min(near, away), max(far, away)
        for way in range(WAYS):
            along = px * COS[way] + py * SIN[way]
            outline[2 * way] = min(outline[2 * way], along)
            outline[2 * way + 1] = max(outline[2 * way + 1], along)
    item[0], item[1] = outline[0], outline[2 * UPRIGHT]
    item[2], item[3] = outline[1], outline[2 * UPRIGHT + 1]
    cut = 1.0
    if min(item[0], item[1]) < 0 or item[2] > lens[13] or item[3] > lens[14]:
        cut = _cut(item, lens[13], lens[14])
    if item[2] - item[0] <= LEAST_PX or item[3] - item[1] <= LEAST_PX:
        return False
    item[DEPTH] = (near + far) / 2
    item[SHOWN] = cut * _open_share(place, size, c, s, lens, hiders)
    return item[SHOWN] > 0


@kernel()
def _cut(item, width, height):  # type: ignore[no-untyped-def]
    """Draw an item's edges in to what of its outline is in the picture; the share that this is."""
    top, foot = item[1], item[3]
    item[:4] = (NONE, NONE, -NONE, -NONE)
    if foot <= 0 or top >= height:
        return 0.0
    step = max(1.0, (foot - top) / MOST_ROWS)
    whole, inside, y = 0.0, 0.0, top + step / 2
    while y < foot:
        low, high = _span(item, y)
        whole += max(high - low, 0.0)
        low, high = max(low, 0.0), min(high, width)
        if low < high and 0 <= y <= height:
            inside += high - low
            item[0], item[2] = min(item[0], low), max(item[2], high)
            item[1] = min(item[1], max(y - step / 2, 0.0))
            item[3] = max(item[3], min(y + step / 2, height))
        y += step
    return inside / whole if whole > 0 else 0.0


@kernel()
def _project(x, y, z, lens):  # type: ignore[no-untyped-def]
    """Pixel and depth of a point; a depth of 0 where it is behind, or folded by the lens."""
    dx, dy, dz = x - lens[0], y - lens[1], z - lens[2]
    away = dx * lens[9] + dy * lens[10] + dz * lens[11]
    if away <= 0:
        return 0.0, 0.0, 0.0
    u = (dx * lens[3] + dy * lens[4] + dz * lens[5]) / away
    v = (dx * lens[6] + dy * lens[7] + dz * lens[8]) / away
    square = u * u + v * v
    if square >= lens[20]:
        return 0.0, 0.0, 0.0
    radial = 1 + square * (lens[15] + square * (lens[16] + square * lens[19]))
    bx = u * radial + 2 * lens[17] * u * v + lens[18] * (square + 2 * u * u)
    by = v * radial + lens[17] * (square + 2 * v * v) + 2 * lens[18] * u * v
    return bx * lens[12] + lens[13] / 2, by * lens[12] + lens[14] / 2, away


@kernel()
def _open_share(place, size, c, s, lens, hiders):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Of five points of a box, at half its height, those that no structure hides."""
    seen = 0
    for k in range(5):
        ahead, aside = 0.0, 0.0
        if k < 4:  # noqa: PLR2004 -- the fifth is its middle
            ahead = INNER * size[0] / 2 * (1 if k % 2 else -1)
            aside = INNER * size[1] / 2 * (1 if k < 2 else -1)  # noqa: PLR2004
        x, y = place[0] + ahead * c - aside * s, place[1] + ahead * s + aside * c
        seen += not _is_hidden(x, y, size[2] / 2, lens, hiders)
    return seen / 5


@kernel()
def _is_hidden(x, y, z, lens, hiders):  # type: ignore[no-untyped-def]
    for k in range(len(hiders)):
        h = hiders[k]
        if min(z, lens[2]) > h[6] or max(z, lens[2]) < h[5]:
            continue
        c, s = np.cos(h[4]), np.sin(h[4])
        ox, oy = lens[0] - h[0], lens[1] - h[1]
        sx, sy = c * ox + s * oy, c * oy - s * ox
        wx, wy = c * (x - lens[0]) + s * (y - lens[1]), c * (y - lens[1]) - s * (x - lens[0])
        first, last = 0.0, 1.0
        for start, way, half in ((sx, wx, h[2] / 2), (sy, wy, h[3] / 2)):
            step = way if way != 0 else 1e-12
            a, b = (-half - start) / step, (half - start) / step
            first, last = max(first, min(a, b)), min(last, max(a, b))
        rise = z - lens[2] if z != lens[2] else 1e-12
        a, b = (h[5] - lens[2]) / rise, (h[6] - lens[2]) / rise
        first, last = max(first, min(a, b)), min(last, max(a, b))
        if first < last:
            return True
    return False


@kernel()
def uncovered(items, order, cell, taken, out):  # type: ignore[no-untyped-def]
    """Of each item's outline, nearest first, the share no nearer one covers: in cells' centres.

    `order` are the items to look at, `taken` (rows, columns) is room for cells; `out` is by item.
    """
    taken[:] = 0
    for n in order:
        item = items[n]
        free, all_of_it = 0, 0
        for r in range(int(item[1] / cell), min(int(item[3] / cell) + 1, len(taken))):
            low, high = _span(item, (r + 0.5) * cell)
            a = max(int(np.ceil(low / cell - 0.5)), 0)
            b = min(int(np.floor(high / cell - 0.5)) + 1, taken.shape[1])
            for k in range(a, b):
                free += 1 - taken[r, k]
                taken[r, k] = 1
            all_of_it += max(b - a, 0)
        out[n] = free / all_of_it if all_of_it else 1.0


@kernel()
def _span(item, y):  # type: ignore[no-untyped-def]
    """From where to where a line across the picture is in an outline."""
    outline = item[OUTLINE:]
    low, high = outline[0], outline[1]
    if not outline[2 * UPRIGHT] <= y <= outline[2 * UPRIGHT + 1]:
        return 0.0, -1.0
    for way in range(1, WAYS):
        if way == UPRIGHT:
            continue
        a = (outline[2 * way] - y * SIN[way]) / COS[way]
        b = (outline[2 * way + 1] - y * SIN[way]) / COS[way]
        low, high = max(low, min(a, b)), min(high, max(a, b))
    return (low, high) if low <= high else (0.0, -1.0)
