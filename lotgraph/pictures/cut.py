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
    middle = (box[:2] + box[2:]) / 2
    wide = AROUND * max(box[2] - box[0], (box[3] - box[1]) * width / height)
    wide = float(np.clip(wide, LEAST_PX, max(LEAST_PX, 2 * frame.shape[1])))
    scale = width / wide
    corner = middle - np.array([wide, wide * height / width]) / 2
    region = (*corner, *(corner + np.array([wide, wide * height / width])))
    picture = Image.fromarray(frame).transform(
        size_px, Image.Transform.EXTENT, region, Image.Resampling.BICUBIC, fillcolor=(128, 128, 128)
    )
    pen = ImageDraw.Draw(picture)
    for boxes, colour in ((truth, GOOD), (predicted, FAULTY)):
        for one in np.asarray(boxes).reshape(-1, 4):
            _draw(pen, (one - np.tile(corner, 2)) * scale, colour, 1)
    _draw(pen, (box - np.tile(corner, 2)) * scale, GOOD if is_truth else FAULTY, 3)
    return np.asarray(picture)


def _draw(pen: "ImageDraw", box: Floats, colour: str, line_px: int) -> None:
    limited = np.clip(box, -10, 10_000)  # boxes may be anything
    pen.rectangle(limited.tolist(), outline=colour, width=line_px)
