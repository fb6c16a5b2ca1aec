"""Let the lamps of vehicles light what is before them, and things and walls throw shadows in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.stage.beams import FAR_M, lit_space
from lotgraph.twin.stage.lamps import COLUMNS
from lotgraph.twin.stage.scenery import Scenery
from lotgraph.twin.stage.source import Sources
from lotgraph.twin.stage.thing import Thing
from lotgraph.twin.stage.trace import Samples, light_up

BITS = 62  # beams in one column of bits
NO_BEAMS = np.empty((0, COLUMNS), np.float32)


@dataclass(frozen=True, eq=False)
class Spots:
    """Rows (k, COLUMNS) of beams, and which of them reach each sample: bits (n, k // BITS + 1)."""

    beams: NDArray[np.float32]
    bits: NDArray[np.int64]

    @classmethod
    def none(cls) -> "Spots":
        """No beam."""
        return cls(NO_BEAMS, np.zeros((0, 1), np.int64))


def spot(
    samples: Samples, things: Sequence[Thing], scenery: Scenery, changed: NDArray[np.bool_]
) -> Spots:
    """What the beams of things reach of some samples; marks in `changed` all they could reach.

    Beams are in the order of their things' numbers, so that sums of light are the same each time.
    """
    from lotgraph.twin.stage.lamp.kernels import spotted

    ordered = sorted(things, key=lambda thing: thing.number)
    owned = [(owner, beam) for owner, thing in enumerate(ordered) for beam in thing.beams]
    if not owned:
        return Spots.none()
    beams = np.stack([beam for _, beam in owned])
    bits = np.zeros((len(owned) // BITS + 1, len(samples.rows)), np.int64)
    for number, (owner, beam) in enumerate(owned):
        window = samples.view.window(lit_space(beam))
        column, bit = bits[number // BITS], 1 << number % BITS
        lit = spotted(samples.columns, window, beams, number, bit, column, changed)
        if beam[9] > FAR_M:
            _hide(replace(samples, reach=column), lit, bit, (ordered, owner, beam), scenery)
    return Spots(beams, np.ascontiguousarray(bits.T))


def _hide(
    samples: Samples,
    lit: NDArray[np.integer],
    bit: int,
    thrown: tuple[Sequence[Thing], int, NDArray[np.float32]],
    scenery: Scenery,
) -> None:
    """Take a beam's bit from what walls and other things hide from it."""
    from lotgraph.twin.stage.hull.kernels import barred
    from lotgraph.twin.stage.shadow.kernels import darken

    things, owner, beam = thrown
    source = Sources.of_lamps([bit], beam[None])
    row = source.rows
    samples.reach[lit] &= ~bit
    light_up(samples, lit, scenery, source)
    anyone = np.ones(len(samples.rows), np.bool_)
    nobody = np.empty_like(anyone)
    frames = np.array([thing.frame for thing in things])
    for thing, window in zip(
        things, barred(frames, owner, beam, row[0], samples.view.eye), strict=True
    ):
        if window[0] <= window[2]:
            hull = (thing.frame, thing.cast.solid.address)
            darken(samples.columns, window[None], source.bits, row, *hull, anyone, nobody)
