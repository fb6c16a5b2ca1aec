"""Wheels: tyre, rim with spokes, and where they stand."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.bodies.hull import tyre_width
from lotgraph.twin.bodies.mesh import Part, Piece, join, outward, piece, quads
from lotgraph.twin.bodies.model import Body

SEGMENTS = 16
# Which of the sixteen segments between hub and rim are metal, by the style of a rim.
SPOKES: dict[str, tuple[int, ...]] = {
    "disc": tuple(range(16)),
    "eight": tuple(range(0, 16, 2)),
    "four": (0, 1, 4, 5, 8, 9, 12, 13),
    "star": (0, 1, 3, 4, 6, 7, 9, 10, 12, 14),
    "three": (0, 1, 2, 5, 6, 7, 10, 11, 12),
}


@dataclass(frozen=True)
class Wheels:
    """All wheels of a vehicle; `hubs` (k, 3) m, `steered` (k,)."""

    piece: Piece
    hubs: NDArray[np.float64]
    steered: NDArray[np.bool_]


def mount_wheels(body: Body, rim: str) -> Wheels:
    """Give a vehicle its wheels, flush with its sides."""
    front = body.length_m / 2 - body.overhang_m
    wide = tyre_width(body)
    y = body.width_m / 2 * 0.965
    hubs = np.array([
        (x, side * (y - wide / 2), body.tyre_m)
        for x in (front, front - body.wheelbase_m)
        for side in (1.0, -1.0)
    ])  # fmt: skip
    left = turn_wheel(body.tyre_m, wide, rim)
    right = outward(replace(left, vertices=left.vertices * (1.0, -1.0, 1.0)))
    pieces = []
    for number, hub in enumerate(hubs, start=1):
        one = left if hub[1] > 0 else right
        mark = np.full(len(one.vertices), number, np.uint8)
        pieces.append(replace(one, vertices=one.vertices + hub, wheel=mark))
    return Wheels(join(pieces), hubs, np.array([True, True, False, False]))


def turn_wheel(radius: float, wide: float, rim: str) -> Piece:
    """Turn a wheel around its hub at the origin, looking to the left."""
    half = wide / 2
    lathe = np.array([  # radius, distance outwards: from the hub's cap around to the inner side
        (0.0, half - 0.035), (0.66 * radius, half - 0.012),
        (0.97 * radius, half), (radius, -half),
        (0.0, -half),
    ])  # fmt: skip
    # One vertex points straight down: a flat between two of them would float over the ground.
    angle = -np.pi / 2 + np.arange(SEGMENTS) * 2 * np.pi / SEGMENTS
    ring = np.stack([
        lathe[:, :1] * np.cos(angle),
        np.broadcast_to(lathe[:, 1:], (len(lathe), SEGMENTS)),
        lathe[:, :1] * np.sin(angle),
    ], axis=-1)  # fmt: skip
    part = np.full((len(lathe) - 1, SEGMENTS), int(Part.TYRE))
    part[0] = Part.TRIM
    part[0, list(SPOKES[rim])] = Part.RIM
    faces = quads(len(lathe), SEGMENTS, is_ring=True)
    return outward(piece(ring, faces, np.repeat(part.ravel(), 2)))
