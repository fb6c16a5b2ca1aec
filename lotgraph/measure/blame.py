"""Says of each box of the truth and each prediction what became of it, in exactly one word.

In this order, and who is taken is taken:
right         of the same class, overlapping by half or more
class         the same of another class
duplicate     a prediction that lies so on a box that another prediction has
localisation  of the same class, overlapping by a tenth or more
missed, ghost truth and predictions that are left

So the boxes of the truth are right, of a wrong class, badly placed or missed; the predictions are
right, of a wrong class, duplicates, badly placed or ghosts; and the pairs are as many on both
sides. Boxes of tracks that are right may besides be a switch or a fragment.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.measure.meet import EPS, TAKEN_FOR, lies_in, overlapping
from lotgraph.measure.model import Floats, Ints, Tracks

ERRORS = (
    "right", "missed", "ghost", "localisation", "class", "duplicate", "switch", "fragment",
    "unjudged",
)  # fmt: skip
RIGHT, MISSED, GHOST, LOCALISATION, CLASS, DUPLICATE, SWITCH, FRAGMENT, UNJUDGED = range(
    len(ERRORS)
)
NEAR = 0.1  # overlap from which a prediction means what it lies on: below, boxes touch by chance


@dataclass(frozen=True)
class Boxes:
    """One side: rows of boxes in frames or images."""

    group: Ints  # (n,) frame or image
    kind: Ints  # (n,) class
    box: Floats  # (n, 4): x0, y0, x1, y1

    def __len__(self) -> int:
        return len(self.group)


@dataclass(frozen=True)
class Verdict:
    """Of each row of one side: what became of it, with whom, and how much they overlap."""

    error: NDArray[np.int8]  # (n,) place in ERRORS
    partner: Ints  # (n,) row of the other side, or -1
    overlap: Floats  # (n,) NaN without a partner


@dataclass(frozen=True)
class Overlaps:
    """All pairs of boxes that overlap in their group: rows of both sides, and how much."""

    rows: Ints
    others: Ints
    share: Floats

    def pair(self, is_allowed: NDArray[np.bool_], rank: Ints, partners: tuple[Ints, Ints]) -> None:
        """Pair who is free, predictions by rank, each with the box it overlaps most.

        Of boxes that overlap as much, the last, as COCO has it.
        """
        from lotgraph.measure.kernels import first_come

        at = np.flatnonzero(is_allowed)
        at = at[np.lexsort((-self.rows[at], -self.share[at], rank[self.others[at]]))]
        first_come(self.rows[at], self.others[at], *partners)


def overlaps_of(truth: Boxes, told: Boxes) -> Overlaps:
    """Find what overlaps; O(pairs) memory."""
    sides = [
        Tracks(side.group[order], order, np.ascontiguousarray(side.box[order]))
        for side in (truth, told)
        for order in [np.argsort(side.group, kind="stable")]
    ]
    _, (_, rows, others, share) = overlapping(*sides)
    return Overlaps(sides[0].object_id[rows], sides[1].object_id[others], share)


def blame(
    truth: Boxes,
    told: Boxes,
    *,
    rank: Ints | None = None,
    paired: tuple[Ints, Ints] | None = None,
    crowds: Boxes | None = None,
) -> tuple[Verdict, Verdict]:
    """Judge both sides.

    Args:
        truth: boxes that count.
        told: predictions.
        rank: of each prediction, who chooses first; without it, those who overlap most do.
        paired: rows of the other side of those that are right, or -1; without it, found by rank.
        crowds: predictions that lie by half in one of their class, and are not right, are unjudged.
    """
    found = overlaps_of(truth, told)
    rank = np.zeros(len(told), np.int64) if rank is None else rank
    is_same = truth.kind[found.rows] == told.kind[found.others]
    is_close = found.share >= TAKEN_FOR - EPS
    partners = paired or (np.full(len(truth), -1), np.full(len(told), -1))
    if paired is None:
        found.pair(is_same & is_close, rank, partners)
    errors = np.full(len(truth), RIGHT, np.int8), np.full(len(told), RIGHT, np.int8)
    is_left = partners[1] < 0
    if crowds is not None:
        errors[1][is_left & _in_crowds(told, crowds)] = UNJUDGED
        is_left &= errors[1] != UNJUDGED
    found.pair(~is_same & is_close & is_left[found.others], rank, partners)
    _mark(errors, partners, is_left, CLASS)
    _double(found, is_close & is_left[found.others], partners, errors[1])
    is_left &= errors[1] == RIGHT
    is_left &= partners[1] < 0
    is_near = found.share >= NEAR - EPS
    found.pair(is_same & is_near & is_left[found.others], rank, partners)
    _mark(errors, partners, is_left, LOCALISATION)
    errors[1][is_left & (partners[1] < 0)] = GHOST
    errors[0][partners[0] < 0] = MISSED
    return (
        Verdict(errors[0], partners[0], _shares(truth, told, partners[0])),
        Verdict(errors[1], partners[1], _shares(told, truth, partners[1])),
    )


def _mark(
    errors: tuple[NDArray[np.int8], NDArray[np.int8]],
    partners: tuple[Ints, Ints],
    was_left: NDArray[np.bool_],
    error: int,
) -> None:
    """Note an error on both sides of the pairs that were made since."""
    new = was_left & (partners[1] >= 0)
    errors[1][new] = error
    errors[0][partners[1][new]] = error


def _double(
    found: Overlaps,
    is_allowed: NDArray[np.bool_],
    partners: tuple[Ints, Ints],
    error: NDArray[np.int8],
) -> None:
    """Predictions left that lie on a box that is taken: its row is theirs too, on their side."""
    on_taken = is_allowed & (partners[0][found.rows] >= 0) & (partners[1][found.others] < 0)
    at = np.flatnonzero(on_taken)
    at = at[np.argsort(found.share[at], kind="stable")]  # the last written is the most overlapped
    partners[1][found.others[at]] = found.rows[at]
    error[found.others[at]] = DUPLICATE


def _in_crowds(told: Boxes, crowds: Boxes) -> NDArray[np.bool_]:
    kinds = 1 + int(max(told.kind.max(initial=0), crowds.kind.max(initial=0)))
    sides = [
        Tracks(side.group * kinds + side.kind, np.arange(len(side)), side.box)
        for side in (crowds, told)
    ]
    return lies_in(*sides)


def _shares(side: Boxes, other: Boxes, partner: Ints) -> Floats:
    """How much each row overlaps its partner; NaN without one."""
    share = np.full(len(side), np.nan)
    rows = np.flatnonzero(partner >= 0)
    one, two = side.box[rows], other.box[partner[rows]]
    size = np.minimum(one[:, 2:], two[:, 2:]) - np.maximum(one[:, :2], two[:, :2])
    both = np.prod(np.maximum(size, 0), axis=1)
    areas = [np.prod(box[:, 2:] - box[:, :2], axis=1) for box in (one, two)]
    share[rows] = both / np.maximum(areas[0] + areas[1] - both, EPS)
    return share
