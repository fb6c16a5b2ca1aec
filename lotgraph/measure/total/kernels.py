# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: sums of rows that are mostly 0, to the last bit those of the whole row.

Figures that tie for others would not tie here if they were rounded otherwise.
"""

import numpy as np

from lotgraph.kernel import kernel

JOIN = -1  # in place of a length: what was summed last belongs together


@kernel()
def sum_of(at, values, count):
    """The sum of a row of so many numbers, 0 but at some places, which ascend: as numpy rounds it.

    Numpy halves what is longer than 128, at multiples of 8, and adds up the halves' sums.
    """
    waits, sums = [(0, count)], [0.0 for _ in range(0)]
    while len(waits) > 0:
        begins, size = waits.pop()
        if size == JOIN:
            last = sums.pop()
            sums[-1] += last
        elif size > 128:  # noqa: PLR2004
            half = size // 2 - size // 2 % 8
            waits += [(begins, JOIN), (begins + half, size - half), (begins, half)]
        else:
            first, last = np.searchsorted(at, begins), np.searchsorted(at, begins + size)
            sums.append(_sum_of_few(at[first:last] - begins, values[first:last], size))
    return sums[0]


@kernel()
def _sum_of_few(at, values, count):
    """Every eighth by itself, then these; what is left over is added at the end."""
    r, even = np.zeros(8), count - count % 8
    for k in range(len(at)):
        if at[k] < even:
            r[at[k] % 8] += values[k]
    total = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]))
    for k in range(len(at)):
        if at[k] >= even:
            total += values[k]
    return total
