"""Describes what boxes look like: colours of their parts, by which a thing is known again soon.

Numbers that stay nearly the same while a thing goes through one camera's picture, for some seconds
or minutes. They are no identity: two grey cars are alike.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.formats.columns import EDGES

if TYPE_CHECKING:
    from lotgraph.video import Batch

PARTS = (6, 6)  # of a box, across and down
LEAST_PX = 4  # of a box within the picture, either way; a smaller one says nothing
INSET = 0.08  # of a box at each edge, where what is behind shows
GREY = 64.0  # what differs by so much of 255 from half grey counts as much as being grey does
NUMBERS = PARTS[0] * PARTS[1] * 3 + 1
Look = NDArray[np.float32]


def looks_in(batches: Iterator["Batch"], numbers: Sequence[int], table: pl.DataFrame) -> Look:
    """Looks (rows, NUMBERS) of a table's boxes in footage whose frames are numbered so.

    Boxes that are too small, or of frames that the footage does not have, say nothing: zeros.
    """
    looks = np.zeros((len(table), NUMBERS), np.float32)
    edges = table.select(EDGES).to_numpy()
    rows = table.with_row_index("row").group_by("frame").agg("row")
    by_frame: dict[int, list[int]] = dict(rows.iter_rows())
    for batch in batches:
        for index, picture in zip(batch.index.tolist(), batch.pixels, strict=True):
            for row in by_frame.get(numbers[index], ()):
                looks[row] = look(picture, edges[row])
    return looks


def look(picture: NDArray[np.uint8], box: NDArray[np.float64]) -> Look:
    """Colours of the parts of a box, as they differ from grey of half brightness; and how little.

    The last number keeps those that hardly differ from being compared by their noise.
    """
    import cv2

    nothing = np.zeros(NUMBERS, np.float32)
    if not np.isfinite(box).all():
        return nothing
    inset = (box[2:] - box[:2]) * INSET
    size = picture.shape[1::-1]
    low = np.clip(np.ceil(box[:2] + inset), 0, size).astype(int)
    high = np.clip(np.floor(box[2:] - inset), 0, size).astype(int)
    if (high - low < LEAST_PX).any():
        return nothing
    part = cv2.resize(
        picture[low[1] : high[1], low[0] : high[0]], PARTS, interpolation=cv2.INTER_AREA
    )
    colours = cv2.cvtColor(part, cv2.COLOR_RGB2LAB).astype(np.float32).reshape(-1) - 128
    return np.append(colours, np.float32(GREY * np.sqrt(PARTS[0] * PARTS[1])))
