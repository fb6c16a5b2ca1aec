"""Plain closed shapes: boxes with cut edges, tubes and ellipsoids."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lotgraph.twin.bodies.mesh import Part, Piece, outward, piece, quads

Triple = tuple[float, float, float]


def soft_box(size: Triple, centre: Triple, part: Part, cut: float = 0.2) -> Piece:
    """Build a box whose edges are cut by `cut` of its smallest half side; 60 triangles."""
    half = np.array(size) / 2
    off = cut * half.min()
    y, z = half[1], half[2]
    ring = np.array([
        (y, z - off), (y - off, z), (off - y, z), (-y, z - off),
        (-y, off - z), (off - y, -z), (y - off, -z), (y, off - z),
    ])  # fmt: skip
    shrunk = ring * (1 - off / np.maximum(np.abs(ring).max(axis=0), 1e-9))
    xs = (-half[0], off - half[0], half[0] - off, half[0])
    rings = [
        np.column_stack([np.full(8, x), one])
        for x, one in zip(xs, (shrunk, ring, ring, shrunk), strict=True)
    ]
    return _closed(np.stack(rings) + np.array(centre), part)


def block(size: Triple, centre: Triple, part: Part) -> Piece:
    """Build a plain box; 12 triangles."""
    half = np.array(size) / 2
    ring = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)]) * half[1:]
    rings = np.stack([np.column_stack([np.full(4, x), ring]) for x in (-half[0], half[0])])
    caps = np.array([(0, 1, 2), (0, 2, 3), (4, 6, 5), (4, 7, 6)])
    faces = np.concatenate([quads(2, 4, is_ring=True)[:, ::-1], caps[:, ::-1]])
    return outward(piece(rings.reshape(-1, 3) + np.array(centre), faces, part))


def tube(line: ArrayLike, radius: ArrayLike, part: Part, sides: int = 6) -> Piece:
    """Build a tube along a line of (n, 3) points, with closed ends; one radius, or one a point."""
    points = np.asarray(line, dtype=float)
    radii = np.broadcast_to(np.asarray(radius, dtype=float), len(points))
    along = np.gradient(points, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    helper = np.where(np.abs(along[:, 2:]) > 0.9, (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))  # noqa: PLR2004
    across = np.cross(along, helper)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    up = np.cross(across, along)
    angle = np.arange(sides) * 2 * np.pi / sides
    around = np.cos(angle)[:, None] * across[:, None] + np.sin(angle)[:, None] * up[:, None]
    return _closed(points[:, None] + around * radii[:, None, None], part)


def sleeve(
    line: ArrayLike, wide: ArrayLike, deep: ArrayLike, part: ArrayLike, sides: int = 6
) -> Piece:
    """Build an oval tube along a line of (n, 3) points that never runs along y.

    `wide` (n,) are half widths along y, `deep` (n,) across it; `part` is one, or one a band (n-1,).
    """
    points = np.asarray(line, dtype=float)
    along = np.gradient(points, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    aside = np.array((0.0, 1.0, 0.0)) - along * along[:, 1:2]
    aside /= np.linalg.norm(aside, axis=1, keepdims=True)
    ahead = np.cross(aside, along)
    angle = np.arange(sides) * 2 * np.pi / sides
    around = np.cos(angle)[:, None] * (aside * np.asarray(wide, float)[:, None])[:, None]
    around = around + np.sin(angle)[:, None] * (ahead * np.asarray(deep, float)[:, None])[:, None]
    bands = np.broadcast_to(np.asarray(part, np.uint8), len(points) - 1)
    parts = np.concatenate([np.repeat(bands, 2 * sides), np.repeat(bands[[0, -1]], sides)])
    return _closed(points[:, None] + around, parts)


def ellipsoid(size: Triple, centre: Triple, part: Part, sides: int = 8, levels: int = 5) -> Piece:
    """Build an ellipsoid of so many sides and levels between its poles."""
    fall = np.pi * (np.arange(levels) + 0.5) / levels
    angle = np.arange(sides) * 2 * np.pi / sides
    rings = np.stack([
        np.sin(fall)[:, None] * np.cos(angle),
        np.sin(fall)[:, None] * np.sin(angle),
        np.broadcast_to(np.cos(fall)[:, None], (levels, sides)),
    ], axis=-1)  # fmt: skip
    return _closed(rings * np.array(size) / 2 + np.array(centre), part)


def lathe(profile: Sequence[tuple[float, float]], centre: Triple, part: Part, sides: int) -> Piece:
    """Turn (radius, height) points around an upright axis through the centre."""
    r, z = np.array(profile).T
    angle = np.arange(sides) * 2 * np.pi / sides
    rings = np.stack([
        r[:, None] * np.cos(angle), r[:, None] * np.sin(angle),
        np.broadcast_to(z[:, None], (len(r), sides)),
    ], axis=-1)  # fmt: skip
    return _closed(rings + np.array(centre), part)


def _closed(rings: NDArray, part: ArrayLike) -> Piece:
    """Join rings (k, sides, 3) and close both ends."""
    count, sides = rings.shape[:2]
    ends = rings[[0, -1]].mean(axis=1)
    low, high = count * sides, count * sides + 1
    here = np.arange(sides)
    after = (here + 1) % sides
    last = (count - 1) * sides
    first_cap = np.stack([np.full(sides, low), here, after], axis=1)
    last_cap = np.stack([np.full(sides, high), last + after, last + here], axis=1)
    # quads() runs against the caps' sense, so one of the two is turned to agree.
    faces = np.concatenate([quads(count, sides, is_ring=True)[:, ::-1], first_cap[:, ::-1],
                            last_cap[:, ::-1]])  # fmt: skip
    return outward(piece(np.concatenate([rings.reshape(-1, 3), ends]), faces, part))
