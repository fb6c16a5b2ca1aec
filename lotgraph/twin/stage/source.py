"""What lights a sample from one direction or one place."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.stage.columns import SUN_BIT
from lotgraph.twin.stage.lamps import burning
from lotgraph.twin.stage.light import Light
from lotgraph.twin.stage.scenery import Scenery

FAR_M = 1e30


@dataclass(frozen=True, eq=False)
class Sources:
    """The sun and lamps: `rows` (k, 5) as `hull.kernels` reads a source, `bits` (k,) of each."""

    bits: NDArray[np.int64]
    rows: NDArray[np.float32]


def sources(scenery: Scenery, light: Light) -> Sources:
    """The sun, if it is seen, and the lamps that burn."""
    bits, rows = [], []
    if light.is_beam_seen:
        bits.append(SUN_BIT)
        rows.append([*light.sun, 0, FAR_M])
    lamps = burning(scenery.lamps, are_lamps_on=light.are_lamps_on)
    for number, row in enumerate(lamps):
        if row[9] > 0:
            bits.append(2 << number)
            rows.append([*row[:3], 1, row[9]])
    return Sources(np.array(bits, np.int64), np.array(rows, np.float32).reshape(-1, 5))
