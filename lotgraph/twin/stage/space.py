"""Where in a view a thing matters: itself, its shadows, the dark around it, its image."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.stage.source import Source
from lotgraph.twin.stage.thing import Thing
from lotgraph.twin.stage.view import View, Window

LEAST_RISE = 0.39  # a little less than `kernels.LEAST`: water draws images out by up to so much
CROWD_REACH = 1.41  # of a thing's height: as far as it darkens the ground


@dataclass(frozen=True, eq=False)
class Space:
    """Windows of a thing in one view; None where that lies behind the camera."""

    body: Window | None
    crowd: Window | None
    shadows: tuple[tuple[Source, Window], ...]
    image: Window | None = None  # of the body in wet ground

    @property
    def windows(self) -> list[Window]:
        """All of them."""
        own = [one for one in (self.body, self.crowd, self.image) if one is not None]
        return [*own, *(window for _, window in self.shadows)]


def space_of(thing: Thing, view: View, found: Sequence[Source], *, is_wet: bool) -> Space:
    """The windows of a thing under sources of light."""
    corners = thing.corners
    shadows = [
        (source, view.window(source.shadow(corners))) for source in found if source.touches(corners)
    ]
    return Space(
        view.window(corners),
        view.window(crowded(thing)),
        tuple((source, window) for source, window in shadows if window is not None),
        view.window(corners * (1, 1, -1 / LEAST_RISE)) if is_wet else None,
    )


def crowded(thing: Thing) -> NDArray[np.float64]:
    """Corners (8, 3) of a flat box that holds all the ground a thing darkens."""
    corners = thing.around(CROWD_REACH * float(thing.frame[9]))
    corners[:, 2] = np.clip(corners[:, 2], -0.05, 0.45)
    return corners
