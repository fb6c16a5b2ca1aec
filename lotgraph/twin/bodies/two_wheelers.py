"""Put together motorbikes and bicycles, with or without who rides them."""

from dataclasses import replace

import numpy as np

from lotgraph.twin.bodies.ends import Cell
from lotgraph.twin.bodies.figure import Figure
from lotgraph.twin.bodies.look import Look
from lotgraph.twin.bodies.mesh import Part, Piece, join, outward, piece, quads
from lotgraph.twin.bodies.model import Body
from lotgraph.twin.bodies.riders import seat_rider
from lotgraph.twin.bodies.shapes import block, ellipsoid, soft_box, tube
from lotgraph.twin.bodies.surface import flat_surface, lay
from lotgraph.twin.bodies.wheels import Wheels, turn_wheel

TUBE_M = 0.02  # radius of a bicycle's tyre


def assemble(body: Body, look: Look, plate: Cell, rider: Figure | None) -> tuple[Piece, Wheels]:
    """Put a two-wheeler together, with its rider if there is one; a bicycle has no plate."""
    is_bicycle = body.kind == "bicycle"
    front = body.wheelbase_m / 2
    hubs = np.array([(front, 0.0, body.tyre_m), (front - body.wheelbase_m, 0.0, body.tyre_m)])
    both = _thin_wheel(body.tyre_m) if is_bicycle else _two_sided(body.tyre_m, look.rim)
    turned = []
    for number, hub in enumerate(hubs, start=1):
        mark = np.full(len(both.vertices), number, np.uint8)
        turned.append(replace(both, vertices=both.vertices + hub, wheel=mark))
    parts = _bicycle(body, hubs) if is_bicycle else _motorbike(body, hubs, plate)
    if look.stickers or look.dents:
        x = float(hubs[:, 0].mean())
        parts.append(block((0.05, 0.03, 0.16), (x, 0.06, 0.5), Part.TRIM))
    if rider is not None:
        parts += seat_rider(rider, *_places(body, hubs, is_bicycle=is_bicycle))
    return join([*parts, *turned]), Wheels(join(turned), hubs, np.array([True, False]))


def _places(
    body: Body, hubs: np.ndarray, *, is_bicycle: bool
) -> tuple[np.ndarray, np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """Where a rider's seat, left grip, and both soles are."""
    (fx, _, r), (bx, _, _) = hubs
    high, half, middle = body.height_m, body.width_m / 2, (fx + bx) / 2
    if is_bicycle:
        seat = np.array([bx + 0.22 * (fx - bx) + 0.02, 0.0, high - 0.08])
        grip = np.array([fx - 0.16, half - 0.06, high])
        crank = np.array([bx + 0.43 * (fx - bx), 0.0, r * 0.82])
        pedal = np.array([0.06, 0.11, -0.15])
        return seat, grip, (crank + pedal, crank - pedal)
    seat = np.array([middle - 0.24, 0.0, high * 0.71 + 0.05])
    peg = np.array([middle - 0.02, 0.2, r + 0.02])
    return seat, np.array([fx - 0.3, half - 0.06, high - 0.06]), (peg, peg * (1.0, -1.0, 1.0))


def _thin_wheel(radius: float) -> Piece:
    """A bicycle's wheel, which one can look through: tyre, hub and spokes."""
    middle = radius - TUBE_M
    angle = -np.pi / 2 + np.arange(20) * 2 * np.pi / 20
    around = np.arange(4) * np.pi / 2
    away = middle + TUBE_M * np.cos(around)
    ring = np.stack([
        away * np.cos(angle)[:, None], np.broadcast_to(TUBE_M * np.sin(around), (20, 4)),
        away * np.sin(angle)[:, None],
    ], axis=-1)  # fmt: skip
    closed = np.concatenate([ring, ring[:1]])
    tyre = outward(piece(closed, quads(21, 4, is_ring=True), Part.TYRE))
    ends = [(middle * np.cos(a), 0.0, middle * np.sin(a)) for a in np.pi * np.arange(5) / 5]
    spokes = [tube(np.outer((-1.0, 1.0), end), 0.006, Part.RIM, 3) for end in ends]
    hub = tube([(0.0, -0.05, 0.0), (0.0, 0.05, 0.0)], 0.03, Part.RIM, 6)
    return join([tyre, hub, *spokes])


def _two_sided(radius: float, rim: str) -> Piece:
    """A wheel that looks the same from both sides: half of it, and half mirrored."""
    wheel = turn_wheel(radius, 0.13, rim)
    y = wheel.vertices[:, 1]
    left = replace(wheel, vertices=wheel.vertices * (1, 0.5, 1) + (0, float(np.ptp(y)) * 0.25, 0))
    other = replace(left, vertices=left.vertices * (1.0, -1.0, 1.0), faces=left.faces[:, ::-1])
    return join([left, other])


def _bicycle(body: Body, hubs: np.ndarray) -> list[Piece]:
    (fx, _, r), (bx, _, _) = hubs
    high, half = body.height_m, body.width_m / 2
    crank = (bx + 0.43 * (fx - bx), 0.0, r * 0.82)
    head = (fx - 0.22, 0.0, high - 0.16)
    seat = (bx + 0.22 * (fx - bx) + 0.05, 0.0, high - 0.12)
    bars = (head[0] + 0.06, 0.0, high - 0.02)
    lines = [(head, crank), (crank, seat), (head, (seat[0] + 0.04, 0.0, seat[2] - 0.22)),
             (crank, tuple(hubs[1])), (tuple(hubs[1]), (seat[0] + 0.03, 0.0, seat[2] - 0.2)),
             (head, tuple(hubs[0])), (head, bars)]  # fmt: skip
    pieces = [tube(line, 0.018, Part.BODY, 5) for line in lines]
    pieces.append(tube([(bars[0], -half, bars[2]), (bars[0], half, bars[2])], 0.016, Part.TRIM, 5))
    pieces.append(ellipsoid((0.27, 0.15, 0.07), (seat[0], 0.0, seat[2] + 0.01), Part.TRIM, 8, 3))
    pieces.append(ellipsoid((0.16, 0.03, 0.16), crank, Part.CHROME, 8, 4))
    pieces.append(block((0.03, 0.05, 0.05), (bx - 0.1, 0.0, r * 1.9), Part.TAIL_LAMP))
    pieces.append(block((0.04, 0.06, 0.06), (fx - 0.12, 0.0, high - 0.2), Part.HEAD_LAMP))
    return pieces


def _motorbike(body: Body, hubs: np.ndarray, plate: Cell) -> list[Piece]:
    (fx, _, r), (bx, _, _) = hubs
    high, half, middle = body.height_m, body.width_m / 2, (fx + bx) / 2
    head = (fx - 0.32, 0.0, high - 0.20)
    bars = high + 0.012
    pieces = [
        ellipsoid((0.62, 0.30, 0.30), (middle + 0.16, 0.0, high * 0.72), Part.BODY, 10, 6),
        soft_box((0.70, 0.26, 0.12), (middle - 0.32, 0.0, high * 0.71), Part.TRIM, 0.7),
        ellipsoid((0.55, 0.34, 0.42), (middle, 0.0, r + 0.10), Part.UNDERSIDE, 8, 5),
        ellipsoid((0.50, 0.20, 0.16), (bx + 0.06, 0.0, high * 0.74), Part.BODY, 8, 4),
        ellipsoid((0.62, 0.18, 0.10), (fx - 0.02, 0.0, 2 * r + 0.01), Part.BODY, 8, 3),
        ellipsoid((0.15, 0.19, 0.19), (fx - 0.24, 0.0, high - 0.24), Part.HEAD_LAMP, 8, 4),
        block((0.05, 0.16, 0.07), (bx - r + 0.05, 0.0, high * 0.74), Part.BRAKE_LAMP),
        block((0.05, 0.20, 0.05), (bx - r + 0.06, 0.0, high * 0.69), Part.TAIL_LAMP),
        tube([(head[0], -half, bars - 0.08), (head[0] + 0.06, 0.0, bars - 0.03),
              (head[0], half, bars - 0.08)], 0.018, Part.TRIM, 5),
        tube([(middle - 0.1, -0.17, r), (bx - 0.1, -0.19, r + 0.08)], 0.05, Part.CHROME, 6),
    ]  # fmt: skip
    for side, lamp in ((1.0, Part.INDICATOR_LEFT), (-1.0, Part.INDICATOR_RIGHT)):
        fork = [(fx, side * 0.10, r), (head[0], side * 0.10, head[2])]
        pieces.append(tube(fork, 0.025, Part.CHROME, 5))
        swing = [(bx, side * 0.09, r), (middle, side * 0.09, r + 0.05)]
        pieces.append(tube(swing, 0.03, Part.TRIM, 5))
        pieces.append(ellipsoid((0.03, 0.12, 0.08), (head[0], side * (half - 0.08), high - 0.04),
                                Part.MIRROR, 6, 3))  # fmt: skip
        pieces.append(block((0.05, 0.05, 0.04), (bx - 0.16, side * 0.16, high * 0.70), lamp))
    x, z = bx - r - 0.012, 2 * r + 0.02
    sheet = flat_surface(
        [(x, -0.10, z - 0.16), (x, 0.10, z - 0.16), (x, -0.10, z), (x, 0.10, z)], (-1, 0, 0)
    )
    backing = block((0.008, 0.2, 0.16), (x + 0.004, 0.0, z - 0.08), Part.TRIM)
    pieces += [lay(sheet, (1.0, 0.0), (1.0, -1.0), Part.PLATE, uv=plate), backing]
    return pieces
