"""What is drawn over frames: the boxes of each, and where their objects came along."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.formats.columns import EDGES

TRAIL_FRAMES = 40  # boxes of the past that an object trails behind it


@dataclass(frozen=True)
class Marks:
    """Boxes of one frame; a row is a box."""

    box: NDArray[np.float64]  # (n, 4): x0, y0, x1, y1 in pixels
    tone: NDArray[np.int64]  # (n,) whatever has the same one is drawn in the same colour
    label: tuple[str, ...]  # (n,)
    is_seen: NDArray[np.bool_]  # (n,) false: put in between two sightings
    trail: tuple[NDArray[np.float64], ...]  # (n,) of (k, 2): where it stood, the oldest first

    def shrunk(self, share: float) -> "Marks":
        """For a frame of this share of the size, in which no name can be read."""
        return replace(self.scaled(share, share), label=("",) * len(self.tone))

    def scaled(self, across: float, down: float) -> "Marks":
        """For a frame whose sides are these shares of that which they are of."""
        share = np.array([across, down])
        trail = tuple(points * share for points in self.trail)
        return replace(self, box=self.box * np.tile(share, 2), trail=trail)


class Marked:
    """Marks by frame, of boxes in the one table that every format is read into."""

    def __init__(self, boxes: pl.DataFrame) -> None:
        """Boxes that have an object are tracks; all others are drawn by their class."""
        boxes = boxes.sort("frame", "object_id", maintain_order=True)
        self._frame = boxes["frame"].to_numpy()
        self._box = boxes.select(EDGES).to_numpy(order="c")
        self._is_seen = boxes["is_seen"].to_numpy()
        is_track = boxes["object_id"].is_not_null().to_numpy()
        kinds = {kind: k for k, kind in enumerate(boxes["kind"].unique().sort())}
        by_kind = boxes["kind"].replace_strict(kinds, return_dtype=pl.Int64).to_numpy()
        self._tone = np.where(is_track, boxes["object_id"].fill_null(0).to_numpy(), by_kind)
        self._label = _labels(boxes)
        self._before = _before(self._frame, self._tone, is_track)

    def at(self, frame: int) -> Marks:
        """The marks of one frame, by its number in the table."""
        first, last = np.searchsorted(self._frame, [frame, frame + 1])
        rows = slice(first, last)
        trails = tuple(self._trail(row) for row in range(first, last))
        return Marks(
            self._box[rows], self._tone[rows], self._label[rows], self._is_seen[rows], trails
        )

    def _trail(self, row: int) -> NDArray[np.float64]:
        box = self._box[list(self._backwards(row))[::-1]]
        return np.column_stack([(box[:, 0] + box[:, 2]) / 2, box[:, 3]])

    def _backwards(self, row: int) -> Iterator[int]:
        first = self._frame[row] - TRAIL_FRAMES
        while row >= 0 and self._frame[row] >= first:
            yield row
            row = self._before[row]


def _labels(boxes: pl.DataFrame) -> tuple[str, ...]:
    score = pl.col("score")
    shown = pl.when(score.is_between(0, 1)).then(
        pl.format("{}%", (score * 100).round(0).cast(pl.Int64, strict=False))
    )
    told = (
        pl.when(pl.col("object_id").is_not_null())
        .then(pl.format("{} {}", "kind", "object_id"))
        .when(shown.is_not_null())
        .then(pl.format("{} {}", "kind", shown))
        .otherwise(pl.col("kind"))
    )
    return tuple(boxes.select(told.str.strip_chars()).to_series())


def _before(
    frame: NDArray[np.int64], tone: NDArray[np.int64], is_track: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """The row in which the same object was seen last; -1 for none."""
    before = np.full(len(frame), -1)
    rows = np.flatnonzero(is_track)
    rows = rows[np.lexsort((frame[rows], tone[rows]))]
    is_same = (tone[rows][1:] == tone[rows][:-1]) & (frame[rows][1:] > frame[rows][:-1])
    before[rows[1:][is_same]] = rows[:-1][is_same]
    return before
