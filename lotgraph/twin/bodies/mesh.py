"""Mesh: triangles with parts, corner normals, colours, and a small picture for what is printed.

What the stage has to do with a mesh, at a hit on face f with barycentric weights w of its corners:

- Normal: `w @ normal[f]`, made unit again; back faces are never meant to be seen.
- Albedo: `colour[f]`, linear. Where `part[f]` is in `PRINTED`, instead the texel of `atlas` (sRGB;
  make it linear) at column `u * width` and row `v * height` of `w @ uv[f]`, cut down to whole
  numbers inside the picture. Dirt is in `colour` already: what is printed stays clean.
- Reflection: `gloss[f]` is how mirror-like the clear coat is (0 chalk, 1 mirror; Fresnel with 4 %
  at normal incidence); `metallic[f]` is the share of the diffuse light that flakes throw back
  near the mirror direction instead, tinted with the albedo.
- Glass (`Part.GLASS`) is opaque and dark: what one sees is the sky's and the site's reflection.
- Lamps: a face whose part is in `GLOWS` gives light of its own where `lights & GLOWS[part]` is not
  zero; its colour and strength are the stage's.
- Wheels: `turn_wheels(mesh, steer, roll)` gives the vertices of a frame; corner normals of wheels
  may be left as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lotgraph.errors import TwinError

# Below this angle two faces are one smooth surface; doors and bonnets bend less, edges more.
SMOOTH_BELOW_COS = np.cos(np.radians(42.0))


class Part(IntEnum):
    """What a face is made of: `Mesh.part` holds these codes."""

    BODY = 0
    SECOND = 1
    GLASS = 2
    TYRE = 3
    RIM = 4
    HEAD_LAMP = 5
    TAIL_LAMP = 6
    BRAKE_LAMP = 7
    INDICATOR_LEFT = 8
    INDICATOR_RIGHT = 9
    REVERSE_LAMP = 10
    PLATE = 11
    TRIM = 12
    CHROME = 13
    SEAM = 14
    UNDERSIDE = 15
    MIRROR = 16
    ROOF_RACK = 17
    TOW_BAR = 18
    STICKER = 19
    INTERIOR = 20
    CARGO = 21
    SKIN = 22
    HAIR = 23
    UPPER_CLOTHES = 24
    LOWER_CLOTHES = 25
    SHOE = 26
    BAG = 27
    PUSHED = 28


PARTS: dict[str, int] = {part.name.lower(): int(part) for part in Part}

# Bits of `Poses.lights` (1 head, 2 brake, 4 left, 8 right, 16 reverse) that make a part glow.
GLOWS: dict[Part, int] = {
    Part.HEAD_LAMP: 1,
    Part.TAIL_LAMP: 1,
    Part.BRAKE_LAMP: 2,
    Part.INDICATOR_LEFT: 4,
    Part.INDICATOR_RIGHT: 8,
    Part.REVERSE_LAMP: 16,
}

# Faces of these parts take their albedo from the atlas.
PRINTED = (Part.PLATE, Part.STICKER)


@dataclass(frozen=True, eq=False)
class Piece:
    """Triangles on their way into a mesh: no colours yet.

    `vertices` (n, 3) m; `faces` (m, 3), anticlockwise seen from outside; `part` (m,); `uv`
    (m, 3, 2) into the atlas, zero where the face has no picture; `wheel` (n,), 0 = none.
    """

    vertices: NDArray[np.float64]
    faces: NDArray[np.int64]
    part: NDArray[np.uint8]
    uv: NDArray[np.float64]
    wheel: NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Mesh:
    """Triangles in the frame of their owner: x forward, y left, z up, metres, ground at z = 0.

    Faces turn anticlockwise seen from outside. `normal` are unit normals at each face's corners,
    smooth where the surface is; `colour` is linear albedo, `gloss` and `metallic` in [0, 1].
    `uv` is in [0, 1], v downwards, and zero where nothing is printed. `wheel` numbers the vertices
    of wheel k with k + 1, 0 is the rest; `hubs` are their centres, `steered` those that steer.
    """

    vertices: NDArray[np.float32]  # (n, 3)
    faces: NDArray[np.int32]  # (m, 3)
    part: NDArray[np.uint8]  # (m,) codes of Part
    uv: NDArray[np.float32]  # (m, 3, 2)
    normal: NDArray[np.float32]  # (m, 3, 3)
    colour: NDArray[np.float32]  # (m, 3)
    gloss: NDArray[np.float32]  # (m,)
    metallic: NDArray[np.float32]  # (m,)
    atlas: NDArray[np.uint8]  # (height, width, 3) sRGB
    wheel: NDArray[np.uint8]  # (n,)
    hubs: NDArray[np.float32]  # (k, 3)
    steered: NDArray[np.bool_]  # (k,)
    original: "Mesh | None" = None  # the mesh whose wheels these are, turned

    def __post_init__(self) -> None:
        """Refuse columns that do not belong together.

        Raises:
            TwinError: a column has another length than `faces`, or a face names no vertex.
        """
        count = len(self.faces)
        for name in ("part", "uv", "normal", "colour", "gloss", "metallic"):
            came = len(getattr(self, name))
            if came != count:
                raise TwinError(f"a mesh of {count} faces came with {came} of {name}")
        if count and not 0 <= self.faces.min() <= self.faces.max() < len(self.vertices):
            raise TwinError(f"a face of the mesh names none of its {len(self.vertices)} vertices")


def piece(vertices: ArrayLike, faces: ArrayLike, part: ArrayLike, uv: ArrayLike = 0.0) -> Piece:
    """Bring triangles into one form, without those that have no area."""
    points = np.asarray(vertices, dtype=float).reshape(-1, 3)
    corners = np.asarray(faces, dtype=np.int64).reshape(-1, 3)
    parts = np.broadcast_to(np.asarray(part, dtype=np.uint8), len(corners))
    where = np.broadcast_to(np.asarray(uv, dtype=float), (len(corners), 3, 2))
    has_area = np.linalg.norm(crosses(points, corners), axis=1) > 1e-9  # noqa: PLR2004 -- m²
    nobody = np.zeros(len(points), np.uint8)
    return Piece(points, corners[has_area], parts[has_area], where[has_area], nobody)


def crosses(points: NDArray, faces: NDArray) -> NDArray:
    """Normals of faces, (m, 3), as long as twice the face's area."""
    a, b, c = (points[faces[:, corner]] for corner in range(3))
    first, second = b - a, c - a
    (ax, ay, az), (bx, by, bz) = first.T, second.T
    return np.stack([ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx], axis=1)


def volume_of(points: NDArray, faces: NDArray) -> float:
    """Signed volume in m³: positive where the faces of a closed surface look outwards."""
    return float((points[faces[:, 0]] * crosses(points, faces)).sum() / 6.0)


def quads(rows: int, columns: int, *, is_ring: bool = False) -> NDArray[np.int64]:
    """Faces of a sheet of rows x columns vertices; a ring joins its last column to the first."""
    across = columns if is_ring else columns - 1
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(across), indexing="ij")
    after = (j + 1) % columns
    a, b = i * columns + j, (i + 1) * columns + j
    c, d = (i + 1) * columns + after, i * columns + after
    return np.stack([np.stack([a, b, c], -1), np.stack([a, c, d], -1)], axis=2).reshape(-1, 3)


def flipped(one: Piece) -> Piece:
    """Turn every face over."""
    return replace(one, faces=one.faces[:, ::-1], uv=one.uv[:, ::-1])


def facing(one: Piece, direction: ArrayLike) -> Piece:
    """Turn an open sheet so that it looks in a direction on the whole."""
    looks = crosses(one.vertices, one.faces).sum(axis=0) @ np.asarray(direction, dtype=float)
    return one if looks >= 0 else flipped(one)


def outward(one: Piece) -> Piece:
    """Turn a closed surface so that its faces look outwards."""
    return one if volume_of(one.vertices, one.faces) >= 0 else flipped(one)


def mirrored(one: Piece) -> Piece:
    """Reflect left to right; what was on the left is on the right, still looking outwards."""
    return flipped(replace(one, vertices=one.vertices * (1.0, -1.0, 1.0)))


def moved(one: Piece, by: ArrayLike) -> Piece:
    """Shift by (x, y, z) m."""
    return replace(one, vertices=one.vertices + np.asarray(by, dtype=float))


def join(pieces: Sequence[Piece]) -> Piece:
    """Put pieces together without merging their vertices."""
    starts = np.cumsum([0, *(len(one.vertices) for one in pieces)])[:-1]
    return Piece(
        np.concatenate([one.vertices for one in pieces]),
        np.concatenate([one.faces + start for one, start in zip(pieces, starts, strict=True)]),
        np.concatenate([one.part for one in pieces]),
        np.concatenate([one.uv for one in pieces]),
        np.concatenate([one.wheel for one in pieces]),
    )


def corner_normals(points: NDArray, faces: NDArray) -> NDArray[np.float32]:
    """Normals at corners, (m, 3, 3): the mean of a vertex's faces that bend less than a crease."""
    weighted = crosses(points, faces)
    unit = weighted / np.maximum(np.linalg.norm(weighted, axis=1, keepdims=True), 1e-12)
    flat = faces.ravel()
    order = np.argsort(flat, kind="stable")
    count = np.bincount(flat, minlength=len(points))
    first = np.cumsum(count) - count
    pairs = count[flat]  # how many faces share each corner's vertex
    corner = np.repeat(np.arange(len(flat)), pairs)
    step = np.arange(len(corner)) - np.repeat(np.cumsum(pairs) - pairs, pairs)
    other = order[np.repeat(first[flat], pairs) + step] // 3
    is_smooth = (unit[corner // 3] * unit[other]).sum(axis=1) > SMOOTH_BELOW_COS
    total = np.stack(
        [
            np.bincount(corner[is_smooth], weighted[other[is_smooth], axis], len(flat))
            for axis in range(3)
        ],
        axis=1,
    )
    length = np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)
    return np.asarray((total / length).astype(np.float32).reshape(-1, 3, 3))


def turn_wheels(mesh: Mesh, steer_rad: float, roll_rad: float) -> Mesh:
    """The same mesh with its wheels rolled (forwards positive) and the front ones steered left."""
    vertices, normal = mesh.vertices.copy(), mesh.normal.copy()
    wheel_of = mesh.wheel[mesh.faces[:, 0]]
    cos, sin = np.cos(roll_rad), np.sin(roll_rad)
    rolled = np.array([(cos, 0.0, sin), (0.0, 1.0, 0.0), (-sin, 0.0, cos)])
    cos, sin = np.cos(steer_rad), np.sin(steer_rad)
    steered = np.array([(cos, -sin, 0.0), (sin, cos, 0.0), (0.0, 0.0, 1.0)]) @ rolled
    for number, (hub, steers) in enumerate(zip(mesh.hubs, mesh.steered, strict=True), start=1):
        turn = (steered if steers else rolled).T
        mine, faces = mesh.wheel == number, wheel_of == number
        vertices[mine] = (vertices[mine] - hub) @ turn + hub
        normal[faces] = normal[faces] @ turn
    return replace(mesh, vertices=vertices, normal=normal, original=mesh)
