"""What bodies hands to the stage: triangles, and what each is made of."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import TwinError

PARTS = (
    *("body", "second_paint", "glass", "tyre", "rim", "trim", "plate", "interior"),
    *("head_lamp", "tail_lamp", "brake_lamp", "left_lamp", "right_lamp", "reverse_lamp"),
    *("roof_rack", "sticker", "underside", "skin", "hair", "clothes", "shoes", "cart"),
)
PART = {name: number for number, name in enumerate(PARTS)}


@dataclass(frozen=True, eq=False)
class Mesh:
    """A thing's surface in its own frame: x forward, y left, z up, metres, standing on z = 0.

    Triangles turn anticlockwise seen from outside. `colour` is linear albedo in 0..1, `gloss`
    runs from 0 (chalk) to 1 (mirror), `metallic` from 0 to 1. Where `picture` (rows, columns, 3;
    linear) is given, faces of parts "plate" and "sticker" show it at `uv` in place of `colour`:
    u to the right, v downwards, both 0..1. Which lamps glow is told frame by frame, not here.
    """

    vertices: NDArray[np.float32]  # (n, 3)
    faces: NDArray[np.int32]  # (m, 3) rows of vertices
    part: NDArray[np.uint8]  # (m,) indexes PARTS
    colour: NDArray[np.float32]  # (m, 3)
    gloss: NDArray[np.float32]  # (m,)
    metallic: NDArray[np.float32]  # (m,)
    uv: NDArray[np.float32] | None = None  # (m, 3, 2)
    picture: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        """Refuse columns that do not belong together.

        Raises:
            TwinError: a column has another length than `faces`, or a face names no vertex.
        """
        count = len(self.faces)
        for name in ("part", "colour", "gloss", "metallic", "uv"):
            column = getattr(self, name)
            if column is not None and len(column) != count:
                raise TwinError(f"a mesh of {count} faces came with {len(column)} of {name}")
        if count and not 0 <= self.faces.min() <= self.faces.max() < len(self.vertices):
            raise TwinError(f"a face of the mesh names none of its {len(self.vertices)} vertices")
