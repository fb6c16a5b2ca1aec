"""Pack a reference picture into bytes that fit in a table, and find it there again."""

import io
from typing import Any

import numpy as np
import polars as pl
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


def reference_of(baselines: pl.DataFrame, camera_id: str, hour: int) -> Reference | None:
    """What frames of a camera at this hour are compared with; None if it has no plate yet."""
    row = row_of(baselines, camera_id, hour)
    if row is None or row["plate_png"] is None:
        return None
    return decode(row["plate_png"], row["slopes"])


def row_of(baselines: pl.DataFrame, camera_id: str, hour: int) -> dict[str, Any] | None:
    """The row of a camera's hour, of its whole day where the hour is not known, or None."""
    of_camera = baselines.filter(camera_id=camera_id)
    hours = [hour, *of_camera["hour"].sort()[:1]]  # the whole day sorts first
    for wanted in hours:
        found = of_camera.filter(hour=wanted)
        if found.height:
            return found.row(0, named=True)
    return None
