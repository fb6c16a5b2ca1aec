# ruff: noqa: C901, PLR0913, PLR0917 -- compiled steps are not cut into calls
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled pairing."""

import numpy as np

from lotgraph.kernel import kernel

CELL_LIMIT = 4_000_000  # of a block of pairs that is solved exactly: 32 MB


@kernel()
def assign(cost):
    """Pair rows with columns so that the sum of costs (n, m) is least: each row's column, or -1.

    As many pairs as there can be. Shortest augmenting paths, O(n²·m) at worst. Among solutions that
    cost the same it takes the one that `scipy.optimize.linear_sum_assignment` takes: columns are
    tried from the last to the first, and of those equally near one that is free is taken, the last
    tried. Costs are finite.
    """
    rows, columns = cost.shape
    if rows > columns:
        of_column = _assign(np.ascontiguousarray(cost.T))
        found = np.full(rows, -1, np.int64)
        for column in range(columns):
            found[of_column[column]] = column
        return found
    return _assign(np.ascontiguousarray(cost))


@kernel()
def _assign(cost):
    rows, columns = cost.shape
    row_price, column_price = np.zeros(rows), np.zeros(columns)
    column_of, row_of = np.full(rows, -1, np.int64), np.full(columns, -1, np.int64)
    from_row = np.empty(columns, np.int64)
    way, open_columns = np.empty(columns), np.empty(columns, np.int64)
    is_closed, is_met = np.empty(columns, np.bool_), np.empty(rows, np.bool_)
    for start in range(rows):
        way[:], is_closed[:], is_met[:] = np.inf, False, False
        for k in range(columns):
            open_columns[k] = columns - 1 - k
        left, row, shortest, end = columns, start, 0.0, -1
        while end < 0:
            is_met[row] = True
            nearest, nearest_way = 0, np.inf
            for k in range(left):
                column = open_columns[k]
                reached = shortest + cost[row, column] - row_price[row] - column_price[column]
                if reached < way[column]:
                    way[column], from_row[column] = reached, row
                if way[column] < nearest_way or (way[column] == nearest_way and row_of[column] < 0):
                    nearest, nearest_way = k, way[column]
            shortest, column = nearest_way, open_columns[nearest]
            is_closed[column] = True
            left -= 1
            open_columns[nearest] = open_columns[left]
            if row_of[column] < 0:
                end = column
            else:
                row = row_of[column]
        row_price[start] += shortest
        for k in range(rows):
            if is_met[k] and k != start:
                row_price[k] += shortest - way[column_of[k]]
        for k in range(columns):
            if is_closed[k]:
                column_price[k] -= shortest - way[k]
        turn(end, start, from_row, row_of, column_of)
    return column_of


@kernel()
def turn(end, start, from_row, row_of, column_of):
    """Pair all along a path that was found to a free column, back to the row it started from."""
    while True:
        row = from_row[end]
        row_of[end] = row
        column_of[row], end = end, column_of[row]
        if row == start:
            break


@kernel()
def pair(rows, columns, costs, tall, wide):
    """Pair so that the sum of costs is least; whoever has no pair of cost below 0 has -1.

    Pairs that hang together are solved exactly, block by block; a block beyond `CELL_LIMIT` is
    taken cheapest first.
    """
    found, root = np.full(tall, -1, np.int64), np.arange(tall + wide)
    for k in range(len(rows)):
        one, other = root_of(root, rows[k]), root_of(root, tall + columns[k])
        root[max(one, other)] = min(one, other)
    block = np.empty(len(rows), np.int64)
    for k in range(len(rows)):
        block[k] = root_of(root, rows[k])
    order = np.argsort(block, kind="mergesort")
    place, begins = np.empty(tall + wide, np.int64), 0
    while begins < len(order):
        stops = begins
        while stops < len(order) and block[order[stops]] == block[order[begins]]:
            stops += 1
        some = order[begins:stops]
        begins = stops
        if len(some) == 1:
            found[rows[some[0]]] = columns[some[0]]
            continue
        ours, theirs = np.unique(rows[some]), np.unique(columns[some])
        if len(ours) * len(theirs) > CELL_LIMIT:
            _cheapest(found, rows[some], columns[some], costs[some], wide)
            continue
        for k in range(len(ours)):
            place[ours[k]] = k
        for k in range(len(theirs)):
            place[tall + theirs[k]] = k
        cost = np.zeros((len(ours), len(theirs)))
        for k in some:
            cost[place[rows[k]], place[tall + columns[k]]] = costs[k]
        taken = assign(cost)
        for k in range(len(ours)):
            if taken[k] >= 0 and cost[k, taken[k]] < 0:
                found[ours[k]] = theirs[taken[k]]
    return found


@kernel()
def root_of(root, one):
    """What one hangs together with: who comes last on its way, which gets shorter by asking."""
    while root[one] != one:
        root[one] = root[root[one]]
        one = root[one]
    return one


@kernel()
def _cheapest(found, rows, columns, costs, wide):
    is_taken = np.zeros(wide, np.bool_)
    for k in np.argsort(costs, kind="mergesort"):
        if found[rows[k]] < 0 and not is_taken[columns[k]]:
            found[rows[k]], is_taken[columns[k]] = columns[k], True


@kernel()
def overlap(x0, y0, x1, y1, u0, v0, u1, v1):
    """Share that two boxes have of the ground that both cover; 0 where one is empty."""
    width, height = min(x1, u1) - max(x0, u0), min(y1, v1) - max(y0, v0)
    if width <= 0 or height <= 0:
        return 0.0
    one, other = (x1 - x0) * (y1 - y0), (u1 - u0) * (v1 - v0)
    if one <= _NOTHING or other <= _NOTHING:
        return 0.0
    return width * height / (one + other - width * height)


_NOTHING = np.finfo(np.float64).eps


@kernel()
def footprint_overlap(one, other):
    """Share that two turned rectangles have of the ground that both cover; 0 where one is empty.

    Each is x, y of its middle, length, width and the direction of its length.
    """
    area, other_area = one[2] * one[3], other[2] * other[3]
    if not (one[2] > 0 and one[3] > 0 and other[2] > 0 and other[3] > 0):
        return 0.0
    reach = np.hypot(one[2], one[3]) + np.hypot(other[2], other[3])
    if 2 * np.hypot(one[0] - other[0], one[1] - other[1]) >= reach:
        return 0.0
    shared = _shared_ground(one, other)
    return min(shared / (area + other_area - shared), 1.0)


@kernel()
def _shared_ground(one, other):
    """Area that a rectangle keeps when cut along the four sides of another."""
    cos, sin = np.cos(other[4]), np.sin(other[4])
    x, y, count = np.zeros(12), np.zeros(12), 4
    for k in range(4):  # corners of the one as the other sees them
        along = one[2] / 2 * (1 if k in {0, 3} else -1)
        aside = one[3] / 2 * (1 if k < 2 else -1)  # noqa: PLR2004
        dx = one[0] - other[0] + along * np.cos(one[4]) - aside * np.sin(one[4])
        dy = one[1] - other[1] + along * np.sin(one[4]) + aside * np.cos(one[4])
        x[k], y[k] = cos * dx + sin * dy, cos * dy - sin * dx
    for side in range(4):
        sign = 1.0 if side < 2 else -1.0  # noqa: PLR2004
        limit = other[2] / 2 if side % 2 == 0 else other[3] / 2
        cut_x, cut_y, kept = np.zeros(12), np.zeros(12), 0
        for k in range(count):
            after = (k + 1) % count
            here = limit - sign * (x[k] if side % 2 == 0 else y[k])
            there = limit - sign * (x[after] if side % 2 == 0 else y[after])
            if here >= 0:
                cut_x[kept], cut_y[kept] = x[k], y[k]
                kept += 1
            if (here > 0 > there) or (here < 0 < there):
                share = here / (here - there)
                cut_x[kept] = x[k] + share * (x[after] - x[k])
                cut_y[kept] = y[k] + share * (y[after] - y[k])
                kept += 1
        x, y, count = cut_x, cut_y, kept
        if count == 0:
            return 0.0
    area = 0.0
    for k in range(count):
        after = (k + 1) % count
        area += x[k] * y[after] - x[after] * y[k]
    return max(area / 2, 0.0)


@kernel()
def longer(values, room):
    """The same values, with room for more behind them."""
    longer = np.empty(room, values.dtype)
    longer[: len(values)] = values
    return longer
