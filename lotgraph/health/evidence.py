"""Picture a fault: a frame from well before it beside the one that shows it."""

import io
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

WIDTH_PX = 240  # of each half
_BAR_PX = 18
_WELL_BEFORE = timedelta(seconds=5)  # a fault is told after it began to show
_INK, _PAPER = (235, 235, 235), (24, 24, 24)


def frame_before(rows: pl.DataFrame, fault: Mapping[str, Any]) -> tuple[str, int] | None:
    """Capture and number of a frame that shows the camera as it was, from rows of frame_quality.

    The last one, some seconds before the fault where there are such, that shows as much of the
    place as the best quarter of them: what slides over the lens was there before it was told.
    None if the fault began with the first frame.
    """
    start: datetime = fault["started_at"]
    earlier = rows.filter(
        (pl.col("camera_id") == fault["camera_id"]) & (pl.col("captured_at") < start)
    ).sort("captured_at", "frame")
    well = earlier.filter(pl.col("captured_at") <= start - _WELL_BEFORE)
    kept = pl.col("kept_share").fill_nan(None)
    shown = (well if well.height else earlier).filter(
        kept.is_null().all() | (kept >= kept.quantile(0.75, "lower"))
    )
    return shown.select("capture_id", "frame").row(-1) if shown.height else None


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
