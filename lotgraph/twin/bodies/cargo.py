"""Put a truck's load on its chassis: a closed box or a flat platform with boards."""

from dataclasses import dataclass

import numpy as np

from lotgraph.twin.bodies.ends import tail_lamps
from lotgraph.twin.bodies.face import face_of
from lotgraph.twin.bodies.hull import tyre_width
from lotgraph.twin.bodies.mesh import Part, Piece, join
from lotgraph.twin.bodies.model import Body
from lotgraph.twin.bodies.shapes import block, soft_box
from lotgraph.twin.bodies.surface import Surface, flat_surface, lay


@dataclass(frozen=True)
class Cargo:
    """Load and chassis, and the surfaces for stickers (three) and for the rear plate."""

    pieces: list[Piece]
    left: Surface
    right: Surface
    rear: Surface
    panel: Surface


def load_cargo(body: Body) -> Cargo:
    """Put a truck's box or platform on its chassis."""
    front, back = body.length_m / 2 - body.hull_m - 0.06, -body.length_m / 2 + 0.012
    deck = 2 * body.tyre_m + 0.14
    high = body.height_m if body.load == "box" else deck + 0.48
    half = body.width_m / 2 - 0.012
    middle, long = (front + back) / 2, front - back
    pieces = [_chassis(body, front, back)]
    if body.load == "box":
        size = (long, 2 * half, high - deck)
        pieces.append(soft_box(size, (middle, 0.0, (deck + high) / 2), Part.CARGO, 0.06))
    else:
        pieces += _platform(long, half, deck, middle)
    fx, y, z = front, half, deck
    u0, u1 = body.length_m / 2 - front, body.length_m / 2 - back
    left = np.array([[(fx, y, z), (back, y, z)], [(fx, y, high), (back, y, high)]])
    rows, columns = np.array([0.0, 1.0]), np.array([u0, u1])
    sides = (
        Surface(left, rows, columns, (0.0, 1.0, 0.0)),
        Surface(left * (1, -1, 1), rows, columns, (0.0, -1.0, 0.0)),
    )
    rear = flat_surface(
        [(back, -y, z), (back, y, z), (back, -y, high), (back, y, high)], (-1.0, 0.0, 0.0)
    )
    low = deck - 0.24
    panel = flat_surface(
        [(back, -y, low), (back, y, low), (back, -y, deck), (back, y, deck)], (-1.0, 0.0, 0.0)
    )
    pieces += _rear(rear, panel, body)
    return Cargo(pieces, *sides, rear, panel)


def _platform(long: float, half: float, deck: float, middle: float) -> list[Piece]:
    board = 0.40
    return [
        soft_box((long, 2 * half, 0.10), (middle, 0.0, deck + 0.05), Part.CARGO, 0.2),
        *(
            soft_box((long, 0.05, board), (middle, s * (half - 0.025), deck + 0.28), Part.CARGO)
            for s in (1, -1)
        ),
        *(
            soft_box((0.05, 2 * half, board), (middle + s * (long / 2 - 0.025), 0.0, deck + 0.28),
                     Part.CARGO)
            for s in (1, -1)
        ),
    ]  # fmt: skip


def _chassis(body: Body, front: float, back: float) -> Piece:
    """Beams, mudguards and an under-run bar below the load."""
    z = body.tyre_m + 0.22
    long = front - back + 0.5
    middle = back + long / 2
    rear_axle = body.length_m / 2 - body.overhang_m - body.wheelbase_m
    wide = body.width_m - 2 * tyre_width(body) - 0.16
    bar = 2 * body.tyre_m - 0.14
    return join([
        soft_box((long - 0.1, 0.8, 0.22), (middle, 0.0, z), Part.UNDERSIDE),
        soft_box((0.9, wide, 0.35), (rear_axle, 0.0, body.tyre_m + 0.05), Part.UNDERSIDE),
        soft_box((0.10, body.width_m - 0.2, 0.14), (back + 0.10, 0.0, bar), Part.TRIM),
        *(
            soft_box((body.wheelbase_m - 2.2, 0.04, 0.12),
                     ((front + rear_axle) / 2 + 0.1, side * (body.width_m / 2 - 0.08), z - 0.12),
                     Part.TRIM)
            for side in (1, -1)
        ),
    ])  # fmt: skip


def _rear(rear: Surface, panel: Surface, body: Body) -> list[Piece]:
    x, y, low = panel.points[0, 0]
    high = float(panel.points[1, 0, 2])
    size, centre = (0.05, 1.94 * abs(y), high - low), (x + 0.025, 0.0, (low + high) / 2)
    pieces = [block(size, centre, Part.TRIM)]
    pieces += tail_lamps(panel, face_of(body))
    if body.load == "box":
        pieces += [
            lay(rear, (0.97, 0.03), (column - 0.008, column + 0.008), Part.SEAM)
            for column in (-0.96, 0.0, 0.96)
        ]
        pieces += [
            lay(rear, (0.95, 0.05), (side - 0.01, side + 0.01), Part.CHROME)
            for side in (-0.45, 0.45)
        ]
    return pieces
