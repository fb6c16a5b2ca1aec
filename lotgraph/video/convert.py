"""Turn decoded frames into upright full-range RGB, shrinking in the same step."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Size = tuple[int, int]  # width, height in px


def fit(native: Size, box: Size | None) -> Size:
    """Largest size of `native`'s aspect inside `box`; never larger than native, never below 1."""
    if box is None:
        return native
    scale = min(box[0] / native[0], box[1] / native[1], 1.0)
    return max(1, round(native[0] * scale)), max(1, round(native[1] * scale))


def quarter_turns(frame: Any) -> int:
    """Counter-clockwise quarter turns that set a frame upright; other angles are rounded."""
    return int(round(frame.rotation / 90) % 4)


def upright_size(frame: Any) -> Size:
    """Width and height of a decoded frame once it is turned."""
    is_turned = quarter_turns(frame) % 2
    return (frame.height, frame.width) if is_turned else (frame.width, frame.height)


class Converter:
    """Converts frames of one stream; keeps FFmpeg's scaler between frames, which is what costs."""

    def __init__(self) -> None:
        from av.video.reformatter import ColorRange, Interpolation, VideoReformatter

        self._scaler = VideoReformatter()
        self._full = ColorRange.JPEG
        self._shrinking = Interpolation.AREA
        self._growing = Interpolation.BILINEAR

    def into(self, out: NDArray[np.uint8], frame: Any) -> None:
        """Fill `out` (h, w, 3) uint8 with the frame, upright, scaled to out's size."""
        turns = quarter_turns(frame)
        height, width = out.shape[:2] if turns % 2 == 0 else out.shape[1::-1]
        is_smaller = width * height < frame.width * frame.height
        rgb = self._scaler.reformat(
            frame,
            width,
            height,
            format="rgb24",
            interpolation=self._shrinking if is_smaller else self._growing,
            dst_color_range=self._full,
        )
        plane = rgb.planes[0]
        rows = np.frombuffer(memoryview(plane), np.uint8).reshape(height, plane.line_size)
        np.copyto(out, np.rot90(rows[:, : width * 3].reshape(height, width, 3), turns))
