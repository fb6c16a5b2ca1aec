"""Lets a detector rest while nothing moves; what it found before then stands."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from lotgraph.detector.model import Detector, Found, Frames, joined
from lotgraph.detector.watch import Seen, ahead
from lotgraph.video import Batch

CELLS = 64  # of a frame's longer side; a cell's mean hides the grain of single pixels
LEAST_LEVELS = 3.0  # of 255: less is what codecs do to a still wall
SPREADS = 6.0  # of how cells differ from frame to frame when nothing moves
LEAST_CELLS = 2
LONGEST_S = 2.0  # without a look, so that what slipped by is seen at last
SPREAD_OF_MEDIAN = 1.4826  # standard deviation of a normal distribution by its median


class Rest:
    """Tells which frames of one capture need a look: those that differ from the last one looked at.

    A frame differs if in two cells or more the mean brightness changed by 3 of 255 levels, and by
    six times what cells commonly change; a change of the whole picture's light is none. In any case
    one frame in two seconds gets a look, and one whose size is another than the last one's. The
    rule looks back only, so cuts of batches change nothing. Nor does it to mirror the picture, or
    to move it by whole cells.
    """

    def __init__(self) -> None:
        self._seen: NDArray[np.float32] | None = None
        self._before: NDArray[np.float32] | None = None
        self._seen_s = 0.0
        self._shape: tuple[int, ...] = ()

    def needs(self, frames: Frames, times_s: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which frames need a look; they follow those of the call before."""
        if frames.shape[1:] != self._shape:
            self._seen = self._before = None
            self._shape = frames.shape[1:]
        return np.array(
            [
                self._need(_cells(frame), time_s)
                for frame, time_s in zip(frames, times_s.tolist(), strict=True)
            ],
            np.bool_,
        )

    def _need(self, cells: NDArray[np.float32], time_s: float) -> bool:
        before, self._before = self._before, cells
        is_due = self._seen is None or time_s - self._seen_s >= LONGEST_S
        if not is_due and before is not None and self._seen is not None:
            noise = SPREAD_OF_MEDIAN * float(np.median(_change(cells, before)))
            least = max(LEAST_LEVELS, SPREADS * noise)
            is_due = int((_change(cells, self._seen) > least).sum()) >= LEAST_CELLS
        if is_due:
            self._seen, self._seen_s = cells, time_s
        return is_due


def watch_resting(detector: Detector, batches: Iterable[Batch]) -> Iterator[Seen]:
    """Each batch of a capture with what is in it, and how many of its frames were looked at.

    Frames that got no look have the boxes of the last one that did.
    """
    rest, last = Rest(), None
    for batch in ahead(batches):
        looked = np.flatnonzero(rest.needs(batch.pixels, batch.times_s))
        found = detector.detect(batch.pixels[looked])
        parts = [] if last is None else [last]
        parts += [found.only(found.frame == k) for k in range(len(looked))]
        # Of frames before the first look in this batch the last one of the batch before stands.
        source = np.searchsorted(looked, np.arange(len(batch)), "right") - (last is None)
        copies = [_at(parts[s], frame) for frame, s in enumerate(source.tolist())]
        last = parts[-1]
        yield batch, joined(copies), len(looked)


def _at(found: Found, frame: int) -> Found:
    return Found(np.full(len(found), frame, np.int64), found.box, found.score, found.kind)


def _cells(frame: Frames) -> NDArray[np.float32]:
    import cv2

    height, width = frame.shape[:2]
    scale = CELLS / max(height, width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    green = cv2.extractChannel(frame, 1).astype(np.float32)
    return np.asarray(cv2.resize(green, size, interpolation=cv2.INTER_AREA), np.float32)


def _change(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    difference = one - other
    return np.asarray(np.abs(difference - np.median(difference)), np.float32)
