# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: which share of the frames before or after a box have one of its track."""

import numpy as np

from lotgraph.kernel import kernel


@kernel()
def borne_out(step, ends, frames, reach):
    """Shares (n,) of boxes by track and frame, of so many frames to the side that says more.

    Who enters or leaves is borne out from one side. A side that the footage cuts off says nothing.
    """
    share = np.zeros(len(step))
    for k in range(len(ends) - 1):
        low, high = ends[k], ends[k]
        for j in range(ends[k], ends[k + 1]):
            while step[low] < step[j] - reach:
                low += 1
            while high < ends[k + 1] and step[high] <= step[j] + reach:
                high += 1
            before = (j - low) / reach if step[j] >= reach else 0.0
            after = (high - 1 - j) / reach if step[j] + reach < frames else 0.0
            share[j] = max(before, after)
    return share
