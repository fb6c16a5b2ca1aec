"""Sightings on the ground as columns."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True)
class Sightings:
    """What was seen of things on the ground: rows of a frame lie together, frames ascend.

    Those of frame `f` are rows `ends[f]` to `ends[f + 1]`. `spread` is what the places are off by,
    as variances xx, xy, yy and of heading; all 0 where
    a sighting does not say.
    """

    number: Ints  # (f,) of the frame, as it was told
    times_s: Floats  # (f,) ascending
    ends: Ints  # (f + 1,)
    place_m: Floats  # (n, 2)
    heading_rad: Floats  # (n,)
    size_m: Floats  # (n, 3) length, width, height
    up_m: Floats  # (n,)
    kind: Ints  # (n,)
    rank: Ints  # (n,) of the score among all, the best last; ties have one
    spread: Floats  # (n, 4)

    def __len__(self) -> int:
        return len(self.heading_rad)

    @property
    def frame(self) -> Ints:
        """The number of each row's frame."""
        return np.repeat(np.arange(len(self.times_s)), np.diff(self.ends))

    @property
    def step_s(self) -> float:
        """The usual time from frame to frame; a second where there is but one."""
        return float(np.median(np.diff(self.times_s))) if len(self.times_s) > 1 else 1.0

    @property
    def told(self) -> Floats:
        """As compiled steps read it: x, y, heading, and the variances (n, 7)."""
        return np.column_stack([self.place_m, self.heading_rad, self.spread])

    def only(self, is_kept: Marks) -> "Sightings":
        """The rows that are marked; frames stay."""
        ends = np.concatenate([[0], np.cumsum(is_kept)])[self.ends]
        return replace(self, ends=ends, **{name: getattr(self, name)[is_kept] for name in ROWS})

    def first(self, frames: int) -> "Sightings":
        """Those of so many frames from the first on."""
        rows = slice(self.ends[frames])
        kept = {name: getattr(self, name)[rows] for name in ROWS}
        ends, times, number = self.ends[: frames + 1], self.times_s[:frames], self.number[:frames]
        return replace(self, ends=ends, times_s=times, number=number, **kept)

    def with_spread(self, spread: Floats) -> "Sightings":
        """The same, off by so much; what says its own spread keeps it."""
        is_own = self.spread[:, :1] > 0
        return replace(self, spread=np.where(is_own, self.spread, spread))


ROWS = ("place_m", "heading_rad", "size_m", "up_m", "kind", "rank", "spread")
