"""What to do with boxes of one kind that overlap: drop, lower or blend all but the best.

Boxes of several frames at once, in any order; what comes out is `in_order`. Boxes of different
kinds leave each other alone, unless `across_kinds`. Equal scores go by kind and place, so the
order of rows does not matter. A picture that is moved keeps the same boxes, and where scores differ
so does one that is mirrored; means are then rounded otherwise. 10,000 boxes in a frame take a
fraction of a second and no more memory than they are.
"""

import numpy as np
from numpy.typing import NDArray

from lotgraph.detector.model import Found, Wishes
from lotgraph.detector.suppression import Suppression

SIGMA = 0.5  # of Bodla et al., 2017: an overlap of .5 keeps .61 of a score


def resolve(found: Found, wishes: Wishes) -> Found:
    """What is left of boxes that overlap, dealt with in the way that is asked for."""
    if wishes.suppression is Suppression.SOFT:
        return soften(found, wishes.min_score, across_kinds=wishes.across_kinds)
    verb = fuse if wishes.suppression is Suppression.WEIGHTED else suppress
    return verb(found, wishes.overlap, across_kinds=wishes.across_kinds)


def suppress(found: Found, level: float, *, across_kinds: bool = False) -> Found:
    """Drop boxes that overlap a better one by more than `level`."""
    from lotgraph.detector.kernels import keep_best

    rows, ends = _grouped(found, across_kinds)
    return rows.only(keep_best(rows.box.astype(np.float64), ends, level)).in_order()


def soften(
    found: Found, least: float, sigma: float = SIGMA, *, across_kinds: bool = False
) -> Found:
    """Lower scores by exp(-overlap²/sigma) for each better box; those below `least` go."""
    from lotgraph.detector.kernels import lower

    rows, ends = _grouped(found, across_kinds)
    score = lower(rows.box.astype(np.float64), rows.score.astype(np.float64), ends, sigma)
    lowered = Found(rows.frame, rows.box, score.astype(np.float32), rows.kind)
    # In the precision that detectors compare in, or what nothing lowered could go as well.
    return lowered.only(lowered.score >= np.float32(least)).in_order()


def fuse(found: Found, level: float, *, across_kinds: bool = False) -> Found:
    """Replace boxes that overlap by more than `level` by their mean, weighed by score.

    The mean has the score and kind of the best of them.
    """
    from lotgraph.detector.kernels import gather

    rows, ends = _grouped(found, across_kinds)
    box, best = gather(rows.box.astype(np.float64), rows.score.astype(np.float64), ends, level)
    kept = rows.only(best)
    return Found(kept.frame, box.astype(np.float32), kept.score, kept.kind).in_order()


def best_of(found: Found, most: int) -> Found:
    """At most so many boxes of a frame, the best; what is given is in order."""
    first = np.searchsorted(found.frame, found.frame, "left")
    return found.only(np.arange(len(found)) - first < most)


def _grouped(found: Found, across_kinds: bool) -> tuple[Found, NDArray[np.int64]]:
    """Rows by group, the best first, and where groups end."""
    rows = found.in_order()
    if not across_kinds:
        rows = rows.only(np.lexsort((rows.kind, rows.frame)))  # which keeps the order inside
    is_new = np.diff(rows.frame) != 0
    if not across_kinds:
        is_new |= np.diff(rows.kind) != 0
    inner = np.flatnonzero(is_new) + 1
    return rows, np.concatenate([[0], inner, [len(rows)]]).astype(np.int64)
