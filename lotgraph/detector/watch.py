"""Goes through footage with a detector, and puts what it finds into a table."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import numpy as np
import polars as pl

from lotgraph.detector.model import Detector, Found
from lotgraph.formats.columns import EDGES
from lotgraph.video import Batch

DETECTED = pl.Schema(
    {
        "frame": pl.Int64(),  # number in its capture, from 0
        "time_s": pl.Float64(),  # seconds since the capture's first frame
        "kind": pl.Categorical(),
        "x0_px": pl.Float64(),
        "y0_px": pl.Float64(),
        "x1_px": pl.Float64(),
        "y1_px": pl.Float64(),
        "score": pl.Float64(),
        "detector": pl.Categorical(),  # its version
    }
)


Seen = tuple[Batch, Found, int]
"""A batch, what is in it, and how many of its frames were looked at."""


def watch(detector: Detector, batches: Iterable[Batch]) -> Iterator[Seen]:
    """Each batch with what is in it; the next one is decoded while the detector is at work."""
    for batch in ahead(batches):
        yield batch, detector.detect(batch.pixels), len(batch)


def ahead(batches: Iterable[Batch]) -> Iterator[Batch]:
    """The same batches, each asked for in a thread before the one in front of it is given back."""
    source = iter(batches)
    with ThreadPoolExecutor(1, "decode") as reader:
        coming = reader.submit(next, source, None)
        while (batch := coming.result()) is not None:
            coming = reader.submit(next, source, None)
            yield batch


def in_px_of_first(seen: Iterable[Seen], notes: Counter[str]) -> Iterator[Seen]:
    """The same, boxes as the first frame shows them: where the size changes none seems to jump.

    That it changes is counted in `notes`, in a phrase that says where it does so first.
    """
    first: tuple[int, ...] = ()
    size: tuple[int, ...] = ()
    said = ""
    for batch, found, looks in seen:
        before, size = size, batch.pixels.shape[2:0:-1]
        first = first or size
        if before and size != before:
            said = said or (
                f"from frame {batch.index[0]} on the picture has {size[0]}x{size[1]} px, not "
                f"{first[0]}x{first[1]}; all boxes are in px of the first frame"
            )
            notes[said] += 1
        if size != first:
            share = np.divide(first, size).astype(found.box.dtype)
            found = Found(found.frame, found.box * np.tile(share, 2), found.score, found.kind)
        yield batch, found, looks


def table_of(seen: Iterable[Seen], kinds: Sequence[str], version: str) -> pl.DataFrame:
    """A row for each box, in the order of frames, the best of a frame first."""
    parts = (_rows(batch, found, kinds, version) for batch, found, _ in seen)
    return pl.concat(chain([pl.DataFrame(schema=DETECTED)], parts))


def _rows(batch: Batch, found: Found, kinds: Sequence[str], version: str) -> pl.DataFrame:
    corners = dict(zip(EDGES, found.box.T, strict=True))
    columns = {
        "frame": batch.index[found.frame],
        "time_s": batch.times_s[found.frame],
        "kind": np.array([*kinds, ""])[found.kind],
        **corners,
        "score": found.score,
        "detector": np.full(len(found), version),
    }
    return pl.DataFrame(columns).select(pl.col(name).cast(kind) for name, kind in DETECTED.items())
