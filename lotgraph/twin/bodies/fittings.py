"""Fit a hull with what every model has on its top and sides: seams, trim, handles, mirrors."""

from lotgraph.twin.bodies.ends import fit_nose, fit_tail
from lotgraph.twin.bodies.face import face_of
from lotgraph.twin.bodies.hull import BELT, HEAD, LOWER, PANE, SILL, UPPER, Hull
from lotgraph.twin.bodies.look import Look
from lotgraph.twin.bodies.mesh import Part, Piece, mirrored
from lotgraph.twin.bodies.model import Body
from lotgraph.twin.bodies.outline import ARCH_GAP_M
from lotgraph.twin.bodies.shapes import block, soft_box
from lotgraph.twin.bodies.surface import Surface, lay

SEAM_M = 0.018


def fit(body: Body, hull: Hull, look: Look) -> list[Piece]:
    """Fit everything that lies on the hull, or stands out of it, on every model."""
    pieces = [*fit_nose(hull, body, look), *_sides(hull, body, look), *_top(hull, body)]
    return pieces if body.hull_m else [*pieces, *fit_tail(hull, body, look)]


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
    start, end = float(hull.outline.u_m[0]), float(hull.outline.u_m[-1])
    reach = body.tyre_m + ARCH_GAP_M + 0.06
    between = (body.overhang_m + reach, min(body.overhang_m + body.wheelbase_m - reach, end))
    if face_of(body).is_clad:
        left.append(lay(hull.left, (LOWER, SILL), (start, end), Part.TRIM, above_m=0.003))
    elif not look.is_trim_painted and between[0] < between[1]:
        left.append(lay(hull.left, (LOWER + 0.5, LOWER + 0.2), between, Part.TRIM))
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
        pieces.append(lay(on, (UPPER + 0.82, UPPER + 0.74), rail, Part.SEAM))
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
