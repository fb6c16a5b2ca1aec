"""A sequence that a file holds: its boxes, and what the file says of its footage."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from lotgraph.formats.form import Form


@dataclass(frozen=True)
class Part:
    """Boxes of a sequence, the number of its first frame, and frames a second; null: not told.

    `names` are the frames of pictures by the names of their files, where the file knows them.
    """

    boxes: pl.DataFrame
    first: int
    fps: float | None = None
    names: Mapping[str, int] = field(default_factory=dict)
    form: Form | None = None  # of the file it was read from
    is_sure: bool = True  # whether its file or format tells the first frame
    assumed: str = ""  # what else was taken as the file does not tell it, in a sentence

    @property
    def start(self) -> int:
        """What its frames are counted from, 0 or 1; the first one may come later."""
        return int(self.first > 0)
