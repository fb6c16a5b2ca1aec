"""Build a vehicle: its model's hull, fitted and dressed as its look says."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import TwinError
from lotgraph.twin.bodies.cargo import load_cargo
from lotgraph.twin.bodies.catalogue import body_of
from lotgraph.twin.bodies.dress import dress
from lotgraph.twin.bodies.ends import Cell, fit_plates
from lotgraph.twin.bodies.extras import add_extras, add_stickers, dented
from lotgraph.twin.bodies.figure import Figure
from lotgraph.twin.bodies.fittings import fit
from lotgraph.twin.bodies.hull import Hull, loft
from lotgraph.twin.bodies.look import Look, draw_look
from lotgraph.twin.bodies.mesh import Mesh, Part, Piece, corner_normals, join
from lotgraph.twin.bodies.model import Body
from lotgraph.twin.bodies.plates import HEIGHT, STYLES, WIDTH, draw_text, paint_plate
from lotgraph.twin.bodies.riders import draw_rider
from lotgraph.twin.bodies.stickers import SIDE, paint_sticker
from lotgraph.twin.bodies.two_wheelers import assemble
from lotgraph.twin.bodies.wheels import Wheels, mount_wheels
from lotgraph.twin.seeds import Split

# Both plates side by side, up to four stickers below: (rows, columns) in pixels.
ATLAS = (2 * HEIGHT + SIDE, 2 * WIDTH)
LONGEST_PLATE = 10


def build_vehicle(
    body: str, look_seed: int, split: Split, plate: str = "", *, is_ridden: bool = False
) -> Mesh:
    """Build the mesh of one vehicle; without a plate's text, one is drawn from the seed.

    On a two-wheeler that `is_ridden` sits its rider, higher and wider than the model's dimensions.
    The same arguments give the same bytes. Some 20 ms; 800 to 3,300 triangles.

    Raises:
        TwinError: the model is unknown or of the other split, or the plate cannot be drawn.
    """
    model = body_of(body, split)
    look = draw_look(look_seed, split, model)
    text = plate or draw_text(look_seed, split, look.plate_style)
    if len(text) > LONGEST_PLATE or not text.isascii() or not text.isprintable():
        raise TwinError(
            f"plate {text!r}: expected at most {LONGEST_PLATE} printable ASCII characters, "
            f"came {len(text)}; shorten it, or leave it out to have one drawn"
        )
    is_ridden = is_ridden and model.type == "two_wheeler"
    is_bicycle = model.kind == "bicycle"
    rider = draw_rider(look_seed, split, is_bicycle=is_bicycle) if is_ridden else None
    one, wheels = assembled(model, look, rider)
    return _finish(model, look, one, wheels, _atlas(text, look))


def plate_of(body: str, look_seed: int, split: Split) -> str:
    """What `build_vehicle` writes on both plates by a seed; nothing on a bicycle, which has none.

    Raises:
        TwinError: the model is unknown or of the other split.
    """
    model = body_of(body, split)
    if model.kind == "bicycle":
        return ""
    return draw_text(look_seed, split, draw_look(look_seed, split, model).plate_style)


def assembled(body: Body, look: Look, rider: Figure | None = None) -> tuple[Piece, Wheels]:
    """A vehicle without its colours; on two wheels with its rider, if there is one."""
    if body.type == "two_wheeler":
        return assemble(body, look, _cells(look)[1], rider)
    return _assemble(body, look)


@lru_cache(maxsize=128)
def _lofted(body: Body, two_tone: str) -> Hull:
    return loft(body, two_tone)


def _assemble(body: Body, look: Look) -> tuple[Piece, Wheels]:
    hull = _lofted(body, look.two_tone)
    pieces = [hull.piece, *fit(body, hull, look), *add_extras(body, hull, look)]
    left, right, tail, panel = hull.left, hull.right, hull.tail, hull.tail
    if body.hull_m:
        cargo = load_cargo(body)
        pieces += cargo.pieces
        left, right, tail, panel = cargo.left, cargo.right, cargo.rear, cargo.panel
    front, rear, *cells = _cells(look)
    pieces += fit_plates(hull.nose, panel, body, look, front, rear)
    stickers = list(zip(look.stickers, cells, strict=True))
    pieces += add_stickers(body, hull, left, right, tail, stickers)
    wheels = mount_wheels(body, look.rim)
    shell = join(pieces)
    pushed = Piece(
        dented(shell.vertices, hull, look), shell.faces, shell.part, shell.uv, shell.wheel
    )
    return join([pushed, wheels.piece]), wheels


def _cells(look: Look) -> list[Cell]:
    """Where front plate, rear plate and stickers lie in the atlas: (left, top, right, bottom)."""
    high, wide = ATLAS
    plate = HEIGHT * STYLES[look.plate_style].rows
    boxes = [(0, 0, WIDTH, plate), (WIDTH, 0, 2 * WIDTH, plate)]
    boxes += [
        (SIDE * k, 2 * HEIGHT, SIDE * (k + 1), 2 * HEIGHT + SIDE) for k in range(len(look.stickers))
    ]
    return [(a / wide, b / high, c / wide, d / high) for a, b, c, d in boxes]


def _atlas(text: str, look: Look) -> NDArray[np.uint8]:
    picture = np.zeros((*ATLAS, 3), np.uint8)
    style = STYLES[look.plate_style]
    for at, is_rear in ((0, False), (WIDTH, True)):
        plate = paint_plate(text, style, is_rear=is_rear)
        picture[: len(plate), at : at + WIDTH] = plate
    for number, sticker in enumerate(look.stickers):
        here = picture[2 * HEIGHT :, SIDE * number : SIDE * (number + 1)]
        here[:] = paint_sticker(sticker.pattern, sticker.seed)
    return picture


def _finish(body: Body, look: Look, one: Piece, wheels: Wheels, atlas: NDArray[np.uint8]) -> Mesh:
    colour, gloss, metal = dress(one, body, look)
    is_printed = np.isin(one.part, (Part.PLATE, Part.STICKER))
    return Mesh(
        vertices=one.vertices.astype(np.float32),
        faces=one.faces.astype(np.int32),
        part=one.part,
        uv=np.where(is_printed[:, None, None], one.uv, 0.0).astype(np.float32),
        normal=corner_normals(one.vertices, one.faces),
        colour=colour,
        gloss=gloss,
        metallic=metal,
        atlas=atlas,
        wheel=one.wheel,
        hubs=wheels.hubs.astype(np.float32),
        steered=wheels.steered,
    )
