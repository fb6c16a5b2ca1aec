"""A sheet of points with two parameters, on which lamps, seams, plates and stickers are laid."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lotgraph.twin.bodies.mesh import Part, Piece, facing, piece, quads

ABOVE_M = 0.008  # clear of the surface below: less flickers, more casts a shadow


@dataclass(frozen=True)
class Surface:
    """Points (len(rows), len(columns), 3), rising `rows` and `columns`; `outwards` is its side."""

    points: NDArray[np.float64]
    rows: NDArray[np.float64]
    columns: NDArray[np.float64]
    outwards: tuple[float, float, float]

    def at(self, row: ArrayLike, column: ArrayLike) -> NDArray[np.float64]:
        """Points at parameters, clipped to the sheet: bilinear between its own points."""
        i, down = _place(self.rows, np.asarray(row, dtype=float))
        j, along = _place(self.columns, np.asarray(column, dtype=float))
        p, down, along = self.points, down[..., None], along[..., None]
        upper = p[i, j] * (1 - along) + p[i, j + 1] * along
        lower = p[i + 1, j] * (1 - along) + p[i + 1, j + 1] * along
        return np.asarray(upper * (1 - down) + lower * down)


def _place(grid: NDArray, value: NDArray) -> tuple[NDArray, NDArray]:
    inside = np.clip(value, grid[0], grid[-1])
    cell = np.clip(np.searchsorted(grid, inside, side="right") - 1, 0, len(grid) - 2)
    return cell, (inside - grid[cell]) / np.maximum(grid[cell + 1] - grid[cell], 1e-9)


def _steps(grid: NDArray, first: float, last: float) -> NDArray:
    low, high = min(first, last), max(first, last)
    inner = grid[(grid > low + 1e-6) & (grid < high - 1e-6)]
    between = np.array([low, *inner, high])
    return between if first <= last else between[::-1]


def lay(  # noqa: PLR0913 -- a patch has four sides
    on: Surface,
    rows: tuple[float, float],
    columns: tuple[float, float],
    part: Part,
    *,
    above_m: float = ABOVE_M,
    slant: float = 0.0,
    uv: tuple[float, float, float, float] | None = None,
) -> Piece:
    """Lay a patch that follows every bend of the surface, `above_m` over it.

    `slant` moves the rows by so much from the first column to the last. `uv` is the picture's
    (left, top, right, bottom) in the atlas: left at the first column, top at the first row.
    """
    r, c = _steps(on.rows, *rows), _steps(on.columns, *columns)
    down = (r - rows[0]) / (rows[1] - rows[0])
    across = (c - columns[0]) / (columns[1] - columns[0])
    row, column = np.meshgrid(r, c, indexing="ij")
    points = on.at(row + slant * across[None, :], column)
    faces = quads(len(r), len(c))
    left, top, right, bottom = uv or (0.0, 0.0, 0.0, 0.0)
    v, u = np.meshgrid(top + down * (bottom - top), left + across * (right - left), indexing="ij")
    picture = np.stack([u, v], axis=-1).reshape(-1, 2)[faces]
    sheet = facing(piece(points, faces, part, picture), on.outwards)
    return _raised(sheet, above_m)


def flat_surface(corners: list[tuple[float, float, float]], outwards: tuple[float, float, float],
                 ) -> Surface:  # fmt: skip
    """A plane sheet from (lower right, lower left, upper right, upper left)."""
    points = np.array(corners).reshape(2, 2, 3)
    return Surface(points, np.array([0.0, 1.0]), np.array([-1.0, 1.0]), outwards)


def _raised(sheet: Piece, above_m: float) -> Piece:
    """Shift each vertex along the mean normal of its faces, so that a bend stays closed."""
    a, b, c = (sheet.vertices[sheet.faces[:, k]] for k in range(3))
    normal = np.cross(b - a, c - a)
    mean = np.zeros_like(sheet.vertices)
    for corner in range(3):
        np.add.at(mean, sheet.faces[:, corner], normal)
    mean /= np.maximum(np.linalg.norm(mean, axis=1, keepdims=True), 1e-12)
    return Piece(sheet.vertices + mean * above_m, sheet.faces, sheet.part, sheet.uv, sheet.wheel)
