"""A camera's rays, and which of them could meet a volume."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.optics import axes, rays
from lotgraph.twin.plan import Camera

TILE_PX = 16
NEAR_M = 0.05  # what is nearer to the eye's plane is cut off before it is projected
Window = NDArray[np.float32]  # (4,): x0, y0, x1, y1 on the plane one focal length ahead


@dataclass(frozen=True, eq=False)
class View:
    """Unit directions (n, 3) of a camera's pixels, row by row, and where they pass (n, 2).

    `flat` is on the plane one focal length before a pinhole, so a volume's bounds there are those
    of its corners, whatever the lens. `bounds` (tiles, 4) holds those of `tile` (n,).
    """

    camera: Camera
    eye: NDArray[np.float32]
    axes: NDArray[np.float64]
    directions: NDArray[np.float32]
    flat: NDArray[np.float32]
    tile: NDArray[np.int32]
    bounds: NDArray[np.float32]

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
        return np.concatenate([low - rim, high + rim]).astype(np.float32)

    def within(self, windows: list[Window]) -> NDArray[np.int32]:
        """Pixels, ascending, of all tiles that a window touches."""
        if not windows:
            return np.empty(0, np.int32)
        x0, y0, x1, y1 = np.array(windows).T[:, :, None]
        left, top, right, bottom = self.bounds.T
        touched = (x0 <= right) & (x1 >= left) & (y0 <= bottom) & (y1 >= top)
        return np.flatnonzero(touched.any(axis=0)[self.tile]).astype(np.int32)


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
    bounds = np.concatenate([low, high], axis=1)
    eye = np.array(origins[0], np.float32)
    return View(camera, eye, turned, np.ascontiguousarray(directions), flat, tile, bounds)
