"""Dress a vehicle's pieces: colour, gloss and metal of each face, with its dirt on top."""

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.bodies.look import Look
from lotgraph.twin.bodies.mesh import Part, Piece
from lotgraph.twin.bodies.model import Body
from lotgraph.twin.bodies.walkers import draw_colours
from lotgraph.twin.seeds import stream

WORN = (
    *(Part.SKIN, Part.HAIR, Part.UPPER_CLOTHES, Part.LOWER_CLOTHES, Part.SHOE, Part.BAG),
)  # fmt: skip
SEAM_SHADE = 0.4
DIRT = np.array([0.17, 0.135, 0.095])
# Linear albedo, gloss and metal of what does not depend on the look.
FIXED: dict[Part, tuple[tuple[float, float, float], float, float]] = {
    Part.TYRE: ((0.022, 0.022, 0.023), 0.12, 0.0),
    Part.HEAD_LAMP: ((0.62, 0.64, 0.66), 0.95, 0.5),
    Part.TAIL_LAMP: ((0.30, 0.012, 0.012), 0.9, 0.0),
    Part.BRAKE_LAMP: ((0.36, 0.018, 0.015), 0.9, 0.0),
    Part.INDICATOR_LEFT: ((0.55, 0.22, 0.03), 0.9, 0.0),
    Part.INDICATOR_RIGHT: ((0.55, 0.22, 0.03), 0.9, 0.0),
    Part.REVERSE_LAMP: ((0.55, 0.55, 0.56), 0.9, 0.0),
    Part.PLATE: ((0.7, 0.7, 0.68), 0.4, 0.0),
    Part.CHROME: ((0.55, 0.56, 0.57), 0.95, 0.95),
    Part.UNDERSIDE: ((0.018, 0.018, 0.019), 0.05, 0.0),
    Part.ROOF_RACK: ((0.05, 0.05, 0.053), 0.5, 0.2),
    Part.TOW_BAR: ((0.05, 0.05, 0.05), 0.4, 0.4),
    Part.STICKER: ((0.5, 0.5, 0.5), 0.4, 0.0),
    Part.INTERIOR: ((0.03, 0.03, 0.032), 0.2, 0.0),
}


def dress(
    one: Piece, body: Body, look: Look
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Give each face its linear albedo (m, 3), gloss (m,) and metal (m,), dirt included."""
    table = np.zeros((len(Part), 5))
    for part, (albedo, gloss, metal) in FIXED.items():
        table[part] = (*albedo, gloss, metal)
    for part, paint in ((Part.BODY, look.paint), (Part.SECOND, look.second)):
        colour = np.clip(np.array(paint.albedo) * look.shade, 0.004, 0.92)
        table[part] = (*colour, paint.gloss, paint.metallic)
    glass = np.array([0.85, 1.0, 1.05]) * look.tint
    table[Part.GLASS] = (*glass, 0.97, 0.0)
    table[Part.TRIM] = (look.trim,) * 3 + (0.25, 0.0)
    table[Part.RIM] = (look.rim_albedo,) * 3 + (0.7, 0.8)
    # Of the paint, not black: a seam is narrower than most pixels, and would sparkle.
    table[Part.SEAM] = (*(table[Part.BODY, :3] * SEAM_SHADE), 0.2, 0.0)
    table[Part.MIRROR] = table[Part.BODY if look.is_trim_painted else Part.TRIM]
    table[Part.CARGO] = (0.045, 0.045, 0.047, 0.2, 0.0) if body.load == "bed" else _load(look)
    if look.rack == "ladder":
        table[Part.ROOF_RACK] = (0.32, 0.33, 0.34, 0.6, 0.5)
    if body.type == "two_wheeler":
        worn = draw_colours(stream(look.dirt_seed, "rider"), body.split)
        table[list(WORN), :3], table[list(WORN), 3] = worn[list(WORN)], 0.1
    rows = table[one.part]
    cover = _dirt(one, body, look) * np.where(one.part == Part.TYRE, 0.4, 1.0)
    colours = rows[:, :3] * (1 - cover[:, None]) + DIRT * cover[:, None]
    shine = rows[:, 3] * (1 - 0.85 * cover)
    flakes = rows[:, 4] * (1 - cover)
    return colours.astype(np.float32), shine.astype(np.float32), flakes.astype(np.float32)


def _load(look: Look) -> tuple[float, ...]:
    """A truck's box: white with a breath of the second paint, or a tarpaulin of it."""
    share = float(stream(look.dirt_seed, "load").choice([0.05, 0.15, 0.35, 0.9]))
    mixed = np.array(look.second.albedo) * share + 0.72 * (1 - share)
    return (*mixed.tolist(), 0.3, 0.0)


def _dirt(one: Piece, body: Body, look: Look) -> NDArray:
    """How much of each face is covered, [0, 1]: most near the ground, in soft blotches."""
    middle = one.vertices[one.faces].mean(axis=1)
    x, y, z = middle.T
    if look.dirt_place == "sills":
        where = np.exp(-np.maximum(z - 0.15, 0.0) / 0.28)
    elif look.dirt_place == "tail":
        behind = -body.length_m / 2 + 0.7 - x
        where = np.clip(behind / 0.5, 0.0, 1.0) * np.exp(-z / 1.6) + 0.4 * np.exp(-z / 0.25)
    else:
        where = 0.35 + 0.5 * np.exp(-z / 0.5)
    a, b, c, d = stream(look.dirt_seed, "blotches").uniform(0.0, 2 * np.pi, 4)
    blotch = 0.7 + 0.3 * np.sin(2.3 * x + a) * np.sin(3.1 * z + b) * np.sin(2.0 * y + c + 0 * d)
    return np.asarray(np.clip(1.3 * look.dirt * where * blotch, 0.0, 0.85))
