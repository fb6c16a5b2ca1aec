"""Draws a contact sheet: many frames side by side, each with a label and, maybe, its fault."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import ShapeError
from lotgraph.pictures.encode import encoded
from lotgraph.pictures.style import FAULTY, INK, PAPER, RULE, font_path

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

CELL_PX = (154, 116)
GUTTER_PX = 10
LINE_PX = 18
MOST_CELLS = 48  # sixteen rows; more are no longer looked at


@dataclass(frozen=True)
class Cells:
    """How large the frames of a sheet are, and how many stand side by side."""

    size_px: tuple[int, int]
    columns: int

    @property
    def pitch_px(self) -> tuple[int, int]:
        """From cell to cell."""
        return self.size_px[0] + GUTTER_PX, self.size_px[1] + 2 * LINE_PX + GUTTER_PX


PANEL = Cells(CELL_PX, 3)  # as wide as the panel of the Dagster UI
PAGE = Cells((320, 180), 4)  # for a page of a document


def contact_sheet(
    frames: Sequence[NDArray[np.uint8]],
    labels: Sequence[str],
    faults: Sequence[str] = (),
    cells: Cells = PANEL,
    suffix: str = ".webp",
) -> bytes:
    """Draw frames in reading order as one picture.

    Each frame is shrunk into its cell and keeps its shape. A frame with a fault gets a frame in
    the colour of faults and the fault's name below its label. Text that is too long ends in …;
    frames beyond the 48th are counted below the sheet. No frames give a sheet that says so.

    Args:
        frames: RGB pictures, each (h, w, 3) uint8; sizes may differ.
        labels: one text for each frame.
        faults: one text for each frame, "" for none; empty: no frame has a fault.
        cells: their size and columns.
        suffix: of the file that it is for, which says the format.

    Raises:
        ShapeError: if a frame is no RGB picture, or the lengths differ.
    """
    from PIL import Image

    named = list(faults) or [""] * len(frames)
    _same_lengths(frames, labels, named)
    shown = min(len(frames), MOST_CELLS)
    more = len(frames) - shown
    note = "no frames" if not frames else f"and {more} more" if more else ""
    sheet, pen = _blank(shown, cells, has_note=bool(note))
    for at in range(shown):
        (right, down), (width, height) = cells.pitch_px, cells.size_px
        row, column = divmod(at, cells.columns)
        corner = (GUTTER_PX + column * right, GUTTER_PX + row * down)
        _paste(sheet, (corner, cells.size_px), Image.fromarray(frames[at]), named[at])
        below = (corner[0], corner[1] + height + 6)
        _write(pen, below, labels[at], width)
        if named[at]:
            line = (below[0], below[1] + LINE_PX - 2)
            _write(pen, line, f"▲ {named[at]}", width, mark=FAULTY)
    if note:
        _write(pen, (GUTTER_PX, sheet.height - LINE_PX - GUTTER_PX), note, cells.size_px[0])
    return encoded(sheet, suffix)


def _blank(count: int, cells: Cells, *, has_note: bool) -> tuple["Image", "ImageDraw"]:
    """An empty sheet with room for some cells, and a pen to write on it."""
    from PIL import Image, ImageDraw

    columns = max(1, min(cells.columns, count))
    width = columns * cells.pitch_px[0] + GUTTER_PX
    height = -(-count // columns) * cells.pitch_px[1] + GUTTER_PX
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


def _paste(
    sheet: "Image", cell: tuple[tuple[int, int], tuple[int, int]], frame: "Image", fault: str
) -> None:
    """Put a frame into the middle of a cell: its corner and its size."""
    from PIL import ImageOps

    (left, top), (width, height) = cell
    colour, rim = (FAULTY, 4) if fault else (RULE, 1)
    frame.thumbnail((width - 2 * rim, height - 2 * rim), reducing_gap=3.0)
    framed = ImageOps.expand(frame, rim, colour)
    sheet.paste(framed, (left + (width - framed.width) // 2, top + (height - framed.height) // 2))


def _write(
    pen: "ImageDraw", at: tuple[int, int], text: str, width_px: int, mark: str | None = None
) -> None:
    from PIL import ImageFont

    font: Any = ImageFont.truetype(font_path(), 12)
    line = " ".join(text.split())
    while line and pen.textlength(line, font) > width_px:
        line = line[:-2].rstrip() + "…"
    pen.text(at, line, fill=INK, font=font)
    if mark:
        pen.text(at, line[0], fill=mark, font=font)
