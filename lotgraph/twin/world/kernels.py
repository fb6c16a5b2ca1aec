"""Compiled: whether rectangles touch, and the search for a drive that meets nobody.

Time goes in ticks of a quarter of a second; a step of the search takes two. In one step a speed of
`n` moves 2n + a units, where `a` is the change of `n`: so unit lengths, speeds and accelerations
are whole numbers, and what is found is exactly piecewise quadratic.
"""

import numpy as np

from lotgraph.kernel import kernel

HASH_BITS = 14  # more than twice the steps a search may spend
TICK_S = 0.25
ORDER_MOVING = np.array([1, 0, -1, -2, 2])
ORDER_WAITING = np.array([0, 1, 2])


@kernel()
def touch(x, y, c, s, hl, hw, ox, oy, oc, os, ohl, ohw):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Whether two rectangles (centre, cosine, sine, half length, half width) share ground."""
    dx, dy = ox - x, oy - y
    reach = hl + hw + ohl + ohw
    if dx * dx + dy * dy > reach * reach:
        return False
    along, across = c * oc + s * os, c * os - s * oc
    aa, ab = abs(along), abs(across)
    if abs(dx * c + dy * s) > hl + ohl * aa + ohw * ab:
        return False
    if abs(-dx * s + dy * c) > hw + ohl * ab + ohw * aa:
        return False
    if abs(dx * oc + dy * os) > ohl + hl * aa + hw * ab:
        return False
    return not abs(-dx * os + dy * oc) > ohw + hl * ab + hw * aa


@kernel()
def first_hit(rail, half, boxes, pad):  # type: ignore[no-untyped-def]
    """The first place along a rail (n, >=4: x, y, cos, sin) that touches a box (m, 6), or -1."""
    stride = 1e-9
    for u in range(1, len(rail)):
        dx, dy = rail[u, 0] - rail[u - 1, 0], rail[u, 1] - rail[u - 1, 1]
        stride = max(stride, dx * dx + dy * dy)
    stride = np.sqrt(stride)
    length, width = half[0] + pad, half[1] + pad
    first = len(rail)
    for k in range(len(boxes)):
        b = boxes[k]
        reach = length + width + b[4] + b[5]
        u = 0
        while u < first:
            r = rail[u]
            dx, dy = b[0] - r[0], b[1] - r[1]
            away = dx * dx + dy * dy
            if away > reach * reach:  # no nearer place can come before so many steps
                u += max(int((np.sqrt(away) - reach) / stride), 1)
            elif touch(r[0], r[1], r[2], r[3], length, width, b[0], b[1], b[2], b[3], b[4], b[5]):
                first = u
            else:
                u += 1
    return -1 if first == len(rail) else first


@kernel()
def is_clear(rail, u, n, tick, body, samples, movers):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Whether a body at unit `u` and speed `n` touches no mover at a tick.

    `body`: half length, half width, metres a second per n, is a walker. `rail` (n, 6): x, y, cos,
    sin, curvature, direction. `movers` (m, 5): first tick, offset, count, stays at its end, is a
    walker; their `samples` (k, 6): x, y, cos, sin, half length, half width, both with what they
    move between two ticks.
    """
    r = rail[u]
    speed = n * body[2]
    sweep = 0.125 * speed
    ahead = 0.2 + 0.35 * speed
    if body[3] > 0:
        ahead = 0.1
    x = r[0] + r[2] * r[5] * ahead / 2
    y = r[1] + r[3] * r[5] * ahead / 2
    half_length = body[0] + sweep + ahead / 2
    half_width = body[1] + 0.04 + 0.3 * speed * abs(r[4])
    for k in range(len(movers)):
        m = movers[k]
        if body[3] > 0 and m[4] > 0:
            continue  # walkers make way for each other
        at = tick - m[0]
        if at < 0:
            continue
        if at >= m[2]:
            if m[3] == 0:
                continue
            at = m[2] - 1
        o = samples[m[1] + at]
        if touch(
            x, y, r[2], r[3], half_length, half_width, o[0], o[1], o[2], o[3], o[4], o[5]
        ):  # fmt: skip
            return False
    return True


@kernel()
def _is_new(keys, key):  # type: ignore[no-untyped-def]
    mask = len(keys) - 1
    at = ((key * 0x9E3779B97F4A7C1) >> 40) & mask
    while keys[at] != -1:
        if keys[at] == key:
            return False
        at = (at + 1) & mask
    keys[at] = key
    return True


@kernel()
def _stands_clear(rail, u, tick, until, body, samples, movers):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    for at in range(tick, until + 1):  # noqa: SIM110 -- numba compiles no generators
        if not is_clear(rail, u, 0, at, body, samples, movers):
            return False
    return True


@kernel()
def search(rail, caps, stops, pauses, is_free, start, body, samples, movers, budget):  # type: ignore[no-untyped-def]  # noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917
    """Find when to be where so as to touch nobody, as early as it can without looking far ahead.

    Depth first in (unit, speed, time), faster first; `start` is (tick, speed). At `stops[k]` one
    stands for `pauses[k]` ticks; after the last, unless `is_free`, for ever. Steps (n, 4): tick
    when the step is over, unit, speed, tick when what follows begins; empty where nothing was
    found within `budget` steps.
    """
    end_of_all = start[0]
    for k in range(len(movers)):
        end_of_all = max(end_of_all, movers[k, 0] + movers[k, 2])
    keys = np.full(1 << HASH_BITS, -1, np.int64)
    most = budget + 2
    path = np.zeros((most, 4), np.int64)
    legs = np.zeros(most, np.int64)
    turn = np.zeros(most, np.int64)
    path[0] = (start[0], 0, start[1], start[0])
    nothing = np.zeros((0, 4), np.int64)
    if not is_clear(rail, 0, start[1], start[0], body, samples, movers):
        return nothing
    depth, spent, final = 0, 0, len(rail) - 1
    while depth >= 0:
        spent += 1
        if spent > budget:
            return nothing
        u, n, tick, leg = path[depth, 1], path[depth, 2], path[depth, 3], legs[depth]
        order = ORDER_MOVING
        if n == 0 and not is_clear(
            rail, min(u + 8, stops[leg]), 2, tick + 6, body, samples, movers
        ):
            order = ORDER_WAITING  # do not set off only to stop again
        if turn[depth] >= len(order):
            depth -= 1
            continue
        a = order[turn[depth]]
        turn[depth] += 1
        after = n + a
        onto = u + 2 * n + a
        if after < 0 or onto < u:
            continue
        leaves = is_free and leg == len(stops) - 1 and onto >= final
        if not leaves and (onto > stops[leg] or after > caps[onto]):
            continue
        onto = min(onto, final)
        half = min(u + n, final)
        if not is_clear(rail, half, n, tick + 1, body, samples, movers):
            continue
        if not is_clear(rail, onto, after, tick + 2, body, samples, movers):
            continue
        then, next_leg, is_over = tick + 2, leg, leaves
        if not leaves and onto == stops[leg] and after == 0:
            is_over = leg == len(stops) - 1
            then = max(end_of_all, tick + 2) if is_over else tick + 2 + pauses[leg]
            if not _stands_clear(rail, onto, tick + 2, then, body, samples, movers):
                continue
            then = tick + 2 if is_over else then
            next_leg = leg + 1
        key = (((then - start[0]) * 32768 + onto) * 64 + after) * 16 + next_leg
        if not is_over and not _is_new(keys, key):
            continue
        depth += 1
        path[depth] = (tick + 2, onto, after, then)
        legs[depth], turn[depth] = next_leg, 0
        if is_over:
            return path[: depth + 1].copy()
    return nothing


@kernel()
def footprints(path, rail, body):  # type: ignore[no-untyped-def]
    """Where a found path is at each tick: (k, 6) as `is_clear` wants its samples."""
    first, last = path[0, 0], path[-1, 3]
    samples = np.empty((last - first + 1, 6))
    final = len(rail) - 1
    for k in range(len(path)):
        until = path[k + 1, 0] - 2 if k + 1 < len(path) else last
        for tick in range(path[k, 0], until + 1):
            _footprint(samples[tick - first], rail[path[k, 1]], path[k, 2], body)
        if k + 1 < len(path):
            half = min(path[k, 1] + path[k, 2], final)
            _footprint(samples[until + 1 - first], rail[half], path[k, 2], body)
    return samples


@kernel()
def _footprint(sample, r, n, body):  # type: ignore[no-untyped-def]
    speed = n * body[2]
    sample[:4] = r[:4]
    sample[4] = body[0] + 0.125 * speed
    sample[5] = body[1] + 0.02 + 0.3 * speed * abs(r[4])


@kernel()
def spread(cost, row, column, most):  # type: ignore[no-untyped-def]
    """How dear the way from each cell to one cell is: (rows, columns); `most` where there is none.

    A step costs its length times the mean of both cells' costs; a cost below 0 cannot be entered.
    """
    far = np.full(cost.shape, most)
    far[row, column] = 0.0
    rows, columns = cost.shape
    is_done = False
    while not is_done:
        is_done = True
        for sweep in range(4):
            for i in range(rows):
                r = i if sweep < 2 else rows - 1 - i  # noqa: PLR2004 -- down, then up
                for j in range(columns):
                    c = j if sweep % 2 == 0 else columns - 1 - j
                    if cost[r, c] >= 0 and _relax(far, cost, r, c):
                        is_done = False
    return far


@kernel()
def _relax(far, cost, r, c):  # type: ignore[no-untyped-def]
    best = far[r, c]
    for dr in range(-1, 2):
        for dc in range(-1, 2):
            y, x = r + dr, c + dc
            if y < 0 or x < 0 or y >= cost.shape[0] or x >= cost.shape[1] or cost[y, x] < 0:
                continue
            if dr != 0 and dc != 0 and (cost[r, x] < 0 or cost[y, c] < 0):
                continue  # not through the gap between two corners
            way = far[y, x] + np.sqrt(dr * dr + dc * dc) * (cost[y, x] + cost[r, c]) / 2
            best = min(best, way)
    if best < far[r, c] - 1e-9:
        far[r, c] = best
        return True
    return False


@kernel()
def descend(far, row, column, most):  # type: ignore[no-untyped-def]
    """Cells (n, 2) from one to where `far` is 0, each time to the nearest neighbour."""
    path = np.empty((far.size, 2), np.int64)
    n, r, c = 0, row, column
    while n < far.size:
        path[n] = (r, c)
        n += 1
        best, br, bc = far[r, c], r, c
        for dr in range(-1, 2):
            for dc in range(-1, 2):
                y, x = r + dr, c + dc
                if y < 0 or x < 0 or y >= far.shape[0] or x >= far.shape[1] or far[y, x] >= most:
                    continue
                if dr != 0 and dc != 0 and (far[r, x] >= most or far[y, c] >= most):
                    continue
                if far[y, x] < best:
                    best, br, bc = far[y, x], y, x
        if br == r and bc == c:
            break
        r, c = br, bc
    return path[:n].copy()


@kernel()
def sees(cost, ends, dearest):  # type: ignore[no-untyped-def]
    """Whether the line between two cells (row, column twice) enters none barred or too dear."""
    r0, c0, r1, c1 = ends
    steps = int(max(abs(r1 - r0), abs(c1 - c0)) * 3) + 1
    for k in range(steps + 1):
        share = k / steps
        at = cost[int(np.rint(r0 + (r1 - r0) * share)), int(np.rint(c0 + (c1 - c0) * share))]
        if at < 0 or at > dearest:
            return False
    return True
