"""How far what is drawn of a vehicle reaches: mirrors, rack, tow bar and rider too."""

import math
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.bodies.build import assembled
from lotgraph.twin.bodies.catalogue import body_of
from lotgraph.twin.bodies.look import Rack, draw_look
from lotgraph.twin.bodies.riders import draw_rider
from lotgraph.twin.seeds import Split

SPARE_M = 0.01  # for plates that hang askew and dents


class Extent(NamedTuple):
    """Of a box about a footprint's centre that holds the mesh, turned or not, in metres."""

    length_m: float
    width_m: float
    height_m: float
    ridden_m: float  # high with its rider, where it has one


class Sort(NamedTuple):
    """What of a vehicle decides how far it reaches: few of many looks differ in it."""

    body: str
    split: Split
    rack: Rack = "none"
    has_spoiler: bool = False
    has_tow_bar: bool = False
    look_seed: int = 0  # of what has two wheels
    is_ridden: bool = False


def extent_of(body: str, look_seed: int, split: Split) -> Extent:
    """What a vehicle takes as it is drawn; the wheels straight.

    Raises:
        TwinError: the model is unknown or of the other split.
    """
    length, width, ridden = _reach(sort_of(body, look_seed, split, is_ridden=True))
    height = _reach(sort_of(body, look_seed, split))[2]
    return Extent(length, width, height, ridden)


def sort_of(body: str, look_seed: int, split: Split, *, is_ridden: bool = False) -> Sort:
    """Of which sort a vehicle is.

    Raises:
        TwinError: the model is unknown or of the other split.
    """
    model = body_of(body, split)
    if model.type == "two_wheeler":
        return Sort(body, split, look_seed=look_seed, is_ridden=is_ridden)
    look = draw_look(look_seed, split, model)
    return Sort(body, split, look.rack, look.has_spoiler, look.has_tow_bar)


@lru_cache(maxsize=512)
def vertices_of(sort: Sort) -> NDArray[np.float64]:
    """Vertices (n, 3) of a sort of vehicle in its own axes, without dents; some 50 kB."""
    model = body_of(sort.body, sort.split)
    look = draw_look(sort.look_seed, sort.split, model)
    if model.type == "two_wheeler":
        is_bicycle = model.kind == "bicycle"
        rider = draw_rider(sort.look_seed, sort.split, is_bicycle=is_bicycle)
        return assembled(model, look, rider if sort.is_ridden else None)[0].vertices
    extras = {name: getattr(sort, name) for name in ("rack", "has_spoiler", "has_tow_bar")}
    return assembled(model, replace(look, dents=(), **extras))[0].vertices


@lru_cache(maxsize=4096)
def _reach(sort: Sort) -> tuple[float, float, float]:
    """Length, width and height of the box, to the next centimetre."""
    x, y, z = vertices_of(sort).T
    sizes = (2 * np.abs(x).max(), 2 * np.abs(y).max(), z.max())
    length, width, height = (math.ceil((float(m) + SPARE_M) * 100) / 100 for m in sizes)
    return length, width, height
