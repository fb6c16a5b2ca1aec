"""Shows the fullest frame of every camera, with its boxes."""

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.errors import CaptureError
from lotgraph.formats.columns import filled
from lotgraph.overlay.marks import Marked
from lotgraph.overlay.paint import paint
from lotgraph.pictures.sheet import Cells, contact_sheet

Frame = NDArray[np.uint8]
Fetch = Callable[[str, int], Frame]  # capture id, frame number -> RGB picture

CELLS = Cells((242, 182), 2)
_PLACE = ("captured_at", "capture_id", "frame")


def fullest_frames(boxes: pl.DataFrame, fetch: Fetch, said: str) -> bytes:
    """One frame of every camera that has boxes, as a sheet: of those with most, the first.

    `said` is what its boxes are called. Boxes that have an `object_id` trail what came before in
    their capture. A camera of which the frame cannot be read has no cell.
    """
    frames, labels = [], []
    for (camera,), own in boxes.sort("camera_id").group_by("camera_id", maintain_order=True):
        counts = own.group_by(_PLACE).len().sort("len", *_PLACE, descending=[True, *[False] * 3])
        [(at, capture_id, number, count)] = counts.rows()[:1]
        shown = own.filter(pl.col("capture_id") == capture_id, pl.col("frame") <= number)
        try:
            frames.append(_marked(fetch(capture_id, number), shown, number))
        except CaptureError:  # said by whoever looked through it
            continue
        labels.append(f"{camera} {at:%H:%M:%S}  {count} {said}")
    return contact_sheet(frames, labels, cells=CELLS)


def _marked(frame: Frame, boxes: pl.DataFrame, number: int) -> Frame:
    """A frame as small as its cell, with the boxes that are of it."""
    from PIL import Image

    image = Image.fromarray(frame)
    image.thumbnail((CELLS.size_px[0] - 2, CELLS.size_px[1] - 2), reducing_gap=3.0)
    small = np.asarray(image, dtype=np.uint8)
    marks = Marked(filled(boxes)).at(number).shrunk(small.shape[1] / frame.shape[1])
    return paint(small, marks, least_height_px=0)
