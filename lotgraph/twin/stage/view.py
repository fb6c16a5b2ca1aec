"""A camera's rays, and which of them could meet a volume."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.optics import axes, rays
from lotgraph.twin.plan import Camera

TILE_PX = 8


@dataclass(frozen=True, eq=False)
class View:
    """Unit directions (n, 3) of a camera's pixels, tile by tile, and where they pass (n, 2).

    A sample is one pixel, and `place` (n,) its number in the picture, row by row. Those of a tile
    follow each other: `spans` (tiles, 2) are its first and its end. `flat` is on the plane one
    focal length before a pinhole, and `bounds` (4, tiles) the window of each tile there. `eye` is
    as `hull.kernels` reads it.
    """

    camera: Camera
    eye: NDArray[np.float64]
    directions: NDArray[np.float32]
    flat: NDArray[np.float32]
    place: NDArray[np.int32]
    spans: NDArray[np.int32]
    bounds: NDArray[np.float32]

    @property
    def position(self) -> NDArray[np.float32]:
        """Where the rays begin."""
        place: NDArray[np.float32] = self.eye[0].astype(np.float32)
        return place

    def window(self, points: NDArray[np.floating]) -> NDArray[np.float32]:
        """Bounds (4,) of the hull of points (k, 3), a little wider."""
        from lotgraph.twin.stage.hull.kernels import window_of

        out = np.empty(4, np.float32)
        window_of(np.ascontiguousarray(points, np.float64), self.eye, out)
        return out


def look(camera: Camera) -> View:
    """The view of a camera as it stands.

    Raises:
        TwinError: the lens folds within the picture.
    """
    origins, directions = rays(camera)
    turned = axes(camera)
    local = np.einsum("ij,kj->ik", directions.astype(np.float64), turned)
    flat = (local[:, :2] / local[:, 2:]).astype(np.float32)
    place, spans = _tiled(camera.width_px, camera.height_px)
    flat = flat[place]
    low, high = (edge.reduceat(flat, spans[:, 0], axis=0) for edge in (np.minimum, np.maximum))
    return View(
        camera,
        np.concatenate([origins[:1], turned]).astype(np.float64),
        np.ascontiguousarray(directions[place], np.float32),
        np.ascontiguousarray(flat),
        place,
        spans,
        np.ascontiguousarray(np.concatenate([low, high], axis=1).T),
    )


@lru_cache(maxsize=8)
def _tiled(width_px: int, height_px: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Pixels tile by tile, and the spans of the tiles."""
    rows, columns = np.divmod(np.arange(width_px * height_px), width_px)
    tile = rows // TILE_PX * -(-width_px // TILE_PX) + columns // TILE_PX
    ends = np.cumsum(np.bincount(tile))
    spans = np.stack([np.concatenate([[0], ends[:-1]]), ends], axis=-1)
    return np.argsort(tile, kind="stable").astype(np.int32), spans.astype(np.int32)
