"""Simple solids as triangles that turn anticlockwise seen from outside."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

SMALL_M = 0.6  # longest edge of a small face
ALIKE_M, ALIKE_TURN = 0.9, 0.8  # so near, and so alike in their normals, small faces share a place
FAR_M = 15.0  # away, twice as much is alike
GRAIN_M = 1.5  # longest edge of a flat face: what is baked at corners needs some of them


@dataclass(frozen=True, eq=False)
class Shape:
    """Triangles (m, 3, 3), the normals of their corners (m, 3, 3), and materials (m,)."""

    triangles: NDArray[np.float64]
    normals: NDArray[np.float64]
    material: NDArray[np.int32]

    def placed(self, centre: tuple[float, float, float], heading_rad: float = 0.0) -> "Shape":
        """The shape turned about the vertical, then moved."""
        cos, sin = np.cos(heading_rad), np.sin(heading_rad)
        turn = np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]])
        return replace(self, triangles=self.triangles @ turn + centre, normals=self.normals @ turn)


def joined(shapes: list[Shape]) -> Shape:
    """All of them as one."""
    return Shape(
        np.concatenate([shape.triangles for shape in shapes]),
        np.concatenate([shape.normals for shape in shapes]),
        np.concatenate([shape.material for shape in shapes]),
    )


def sheet(
    corner: NDArray, along: NDArray, across: NDArray, material: int, grain_m: float = GRAIN_M
) -> Shape:
    """A parallelogram in small pieces, seen from where `along` turns left to `across`."""
    steps = [max(1, int(np.ceil(np.linalg.norm(edge) / grain_m))) for edge in (along, across)]
    u, v = np.meshgrid(*(np.arange(count) / count for count in steps), indexing="ij")
    u, v = u.ravel()[:, None, None], v.ravel()[:, None, None]
    du, dv = 1 / steps[0], 1 / steps[1]
    low = u + np.array([0, du, du])[None, :, None], v + np.array([0, 0, dv])[None, :, None]
    high = u + np.array([0, du, 0])[None, :, None], v + np.array([0, dv, dv])[None, :, None]
    triangles = np.concatenate([corner + a * along + b * across for a, b in (low, high)])
    normal = np.cross(along, across)
    normals = np.broadcast_to(normal / np.linalg.norm(normal), triangles.shape)
    return Shape(triangles, normals.copy(), np.full(len(triangles), material, np.int32))


def box(
    size: tuple[float, float, float], side: int, top: int | None = None, grain_m: float = GRAIN_M
) -> Shape:
    """A box around the origin standing on z = 0, without its bottom if it rests there."""
    x, y, z = np.diag(size)
    low = -(x + y) / 2
    faces = [
        sheet(low, x, z, side, grain_m),
        sheet(low + x, y, z, side, grain_m),
        sheet(low + x + y, -x, z, side, grain_m),
        sheet(low + y, -y, z, side, grain_m),
        sheet(low + z, x, y, side if top is None else top, grain_m),
        sheet(low, y, x, side, grain_m),
    ]
    return joined(faces)


def tube(radius_m: float, height_m: float, material: int, sides: int = 12) -> Shape:
    """An upright round post on the origin, closed above, with smooth normals."""
    turn = 2 * np.pi * np.arange(sides + 1) / sides
    ring = np.stack([np.cos(turn), np.sin(turn), np.zeros(sides + 1)], axis=1)
    foot, head = ring * radius_m, ring * radius_m + (0, 0, height_m)
    a, b, c, d = foot[:-1], foot[1:], head[1:], head[:-1]
    side = np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])
    bend = [
        np.stack([ring[:-1], ring[1:], ring[1:]], 1),
        np.stack([ring[:-1], ring[1:], ring[:-1]], 1),
    ]
    lid = np.stack([np.broadcast_to((0.0, 0.0, height_m), c.shape), d, c], 1)
    normals = np.concatenate([*bend, np.broadcast_to((0.0, 0.0, 1.0), lid.shape)])
    triangles = np.concatenate([side, lid])
    return Shape(triangles, normals, np.full(len(triangles), material, np.int32))


def lifted(shape: Shape, by_m: float) -> Shape:
    """The shape so much higher."""
    return replace(shape, triangles=shape.triangles + np.array([0, 0, by_m]))


def corners_of(
    shape: Shape, away_m: NDArray[np.float64] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]:
    """Distinct corners, their normals, and which of them each face has (m, 3).

    Small faces that lie and look alike share one place, the middle of the first of them: leaves
    of a tree see the sky as those beside them do. The farther `away_m` (m,), the more are alike.
    """
    edges = np.linalg.norm(shape.triangles - np.roll(shape.triangles, 1, axis=1), axis=2)
    small = edges.max(axis=1, initial=0) < SMALL_M
    names = np.empty((len(small), 3), np.intp)
    rows = np.concatenate([shape.triangles, shape.normals], axis=2)
    large = rows[~small].reshape(-1, 6)
    first, name = _distinct(np.round(large * 1e4).astype(np.int64))
    names[~small] = name.reshape(-1, 3)
    alike = rows[small].mean(axis=1)
    cell = ALIKE_M * (1 + (0.0 if away_m is None else away_m[small, None] / FAR_M))
    grid = np.concatenate([alike[:, :3] / cell, alike[:, 3:] / ALIKE_TURN], axis=1)
    second, name = _distinct(np.round(grid).astype(np.int64))
    names[small] = name[:, None] + len(first)
    found = np.concatenate([large[first], alike[second]])
    lengths = np.linalg.norm(found[:, 3:], axis=1, keepdims=True)
    return found[:, :3], found[:, 3:] / np.maximum(lengths, 1e-9), names


def _distinct(grid: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first of each row (n, 6) that differs, and which of these each row is."""
    order = np.lexsort(grid.T)
    fresh = np.ones(len(grid), np.bool_)
    fresh[1:] = (grid[order][1:] != grid[order][:-1]).any(axis=1)
    name = np.empty(len(grid), np.intp)
    name[order] = np.cumsum(fresh) - 1
    return order[fresh], name
