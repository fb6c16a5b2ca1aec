"""Varies a model: other lengths, heights, windows and loads, so that it is another of its type.

A catalogue has some vans and one truck. Who learns what a truck is from pictures of that one learns
that one; nobody but who draws pictures to learn from asks for a variant.
"""

from dataclasses import replace
from itertools import pairwise
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.bodies.model import Body, Lamps
from lotgraph.twin.bodies.outline import ARCH_GAP_M, CAB_RISE_M, PEAK_M
from lotgraph.twin.seeds import stream

MARK = "~"  # between a model's name and the number of its variant
LAMPS: tuple[Lamps, ...] = get_args(Lamps)

Range = tuple[float, float]
# How far each stretch of the length may be drawn out: bonnet, windscreen, roof, rear window, what
# is behind that on the hull, and a truck's load.
LONG: dict[str, tuple[Range, Range, Range, Range, Range, Range]] = {
    "car": ((0.8, 1.2), (0.85, 1.2), (0.85, 1.15), (0.75, 1.3), (0.8, 1.3), (1.0, 1.0)),
    "pickup": ((0.85, 1.15), (0.85, 1.2), (0.5, 1.25), (0.7, 1.3), (0.85, 1.3), (1.0, 1.0)),
    "van": ((0.8, 1.4), (0.85, 1.15), (0.75, 1.25), (0.7, 1.3), (0.8, 1.2), (1.0, 1.0)),
    "truck": ((0.85, 1.2), (0.85, 1.15), (0.85, 1.3), (0.8, 1.2), (0.8, 1.2), (0.7, 1.35)),
    "bus": ((0.8, 1.2), (0.8, 1.6), (0.75, 1.08), (0.8, 1.4), (0.8, 1.2), (1.0, 1.0)),
}
# How much higher it may be below the side windows, and from their foot up.
HIGH: dict[str, tuple[Range, Range]] = {
    "car": ((0.93, 1.08), (0.88, 1.15)),
    "pickup": ((0.93, 1.08), (0.9, 1.12)),
    "van": ((0.94, 1.08), (0.78, 1.25)),
    "truck": ((0.94, 1.08), (0.9, 1.12)),
    "bus": ((0.96, 1.15), (0.9, 1.15)),
}
TWO_WHEELS: Range = (0.9, 1.07)
LEAST_WINDOW_M = 0.25
AXLE_SPARE_M = 0.06  # that an arch is clear of both ends, at the least
BOW_SPARE_M = 0.1
RECUT_SHARE = 0.6  # of vans have other windows behind the driver's: none, or a row of them
PANES_M: Range = (0.8, 1.6)
OTHER_LOAD_SHARE = 0.5  # of trucks have a platform for a box, or the other way round
BOX_M: Range = (1.6, 2.5)  # high


def varied(body: Body, number: int) -> Body:
    """The variant of that number of a model: of the same type, with proportions of its own."""
    chance = stream(number, "variant", body.name)
    name = f"{body.name}{MARK}{number}"
    if body.type == "two_wheeler":
        return replace(_two_wheeler(body, chance), name=name)
    made = _heightened(_lengthened(replace(body, name=name), chance), chance)
    made = _reloaded(made, chance) if made.type == "truck" else made
    made = _recut(made, chance) if made.type == "van" else made
    bow = body.nose_bow * chance.uniform(0.7, 1.4)
    return replace(
        made,
        width_m=body.width_m * chance.uniform(0.94, 1.06),
        lean=body.lean * chance.uniform(0.75, 1.3),
        drop_m=body.drop_m * chance.uniform(0.5, 2.0),
        nose_bow=min(bow, made.cowl[0] + BOW_SPARE_M),  # else it lies behind its own windscreen
        tail_bow=body.tail_bow * chance.uniform(0.7, 1.3),
        lamps=LAMPS[int(chance.integers(len(LAMPS)))],
    )


def _two_wheeler(body: Body, chance: np.random.Generator) -> Body:
    long, wide, high = chance.uniform(*TWO_WHEELS, 3)
    return replace(
        body,
        length_m=body.length_m * long,
        wheelbase_m=body.wheelbase_m * long,
        tyre_m=body.tyre_m * long,
        width_m=body.width_m * wide,
        height_m=body.height_m * max(high, long),
    )


def _lengthened(body: Body, chance: np.random.Generator) -> Body:
    """Every place along a model, moved; what was before another place stays before it."""
    ends = (body.cowl[0], *body.roof, body.deck[0], body.hull_m or body.length_m, body.length_m)
    steps = np.diff(ends, prepend=0.0) * [chance.uniform(*one) for one in LONG[body.type]]
    places, moved = np.array([0.0, *ends]), np.concatenate([[0.0], np.cumsum(steps)])

    def at(u: float) -> float:
        return float(np.interp(u, places, moved))

    room = body.tyre_m + ARCH_GAP_M + AXLE_SPARE_M
    length = at(body.length_m)
    front = max(at(body.overhang_m), room + PEAK_M)
    rear = min(at(body.overhang_m + body.wheelbase_m), length - room)
    windows = [(at(one), at(other)) for one, other in body.windows]
    first, *rest = windows
    return replace(
        body,
        length_m=length,
        overhang_m=front,
        wheelbase_m=rear - front,
        cowl=(at(body.cowl[0]), body.cowl[1]),
        roof=(at(body.roof[0]), at(body.roof[1])),
        deck=(at(body.deck[0]), body.deck[1]),
        windows=(first, *(one for one in rest if one[1] - one[0] >= LEAST_WINDOW_M)),
        hull_m=at(body.hull_m),
    )


def _heightened(body: Body, chance: np.random.Generator) -> Body:
    """Every height of a model, moved in their order; wheels grow with what is below the windows."""
    low, high = (chance.uniform(*one) for one in HIGH[body.type])
    foot = min(body.belt)

    def up(z: float) -> float:
        return low * min(z, foot) + high * max(z - foot, 0.0)

    return replace(
        body,
        height_m=up(body.height_m),
        clearance_m=body.clearance_m * low,
        tyre_m=body.tyre_m * low,
        nose_z=up(body.nose_z),
        cowl=(body.cowl[0], up(body.cowl[1])),
        deck=(body.deck[0], up(body.deck[1])),
        tail_z=up(body.tail_z),
        belt=(up(body.belt[0]), up(body.belt[1])),
    )


def _reloaded(body: Body, chance: np.random.Generator) -> Body:
    """A truck with a box of another height, or a platform; its own sort of load, or the other."""
    is_box = (body.load == "box") != (chance.random() < OTHER_LOAD_SHARE)
    deck = 2 * body.tyre_m
    cab = body.cowl[1] + CAB_RISE_M
    high = max(deck + chance.uniform(*BOX_M), cab) if is_box else cab
    return replace(body, load="box" if is_box else "flat", height_m=high)


def _recut(body: Body, chance: np.random.Generator) -> Body:
    """A van with no windows behind the driver's, or a row of them."""
    if chance.random() >= RECUT_SHARE:
        return body
    first = body.windows[0]
    edges: NDArray[np.float64] = np.array([first[1]])
    if chance.random() < 0.5:  # noqa: PLR2004 -- half have none
        begin, end = first[1], body.roof[1] - 0.1
        count = max(1, round((end - begin) / chance.uniform(*PANES_M)))
        edges = np.linspace(begin, end, count + 1)
    row = [(float(one) + 0.1, float(other)) for one, other in pairwise(edges)]
    return replace(body, windows=(first, *row))
