"""Which frames of footage a detector gets to see, and at what times they were."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lotgraph.video import Batch, Losses, batches

AT_ONCE = 8  # frames of a batch; more would not make a network faster


@dataclass(frozen=True)
class Pace:
    """Each so many-th frame, or so many a second; and how fast pictures without times follow."""

    every: int = 1
    rate_hz: float | None = None
    fps: float | None = None


def paced(uri: str, pace: Pace, losses: Losses | None = None) -> Iterator[Batch]:
    """The frames of a capture that are wanted; what does not decode is counted in `losses`.

    Raises:
        CaptureError: if it cannot be read.
    """
    reading = batches(uri, rate_hz=pace.rate_hz, frames=AT_ONCE, losses=losses, stills_fps=pace.fps)
    return thinned(reading, pace.every)


def thinned(reading: Iterable[Batch], every: int) -> Iterator[Batch]:
    """Frames whose number is a multiple of `every`."""
    for batch in reading:
        is_due = batch.index % every == 0
        if is_due.all():
            yield batch
        elif is_due.any():
            groups = None if batch.groups is None else batch.groups[is_due]
            yield Batch(batch.index[is_due], batch.times_s[is_due], batch.pixels[is_due], groups)
