# ruff: noqa: C901, PLR0912, PLR0913, PLR0917 -- compiled steps are not cut into calls
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled pairing."""

import numpy as np

from lotgraph.kernel import kernel


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
        while True:
            row = from_row[end]
            row_of[end] = row
            column_of[row], end = end, column_of[row]
            if row == start:
                break
    return column_of


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
