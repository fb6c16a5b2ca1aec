"""The outermost points of what is drawn: a box around those few vertices is one around it all.

A plane laid against a vehicle from any side misses them by 6 cm at the most, by 1 cm usually.
Wheels are straight.
"""

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.bodies.extent import Sort, sort_of, vertices_of
from lotgraph.twin.bodies.figure import Figure
from lotgraph.twin.bodies.pushed import push
from lotgraph.twin.bodies.walkers import Walker, draw_figure
from lotgraph.twin.seeds import Split, stream

Floats = NDArray[np.float64]

COUNT = 64  # points of a body
STEPS = 12  # of a stride
PLANES = 800  # by which points are chosen
USUAL_GIRTH = 1.15
USUAL_M = 1.7  # height of whom all that push nothing are scaled from
PUSHER_M = 0.1  # apart are those of who push: what they push is as large as it is


@lru_cache(maxsize=2**14)
def vehicle_tips(body: str, look_seed: int, split: Split, *, is_ridden: bool = False) -> Floats:
    """Points (COUNT, 3) of a vehicle as it is drawn, in its own axes.

    Raises:
        TwinError: the model is unknown or of the other split.
    """
    return _of(sort_of(body, look_seed, split, is_ridden=is_ridden))


@lru_cache(maxsize=2**12)
def _of(sort: Sort) -> Floats:
    return tips(vertices_of(sort))


@lru_cache(maxsize=2**10)
def walker_tips(look_seed: int, split: Split, pushes: str) -> Floats:
    """Points (1 + STEPS, COUNT, 3) of somebody: standing, then step by step of a stride.

    Their height, and what they carry and push, is their own; else all are taken for one figure.
    """
    figure = draw_figure(look_seed, split, pushes)
    height_m = round(figure.height_m / PUSHER_M) * PUSHER_M if pushes else USUAL_M
    sort = replace(
        figure,
        height_m=height_m,
        girth=USUAL_GIRTH,
        upper="shirt",
        lower="trousers",
        head="short",
        is_striped=False,
        arm_swing=0.8,
        lean_rad=0.1 if pushes else 0.04,
        carries_phone=False,
    )
    return _stride(sort, pushes) * (figure.height_m / height_m)


@lru_cache(maxsize=2**8)
def _stride(figure: Figure, pushes: str) -> Floats:
    pushed = tuple(push(pushes, stream(0, "pushed")))
    somebody = Walker(figure, np.zeros((0, 3)), np.zeros(0), pushes, pushed)
    middles = [((step + 0.5) / STEPS, 1.0) for step in range(STEPS)]
    return np.stack([tips(somebody.points(*pose)) for pose in [(0.0, 0.0), *middles]])


def tips(points: Floats) -> Floats:
    """Of points (n, 3), the COUNT that reach farthest; some of them twice, where fewer do as well.

    The first is the farthest one way; each next is where a plane sinks in deepest without it.
    """
    # A library's product would start threads, which cost more than it does.
    along = np.einsum("ji,jk->ik", _planes(), np.ascontiguousarray(points.T))
    last = along.argmax(axis=1)
    most = along.max(axis=1)
    picked = [int(last[0])]
    reached = along[:, picked[0]].copy()
    while len(picked) < COUNT:
        picked.append(int(last[(most - reached).argmax()]))
        np.maximum(reached, along[:, picked[-1]], out=reached)
    return np.ascontiguousarray(points[picked], np.float64)


@lru_cache(maxsize=1)
def _planes() -> Floats:
    """Unit vectors (3, PLANES) spread evenly: points of a spiral from pole to pole."""
    number = np.arange(PLANES) + 0.5
    up, turn = 1 - 2 * number / PLANES, np.pi * (1 + np.sqrt(5)) * number
    flat = np.sqrt(1 - up**2)
    return np.stack([flat * np.cos(turn), flat * np.sin(turn), up])
