"""HOTA: how well objects are found and kept apart, at every level of overlap.

Luiten et al., "HOTA: A Higher Order Metric for Evaluating Multi-object Tracking", 2020.
"""

from dataclasses import dataclass

import numpy as np

from lotgraph.measure.meet import Meeting, Parts
from lotgraph.measure.model import Counts, Floats

LEVELS = np.arange(0.05, 0.99, 0.05)
_NO_LESS = 1e-10


@dataclass(frozen=True)
class Hota(Counts):
    """Counts (19,), one for each level of overlap; figures are of all of them or their means."""

    hits: Floats
    misses: Floats
    ghosts: Floats
    overlaps: Floats  # sum over hits
    same: Floats  # sum over hits of the association score, of its recall and of its precision
    same_recall: Floats
    same_precision: Floats

    @property
    def det_re(self) -> Floats:
        """Share of the truth that is found."""
        return self.hits / np.maximum(1, self.hits + self.misses)

    @property
    def det_pr(self) -> Floats:
        """Share of the predictions that are of something."""
        return self.hits / np.maximum(1, self.hits + self.ghosts)

    @property
    def det_a(self) -> Floats:
        """How well boxes are found."""
        return self.hits / np.maximum(1, self.hits + self.misses + self.ghosts)

    @property
    def ass_a(self) -> Floats:
        """How well objects are kept apart."""
        return self.same / np.maximum(1, self.hits)

    @property
    def ass_re(self) -> Floats:
        """Share of an object that one track holds, averaged over hits."""
        return self.same_recall / np.maximum(1, self.hits)

    @property
    def ass_pr(self) -> Floats:
        """Share of a track that is of one object, averaged over hits."""
        return self.same_precision / np.maximum(1, self.hits)

    @property
    def loc_a(self) -> Floats:
        """Overlap of the hits; one where there are none."""
        return np.maximum(_NO_LESS, self.overlaps) / np.maximum(_NO_LESS, self.hits)

    @property
    def hota(self) -> Floats:
        """The geometric mean of both."""
        return np.sqrt(self.det_a * self.ass_a)

    @property
    def owta(self) -> Floats:
        """The same with recall alone, for worlds in which not everything is labelled."""
        return np.sqrt(self.det_re * self.ass_a)


def hota_of(meeting: Meeting, parts: Parts) -> list[Hota]:
    """Count each part of one sequence; objects and tracks are those of the whole."""
    from lotgraph.measure.kernels import add_up, alignment, count_above, matched

    share, couple = meeting.share, meeting.couple
    there = meeting.truth_counts[meeting.couples[:, 0]]
    told = meeting.predicted_counts[meeting.couples[:, 1]]
    met = alignment(meeting.where, share, couple, len(meeting.couples))
    aligned = met / (there + told - met)
    matches = matched(meeting.where, aligned[couple] * share)
    is_own = np.zeros(len(meeting.couples), np.bool_)
    is_own[couple[matches]] = True  # few of those that overlap are ever matched
    own = (np.cumsum(is_own) - 1)[couple[matches]]
    there, told = there[is_own][:, None], told[is_own][:, None]
    of_couple = count_above(LEVELS, matches, share, own, len(there))
    worths = np.stack([
        of_couple / np.maximum(1, there + told - of_couple),
        of_couple / np.maximum(1, there),
        of_couple / np.maximum(1, told),
    ])  # fmt: skip
    part = parts.truth[meeting.rows[matches]]
    sums = add_up(LEVELS, matches, share, own, part, parts.count, worths)
    truth, predicted = parts.of_truth()[:, None], parts.of_predicted()[:, None]
    fields = sums[0], truth - sums[0], predicted - sums[0], *sums[1:]
    return [Hota(*(field[k] for field in fields)) for k in range(parts.count)]
