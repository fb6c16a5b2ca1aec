"""Lenses of cameras on a 1/2.8-inch sensor, one list for each split."""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from lotgraph.twin.plan.dice import Dice
from lotgraph.twin.plan.shapes import Floats
from lotgraph.twin.seeds import Split

SENSOR_WIDTH_M = 5.57e-3  # of the 16:9 part that is read out
WIDTH_PX, HEIGHT_PX = 640, 360
ANGLES_RAD = np.linspace(0.01, 1.35, 80)  # from the axis, at which a lens' bend is fitted
BEYOND = 1.08  # of the picture's corner: so far the fit goes

Bend = tuple[float, float, float, float, float]


@dataclass(frozen=True)
class Lens:
    """A focal length, how far single ones differ from it, and how round such lenses show things.

    Roundness 0 shows a straight line straight, as a pinhole does; 1 shows equal angles as equal
    lengths.
    """

    focal_mm: float
    spread: float
    roundness: tuple[float, float]

    @property
    def focal_px(self) -> float:
        """Of one as it should be."""
        return self.focal_mm * 1e-3 / SENSOR_WIDTH_M * WIDTH_PX

    @property
    def usual_bend(self) -> tuple[float, float, float]:
        """k1, k2 and k3 of one as it should be."""
        return radial(self.focal_px, sum(self.roundness) / 2)

    @property
    def widest(self) -> float:
        """Tangent of the angle from its axis beyond which it shows nothing."""
        return float(_fitted(self.focal_px, sum(self.roundness) / 2)[0].max())


# Wide ones bulge like barrels, long ones hardly bend.
LENSES: dict[Split, tuple[Lens, ...]] = {
    "train": (
        Lens(2.8, 0.04, (0.5, 0.85)),
        Lens(4.0, 0.04, (0.35, 0.7)),
        Lens(6.0, 0.05, (0.1, 0.5)),
    ),
    "held_out": (
        Lens(3.1, 0.04, (0.45, 0.8)),
        Lens(3.6, 0.04, (0.4, 0.75)),
        Lens(5.0, 0.04, (0.2, 0.6)),
        Lens(8.0, 0.04, (-0.2, 0.4)),
    ),
}


@cache
def radial(focal_px: float, roundness: float) -> tuple[float, float, float]:
    """The k1, k2 and k3 that come nearest to a lens of such roundness, out to the corners."""
    tangents, shown = _fitted(focal_px, roundness)
    powers = tangents[:, None] ** (3, 5, 7)
    k1, k2, k3 = np.linalg.lstsq(powers, shown - tangents, rcond=None)[0]
    return float(k1), float(k2), float(k3)


def _fitted(focal_px: float, roundness: float) -> tuple[Floats, Floats]:
    """Tangents of angles up to a picture's corners, and where in focal lengths each is shown."""
    tangents = np.tan(ANGLES_RAD)
    shown = (1 - roundness) * tangents + roundness * ANGLES_RAD
    near = shown < BEYOND * math.hypot(WIDTH_PX, HEIGHT_PX) / 2 / focal_px
    return tangents[near], shown[near]


def ground(lens: Lens, dice: Dice) -> tuple[float, Bend]:
    """One lens of a kind: its focal length in pixels and its distortion."""
    focal_px = round(lens.focal_px * (1 + dice.number(-lens.spread, lens.spread)), 2)
    k1, k2, k3 = radial(focal_px, dice.number(*lens.roundness))
    return focal_px, (k1, k2, dice.number(-8e-4, 8e-4), dice.number(-8e-4, 8e-4), k3)
