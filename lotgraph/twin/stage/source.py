"""What lights a sample from one direction, and the space in which a thing takes that light away."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.stage.columns import SUN_BIT
from lotgraph.twin.stage.lamps import burning
from lotgraph.twin.stage.light import Light
from lotgraph.twin.stage.scenery import Scenery

FAR_M = 1e30
BELOW_M = 0.05  # a shadow ends this far below the ground, to hold all of what lies on it
HIGHER = 1.25  # a lamp so much higher than a thing throws its whole shadow on the ground


@dataclass(frozen=True, eq=False)
class Source:
    """The sun or a lamp; `row` (5,) is its direction and 0, or its place and 1, and its range."""

    bit: int
    row: NDArray[np.float32]

    def touches(self, corners: NDArray[np.float64]) -> bool:
        """Whether a box of corners (8, 3) is within its range."""
        if not self.row[3]:
            return True
        away = corners.mean(axis=0) - self.row[:3]
        half = np.linalg.norm(corners - corners.mean(axis=0), axis=1).max()
        return bool(np.linalg.norm(away) < self.row[4] + half)

    def shadow(self, corners: NDArray[np.float64]) -> NDArray[np.float64]:
        """Corners (16, 3) of a hull around a box's shadow, down to the ground or out of range."""
        height = np.maximum(corners[:, 2:], 0) + BELOW_M
        if not self.row[3]:
            sun = self.row[:3].astype(float)
            return np.concatenate([corners, corners - sun * height / sun[2]])
        lamp = self.row[:3].astype(float)
        away = corners - lamp
        if lamp[2] > HIGHER * height.max():
            return np.concatenate([corners, corners + away * height / (lamp[2] - height)])
        nearest = max(float(np.linalg.norm(away, axis=1).min()), 0.1)
        return np.concatenate([corners, corners + away * float(self.row[4]) / nearest])


def sources(scenery: Scenery, light: Light) -> list[Source]:
    """The sun, if it is seen, and the lamps that burn."""
    found = []
    if light.is_beam_seen:
        found.append(Source(SUN_BIT, np.array([*light.sun, 0, FAR_M], np.float32)))
    lamps = burning(scenery.lamps, are_lamps_on=light.are_lamps_on)
    for number, row in enumerate(lamps):
        if row[9] > 0:
            found.append(Source(2 << number, np.array([*row[:3], 1, row[9]], np.float32)))
    return found
