# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: what becomes of boxes that overlap.

Rows of a group (a frame, or a kind in it) lie together, the best first: those of group `g` from
`ends[g]` to `ends[g + 1]`. O(n·m) time for n boxes of a group of which m are kept, O(n) memory.
"""

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.pairing.kernels import overlap


@kernel()
def _shared(box, a, b):
    if box[a, 0] >= box[b, 2] or box[b, 0] >= box[a, 2]:
        return 0.0
    return overlap(
        box[a, 0], box[a, 1], box[a, 2], box[a, 3], box[b, 0], box[b, 1], box[b, 2], box[b, 3]
    )


@kernel()
def keep_best(box, ends, level):
    """Which boxes stay: those that overlap none of the better ones that stay by more than that."""
    is_kept = np.ones(len(box), np.bool_)
    for group in range(len(ends) - 1):
        for row in range(ends[group], ends[group + 1]):
            if not is_kept[row]:
                continue
            for other in range(row + 1, ends[group + 1]):
                if is_kept[other] and _shared(box, row, other) > level:
                    is_kept[other] = False
    return is_kept


@kernel()
def lower(box, score, ends, sigma):
    """Scores after those of a group are taken best first, each lowering what overlaps it."""
    lowered = score.copy()
    for group in range(len(ends) - 1):
        left = np.arange(ends[group], ends[group + 1])
        count = len(left)
        while count > 1:
            best = 0
            for k in range(1, count):
                is_better = lowered[left[k]] > lowered[left[best]]
                if is_better or (lowered[left[k]] == lowered[left[best]] and left[k] < left[best]):
                    best = k
            row = left[best]
            count -= 1
            left[best] = left[count]
            for k in range(count):
                shared = _shared(box, row, left[k])
                if shared > 0:
                    lowered[left[k]] *= np.exp(-shared * shared / sigma)
    return lowered


@kernel()
def gather(box, score, ends, level):
    """Mean boxes, weighed by score, of those that belong together, and the row of each's best.

    Best first, a box joins the mean box that it overlaps most, by more than `level`, or begins one.
    """
    mean, weight = np.empty_like(box), np.empty(len(box))
    first = np.empty(len(box), np.int64)
    count = 0
    for group in range(len(ends) - 1):
        begin = count
        for row in range(ends[group], ends[group + 1]):
            nearest, most = -1, level
            for k in range(begin, count):
                shared = overlap(
                    box[row, 0], box[row, 1], box[row, 2], box[row, 3],
                    mean[k, 0], mean[k, 1], mean[k, 2], mean[k, 3],
                )  # fmt: skip
                if shared > most:
                    nearest, most = k, shared
            worth = max(score[row], 1e-12)
            if nearest < 0:
                mean[count], weight[count], first[count] = box[row], worth, row
                count += 1
                continue
            weight[nearest] += worth
            mean[nearest] += (box[row] - mean[nearest]) * (worth / weight[nearest])
    return mean[:count].copy(), first[:count].copy()


@kernel()
def piece_together(box, is_cut, ends, covered, abreast):
    """Boxes after those that a tile's edge cuts found their other pieces, and which of them stay.

    A cut box goes if one that is not cut covers the share `covered` of it. Pieces that lie abreast
    and overlap become one box, the better one's; then a cut box goes if any larger one covers it.
    """
    made, is_gone = box.copy(), np.zeros(len(box), np.bool_)
    for group in range(len(ends) - 1):
        first, last = ends[group], ends[group + 1]
        for row in range(first, last):
            if is_cut[row] and _covered(made, row, first, last, is_cut) >= covered:
                is_gone[row] = True
        for row in range(first, last):
            for other in range(row + 1, last):
                is_piece = is_cut[row] and is_cut[other] and not (is_gone[row] or is_gone[other])
                if is_piece and _is_abreast(made, row, other, abreast):
                    for side in range(2):
                        made[row, side] = min(made[row, side], made[other, side])
                        made[row, 2 + side] = max(made[row, 2 + side], made[other, 2 + side])
                    is_gone[other] = True
        for row in range(first, last):
            if is_cut[row] and not is_gone[row]:
                is_gone[row] = _covered(made, row, first, last, is_gone) >= covered
    return made, ~is_gone


@kernel()
def _covered(box, row, first, last, is_out):
    """The largest share of a box that a larger one covers, of those that are not `is_out`."""
    area, most = _area(box, row), 0.0
    for other in range(first, last):
        if other != row and not is_out[other] and _area(box, other) > area:
            width = min(box[row, 2], box[other, 2]) - max(box[row, 0], box[other, 0])
            height = min(box[row, 3], box[other, 3]) - max(box[row, 1], box[other, 1])
            if width > 0 and height > 0:
                most = max(most, width * height / area)
    return most


@kernel()
def _area(box, row):
    return (box[row, 2] - box[row, 0]) * (box[row, 3] - box[row, 1])


@kernel()
def _is_abreast(box, a, b, abreast):
    """Whether boxes overlap, and their sides along one axis are nearly the same."""
    is_same, is_touching = False, True
    for axis in range(2):
        shared = min(box[a, 2 + axis], box[b, 2 + axis]) - max(box[a, axis], box[b, axis])
        both = max(box[a, 2 + axis], box[b, 2 + axis]) - min(box[a, axis], box[b, axis])
        is_touching &= shared > 0
        is_same |= shared >= abreast * both
    return is_same and is_touching
