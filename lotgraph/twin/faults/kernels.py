"""Compiled: the blur of a lens that is out of focus."""

# mypy: disable-error-code="no-untyped-def,assignment"

import numpy as np

from lotgraph.kernel import kernel


@kernel()
def disc(padded, half_widths, out):
    """Average light over a disc, whose row at distance k reaches `half_widths[k]` aside.

    `padded` (h + 2r, w + 2r, 3) holds r more on each side than `out` (h, w, 3), where r is the
    furthest row.
    """
    height, width, bands = out.shape
    reach = len(half_widths) - 1
    sums = np.zeros((width + 2 * reach + 1, bands), np.float64)
    area = 0
    for k in range(-reach, reach + 1):
        area += 2 * half_widths[abs(k)] + 1
    share = 1.0 / area
    out[:] = 0
    for source in range(height + 2 * reach):
        for x in range(width + 2 * reach):
            for band in range(bands):
                sums[x + 1, band] = sums[x, band] + padded[source, x, band] * share
        for y in range(max(0, source - 2 * reach), min(height, source + 1)):
            half = half_widths[abs(source - reach - y)]
            for x in range(width):
                for band in range(bands):
                    total = sums[x + reach + half + 1, band] - sums[x + reach - half, band]
                    out[y, x, band] += total
