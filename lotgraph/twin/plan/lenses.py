"""Lenses of cameras on a 1/2.8-inch sensor, one list for each split."""

import math
from dataclasses import dataclass

from lotgraph.twin.plan.dice import Dice
from lotgraph.twin.seeds import Split

SENSOR_WIDTH_M = 5.57e-3  # of the 16:9 part that is read out
WIDTH_PX, HEIGHT_PX = 640, 360


@dataclass(frozen=True)
class Lens:
    """A focal length, how far single ones differ from it, and how much such lenses bend."""

    focal_mm: float
    spread: float
    k1: tuple[float, float]

    @property
    def focal_px(self) -> float:
        """Of one as it should be."""
        return self.focal_mm * 1e-3 / SENSOR_WIDTH_M * WIDTH_PX


# Wide ones bulge like barrels, long ones hardly bend.
LENSES: dict[Split, tuple[Lens, ...]] = {
    "train": (
        Lens(2.8, 0.04, (-0.36, -0.26)),
        Lens(4.0, 0.04, (-0.27, -0.16)),
        Lens(6.0, 0.05, (-0.16, -0.04)),
    ),
    "held_out": (
        Lens(3.1, 0.04, (-0.34, -0.24)),
        Lens(3.6, 0.04, (-0.29, -0.18)),
        Lens(5.0, 0.04, (-0.2, -0.08)),
        Lens(8.0, 0.04, (-0.1, 0.03)),
    ),
}
Bend = tuple[float, float, float, float, float]


def ground(lens: Lens, dice: Dice) -> tuple[float, Bend]:
    """One lens of a kind: its focal length in pixels and its distortion, which never folds."""
    focal_px = lens.focal_px * (1 + dice.number(-lens.spread, lens.spread))
    k1 = dice.number(*lens.k1)
    k2 = k1 * k1 * dice.number(0.8, 1.3)  # above 0.45 k1^2 the radius grows for ever
    p1, p2 = dice.number(-8e-4, 8e-4), dice.number(-8e-4, 8e-4)
    return round(focal_px, 2), tuple(round(k, 5) for k in (k1, k2, p1, p2, 0.0))  # type: ignore[return-value]


def half_height_rad(focal_px: float) -> float:
    """Half the angle that a picture shows from top to bottom, bending left out."""
    return math.atan(HEIGHT_PX / 2 / focal_px)
