"""Compiled: lines with rounded corners, and what is asked of them while ways are tried."""

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.twin.world.kernels import first_hit

TIE = 1e-9  # rounding of floats
SHORTEST_M = 0.02  # two points nearer than this are one
STRAIGHT_RAD = 1e-4


@kernel()
def round_off(marks, least, gentle, sharpest):  # type: ignore[no-untyped-def]
    """Pieces (n, 6) along marks (k, 4); none where a corner has no room for the least radius.

    `gentle` is a turn and the radius liked for those below it; beyond `sharpest` none is rounded.
    """
    nothing = np.empty((0, 6))
    line = _apart(marks)
    n = len(line)
    if n < 2:  # noqa: PLR2004 -- a line has two ends
        return nothing
    lengths, headings = np.empty(n - 1), np.empty(n - 1)
    for k in range(n - 1):
        dx, dy = line[k + 1, 0] - line[k, 0], line[k + 1, 1] - line[k, 1]
        lengths[k], headings[k] = np.sqrt(dx * dx + dy * dy), np.arctan2(dy, dx)
    corners = np.zeros((n, 3))  # turn, least and liked cut; the ends have none
    for k in range(1, n - 1):
        _bend(corners[k], headings[k] - headings[k - 1], line[k, 2], least, gentle, sharpest)
    room = np.ones(n - 1)
    for k in range(n - 1):
        tight, wide = corners[k, 1] + corners[k + 1, 1], corners[k, 2] + corners[k + 1, 2]
        if not lengths[k] - tight >= -TIE:
            return nothing
        if wide > tight:
            room[k] = min(1.0, max(lengths[k] - tight, 0.0) / (wide - tight))
    cuts = np.zeros(n)
    for k in range(1, n - 1):
        cuts[k] = corners[k, 1] + (corners[k, 2] - corners[k, 1]) * min(room[k - 1], room[k])
    return _pieces(line, lengths, headings, corners, cuts)


@kernel()
def _apart(marks):  # type: ignore[no-untyped-def]
    """Marks, but for those that are nearly where the one before is."""
    line, n = np.empty_like(marks), 1
    line[0] = marks[0]
    for k in range(1, len(marks)):
        dx, dy = marks[k, 0] - line[n - 1, 0], marks[k, 1] - line[n - 1, 1]
        if dx * dx + dy * dy > SHORTEST_M * SHORTEST_M:
            line[n] = marks[k]
            n += 1
    return line[:n]


@kernel()
def _bend(corner, turn, liked, least, gentle, sharpest):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    turn -= 2 * np.pi * np.rint(turn / (2 * np.pi))
    if abs(turn) < STRAIGHT_RAD:
        return
    if abs(turn) > sharpest:
        corner[1] = corner[2] = np.inf
        return
    reach = np.tan(abs(turn) / 2)
    radius = gentle[1] if abs(turn) < gentle[0] else max(liked, least)
    corner[0], corner[1], corner[2] = turn, least * reach, radius * reach


@kernel()
def _pieces(line, lengths, headings, corners, cuts):  # type: ignore[no-untyped-def]
    out, n = np.empty((2 * len(line), 6)), 0
    x, y = line[0, 0], line[0, 1]
    for k in range(len(lengths)):
        heading, cut, done = headings[k], cuts[k + 1], cuts[k]
        straight = lengths[k] - done - cut
        if straight > TIE:
            _put(out[n], x, y, heading, 0.0, straight, line[k, 3])
            n += 1
            x, y = x + straight * np.cos(heading), y + straight * np.sin(heading)
        if cut > 0:
            turn, after = corners[k + 1, 0], headings[k + 1]
            radius = cut / np.tan(abs(turn) / 2)
            bent = 1 / radius if turn > 0 else -1 / radius
            top = min(line[k, 3], line[k + 1, 3])
            _put(out[n], x, y, heading, bent, radius * abs(turn), top)
            n += 1
            x, y = line[k + 1, 0] + cut * np.cos(after), line[k + 1, 1] + cut * np.sin(after)
    return out[:n].copy()


@kernel()
def _put(piece, x, y, heading, curvature, length, top):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    piece[0], piece[1], piece[2] = x, y, heading
    piece[3], piece[4], piece[5] = curvature, length, top


@kernel()
def _place(piece, within):  # type: ignore[no-untyped-def]
    """Where one is so many metres into a piece, and which way the line runs there."""
    half = piece[3] * within / 2
    chord = within if half == 0 else within * np.sin(half) / half
    heading = piece[2] + half
    return piece[0] + chord * np.cos(heading), piece[1] + chord * np.sin(heading), heading + half


@kernel()
def lay(pieces, unit, count, axle, is_reverse, lateral):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Cut a leg into `count` units: places (count + 1, 6) as `is_clear` wants them, and speeds."""
    rail, top = np.empty((count + 1, 6)), np.empty(count + 1)
    turned, sense = (np.pi, -1.0) if is_reverse else (0.0, 1.0)
    k, begun = 0, 0.0
    x, y, heading, c, s = 0.0, 0.0, 0.0, 0.0, 0.0
    laid = -1
    for u in range(count + 1):
        along = u * unit
        while k < len(pieces) - 1 and along >= begun + pieces[k, 4]:
            begun += pieces[k, 4]
            k += 1
        within = min(along - begun, pieces[k, 4])
        if pieces[k, 3] != 0:
            x, y, heading = _place(pieces[k], within)
            c, s = np.cos(heading + turned), np.sin(heading + turned)
        else:
            if laid != k:
                c, s = np.cos(pieces[k, 2] + turned), np.sin(pieces[k, 2] + turned)
            x, y = pieces[k, 0] + within * c * sense, pieces[k, 1] + within * s * sense
        laid = k
        rail[u, 0], rail[u, 1], rail[u, 2], rail[u, 3] = x + axle * c, y + axle * s, c, s
        rail[u, 4], rail[u, 5] = pieces[k, 3], sense
        top[u] = min(pieces[k, 5], np.sqrt(lateral / max(abs(pieces[k, 3]), 1e-6)))
    return rail, top


@kernel()
def passes(pieces, x, y, step, reach):  # type: ignore[no-untyped-def]
    """Metres along pieces at which they first come nearest to a point; -1 where none is near."""
    begun, best, found = 0.0, reach, -1.0
    for k in range(len(pieces)):
        for j in range(int(pieces[k, 4] / step) + 1):
            px, py, _ = _place(pieces[k], j * step)
            apart = np.hypot(px - x, py - y)
            if apart < best:
                best, found = apart, begun + j * step
            elif found >= 0 and apart > best + reach:
                return found
        begun += pieces[k, 4]
    return found


@kernel()
def cap_speeds(caps, stops, is_free):  # type: ignore[no-untyped-def]
    """Lower the speeds allowed along the way, in place, so that every slower place can be met.

    `stops` are the units at which one stands still; the last is none where the end `is_free`.
    """
    last = len(stops) - 1
    for k in range(len(stops)):
        if not (is_free and k == last):
            caps[stops[k]] = 0
    square = 1e9
    for u in range(len(caps) - 1, -1, -1):
        square = min(square + 0.9, caps[u] * caps[u])
        caps[u] = max(int(np.sqrt(square)), min(caps[u], 1))


@kernel()
def clear_m(pieces, step, axle, is_reverse, half, boxes, pad):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Metres of pieces that can be driven before a box is touched; their whole length if none."""
    length = pieces[:, 4].sum()
    count = max(int(length / step), 1)
    rail, _ = lay(pieces, length / count, count, axle, is_reverse, 1.0)
    hit = first_hit(rail, half, boxes, pad)
    return length + 1.0 if hit < 0 else hit * length / count


@kernel()
def room_m(pieces, step, axle, is_reverse, half, boxes, pad, side):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Metres of pieces that can be driven before a box, or a line is touched; or their length.

    `side` is that line: a point of it, the unit vector away from where one drives, and metres
    beyond the point in its direction.
    """
    length = pieces[:, 4].sum()
    count = max(int(length / step), 1)
    rail, _ = lay(pieces, length / count, count, axle, is_reverse, 1.0)
    hit = first_hit(rail, half, boxes, pad)
    for u in range(len(rail) if hit < 0 else hit):
        r = rail[u]
        far = (r[0] - side[0]) * side[2] + (r[1] - side[1]) * side[3]
        along = abs(r[2] * side[2] + r[3] * side[3])
        across = abs(r[2] * side[3] - r[3] * side[2])
        if far + half[0] * along + half[1] * across > side[4]:
            hit = u
            break
    return length if hit < 0 else hit * length / count


@kernel()
def cut_up(pieces, legs, is_reverse, unit, axle, lateral):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """A trip in units: rail (n, 6), metres along, speeds allowed, stops and units' lengths of legs.

    `legs` (k,) are where each leg's pieces end. Speeds are in units: see `cap_speeds`.
    """
    k = len(legs)
    counts, units = np.empty(k, np.int64), np.empty(k)
    first = 0
    for leg in range(k):
        length = pieces[first : legs[leg], 4].sum()
        # Even, or it could not stop there.
        counts[leg] = 2 * int(np.ceil(length / (2 * unit) - TIE))
        units[leg], first = length / counts[leg], legs[leg]
    total = counts.sum()
    rail, along, caps = np.empty((total + 1, 6)), np.empty(total + 1), np.empty(total + 1, np.int64)
    stops = counts.cumsum()
    first, done, done_m = 0, 0, 0.0
    for leg in range(k):
        own, count = units[leg], counts[leg]
        places, top = lay(pieces[first : legs[leg]], own, count, axle, is_reverse[leg], lateral)
        skipped = 1 if leg else 0  # where a leg begins is where the one before ends
        for u in range(skipped, count + 1):
            rail[done + u] = places[u]
            along[done + u] = done_m + u * own
            caps[done + u] = min(max(int(np.floor(top[u] / (4 * own) + 1e-6)), 1), 60)
        first, done, done_m = legs[leg], done + count, done_m + count * own
    return rail, along, caps, stops, units
