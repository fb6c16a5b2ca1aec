"""Paints marks over a frame: boxes, names, and where each object came along."""

import colorsys
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lotgraph.overlay.marks import Marks
from lotgraph.pictures.style import font_path

Frame = NDArray[np.uint8]

LEAST_HEIGHT_PX = 480  # smaller frames are enlarged, so that names can be read
_GOLDEN = 0.618_033_988_749_895  # neighbours in number are far apart in hue
_FILLED = 0.14  # of a box's inside is its colour
_DASH = 3.0  # widths of a line, of what was not seen


def paint(frame: Frame, marks: Marks, least_height_px: int = LEAST_HEIGHT_PX) -> Frame:
    """The frame (h, w, 3) uint8 RGB with its marks, enlarged by a whole number if it is lower.

    Boxes that reach beyond the frame are cut off by it. The frame itself is not changed.
    """
    import cv2

    zoom = max(1, -(-least_height_px // frame.shape[0]))
    size = frame.shape[1] * zoom, frame.shape[0] * zoom
    canvas = frame.copy()
    if zoom > 1:
        canvas = np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    width = max(1, round(canvas.shape[0] / 360))
    box = _inside(marks.box * zoom, canvas)
    order = np.argsort(box[:, 3], kind="stable")  # the nearest last, over the others
    for row in order:
        _trail(canvas, marks.trail[row] * zoom, colour_of(int(marks.tone[row])), width)
    for row in order:
        colour = colour_of(int(marks.tone[row]))
        _box(canvas, box[row], colour, width, is_seen=bool(marks.is_seen[row]))
        _name(canvas, box[row], marks.label[row], colour)
    return canvas


def colour_of(tone: int) -> tuple[int, int, int]:
    """A bright colour, RGB; the same for the same number, far apart for neighbours."""
    red, green, blue = colorsys.hsv_to_rgb(tone * _GOLDEN % 1, 0.72, 1.0)
    return round(red * 255), round(green * 255), round(blue * 255)


def _inside(box: NDArray[np.float64], canvas: Frame) -> NDArray[np.int64]:
    height, width = canvas.shape[:2]
    most = np.array([width, height, width, height]) - 1
    return np.rint(np.clip(np.nan_to_num(box), 0, most)).astype(np.int64)


def _box(
    canvas: Frame,
    box: NDArray[np.int64],
    colour: tuple[int, int, int],
    width: int,
    *,
    is_seen: bool,
) -> None:
    import cv2

    x0, y0, x1, y1 = box.tolist()
    inside = canvas[y0 : y1 + 1, x0 : x1 + 1]
    inside[:] = inside * (1 - _FILLED) + np.array(colour) * _FILLED
    if is_seen:
        cv2.rectangle(canvas, (x0, y0), (x1, y1), colour, width)
        return
    dash = max(2, round(_DASH * width))
    for x in range(x0, x1, 2 * dash):
        for y in (y0, y1):
            cv2.line(canvas, (x, y), (min(x + dash, x1), y), colour, width)
    for y in range(y0, y1, 2 * dash):
        for x in (x0, x1):
            cv2.line(canvas, (x, y), (x, min(y + dash, y1)), colour, width)


def _trail(
    canvas: Frame, points: NDArray[np.float64], colour: tuple[int, int, int], width: int
) -> None:
    import cv2

    at = np.rint(np.clip(points, -1e4, 1e4)).astype(np.int32)
    for k in range(1, len(at)):
        strength = k / len(at)  # what is long ago fades
        faded = tuple(round(part * (0.6 + 0.4 * strength)) for part in colour)
        start, end = at[k - 1].tolist(), at[k].tolist()
        cv2.line(canvas, start, end, faded, max(1, round(width * 1.5 * strength)), cv2.LINE_AA)


def _name(canvas: Frame, box: NDArray[np.int64], label: str, colour: tuple[int, int, int]) -> None:
    if not label:
        return
    name = _lettered(label, max(11, canvas.shape[0] // 36))
    height, width = min(name.shape[0], canvas.shape[0]), min(name.shape[1], canvas.shape[1])
    left = min(int(box[0]), canvas.shape[1] - width)
    above = int(box[1]) - height
    top = above if above >= 0 else min(int(box[1]), canvas.shape[0] - height)
    letters = name[:height, :width, None]
    canvas[top : top + height, left : left + width] = np.array(colour) * (1 - letters)


@lru_cache(maxsize=4096)
def _lettered(label: str, size_px: int) -> NDArray[np.float32]:
    """How much ink there is at each pixel (h, w) of a name, 0 to 1."""
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(font_path(), size_px)
    left, top, right, bottom = font.getbbox(label)
    pad = max(2, size_px // 5)
    width, height = int(right - left) + 2 * pad, size_px + pad
    picture = Image.new("L", (width, height), 0)
    middle = (height - (top + bottom)) / 2
    ImageDraw.Draw(picture).text((pad - left, middle), label, fill=255, font=font)
    return np.asarray(picture, np.float32) / np.float32(255)
