"""What frames are counted from, the one rule of it: how numbers of one format are those of another.

A sequence has the numbers of its file, and knows the first one. MOTChallenge text counts from 1,
KITTI's labels from 0, whatever frame their first box lies on. COCO JSON and Parquet keep whatever
numbers they are given, and tell which is the first: the least of the images that are listed, or a
word in what the table says of itself. A box on frame 0 tells it anywhere. Where nothing does, the
first is taken to be 0, or 1 if that is the least number.
"""

from collections.abc import Iterable

import polars as pl

from lotgraph.formats.form import Form
from lotgraph.formats.part import Part

FIRST = {Form.MOT: 1, Form.KITTI: 0}
"""What formats count from that no file says it in."""


def first_of(form: Form, boxes: Iterable[pl.DataFrame]) -> tuple[int, bool]:
    """The number of the first frame of files that are named together, and whether that is sure."""
    numbers = pl.concat([pl.Series("frame", [], pl.Int64), *(one["frame"] for one in boxes)])
    if (numbers == 0).any():
        return 0, True
    if form in FIRST:
        return FIRST[form], True
    return int(not numbers.is_empty() and numbers.min() == 1), False


def counted(part: Part, start: int) -> pl.DataFrame:
    """Boxes of a sequence, frames counted from `start`, 0 or 1.

    Numbers are shifted by one at most: what begins at frame 301 counts from 1.
    """
    return part.boxes.with_columns(pl.col("frame") + (start - part.start))


def start_in(form: Form, part: Part) -> int:
    """What a sequence counts from when it is written: text of MOTChallenge goes on as it began."""
    return part.start if part.form is form else FIRST.get(form, part.start)
