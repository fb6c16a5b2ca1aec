"""Finds room for the names of cameras in a plan's picture, so that none lies over another."""

from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

from lotgraph.twin.plan.model import Camera

LABEL_M, DOT_M = 1.0, 0.3  # from a camera to its label; half of what marks it
LINE_IN, CHARACTER_IN = 0.15, 0.062  # of a label, on paper


class Box(NamedTuple):
    """What a label covers, in metres."""

    x0: float
    y0: float
    x1: float
    y1: float

    def meets(self, other: "Box") -> bool:
        """Whether they share more than an edge."""
        across = self.x0 < other.x1 and other.x0 < self.x1
        return across and self.y0 < other.y1 and other.y0 < self.y1


def label_of(camera: Camera) -> str:
    """What stands beside a camera."""
    return f"{camera.camera_id} {camera.position_m[2]:.1f} m"


def label_places(cameras: Sequence[Camera], metres_per_inch: float) -> list[tuple[float, float]]:
    """Middle and foot of each camera's label: above it, or below where that hides another.

    Where a label or a camera lies there too, it goes a line farther up or down, and so on.
    """
    line_m = LINE_IN * metres_per_inch
    spots = [camera.position_m[:2] for camera in cameras]
    dots = [Box(x - DOT_M, y - DOT_M, x + DOT_M, y + DOT_M) for x, y in spots]
    taken: list[Box] = []
    for number, (x, y) in enumerate(spots):
        half_m = len(label_of(cameras[number])) * CHARACTER_IN * metres_per_inch / 2
        others = [*taken, *dots[:number], *dots[number + 1 :]]
        steps = (
            Box(x - half_m, foot, x + half_m, foot + line_m)
            for line in count()
            for foot in (y + LABEL_M + line * line_m, y - LABEL_M - (line + 1) * line_m)
        )
        taken.append(next(one for one in steps if not any(map(one.meets, others))))
    return [(x, one.y0) for (x, _), one in zip(spots, taken, strict=True)]
