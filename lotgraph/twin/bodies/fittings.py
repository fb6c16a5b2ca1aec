"""Fit a hull with what every model has: lamps, grille, bumpers, plates, seams, mirrors."""

import numpy as np

from lotgraph.twin.bodies.hull import BELT, HEAD, LOWER, PANE, SILL, UPPER, Hull
from lotgraph.twin.bodies.look import Look
from lotgraph.twin.bodies.mesh import Part, Piece, mirrored
from lotgraph.twin.bodies.model import Body
from lotgraph.twin.bodies.outline import ARCH_GAP_M
from lotgraph.twin.bodies.plates import ONE_ROW_M, STYLES, TWO_ROWS_M
from lotgraph.twin.bodies.shapes import block, soft_box
from lotgraph.twin.bodies.surface import Surface, lay

SEAM_M = 0.014
Cell = tuple[float, float, float, float]
# (upper, lower) of the nose's height and (inner, outer) of half its width.
HEAD_LAMPS = {
    "slim": ((0.94, 0.70), (0.54, 0.985)),
    "round": ((0.95, 0.58), (0.58, 0.90)),
    "tall": ((0.97, 0.52), (0.66, 0.985)),
    "bar": ((0.95, 0.75), (0.40, 0.985)),
}
TAIL_LAMPS = {
    "slim": ((0.97, 0.66), (0.60, 0.99)),
    "round": ((0.96, 0.55), (0.72, 0.98)),
    "tall": ((0.98, 0.32), (0.84, 0.99)),
    "bar": ((0.95, 0.75), (0.50, 0.99)),
}


def fit(body: Body, hull: Hull, look: Look) -> list[Piece]:
    """Fit everything that lies on the hull, or stands out of it, on every model."""
    pieces = [*_nose(hull, body, look), *_sides(hull, body, look), *_top(hull, body)]
    if not body.hull_m:
        pieces += tail_lamps(hull.tail, body.lamps)
        pieces += _tail(hull, body, look)
    return pieces


def _nose(hull: Hull, body: Body, look: Look) -> list[Piece]:
    on = hull.nose
    rows, (inner, outer) = HEAD_LAMPS[body.lamps]
    upper, lower = rows
    turn = outer - 0.24 * (outer - inner)
    pieces = []
    for side, indicator in ((1.0, Part.INDICATOR_LEFT), (-1.0, Part.INDICATOR_RIGHT)):
        pieces += [
            lay(on, rows, (side * inner, side * turn), Part.HEAD_LAMP, slant=0.03),
            lay(on, (upper + 0.03, lower + 0.04), (side * turn, side * outer), indicator),
            lay(on, (0.30, 0.16), (side * 0.62, side * 0.80), Part.TRIM),
        ]
    wide = min(inner - 0.06, 0.5)
    pieces += [
        lay(on, (upper - 0.04, lower - 0.04), (-wide, wide), Part.TRIM),
        lay(on, (upper - 0.10, upper - 0.15), (-wide, wide), Part.CHROME, above_m=0.014),
        lay(on, (0.26, 0.06), (-0.58, 0.58), Part.TRIM),
    ]
    if not look.is_trim_painted:
        pieces.append(lay(on, (0.44, 0.0), (-1.0, 1.0), Part.TRIM, above_m=0.005))
    return pieces


def tail_lamps(on: Surface, style: str) -> list[Piece]:
    """Lamps at the back: tail and brake light, indicator, reversing lamp, on both sides."""
    (upper, lower), (inner, outer) = TAIL_LAMPS[style]
    down = upper - lower
    pieces = []
    for side, indicator in ((1.0, Part.INDICATOR_LEFT), (-1.0, Part.INDICATOR_RIGHT)):
        across = (side * inner, side * outer)
        pieces += [
            lay(on, (upper, upper - 0.36 * down), across, Part.TAIL_LAMP),
            lay(on, (upper - 0.36 * down, upper - 0.66 * down), across, Part.BRAKE_LAMP),
            lay(on, (upper - 0.66 * down, upper - 0.84 * down), across, indicator),
            lay(on, (upper - 0.84 * down, lower), across, Part.REVERSE_LAMP),
        ]
    return pieces


def _tail(hull: Hull, body: Body, look: Look) -> list[Piece]:
    on = hull.tail
    pieces = [lay(on, (0.16, 0.0), (-0.9, 0.9), Part.TRIM)]
    if not look.is_trim_painted:
        pieces.append(lay(on, (0.40, 0.0), (-1.0, 1.0), Part.TRIM, above_m=0.005))
    pieces.append(lay(on, (0.435, 0.415), (-0.82, 0.82), Part.SEAM))
    back, deck = body.roof[1], body.deck[0]
    if body.type == "van":
        pieces.append(lay(on, (1.0, 0.40), (-0.012, 0.012), Part.SEAM))
        pieces.append(lay(hull.top, (back + 0.06, deck), (-0.014, 0.014), Part.SEAM))
    elif body.type == "car":
        foot = back + 0.06 * (deck - back)
        pieces.append(lay(hull.top, (foot - 0.05, foot), (-0.12, 0.12), Part.BRAKE_LAMP))
    for side in (1.0, -1.0):
        sill = hull.left if side > 0 else hull.right
        end = float(hull.outline.u_m[-1])
        pieces.append(lay(sill, (BELT - 0.05, UPPER + 0.1), (end - 0.14, end), Part.TAIL_LAMP))
    return pieces


def _top(hull: Hull, body: Body) -> list[Piece]:
    (cowl, _), (front, _), (deck, _) = body.cowl, body.roof, body.deck
    on = hull.top
    pieces = [lay(on, (cowl - 0.01, cowl + 0.10 * (front - cowl)), (-0.9, 0.9), Part.TRIM)]
    if cowl > 0.4:  # noqa: PLR2004 -- metres: buses have no bonnet
        pieces += [
            lay(on, (0.1, cowl - 0.02), (side * 0.89, side * 0.906), Part.SEAM)
            for side in (1.0, -1.0)
        ]
    if body.kind in {"saloon", "coupe"}:
        pieces.append(lay(on, (deck + 0.03, deck + 0.045), (-0.86, 0.86), Part.SEAM))
    return pieces


def _sides(hull: Hull, body: Body, look: Look) -> list[Piece]:
    left = [*_doors(hull.left, body), *_pillars(hull.left, body), *_mirror(hull, body)]
    if not look.is_trim_painted:
        end = body.hull_m or body.length_m
        left.append(lay(hull.left, (LOWER + 0.5, LOWER + 0.2), (0.5, end - 0.4), Part.TRIM))
    start = float(hull.outline.u_m[0])
    lamp = lay(hull.left, (BELT - 0.1, UPPER + 0.35), (start, start + 0.09), Part.HEAD_LAMP)
    left.append(lamp)
    return [*left, *(mirrored(one) for one in left)]


def door_seams(body: Body) -> list[float]:
    """Where doors end, in metres behind the front bumper."""
    radius = body.tyre_m + ARCH_GAP_M + 0.03
    first = max(body.windows[0][0] - 0.06, body.overhang_m + radius)
    last = body.overhang_m + body.wheelbase_m - radius * 0.55
    between = [(a[1] + b[0]) / 2 for a, b in zip(body.windows, body.windows[1:], strict=False)]
    if body.type == "bus":
        return [body.windows[0][0] - 0.1, body.windows[0][1] + 0.1]
    if body.type == "van":
        return [first, body.windows[0][1] + 0.06, min(body.windows[0][1] + 1.15, last)]
    doors = [u for u in between if first + 0.5 < u < last][: 1 if body.kind == "coupe" else 2]
    end = body.windows[min(len(doors), len(body.windows) - 1)][1] + 0.03
    return [first, *doors, min(end, last)] if len(doors) < 2 else [first, *doors]  # noqa: PLR2004


def _doors(on: Surface, body: Body) -> list[Piece]:
    seams = door_seams(body)
    pieces = []
    for number, u in enumerate(seams):
        top = HEAD if 0 < number < len(seams) - 1 else BELT
        pieces.append(lay(on, (top, SILL + 0.3), (u - SEAM_M / 2, u + SEAM_M / 2), Part.SEAM))
    pieces.append(lay(on, (SILL + 0.34, SILL + 0.28), (seams[0], seams[-1]), Part.SEAM))
    pieces += [
        lay(on, (UPPER + 0.62, UPPER + 0.48), (u - 0.25, u - 0.06), Part.TRIM) for u in seams[1:]
    ]
    if body.type == "van":
        rail = (seams[-1], body.length_m - 0.3)
        pieces.append(lay(on, (UPPER + 0.25, UPPER + 0.15), rail, Part.SEAM))
    return pieces


def _pillars(on: Surface, body: Body) -> list[Piece]:
    """Black pillars between the side windows of cars and buses."""
    gaps = [(a[1], b[0]) for a, b in zip(body.windows, body.windows[1:], strict=False)]
    narrow = [gap for gap in gaps if gap[1] - gap[0] < 0.2]  # noqa: PLR2004 -- metres
    return [lay(on, (HEAD, PANE), gap, Part.TRIM, above_m=0.003) for gap in narrow]


def _mirror(hull: Hull, body: Body) -> list[Piece]:
    is_tall = body.type in {"van", "truck", "bus"}
    u = body.windows[0][0] + 0.06
    foot = hull.left.at(PANE, u)
    size = (0.13, 0.19, 0.30) if is_tall else (0.13, 0.21, 0.145)
    at = (float(foot[0]), float(foot[1]) + 0.12, float(foot[2]) + size[2] / 2 + 0.01)
    root = (at[0] - 0.01, float(foot[1]) + 0.03, float(foot[2]) + 0.03)
    arm = block((0.06, 0.14, 0.04), root, Part.MIRROR)
    return [soft_box(size, at, Part.MIRROR, 0.55), arm]


def fit_plates(nose: Surface, tail: Surface, look: Look, front: Cell, rear: Cell) -> list[Piece]:
    """Screw on both plates; `front` and `rear` are their cells in the atlas."""
    style = STYLES[look.plate_style]
    size = ONE_ROW_M if style.rows == 1 else TWO_ROWS_M
    shift = look.plate_shift_m
    return [
        _plate(nose, size, 0.36, (1.0, shift), front),
        _plate(tail, size, 0.54 if style.rows == 1 else 0.58, (-1.0, 0.0), rear),
    ]


def _plate(
    on: Surface, size: tuple[float, float], row: float, facing: tuple[float, float], cell: Cell
) -> Piece:
    """Lay one plate at a height of its end; `facing` is (+1 nose or -1 tail, shift in m)."""
    sign, shift = facing
    wide = abs(float(on.at(row, 1.0)[1]))
    tall = float(on.at(1.0, 0.0)[2] - on.at(0.0, 0.0)[2])
    half, high = size[0] / 2 / wide, size[1] / 2 / tall
    middle = shift / wide
    columns = (middle - sign * half, middle + sign * half)
    return lay(on, (row + high, row - high), columns, Part.PLATE, above_m=0.016, uv=cell)


def flat_surface(corners: list[tuple[float, float, float]], outwards: tuple[float, float, float],
                 ) -> Surface:  # fmt: skip
    """A plane sheet from (lower right, lower left, upper right, upper left)."""
    points = np.array(corners).reshape(2, 2, 3)
    return Surface(points, np.array([0.0, 1.0]), np.array([-1.0, 1.0]), outwards)
