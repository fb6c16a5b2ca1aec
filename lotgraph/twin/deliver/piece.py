"""A piece: one capture of one camera, which one process renders on its own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.plan import Camera, Plan

SUFFIX = ".mp4"


@dataclass(frozen=True)
class Piece:
    """Frames `first` to `last` (which is no part of it) of a camera, counted since the world began.

    The camera takes them at its own rate by true time, whatever its clock shows.
    """

    camera: Camera
    first: int
    last: int

    @property
    def times_s(self) -> NDArray[np.float64]:
        """When its frames are really taken, in seconds since the world began."""
        return np.arange(self.first, self.last) / self.camera.fps


def pieces(plan: Plan, spans_s: Sequence[tuple[float, float]], capture_s: float) -> Iterator[Piece]:
    """Everything that is to be rendered, camera by camera; of a span, all but the last as long."""
    for camera in plan.cameras:
        length = max(1, round(capture_s * camera.fps))
        for begins_s, ends_s in spans_s:
            begin, end = round(begins_s * camera.fps), round(ends_s * camera.fps)
            for first in range(begin, end, length):
                yield Piece(camera, first, min(first + length, end))
