"""A camera's rays, and which of them could meet a volume."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.optics import axes, rays
from lotgraph.twin.plan import Camera

TILE_PX = 8
NEAR_M = 0.05  # what is nearer to the eye's plane is cut off before it is projected


@dataclass(frozen=True, eq=False)
class Window:
    """Bounds (4,) x0, y0, x1, y1 of a volume on the plane one focal length before a pinhole.

    `tiles` are those it touches; all its pixels lie from the first of `ends` up to the last.
    """

    bounds: NDArray[np.float32]
    tiles: NDArray[np.intp]
    ends: NDArray[np.int32]

    def span(self, pixels: NDArray[np.int32]) -> tuple[int, int]:
        """First and last (excluded) of ascending pixels that it might hold."""
        first, last = np.searchsorted(pixels, self.ends)
        return int(first), int(last)


@dataclass(frozen=True, eq=False)
class View:
    """Unit directions (n, 3) of a camera's pixels, row by row, and where they pass (n, 2).

    `flat` is on the plane one focal length before a pinhole, so a volume's bounds there are those
    of its corners, whatever the lens. `bounds` (4, tiles) holds those of `tile` (n,).
    """

    camera: Camera
    eye: NDArray[np.float32]
    axes: NDArray[np.float64]
    directions: NDArray[np.float32]
    flat: NDArray[np.float32]
    tile: NDArray[np.int32]
    bounds: NDArray[np.float32]
    across: int  # tiles in a row

    def window(self, corners: NDArray[np.floating]) -> Window | None:
        """Bounds of the hull of corners (k, 3), a little wider; None if all of it lies behind."""
        local = (np.asarray(corners, np.float64) - self.eye) @ self.axes.T
        ahead = local[:, 2] >= NEAR_M
        points = local[ahead]
        if not len(points):
            return None
        if len(points) < len(local):
            behind = local[~ahead]
            share = (NEAR_M - behind[:, None, 2]) / (points[None, :, 2] - behind[:, None, 2])
            cut = behind[:, None] + share[..., None] * (points[None] - behind[:, None])
            points = np.concatenate([points, cut.reshape(-1, 3)])
        flat = points[:, :2] / np.maximum(points[:, 2:], NEAR_M)
        low, high = flat.min(axis=0), flat.max(axis=0)
        rim = 1e-4 + 1e-5 * np.maximum(np.abs(low), np.abs(high))
        return self._window(np.concatenate([low - rim, high + rim]).astype(np.float32))

    def _window(self, box: NDArray[np.float32]) -> Window:
        x0, y0, x1, y1 = box
        left, top, right, bottom = self.bounds
        touched = (x0 <= right) & (x1 >= left) & (y0 <= bottom) & (y1 >= top)
        tiles = np.flatnonzero(touched)
        rows = tiles[[0, -1]] // self.across + (0, 1) if len(tiles) else np.zeros(2, np.intp)
        # int32, as pixels are: else all of them would be copied to be compared
        return Window(box, tiles, (rows * TILE_PX * self.camera.width_px).astype(np.int32))

    def within(self, windows: list[Window]) -> NDArray[np.int32]:
        """Pixels, ascending, of all tiles that a window touches."""
        touched = np.zeros(self.bounds.shape[1], np.bool_)
        for window in windows:
            touched[window.tiles] = True
        return np.flatnonzero(touched[self.tile]).astype(np.int32)


def look(camera: Camera) -> View:
    """The view of a camera as it stands.

    Raises:
        TwinError: the lens folds within the picture.
    """
    origins, directions = rays(camera)
    turned = axes(camera)
    local = directions.astype(np.float64) @ turned.T
    flat = (local[:, :2] / local[:, 2:]).astype(np.float32)
    rows, columns = np.divmod(np.arange(len(flat)), camera.width_px)
    across = -(-camera.width_px // TILE_PX)
    tile = (rows // TILE_PX * across + columns // TILE_PX).astype(np.int32)
    count = int(tile.max()) + 1
    low, high = np.full((count, 2), np.inf, np.float32), np.full((count, 2), -np.inf, np.float32)
    np.minimum.at(low, tile, flat)
    np.maximum.at(high, tile, flat)
    bounds = np.concatenate([low, high], axis=1).T.copy()
    eye = np.array(origins[0], np.float32)
    return View(camera, eye, turned, np.ascontiguousarray(directions), flat, tile, bounds, across)
