"""Compiled: boxes of vehicles and walkers in a picture, and how much of each nearer ones leave.

An item is one box as it stands for some frames, a row of these columns: edges x0, y0, x1, y1 within
the picture, depth, share of it that the picture and structures leave, eight corners (x, y).
"""

import numpy as np

from lotgraph.kernel import kernel

DEPTH, SHOWN, CORNERS, WIDTH = 4, 5, 6, 22
LEAST_PX = 3.0  # a smaller box is no box
INNER = 0.6  # how far out from its middle a box is looked at
EDGES = np.array(
    [
        (0, 1), (1, 2), (2, 3), (3, 0), (4, 5), (5, 6), (6, 7), (7, 4),
        (0, 4), (1, 5), (2, 6), (3, 7),
    ]
)  # fmt: skip
NONE = 1e30
AWAKE = 1  # head lamps, as in Lights: on while somebody is about to drive


@kernel()
def items_at(places, sizes, lens, hiders):  # type: ignore[no-untyped-def]
    """Items (k, WIDTH) of what is in the picture of boxes (n, 3), and which of them each is of.

    `places` are x, y and heading, `sizes` (n, 3) length, width and height.
    """
    items, which, n = np.empty((len(places), WIDTH)), np.empty(len(places), np.int64), 0
    for k in range(len(places)):
        if _box(items[n], places[k], sizes[k], lens, hiders):
            which[n] = k
            n += 1
    return items[:n], which[:n]


@kernel()
def items_of(rows, about, lens, hiders, fps, first, last):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Items of rows of motion in frames `first` to `last`; and (k, 3) object, first and last frame.

    `rows` (n, 10): object, t0, t1, x, y, heading, curvature, speed, acceleration, lights; `about`
    (objects, 5): axle, length, width, height, and height while somebody rides it. Who stands is
    one item, who moves one for each frame.
    """
    most = 0
    for k in range(len(rows)):
        most += max(_last(rows[k], fps, last) - _first(rows[k], fps, first), 0)
    items, who, n = np.empty((most, WIDTH)), np.empty((most, 3), np.int64), 0
    place, size = np.empty(3), np.empty(3)
    for k in range(len(rows)):
        row = rows[k]
        begins, ends = _first(row, fps, first), _last(row, fps, last)
        one = about[int(row[0]) - 1]
        size[0], size[1], size[2] = one[1], one[2], one[4] if int(row[9]) & AWAKE else one[3]
        if row[7] == 0 and row[8] == 0:
            if begins < ends:
                _move(place, row, 0.0, one[0])
                if _box(items[n], place, size, lens, hiders):
                    who[n] = (int(row[0]), begins, ends)
                    n += 1
            continue
        for frame in range(begins, ends):
            _move(place, row, frame / fps - row[1], one[0])
            if _box(items[n], place, size, lens, hiders):
                who[n] = (int(row[0]), frame, frame + 1)
                n += 1
    return items[:n], who[:n]


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
def _box(item, place, size, lens, hiders):  # type: ignore[no-untyped-def]
    """Fill an item with a box; whether any of it is in the picture.

    `lens` is position (3), axes (9), focal length, width, height, bend (5) and the square of its
    widest tangent; `hiders` (m, 7) centre, length, width, heading, underside and top.
    """
    c, s = np.cos(place[2]), np.sin(place[2])
    half_length, half_width = size[0] / 2, size[1] / 2
    item[:4] = (NONE, NONE, -NONE, -NONE)
    depth = 0.0
    for k in range(8):
        ahead = half_length if k % 4 < 2 else -half_length  # noqa: PLR2004 -- the front
        aside = half_width if 0 < k % 4 < 3 else -half_width  # noqa: PLR2004 -- the left
        x, y = place[0] + ahead * c - aside * s, place[1] + ahead * s + aside * c
        px, py, away = _project(x, y, size[2] if k > 3 else 0.0, lens)  # noqa: PLR2004 -- the roof
        if away <= 0:
            return False
        item[CORNERS + 2 * k], item[CORNERS + 2 * k + 1] = px, py
        item[0], item[1] = min(item[0], px), min(item[1], py)
        item[2], item[3] = max(item[2], px), max(item[3], py)
        depth += away / 8
    whole = (item[2] - item[0]) * (item[3] - item[1])
    item[0], item[2] = min(max(item[0], 0.0), lens[13]), min(max(item[2], 0.0), lens[13])
    item[1], item[3] = min(max(item[1], 0.0), lens[14]), min(max(item[3], 0.0), lens[14])
    if item[2] - item[0] <= LEAST_PX or item[3] - item[1] <= LEAST_PX:
        return False
    item[DEPTH] = depth
    cut = (item[2] - item[0]) * (item[3] - item[1]) / whole
    item[SHOWN] = cut * _open_share(place, size, c, s, lens, hiders)
    return item[SHOWN] > 0


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
    """From where to where a line across the picture is in a box."""
    low, high = NONE, -NONE
    for k in range(12):
        a, b = CORNERS + 2 * EDGES[k, 0], CORNERS + 2 * EDGES[k, 1]
        ya, yb = item[a + 1], item[b + 1]
        if (ya <= y) != (yb <= y):
            x = item[a] + (y - ya) * (item[b] - item[a]) / (yb - ya)
            low, high = min(low, x), max(high, x)
    return (low, high) if low <= high else (0.0, -1.0)
