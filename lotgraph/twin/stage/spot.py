"""Let the lamps of vehicles light what is before them, and things and walls throw shadows in it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.stage.beams import FAR_M, lit_space
from lotgraph.twin.stage.lamps import COLUMNS
from lotgraph.twin.stage.scenery import Scenery
from lotgraph.twin.stage.source import Source
from lotgraph.twin.stage.thing import Thing
from lotgraph.twin.stage.trace import Samples, hide, light_up
from lotgraph.twin.stage.view import Window

BITS = 62  # beams in one column of bits
NO_BEAMS = np.empty((0, COLUMNS), np.float32)


@dataclass(frozen=True, eq=False)
class Spots:
    """Rows (k, COLUMNS) of beams, and which of them reach each sample: bits (n, k // BITS + 1)."""

    beams: NDArray[np.float32]
    bits: NDArray[np.int64]

    @classmethod
    def none(cls, count: int) -> "Spots":
        """No beam, for so many samples."""
        return cls(NO_BEAMS, np.zeros((count, 1), np.int64))


def spot(
    samples: Samples, things: Sequence[Thing], scenery: Scenery, changed: NDArray[np.bool_]
) -> Spots:
    """What the beams of things reach of some samples; marks in `changed` all they could reach.

    Beams are in the order of their things' numbers, so that sums of light are the same each time.
    """
    ordered = sorted(things, key=lambda thing: thing.number)
    owned = [(thing, beam) for thing in ordered for beam in thing.beams]
    if not owned:
        return Spots.none(len(samples.rows))
    bits = np.zeros((len(owned) // BITS + 1, len(samples.rows)), np.int64)
    for number, (owner, beam) in enumerate(owned):
        window = samples.view.window(lit_space(beam))
        if window is None:
            continue
        column, bit = bits[number // BITS], 1 << number % BITS
        _throw(samples, beam, window, column, bit, changed)
        if beam[9] > FAR_M:
            others = [thing for thing in ordered if thing is not owner and _is_before(thing, beam)]
            _hide(replace(samples, reach=column), beam, bit, others, scenery)
    return Spots(np.stack([beam for _, beam in owned]), np.ascontiguousarray(bits.T))


def _throw(  # noqa: PLR0913, PLR0917 -- a beam, where it may fall, and what it marks there
    samples: Samples,
    beam: NDArray[np.float32],
    window: Window,
    column: NDArray[np.int64],
    bit: int,
    changed: NDArray[np.bool_],
) -> None:
    from lotgraph.twin.stage.shade.kernels import spotted

    span = window.span(samples.pixels)
    spotted(samples.rows, samples.flat, span, window.bounds, beam, bit, column, changed)


def _hide(
    samples: Samples,
    beam: NDArray[np.float32],
    bit: int,
    others: Sequence[Thing],
    scenery: Scenery,
) -> None:
    """Take a beam's bit from what walls and other things hide from it."""
    source = Source(bit, np.array([*beam[:3], 1, beam[9]], np.float32))
    which = np.flatnonzero(samples.reach & bit)
    samples.reach[which] &= ~bit
    light_up(samples, which, scenery, [source])
    nobody = np.zeros(len(samples.rows), np.bool_)
    for thing in others:
        window = samples.view.window(source.shadow(thing.corners))
        if window is not None:
            hide(samples, thing, source, window, nobody)


def _is_before(thing: Thing, beam: NDArray[np.float32]) -> bool:
    """Whether some of a thing may stand in a beam: its round hull reaches into the cone."""
    away = thing.corners.mean(axis=0) - beam[:3]
    radius = float(np.linalg.norm(thing.corners - thing.corners.mean(axis=0), axis=1).max())
    distance = float(np.linalg.norm(away))
    if distance <= radius:
        return True
    if distance - radius > beam[9]:
        return False
    widest = np.arccos(beam[10]) + np.arcsin(radius / distance)
    return bool(away @ beam[3:6] / distance > np.cos(min(widest, np.pi)))
