"""Cuts a box out of a frame with what is around it, and draws boxes of truth and predictions."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lotgraph.pictures.sheet import PAGE
from lotgraph.pictures.style import FAULTY, GOOD

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

Floats = NDArray[np.float64]
AROUND = 3.0  # times the box's size is shown
LEAST_PX = 64  # of the frame at least, so that a tiny box is not all one sees


def cut(  # noqa: PLR0913 -- what is drawn, and how
    frame: NDArray[np.uint8],
    box: Floats,
    truth: Floats,
    predicted: Floats,
    *,
    is_truth: bool = False,
    size_px: tuple[int, int] = PAGE.size_px,
) -> NDArray[np.uint8]:
    """A picture (h, w, 3) of `size_px`: the truth in blue, predictions in orange, the box thick.

    It shows no more than the whole frame holds, and lies inside it as far as the box does.

    Args:
        frame: RGB picture (h, w, 3).
        box: x0, y0, x1, y1 of what this is about; what lies outside the frame is grey.
        truth: boxes (n, 4) of the frame.
        predicted: the same of the other side.
        is_truth: whether the box is of the truth.
        size_px: width and height.
    """
    from PIL import Image, ImageDraw

    width, height = size_px
    corner, extent = _shown(frame, box, width / height)
    scale = width / extent[0]
    region = (*corner, *(corner + extent))
    picture = Image.fromarray(frame).transform(
        size_px, Image.Transform.EXTENT, region, Image.Resampling.BICUBIC, fillcolor=(128, 128, 128)
    )
    pen = ImageDraw.Draw(picture)
    for boxes, colour in ((truth, GOOD), (predicted, FAULTY)):
        for one in np.asarray(boxes).reshape(-1, 4):
            _draw(pen, (one - np.tile(corner, 2)) * scale, colour, 1)
    _draw(pen, (box - np.tile(corner, 2)) * scale, GOOD if is_truth else FAULTY, 3)
    return np.asarray(picture)


def _shown(frame: NDArray[np.uint8], box: Floats, aspect: float) -> tuple[Floats, Floats]:
    """Upper left corner, and width and height, of what is shown of a frame in px."""
    size = np.array([frame.shape[1], frame.shape[0]], np.float64)
    own = max(box[2] - box[0], (box[3] - box[1]) * aspect)
    whole = max(size[0], size[1] * aspect)
    most = max(LEAST_PX, whole, min(own, 2 * size[0]))  # boxes may be larger than their frame
    wide = np.clip(AROUND * own, LEAST_PX, most)
    extent = np.array([wide, wide / aspect])
    free = size - extent
    middle = (box[:2] + box[2:] - extent) / 2
    inside = np.where(free < 0, free / 2, np.clip(middle, 0, np.maximum(free, 0)))
    low, high = box[2:] - extent, box[:2]  # between these it holds the box
    return np.where(low <= high, np.clip(inside, low, np.maximum(low, high)), middle), extent


def _draw(pen: "ImageDraw", box: Floats, colour: str, line_px: int) -> None:
    limited = np.clip(box, -10, 10_000)  # boxes may be anything
    pen.rectangle(limited.tolist(), outline=colour, width=line_px)
