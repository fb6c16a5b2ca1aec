"""Identity: each object of the truth is given one predicted object, once and for all.

Ristani et al., "Performance Measures and a Data Set for Multi-Target, Multi-Camera Tracking", 2016.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.measure.meet import TAKEN_FOR, Meeting, Parts
from lotgraph.measure.model import Counts, Ints


@dataclass(frozen=True)
class Identity(Counts):
    """Counts of boxes."""

    hits: int
    misses: int
    ghosts: int

    @property
    def idf1(self) -> float:
        """Both of these."""
        return self.hits / max(1, self.hits + 0.5 * self.misses + 0.5 * self.ghosts)

    @property
    def recall(self) -> float:
        """Share of the truth under its own name."""
        return self.hits / max(1, self.hits + self.misses)

    @property
    def precision(self) -> float:
        """Share of the predictions under the right name."""
        return self.hits / max(1, self.hits + self.ghosts)


def identity_of(meeting: Meeting, parts: Parts) -> list[Identity]:
    """Count each part of one sequence: names are given so that most boxes are right."""
    is_close = meeting.share >= TAKEN_FOR
    met = np.bincount(meeting.couple[is_close], minlength=len(meeting.couples))
    is_right = is_close & _named(meeting, met)[meeting.couple]
    hits = parts.count_of(parts.truth[meeting.rows[is_right]])
    fields = hits, parts.of_truth() - hits, parts.of_predicted() - hits
    return [Identity(*(int(field[k]) for field in fields)) for k in range(parts.count)]


def _named(meeting: Meeting, met: Ints) -> NDArray[np.bool_]:
    """Couples of the best one-to-one naming; each group that shares objects by itself."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    from lotgraph.pairing.sparse.kernels import assign_pairs

    at = np.flatnonzero(met)
    objects, tracks = meeting.couples[at].T
    met = met[at]
    size = len(meeting.truth_counts) + len(meeting.predicted_counts)
    edges = coo_matrix((met, (objects, tracks + len(meeting.truth_counts))), shape=(size, size))
    _, group = connected_components(edges, directed=False)
    order = np.argsort(group[objects], kind="stable")
    is_named = np.zeros(len(meeting.couples), np.bool_)
    for part in np.split(order, np.flatnonzero(np.diff(group[objects][order])) + 1):
        if len(part) == 0:
            continue
        rows, row = np.unique(objects[part], return_inverse=True)
        columns, column = np.unique(tracks[part], return_inverse=True)
        taken = assign_pairs(row, column, -met[part].astype(float), len(rows), len(columns))
        is_named[at[part[taken[taken >= 0]]]] = True
    return is_named
