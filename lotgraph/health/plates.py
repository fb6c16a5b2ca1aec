"""Pack a reference picture into bytes that fit in a table, and back."""

import io

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import DamagedTableError
from lotgraph.health.compare import Reference
from lotgraph.health.measure import TILE_PX, VIEW_WIDTH_PX


def encode(plate: NDArray[np.uint8]) -> bytes:
    """A grey picture as PNG; the same picture always gives the same bytes."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(plate).save(buffer, "PNG", optimize=False, compress_level=6)
    return buffer.getvalue()


def decode(plate_png: bytes, slopes: list[float]) -> Reference:
    """The reference that was packed.

    Raises:
        DamagedTableError: if the picture is not one of ours, or the slopes do not fit it.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        plate = np.array(Image.open(io.BytesIO(plate_png)))
    except (UnidentifiedImageError, OSError) as error:
        raise DamagedTableError(
            f"a baseline's plate is no PNG ({error}); materialise camera_baselines again"
        ) from error
    columns = VIEW_WIDTH_PX // TILE_PX
    if plate.ndim != 2 or plate.shape[1] != VIEW_WIDTH_PX or plate.shape[0] % TILE_PX:  # noqa: PLR2004
        raise DamagedTableError(
            f"a baseline's plate has shape {plate.shape}, expected (20 n, {VIEW_WIDTH_PX}); "
            "materialise camera_baselines again"
        )
    if len(slopes) != plate.shape[0] // TILE_PX * columns:
        raise DamagedTableError(
            f"a baseline has {len(slopes)} slopes for a plate of shape {plate.shape}; "
            "materialise camera_baselines again"
        )
    return Reference(plate, np.array(slopes, np.float32).reshape(-1, columns))
