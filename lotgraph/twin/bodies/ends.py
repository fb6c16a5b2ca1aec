"""Fit the nose and the tail of a hull: lamps, grille, bumpers and plates."""

from lotgraph.twin.bodies.face import Face, face_of
from lotgraph.twin.bodies.hull import BELT, UPPER, Hull
from lotgraph.twin.bodies.look import Look
from lotgraph.twin.bodies.mesh import Part, Piece
from lotgraph.twin.bodies.model import Body
from lotgraph.twin.bodies.plates import ONE_ROW_M, STYLES, TWO_ROWS_M
from lotgraph.twin.bodies.surface import Surface, lay

Cell = tuple[float, float, float, float]
SIDES = ((1.0, Part.INDICATOR_LEFT), (-1.0, Part.INDICATOR_RIGHT))


def fit_nose(hull: Hull, body: Body, look: Look) -> list[Piece]:
    """Head lamps, indicators, grille and intake; a black bumper where it is not painted."""
    on, face = hull.nose, face_of(body)
    (upper, lower), (inner, outer) = face.head_rows, face.head_columns
    turn = outer - face.indicator_share * (outer - inner)
    high, wide = face.intake
    pieces = _grille(on, face)
    for side, indicator in SIDES:
        pieces += [
            lay(on, (upper, lower), (side * inner, side * turn), Part.HEAD_LAMP, slant=face.slant),
            lay(on, (upper + face.slant, lower + face.slant), (side * turn, side * outer),
                indicator),
        ]  # fmt: skip
        if face.has_fog_lamps:
            pieces.append(lay(on, (0.30, 0.16), (side * 0.80, side * 0.93), Part.TRIM))
    pieces.append(lay(on, (high, 0.06), (-wide, wide), Part.TRIM))
    if not look.is_trim_painted:
        pieces.append(lay(on, (0.44, 0.0), (-1.0, 1.0), Part.TRIM, above_m=0.005))
    return pieces


def _grille(on: Surface, face: Face) -> list[Piece]:
    (upper, lower), wide = face.head_rows, min(face.head_columns[0] - 0.05, 0.5)
    top, foot = upper - 0.03, lower - 0.04
    if face.grille == "closed":
        return [lay(on, (upper - 0.06, upper - 0.13), (-wide, wide), Part.TRIM)]
    if face.grille == "tall":
        wide = min(wide, 0.40)
        return [
            lay(on, (top, 0.34), (-wide, wide), Part.TRIM),
            lay(on, (top + 0.02, top - 0.03), (-wide, wide), Part.CHROME, above_m=0.014),
        ]
    if face.grille == "kidneys":
        return [
            lay(on, (top, foot - 0.06), (side * 0.03, side * min(wide, 0.30)), Part.TRIM)
            for side in (1.0, -1.0)
        ]
    if face.grille == "frame":
        return [
            lay(on, (top, foot), (-wide, wide), Part.CHROME),
            lay(on, (top - 0.04, foot + 0.04), (0.05 - wide, wide - 0.05), Part.TRIM,
                above_m=0.014),
        ]  # fmt: skip
    return [
        lay(on, (top, foot), (-wide, wide), Part.TRIM),
        lay(on, (top - 0.07, top - 0.12), (-wide, wide), Part.CHROME, above_m=0.014),
    ]


def tail_lamps(on: Surface, face: Face) -> list[Piece]:
    """Lamps at the back: tail and brake light, indicator, reversing lamp, on both sides."""
    (upper, lower), (inner, outer) = face.tail_rows, face.tail_columns
    pieces = []
    for side, indicator in SIDES:
        done = 0.0
        for part, share in face.tail_order:
            rows, columns = (upper, lower), (inner, outer)
            if face.is_tail_beside:
                columns = _cut(outer, inner, done, share)
            else:
                rows = _cut(upper, lower, done, share)
            across = (side * columns[0], side * columns[1])
            pieces.append(lay(on, rows, across, indicator if part is None else part))
            done += share
    return pieces


def _cut(first: float, last: float, done: float, share: float) -> tuple[float, float]:
    return first + (last - first) * done, first + (last - first) * (done + share)


def fit_tail(hull: Hull, body: Body, look: Look) -> list[Piece]:
    """What is at the back of a hull besides its plate."""
    on, face = hull.tail, face_of(body)
    pieces = tail_lamps(on, face)
    pieces.append(lay(on, (0.16, 0.0), (-0.9, 0.9), Part.TRIM))
    if not look.is_trim_painted:
        pieces.append(lay(on, (0.40, 0.0), (-1.0, 1.0), Part.TRIM, above_m=0.005))
    pieces.append(lay(on, (0.435, 0.415), (-0.82, 0.82), Part.SEAM))
    if face.tail_band is not None:
        middle, inner = sum(face.tail_rows) / 2, face.tail_columns[0]
        pieces.append(lay(on, (middle + 0.05, middle - 0.04), (-inner, inner), face.tail_band))
    back, deck = body.roof[1], body.deck[0]
    if body.type == "van":
        pieces.append(lay(on, (1.0, 0.40), (-0.012, 0.012), Part.SEAM))
        pieces.append(lay(hull.top, (back + 0.06, deck), (-0.014, 0.014), Part.SEAM))
    elif body.type == "car":
        foot = back + 0.06 * (deck - back)
        pieces.append(lay(hull.top, (foot - 0.05, foot), (-0.12, 0.12), Part.BRAKE_LAMP))
    for side in (hull.left, hull.right):
        end = float(hull.outline.u_m[-1])
        pieces.append(lay(side, (BELT - 0.05, UPPER + 0.1), (end - 0.14, end), Part.TAIL_LAMP))
    return pieces


def fit_plates(  # noqa: PLR0913, PLR0917 -- both ends, and what is written on each
    nose: Surface, tail: Surface, body: Body, look: Look, front: Cell, rear: Cell
) -> list[Piece]:
    """Screw on both plates; `front` and `rear` are their cells in the atlas."""
    style = STYLES[look.plate_style]
    size = ONE_ROW_M if style.rows == 1 else TWO_ROWS_M
    row = 0.54 if body.hull_m else face_of(body).plate_row
    return [
        _plate(nose, size, 0.36, (1.0, look.plate_shift_m), front),
        _plate(tail, size, row + (0.04 if style.rows > 1 else 0.0), (-1.0, 0.0), rear),
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
