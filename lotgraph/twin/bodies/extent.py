"""How far what is drawn of a vehicle reaches: mirrors, rack, tow bar and rider too."""

import math
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from lotgraph.twin.bodies.build import assembled
from lotgraph.twin.bodies.catalogue import body_of
from lotgraph.twin.bodies.look import Look, Rack, draw_look
from lotgraph.twin.bodies.mesh import Piece
from lotgraph.twin.bodies.riders import draw_rider
from lotgraph.twin.seeds import Split

SPARE_M = 0.01  # for plates that hang askew and dents


class Extent(NamedTuple):
    """Of a box about a footprint's centre that holds the mesh, turned or not, in metres."""

    length_m: float
    width_m: float
    height_m: float
    ridden_m: float  # high with its rider, where it has one


def extent_of(body: str, look_seed: int, split: Split) -> Extent:
    """What a vehicle takes as it is drawn; the wheels straight.

    Raises:
        TwinError: the model is unknown or of the other split.
    """
    model = body_of(body, split)
    look = draw_look(look_seed, split, model)
    if model.type != "two_wheeler":
        return _usual(body, split, look.rack, look.has_tow_bar)
    rider = draw_rider(look_seed, split, is_bicycle=model.kind == "bicycle")
    length, width, ridden = _reach(assembled(model, look, rider)[0])
    height = _reach(assembled(model, look)[0])[2]
    return Extent(length, width, height, ridden)


@lru_cache(maxsize=1024)
def _usual(body: str, split: Split, rack: Rack, has_tow_bar: bool) -> Extent:
    model = body_of(body, split)
    any_look: Look = draw_look(0, split, model)
    look = replace(any_look, rack=rack, has_tow_bar=has_tow_bar, dents=())
    length, width, height = _reach(assembled(model, look)[0])
    return Extent(length, width, height, height)


def _reach(one: Piece) -> tuple[float, float, float]:
    """Length, width and height of the box, to the next centimetre."""
    x, y, z = one.vertices.T
    sizes = (2 * np.abs(x).max(), 2 * np.abs(y).max(), z.max())
    length, width, height = (math.ceil((float(m) + SPARE_M) * 100) / 100 for m in sizes)
    return length, width, height
