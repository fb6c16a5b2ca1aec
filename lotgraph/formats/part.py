"""A sequence that a file holds: its boxes, and what the file says of its footage."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True)
class Part:
    """Boxes of a sequence, the number of its first frame, and frames a second; null: not told.

    `names` are the frames of pictures by the names of their files, where the file knows them.
    """

    boxes: pl.DataFrame
    first: int | None = None
    fps: float | None = None
    names: Mapping[str, int] = field(default_factory=dict)
