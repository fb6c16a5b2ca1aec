# ruff: noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917 -- compiled steps are not cut into calls
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled pairing where most costs are 0: in memory of what is not, never of the square."""

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.pairing.kernels import assign, root_of, turn

FEW_CELLS = 16_384  # so small a square is quicker held as a whole: 256 kB


@kernel()
def assign_pairs(rows, columns, costs, tall, wide):
    """The pair by which each row (tall,) is paired, or -1, so that the sum of costs is least.

    Costs are 0 or less, and 0 between all that are no pair. What `lotgraph.pairing.kernels.assign`
    finds, ties included, in O(pairs + rows + columns) memory and `FEW_CELLS`.
    """
    if tall * wide > FEW_CELLS:
        return assign_sparse(rows, columns, costs, tall, wide)
    cost, at = np.zeros((tall, wide)), np.full((tall, wide), -1, np.int64)
    for k in range(len(rows)):
        cost[rows[k], columns[k]], at[rows[k], columns[k]] = costs[k], k
    column_of, taken = assign(cost), np.full(tall, -1, np.int64)
    for row in range(tall):
        if column_of[row] >= 0:
            taken[row] = at[row, column_of[row]]
    return taken


@kernel()
def assign_sparse(rows, columns, costs, tall, wide):
    """As `assign_pairs`, of any size without a square."""
    if tall <= wide:
        return _assign(rows, columns, costs, tall, wide)
    taken = np.full(tall, -1, np.int64)
    for k in _assign(columns, rows, costs, wide, tall):
        if k >= 0:
            taken[rows[k]] = k
    return taken


@kernel()
def _by_row(rows, tall):
    """The pairs of each row, in their order: those of row r from `begins[r]` to `begins[r + 1]`."""
    begins, pairs = np.zeros(tall + 1, np.int64), np.empty(len(rows), np.int64)
    for k in range(len(rows)):
        begins[rows[k] + 1] += 1
    begins = np.cumsum(begins)
    at = begins[:-1].copy()
    for k in range(len(rows)):
        pairs[at[rows[k]]] = k
        at[rows[k]] += 1
    return begins, pairs


@kernel()
def _assign(rows, columns, costs, tall, wide):
    """Shortest augmenting paths as `assign` walks them, of no more rows than columns.

    A column is looked at only once a row on the path has a pair with it (`touched`). Of all others
    a free one is as near as any, and of equals it is taken first: the last tried of those stands
    for all. A price rounded above 0 makes a taken column nearer, so that such are always looked at.
    """
    begins, pairs = _by_row(rows, tall)
    row_price, column_price = np.zeros(tall), np.zeros(wide)
    column_of, row_of = np.full(tall, -1, np.int64), np.full(wide, -1, np.int64)
    from_row, way, cell = np.empty(wide, np.int64), np.empty(wide), np.zeros(wide)
    order = np.arange(wide)[::-1].copy()  # in which columns are tried
    place = order.copy()  # of a column in it
    later = np.arange(wide + 1)  # on the way to the first free column from here on
    is_touched, is_closed = np.zeros(wide, np.bool_), np.zeros(wide, np.bool_)
    touched, odd, odds = np.empty(wide, np.int64), np.empty(wide, np.int64), 0
    is_odd = np.zeros(wide, np.bool_)
    path, path_way = np.empty(tall + 1, np.int64), np.empty(tall + 1)
    swaps = np.empty((tall + 1, 4), np.int64)
    for start in range(tall):
        left, row, shortest, end, met, count = wide, start, 0.0, -1, 0, 0
        free_way, free_from = np.inf, -1
        for k in range(odds):
            touched[count], is_touched[odd[k]], way[odd[k]] = odd[k], True, np.inf
            count += 1
        while end < 0:
            for k in pairs[begins[row] : begins[row + 1]]:
                column = columns[k]
                cell[column] = costs[k]
                if is_touched[column]:
                    continue
                touched[count], is_touched[column], way[column] = column, True, np.inf
                count += 1
                for m in range(met):
                    reached = path_way[m] - row_price[path[m]] - column_price[column]
                    if reached < way[column]:
                        way[column], from_row[column] = reached, path[m]
            path[met], path_way[met] = row, shortest
            met += 1
            nearest, nearest_way, is_free = -1, np.inf, False
            for t in range(count):
                column = touched[t]
                if is_closed[column]:
                    continue
                reached = shortest + cell[column] - row_price[row] - column_price[column]
                if reached < way[column]:
                    way[column], from_row[column] = reached, row
                is_open = row_of[column] < 0
                if way[column] == nearest_way and is_open == is_free:
                    is_nearer = (place[column] > place[nearest]) == is_free
                else:
                    is_nearer = way[column] < nearest_way or (
                        way[column] == nearest_way and is_open
                    )
                if is_nearer:
                    nearest, nearest_way, is_free = column, way[column], is_open
            for k in pairs[begins[row] : begins[row + 1]]:
                cell[columns[k]] = 0.0
            if shortest - row_price[row] < free_way:
                free_way, free_from = shortest - row_price[row], row
            if free_way <= nearest_way:
                other = _last_tried(later, is_touched, place, swaps[: met - 1], row_of, wide)
                is_before = nearest < 0 or free_way < nearest_way or not is_free
                if other >= 0 and (is_before or place[other] > place[nearest]):
                    nearest, nearest_way, is_free = other, free_way, True
                    way[other], from_row[other] = free_way, free_from
            shortest, left = nearest_way, left - 1
            at, last = place[nearest], order[left]
            swaps[met - 1, 0], swaps[met - 1, 1] = nearest, at
            swaps[met - 1, 2], swaps[met - 1, 3] = last, left
            order[at], place[last] = last, at
            is_closed[nearest] = True
            if is_free:
                end = nearest
            else:
                row = row_of[nearest]
        row_price[start] += shortest
        for m in range(1, met):
            row_price[path[m]] += shortest - way[column_of[path[m]]]
        for m in range(met - 1, -1, -1):
            column, at, last, left = swaps[m]
            order[left], place[last] = last, left
            order[at], place[column] = column, at
            is_closed[column] = False
            column_price[column] -= shortest - way[column]
            if column_price[column] > 0 and not is_odd[column]:
                odd[odds], is_odd[column] = column, True
                odds += 1
        for t in range(count):
            is_touched[touched[t]] = False
        later[end] = end + 1
        turn(end, start, from_row, row_of, column_of)
    taken = np.full(tall, -1, np.int64)
    for k in range(len(rows)):
        if column_of[rows[k]] == columns[k]:
            taken[rows[k]] = k
    return taken


@kernel()
def _last_tried(later, is_touched, place, swaps, row_of, wide):
    """The free column not touched that is tried last, or -1; those that swaps moved are elsewhere.

    Where none was moved, columns are tried from the last to the first.
    """
    found, column = -1, root_of(later, 0)
    while column < wide:
        if not is_touched[column] and place[column] == wide - 1 - column:
            found = column
            break
        column = root_of(later, column + 1)
    for m in range(len(swaps)):
        other = swaps[m, 2]
        if row_of[other] >= 0 or is_touched[other]:
            continue
        if found < 0 or place[other] > place[found]:
            found = other
    return found
