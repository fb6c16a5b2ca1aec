"""The names a plan may give a surface, and the numbers each draws from."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import TwinError
from lotgraph.twin.bands import banded
from lotgraph.twin.seeds import Split, stream

Range = tuple[float, float]


class Pattern(IntEnum):
    """What `kernels.paint` draws."""

    PLAIN = 0
    ASPHALT = 1
    CONCRETE = 2
    BRICK = 3
    GRASS = 4
    PAVING = 5
    FACADE = 6
    LEAVES = 7
    BARK = 8
    METAL = 9
    GRAVEL = 10
    HAZARD = 11
    SIGN = 12
    LAMP = 13
    GROUND = 14


@dataclass(frozen=True)
class Texture:
    """A pattern, and the ranges of its albedo (linear), warmth (red over blue) and size."""

    pattern: Pattern
    albedo: Range
    warmth: Range = (0.95, 1.15)
    green: Range = (0.97, 1.03)
    size_m: Range = (1.0, 1.0)
    contrast: Range = (0.5, 1.0)
    gloss: float = 0.0


TEXTURES: dict[str, Texture] = {
    "asphalt": Texture(Pattern.ASPHALT, (0.07, 0.26), (0.94, 1.14), size_m=(4.0, 12.0)),
    "concrete": Texture(Pattern.CONCRETE, (0.2, 0.42), (1.0, 1.22), size_m=(2.5, 6.0)),
    "brick": Texture(Pattern.BRICK, (0.1, 0.26), (1.7, 3.4), size_m=(0.21, 0.28)),
    "grass": Texture(Pattern.GRASS, (0.06, 0.13), (1.3, 2.4), (1.25, 1.6), size_m=(1.0, 3.0)),
    "paving": Texture(Pattern.PAVING, (0.15, 0.38), (0.95, 1.7), size_m=(0.1, 0.3)),
    "gravel": Texture(Pattern.GRAVEL, (0.15, 0.32), (1.05, 1.35), size_m=(2.0, 6.0)),
    "plaster": Texture(Pattern.PLAIN, (0.3, 0.7), (0.95, 1.6), size_m=(3.0, 6.0)),
    "facade": Texture(Pattern.FACADE, (0.18, 0.62), (0.9, 1.8), size_m=(2.2, 4.2)),
    "glass": Texture(
        Pattern.FACADE, (0.1, 0.25), (0.8, 1.0), size_m=(1.2, 1.8), contrast=(1.5, 2.0)
    ),
    "metal": Texture(Pattern.METAL, (0.2, 0.55), (0.85, 1.15), size_m=(0.2, 0.4), gloss=0.35),
    "wood": Texture(Pattern.BARK, (0.12, 0.36), (1.6, 2.4), size_m=(0.12, 0.2)),
    "bark": Texture(Pattern.BARK, (0.05, 0.13), (1.2, 1.8), size_m=(0.05, 0.12)),
    "leaves": Texture(Pattern.LEAVES, (0.05, 0.15), (1.1, 2.2), (1.3, 1.8), size_m=(0.3, 0.8)),
    "autumn": Texture(Pattern.LEAVES, (0.08, 0.22), (2.5, 9.0), (0.8, 1.15), size_m=(0.3, 0.8)),
    "tiles": Texture(Pattern.BRICK, (0.08, 0.24), (1.0, 4.0), size_m=(0.5, 1.0)),
    "painted": Texture(
        Pattern.PLAIN, (0.04, 0.35), (0.3, 4.0), (0.75, 1.3), size_m=(1.0, 2.0), gloss=0.3
    ),
    "hazard": Texture(Pattern.HAZARD, (0.3, 0.5), size_m=(0.2, 0.4)),
    "sign": Texture(Pattern.SIGN, (0.4, 0.7), size_m=(0.5, 0.8), gloss=0.2),
    "dark": Texture(Pattern.PLAIN, (0.03, 0.1), gloss=0.2, size_m=(1.0, 2.0)),
    "lamp": Texture(Pattern.LAMP, (0.5, 0.8), size_m=(1.0, 2.0)),
}
COLUMNS = 10  # of a material: pattern, red, green, blue, size, contrast, gloss, three of its own
GROUND_ROW, AROUND_ROW = 0, 1  # of every site's materials: its ground, and the land around it


def material(name: str, seed: int, split: Split, *purpose: str | int) -> NDArray[np.float32]:
    """Numbers (COLUMNS,) of one surface; the splits draw none that are alike.

    Raises:
        TwinError: no texture has that name.
    """
    if name not in TEXTURES:
        known = ", ".join(sorted(TEXTURES))
        raise TwinError(f"texture {name!r} is none of {known}")
    texture = TEXTURES[name]
    chance = stream(seed, "texture", name, split, *purpose)
    albedo = banded(chance, split, *texture.albedo)
    warmth = banded(chance, split, *texture.warmth) ** 0.5
    green = banded(chance, split, *texture.green)
    row = [float(texture.pattern), albedo * warmth, albedo * green, albedo / warmth]
    row += [banded(chance, split, *texture.size_m), banded(chance, split, *texture.contrast)]
    return np.array([*row, texture.gloss, *chance.random(3)], np.float32)
