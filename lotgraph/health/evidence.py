"""Picture a fault: the last good frame beside the one that shows it."""

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

WIDTH_PX = 240  # of each half
_BAR_PX = 18
_INK, _PAPER = (235, 235, 235), (24, 24, 24)


def frame_before(rows: pl.DataFrame, fault: Mapping[str, Any]) -> tuple[str, int] | None:
    """Capture and number of the last frame before a fault, from rows of frame_quality."""
    earlier = rows.filter(
        (pl.col("camera_id") == fault["camera_id"]) & (pl.col("captured_at") < fault["started_at"])
    ).sort("captured_at", "frame")
    return earlier.select("capture_id", "frame").row(-1) if earlier.height else None


def picture(during: NDArray[np.uint8], before: NDArray[np.uint8] | None, title: str) -> bytes:
    """WebP of (h, w, 3) RGB frames side by side under a title; the same input, the same bytes."""
    from PIL import Image, ImageDraw

    named = [("during", during)] if before is None else [("before", before), ("during", during)]
    size = [(WIDTH_PX, max(1, round(f.shape[0] * WIDTH_PX / f.shape[1]))) for _, f in named]
    small = [
        Image.fromarray(frame).resize(to, Image.Resampling.BOX)
        for (_, frame), to in zip(named, size, strict=True)
    ]
    height = max(half.height for half in small)
    sheet = Image.new("RGB", (WIDTH_PX * len(small), height + 2 * _BAR_PX), _PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.text((4, 3), title, fill=_INK)
    for k, (half, (name, _)) in enumerate(zip(small, named, strict=True)):
        sheet.paste(half, (k * WIDTH_PX, _BAR_PX))
        pen.text((k * WIDTH_PX + 4, _BAR_PX + height + 3), name, fill=_INK)
    buffer = io.BytesIO()
    sheet.save(buffer, "WEBP", quality=80, method=4)
    return buffer.getvalue()
