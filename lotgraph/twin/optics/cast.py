"""Which ray of the world made each pixel."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import TwinError
from lotgraph.twin.optics.distort import Bend, straighten
from lotgraph.twin.optics.pose import axes
from lotgraph.twin.plan import Camera


def rays(
    camera: Camera, jitter: tuple[float, float] = (0.0, 0.0)
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Origins and unit directions (h * w, 3) of the rays through the centres of the pixels.

    Rows of the picture follow each other. `jitter` shifts every ray by so many pixels.

    Raises:
        TwinError: the lens folds within the picture.
    """
    try:
        local = _local(
            camera.width_px, camera.height_px, camera.focal_px, camera.distortion, jitter
        )
    except TwinError as error:
        raise TwinError(f"camera {camera.camera_id}: {error}") from error
    # einsum, as a product of matrices so thin is many times slower
    directions = np.einsum("ij,jk->ik", local, axes(camera)).astype(np.float32)
    origins = np.broadcast_to(np.array(camera.position_m, np.float32), directions.shape)
    return origins, directions


@lru_cache(maxsize=64)  # 5.5 MB each at 640x360; a head that turns keeps its lens
def _local(
    width: int, height: int, focal_px: float, bend: Bend, jitter: tuple[float, float]
) -> NDArray[np.float64]:
    """Unit directions in the camera's own frame."""
    x = (np.arange(width) + 0.5 + jitter[0] - width / 2) / focal_px
    y = (np.arange(height) + 0.5 + jitter[1] - height / 2) / focal_px
    seen = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    flat = straighten(seen, bend)
    local = np.concatenate([flat, np.ones((len(flat), 1))], axis=1)
    local /= np.linalg.norm(local, axis=1, keepdims=True)
    local.setflags(write=False)
    return local
