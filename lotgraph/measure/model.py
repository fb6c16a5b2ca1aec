"""Tracks as columns, and a sequence of them beside its truth."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import MeasureError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ANY_HEIGHT = (-np.inf, np.inf)
COUNTED, UNCOUNTED, DISTRACTOR = range(3)  # what a box of the truth is for
"""UNCOUNTED is no truth, but may be taken for one: who finds it found nothing. Who finds a
DISTRACTOR is neither right nor wrong."""


@dataclass(frozen=True)
class Tracks:
    """Boxes of a sequence: a row is an object in a frame."""

    frame: Ints  # (n,)
    object_id: Ints  # (n,)
    box: Floats  # (n, 4): x0, y0, x1, y1

    def __len__(self) -> int:
        return len(self.frame)

    def only(self, is_kept: NDArray[np.bool_]) -> "Tracks":
        """The rows that are marked."""
        return Tracks(self.frame[is_kept], self.object_id[is_kept], self.box[is_kept])


def no_tracks() -> Tracks:
    """Tracks of no rows."""
    return Tracks(np.empty(0, np.int64), np.empty(0, np.int64), np.empty((0, 4)))


@dataclass(frozen=True)
class Case:
    """A sequence: its truth, what was predicted, and what is not to be judged.

    `role` (n,) says what each box of the truth is for; by default all are COUNTED. Predictions that
    no truth explains are dropped where more than half of them lies in one of the `regions` of their
    frame, or where their height is not above the first of `heights_px` or is above the second.
    """

    name: str
    frames: int
    truth: Tracks
    predicted: Tracks
    role: NDArray[np.int8] | None = None
    regions: Tracks = field(default_factory=no_tracks)
    heights_px: tuple[float, float] = ANY_HEIGHT

    def __post_init__(self) -> None:
        for called, tracks in (("truth", self.truth), ("predicted", self.predicted)):
            _check(f"{self.name}, {called}", tracks)
        if self.role is not None and len(self.role) != len(self.truth):
            raise MeasureError(
                f"{self.name}: expected a role for each of {len(self.truth)} boxes of the truth; "
                f"got {len(self.role)}"
            )


def _check(called: str, tracks: Tracks) -> None:
    rows = len(tracks)
    if tracks.object_id.shape != (rows,) or tracks.box.shape != (rows, 4):
        raise MeasureError(
            f"{called}: expected as many objects and boxes (n, 4) as frames, {rows}; got "
            f"{tracks.object_id.shape} and {tracks.box.shape}"
        )
    if not np.isfinite(tracks.box).all():
        row = int(np.flatnonzero(~np.isfinite(tracks.box).all(axis=1))[0])
        raise MeasureError(
            f"{called}: frame {tracks.frame[row]}, object {tracks.object_id[row]}: expected a box "
            "of numbers that are finite; drop such rows first"
        )
    frame, object_id = tracks.frame, tracks.object_id
    steps, changes = np.diff(frame), np.diff(object_id)
    if ((steps > 0) | ((steps == 0) & (changes > 0))).all():
        return  # in order, as most files are: nothing is there twice
    order = np.lexsort((object_id, frame))
    frame, object_id = frame[order], object_id[order]
    again = np.flatnonzero((np.diff(frame) == 0) & (np.diff(object_id) == 0))
    if len(again):
        raise MeasureError(
            f"{called}: object {object_id[again[0]]} is there twice in frame {frame[again[0]]}; "
            "an object has one box in a frame"
        )


class Counts:
    """Figures that add up over sequences, field by field."""

    @classmethod
    def sum(cls, parts: Sequence[Self]) -> Self:
        """Those of all together; of none, all are zero."""
        names = [one.name for one in fields(cls)]  # type: ignore[arg-type]
        return cls(**{name: sum(getattr(part, name) for part in parts) for name in names})

    @classmethod
    def drawn(cls, parts: Sequence[Self], weights: NDArray[np.integer]) -> list[Self]:
        """Of each row of weights (r, parts), those of all with each part so many times.

        The sum of no parts has zeros for numbers of any shape.
        """
        names = [one.name for one in fields(cls)]  # type: ignore[arg-type]
        sums = {}
        for name in names:
            values = np.broadcast_arrays(*(getattr(one, name) for one in parts))
            sums[name] = np.tensordot(weights, np.array(values), 1)
        return [
            cls(**{name: values[r] for name, values in sums.items()}) for r in range(len(weights))
        ]
