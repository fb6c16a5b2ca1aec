"""Add what only some vehicles have: racks, spoiler, tow bar, sun roof, stickers and dents."""

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.bodies.ends import Cell
from lotgraph.twin.bodies.hull import BELT, LOWER, SILL, Hull
from lotgraph.twin.bodies.look import Look, Sticker
from lotgraph.twin.bodies.mesh import Part, Piece, mirrored
from lotgraph.twin.bodies.model import Body
from lotgraph.twin.bodies.shapes import block, soft_box, tube
from lotgraph.twin.bodies.surface import Surface, lay


def add_extras(body: Body, hull: Hull, look: Look) -> list[Piece]:
    """Add rack, spoiler, tow bar and sun roof where the look has them."""
    front, back = body.roof
    pieces = _rack(body, hull, look)
    if look.has_sun_roof:
        rows = (front + 0.18 * (back - front), front + 0.55 * (back - front))
        pieces.append(lay(hull.top, rows, (-0.62, 0.62), Part.GLASS))
    if look.has_spoiler:
        pieces.append(_spoiler(body, hull))
    if look.has_tow_bar and not body.hull_m:
        low = hull.tail.at(0.0, 0.0)
        end, up = float(low[0]), float(low[2])
        line = [(end + 0.15, 0.0, up + 0.02), (end - 0.10, 0.0, up + 0.02),
                (end - 0.13, 0.0, up + 0.10)]  # fmt: skip
        pieces.append(tube(line, 0.025, Part.TOW_BAR))
    return pieces


def _rack(body: Body, hull: Hull, look: Look) -> list[Piece]:
    if look.rack == "none":
        return []
    front, back = body.roof
    u = np.linspace(front + 0.12 * (back - front), front + 0.9 * (back - front), 5)
    rail = hull.top.at(u, np.full(5, 0.86))
    if look.rack == "rails":
        line = rail + np.array((0.0, 0.0, 0.055))
        line[[0, -1], 2] -= 0.05
        left = tube(line, 0.018, Part.ROOF_RACK, 5)
        return [left, mirrored(left)]
    bars = []
    for at in rail[[1, 3]]:
        line = np.array([at * (1, side, 1) + (0, 0, up) for side, up in
                         ((1, 0.0), (1, 0.09), (-1, 0.09), (-1, 0.0))])  # fmt: skip
        bars.append(tube(line, 0.02, Part.ROOF_RACK, 5))
    if look.rack == "ladder":
        bars += _ladder(rail)
    if look.rack == "box":
        x, z = float(rail[2][0]), float(rail[:, 2].max())
        bars.append(soft_box((1.7, 0.78, 0.36), (x, 0.1, z + 0.29), Part.ROOF_RACK, 0.6))
    return bars


def _ladder(rail: NDArray) -> list[Piece]:
    """A ladder on the bars, to the left of the middle."""
    ends, y, z = rail[[0, -1], 0], 0.25 * rail[2, 1], float(rail[:, 2].max()) + 0.115
    middle, long = float(ends.mean()), float(np.ptp(ends))
    beams = [block((long, 0.03, 0.06), (middle, y + at, z), Part.ROOF_RACK) for at in (-0.2, 0.2)]
    steps = np.arange(ends.min() + 0.15, ends.max() - 0.1, 0.3)
    return beams + [block((0.03, 0.4, 0.03), (float(x), y, z), Part.ROOF_RACK) for x in steps]


def _spoiler(body: Body, hull: Hull) -> Piece:
    """A lip at the roof's or the boot's end; its height stays under the roof's peak."""
    is_boot = body.kind in {"saloon", "coupe"}
    u = body.length_m - 0.16 if is_boot else body.roof[1] + 0.02
    at = hull.top.at(u, 0.0)
    wide = float(hull.top.at(u, 0.85)[1]) * 2
    centre = (float(at[0]), 0.0, float(at[2]) + 0.005)
    return soft_box((0.20, wide, 0.05), centre, Part.BODY, 0.7)


def add_stickers(  # noqa: PLR0913, PLR0917 -- a sticker may be on any of five surfaces
    body: Body, hull: Hull, left: Surface, right: Surface, tail: Surface,
    stickers: list[tuple[Sticker, Cell]],
) -> list[Piece]:  # fmt: skip
    """Stick the stickers on; `left`, `right` and `tail` are where those places are."""
    pieces = []
    for one, cell in stickers:
        on = {"left": left, "right": right, "tail": tail}.get(one.place, hull.top)
        rows, columns = _spot(body, hull, on, one)
        pieces.append(lay(on, rows, columns, Part.STICKER, above_m=0.010, uv=cell))
    return pieces


def _spot(
    body: Body, hull: Hull, on: Surface, one: Sticker
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Rows from the picture's top to its foot, columns from its left to its right."""
    size, first, last = one.size_m, float(on.columns[0]), float(on.columns[-1])
    if one.place in {"left", "right"}:
        if on is hull.left or on is hull.right:
            low, high, start, end = LOWER + 0.3, BELT - 0.1, 1.1, last - 0.35 - size
        else:
            low, high, start, end = 0.15, 0.9, first + 0.3, last - 0.3 - size
        tall = float(on.at(high, (start + end) / 2)[2] - on.at(low, (start + end) / 2)[2])
        share = min(size / tall, 1.0) * (high - low)
        top = high - (high - low - share) * one.up
        u = start + (end - start) * one.along
        columns = (u, u + size) if one.place == "left" else (u + size, u)
        return (top, top - share), columns
    if one.place == "tail":
        wide = abs(float(on.at(0.8, 1.0)[1]))
        side = 0.45 - 0.9 * one.along
        half = min(size, 0.25) / 2 / wide
        return (0.94, 0.76), (side + half, side - half)
    rising = one.place == "bonnet"
    u0 = body.cowl[0] * 0.55 if rising else body.roof[1] + 0.45 * (body.deck[0] - body.roof[1])
    side, half = 0.55 - 1.1 * one.along, min(size, 0.22) / 2 / (body.width_m * 0.42)
    rows = (u0 + min(size, 0.22), u0) if rising else (u0, u0 + min(size, 0.22))
    return rows, (side - half, side + half) if rising else (side + half, side - half)


def dented(points: NDArray, hull: Hull, look: Look) -> NDArray:
    """Push points near each dent inwards: it is deepest in its middle."""
    moved = points.copy()
    last = float(hull.outline.u_m[-1])
    for dent in look.dents:
        on = hull.left if dent.is_left else hull.right
        centre = on.at(SILL + 0.6 + dent.up * (BELT - SILL - 0.7), 0.5 + dent.along * (last - 1.0))
        near = np.linalg.norm(points - centre, axis=1) / dent.radius_m
        push = dent.depth_m * np.clip(1.0 - near**2, 0.0, 1.0)
        moved[:, 1] -= np.sign(centre[1]) * push
    return moved
