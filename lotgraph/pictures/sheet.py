"""Draws a contact sheet: many frames side by side, each with a label and, maybe, its fault."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import ShapeError
from lotgraph.pictures.style import FAULTY, INK, PAPER, RULE, font_path

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

CELL_PX = (154, 116)
GUTTER_PX = 10
LINE_PX = 18
PITCH_PX = (CELL_PX[0] + GUTTER_PX, CELL_PX[1] + 2 * LINE_PX + GUTTER_PX)  # from cell to cell
COLUMNS = 3  # three cells and their gutters are as wide as the panel of the Dagster UI
MOST_CELLS = 48  # sixteen rows; more are no longer looked at


def contact_sheet(
    frames: Sequence[NDArray[np.uint8]], labels: Sequence[str], faults: Sequence[str] = ()
) -> bytes:
    """Draw frames in reading order as one WebP picture.

    Each frame is shrunk into its cell and keeps its shape. A frame with a fault gets a frame in
    the colour of faults and the fault's name below its label. Text that is too long ends in …;
    frames beyond the 48th are counted below the sheet. No frames give a sheet that says so.

    Args:
        frames: RGB pictures, each (h, w, 3) uint8; sizes may differ.
        labels: one text for each frame.
        faults: one text for each frame, "" for none; empty: no frame has a fault.

    Raises:
        ShapeError: if a frame is no RGB picture, or the lengths differ.
    """
    from PIL import Image

    named = list(faults) or [""] * len(frames)
    _same_lengths(frames, labels, named)
    shown = min(len(frames), MOST_CELLS)
    more = len(frames) - shown
    note = "no frames" if not frames else f"and {more} more" if more else ""
    sheet, pen = _blank(shown, has_note=bool(note))
    for at in range(shown):
        corner = (GUTTER_PX + at % COLUMNS * PITCH_PX[0], GUTTER_PX + at // COLUMNS * PITCH_PX[1])
        _paste(sheet, corner, Image.fromarray(frames[at]), is_faulty=bool(named[at]))
        below = (corner[0], corner[1] + CELL_PX[1] + 6)
        _write(pen, below, labels[at], INK)
        if named[at]:
            _write(pen, (below[0], below[1] + LINE_PX - 2), f"▲ {named[at]}", INK, mark=FAULTY)
    if note:
        _write(pen, (GUTTER_PX, sheet.height - LINE_PX - GUTTER_PX), note, INK)
    buffer = io.BytesIO()
    sheet.save(buffer, "WEBP", quality=82, method=4)
    return buffer.getvalue()


def _blank(cells: int, *, has_note: bool) -> tuple["Image", "ImageDraw"]:
    """An empty sheet with room for some cells, and a pen to write on it."""
    from PIL import Image, ImageDraw

    columns = max(1, min(COLUMNS, cells))
    width = columns * PITCH_PX[0] + GUTTER_PX
    height = -(-cells // columns) * PITCH_PX[1] + GUTTER_PX
    sheet = Image.new("RGB", (width, height + has_note * (LINE_PX + GUTTER_PX)), PAPER)
    return sheet, ImageDraw.Draw(sheet)


def _same_lengths(
    frames: Sequence[NDArray[np.uint8]], labels: Sequence[str], faults: Sequence[str]
) -> None:
    if not len(frames) == len(labels) == len(faults):
        raise ShapeError(
            "expected as many labels and faults as frames, "
            f"got {len(frames)} frames, {len(labels)} labels and {len(faults)} faults"
        )
    for number, frame in enumerate(frames):
        if frame.ndim != 3 or frame.shape[2] != 3 or frame.dtype != np.uint8 or not frame.size:  # noqa: PLR2004
            raise ShapeError(
                f"frame {number}: expected (h, w, 3) uint8, got {frame.shape} {frame.dtype}"
            )


def _paste(sheet: "Image", corner: tuple[int, int], frame: "Image", *, is_faulty: bool) -> None:
    from PIL import ImageOps

    colour, width = (FAULTY, 4) if is_faulty else (RULE, 1)
    frame.thumbnail((CELL_PX[0] - 2 * width, CELL_PX[1] - 2 * width), reducing_gap=3.0)
    framed = ImageOps.expand(frame, width, colour)
    left = corner[0] + (CELL_PX[0] - framed.width) // 2
    sheet.paste(framed, (left, corner[1] + (CELL_PX[1] - framed.height) // 2))


def _write(
    pen: "ImageDraw", at: tuple[int, int], text: str, colour: str, mark: str | None = None
) -> None:
    from PIL import ImageFont

    font: Any = ImageFont.truetype(font_path(), 12)
    line = " ".join(text.split())
    while line and pen.textlength(line, font) > CELL_PX[0]:
        line = line[:-2].rstrip() + "…"
    pen.text(at, line, fill=colour, font=font)
    if mark:
        pen.text(at, line[0], fill=mark, font=font)
