"""CLEAR: misses, ghosts and switches, frame by frame.

Bernardin and Stiefelhagen, "Evaluating Multiple Object Tracking Performance", 2008.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.measure.meet import TAKEN_FOR, Meeting, Parts
from lotgraph.measure.model import Counts, Ints

MOSTLY = 0.8  # share of its boxes beyond which an object is mostly tracked
PARTLY = 0.2  # and from which it is partly


@dataclass(frozen=True)
class Clear(Counts):
    """Counts of boxes, and of objects of the truth."""

    frames: int
    hits: int
    misses: int
    ghosts: int
    switches: int
    fragments: int
    mostly_tracked: int
    partly_tracked: int
    mostly_lost: int
    overlaps: float  # sum over hits

    @property
    def mota(self) -> float:
        """One less what went wrong, as a share of the truth; zero where there is none."""
        return self._of_truth(self.hits - self.ghosts - self.switches)

    @property
    def moda(self) -> float:
        """The same without switches."""
        return self._of_truth(self.hits - self.ghosts)

    @property
    def motal(self) -> float:
        """The same with the switches' logarithm."""
        switches = np.log10(self.switches) if self.switches > 0 else 0.0
        return self._of_truth(self.hits - self.ghosts - switches)

    @property
    def smota(self) -> float:
        """The same with the hits' overlaps for the hits."""
        return self._of_truth(self.overlaps - self.ghosts - self.switches)

    @property
    def motp(self) -> float:
        """Overlap of the hits."""
        return self.overlaps / max(1, self.hits)

    @property
    def recall(self) -> float:
        """Share of the truth that is found."""
        return self._of_truth(self.hits)

    @property
    def precision(self) -> float:
        """Share of the predictions that are of something."""
        return self.hits / max(1, self.hits + self.ghosts)

    @property
    def f1(self) -> float:
        """Both of these."""
        return self.hits / max(1, self.hits + 0.5 * self.misses + 0.5 * self.ghosts)

    @property
    def ghosts_per_frame(self) -> float:
        """Predictions of nothing, a frame; sequences in which one side is empty give no frames."""
        return self.ghosts / self.frames if self.frames else 0.0

    def _of_truth(self, count: float) -> float:
        truth = self.hits + self.misses
        return float(count / truth) if truth else 0.0


def followed(meeting: Meeting) -> tuple[Ints, NDArray[np.bool_], NDArray[np.bool_]]:
    """Of each box of the truth, what `kernels.follow` says."""
    from lotgraph.measure.kernels import follow

    told: tuple[Ints, NDArray[np.bool_], NDArray[np.bool_]] = follow(
        TAKEN_FOR, meeting.where, meeting.share, meeting.truth_of, meeting.predicted_of,
        len(meeting.truth_counts),
    )  # fmt: skip
    return told


def clear_of(meeting: Meeting, parts: Parts) -> list[Clear]:
    """Count each part of one sequence; an object as a whole counts where it is first."""
    hit, is_switch, is_begun = followed(meeting)
    is_hit, objects = hit >= 0, len(meeting.truth_counts)
    found = np.bincount(meeting.truth_of[is_hit], minlength=objects)
    share = found / meeting.truth_counts
    rows, begun = np.arange(len(hit)), np.flatnonzero(is_begun)
    first, first_begun = np.zeros((2, objects), np.int64)
    first[meeting.truth_of[::-1]] = rows[::-1]  # the last written is the first
    first_begun[meeting.truth_of[begun[::-1]]] = begun[::-1]
    is_again = is_begun & (rows != first_begun[meeting.truth_of])
    part = parts.truth
    of_object, hits = part[first], parts.count_of(part[is_hit])
    mostly, partly = share > MOSTLY, (share >= PARTLY) & (share <= MOSTLY)
    frames = np.zeros(parts.count, np.int64)
    frames[0] = meeting.frames
    fields = {
        "frames": frames,
        "hits": hits,
        "misses": parts.of_truth() - hits,
        "ghosts": parts.of_predicted() - hits,
        "switches": parts.count_of(part[is_switch]),
        "fragments": parts.count_of(part[is_again]),
        "mostly_tracked": parts.count_of(of_object[mostly]),
        "partly_tracked": parts.count_of(of_object[partly]),
        "mostly_lost": parts.count_of(of_object[share < PARTLY]),
        "overlaps": np.bincount(part[is_hit], meeting.share[hit[is_hit]], minlength=parts.count),
    }
    return [
        Clear(**{name: values[k].item() for name, values in fields.items()})
        for k in range(parts.count)
    ]
