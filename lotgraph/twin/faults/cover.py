"""Things close before a lens, far out of focus: cloths, bags, leaves, paint."""

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.faults.model import Fault
from lotgraph.twin.seeds import stream

SLIDES_S = 1.2  # until it has come to rest, and again when it is taken away
SOFT = 0.07  # of the width of a picture: how far its edge is smeared
Plane = NDArray[np.float32]


def is_still(fault: Fault, t_s: float) -> bool:
    """Whether it has come to rest and is not being taken away yet."""
    return fault.begins_s + SLIDES_S <= t_s < fault.ends_s - SLIDES_S


def cloth(fault: Fault, t_s: float, height: int, width: int) -> tuple[Plane, Plane]:
    """Opacity (h, w, 1) of what covers the view at a moment, and its colour (h, w, 3).

    Colour is for a view of brightness 1: little light comes through from behind.
    """
    chance = stream(fault.seed, "cover")
    turn, lit = chance.uniform(0, 2 * np.pi), chance.uniform(0.12, 0.7)
    tint = lit * chance.uniform(0.75, 1.25, 3)
    wavy = _waves(chance, height, width, (2.0, 3.5))
    folds = 1 + 0.4 * _waves(chance, height, width, (0.7, 1.3, 1.9, 2.6, 3.7, 5.2))
    y, x = np.mgrid[0:height, 0:width] / width
    along = x * np.cos(turn) + y * np.sin(turn) + 0.05 * wavy
    come = min(1.0, (t_s - fault.begins_s) / SLIDES_S, (fault.ends_s - t_s) / SLIDES_S)
    share = fault.amount * max(come, 0.0)
    edge = float(np.quantile(along, 1 - share)) if share < 1 else along.min() - SOFT
    step = np.clip((along - edge) / SOFT + 0.5, 0, 1)
    opacity = step * step * (3 - 2 * step) if share > 0 else np.zeros_like(step)
    return opacity[..., None].astype(np.float32), (folds[..., None] * tint).astype(np.float32)


def _waves(
    chance: np.random.Generator, height: int, width: int, counts: tuple[float, ...]
) -> NDArray[np.float64]:
    """Smooth waves (h, w) of about so many across, the slow ones high; within -1 to 1."""
    y, x = np.mgrid[0:height, 0:width] / width
    total = np.zeros((height, width))
    for count in counts:
        turn, phase, bend = chance.uniform(0, 2 * np.pi, 3)
        across = x * np.cos(turn) + y * np.sin(turn) + 0.06 * np.sin(9 * (x + y) + bend)
        total += np.sin(2 * np.pi * count * across + phase) / count
    return total / sum(1 / count for count in counts)
