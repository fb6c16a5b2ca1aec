"""What lights a sample from one direction or one place."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.stage.columns import SUN_BIT
from lotgraph.twin.stage.lamps import COLUMNS, burning
from lotgraph.twin.stage.light import Light
from lotgraph.twin.stage.scenery import Scenery

FAR_M = 1e30


@dataclass(frozen=True, eq=False)
class Sources:
    """The sun and lamps: `rows` (k, 5) as `hull.kernels` reads a source, `bits` (k,) of each.

    `lamps` (k, COLUMNS) has the whole rows of lamps, and nothing for the sun.
    """

    bits: NDArray[np.int64]
    rows: NDArray[np.float32]
    lamps: NDArray[np.float32]

    @classmethod
    def of_lamps(cls, bits: Sequence[int], lamps: NDArray[np.float32]) -> "Sources":
        """Lamps (k, COLUMNS) alone."""
        rows = np.ones((len(lamps), 5), np.float32)
        rows[:, :3], rows[:, 4] = lamps[:, :3], lamps[:, 9]
        return cls(np.array(bits, np.int64), rows, np.ascontiguousarray(lamps))


def sources(scenery: Scenery, light: Light) -> Sources:
    """The sun, if it is seen, and the lamps that burn."""
    lamps = burning(scenery.lamps, are_lamps_on=light.are_lamps_on)
    burn = np.flatnonzero(lamps[:, 9] > 0)
    found = Sources.of_lamps([2 << number for number in burn.tolist()], lamps[burn])
    if not light.is_beam_seen:
        return found
    return Sources(
        np.concatenate([[SUN_BIT], found.bits]),
        np.concatenate([np.array([[*light.sun, 0, FAR_M]], np.float32), found.rows]),
        np.concatenate([np.zeros((1, COLUMNS), np.float32), found.lamps]),
    )
