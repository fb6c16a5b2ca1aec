"""Fetches single frames of captures for pictures."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.video import fetch_each
from resources.landing import Landing

Frame = NDArray[np.uint8]


def fetcher(
    captures: pl.DataFrame, landing: Landing, *, is_fitted: bool = False
) -> Callable[[str, int], Frame]:
    """What gives a frame of a capture, if its file still is the one that was taken.

    Should the size of the picture change in a capture, a frame has its own, which detections are in
    px of; if `is_fitted`, that of the first frame, as tracks and labels have it. It raises
    CaptureError where the frame cannot be read.
    """
    source = frames_of(captures, landing, is_fitted=is_fitted)

    def frame(capture_id: str, number: int) -> Frame:
        [(_, pixels)] = source(capture_id, [number])
        return pixels

    return frame


def frames_of(
    captures: pl.DataFrame, landing: Landing, *, is_fitted: bool = False
) -> Callable[[str, Sequence[int]], Iterator[tuple[int, Frame]]]:
    """What gives some frames of a capture with their numbers, as `fetcher` gives one."""
    by_id = {row["capture_id"]: row for row in captures.iter_rows(named=True)}

    def frames(capture_id: str, numbers: Sequence[int]) -> Iterator[tuple[int, Frame]]:
        capture, wanted = by_id[capture_id], sorted(set(numbers))
        found = landing.reread(capture, lambda at: fetch_each(at, wanted, is_fitted=is_fitted))
        yield from ((int(one.index[0]), one.pixels[0]) for one in found)

    return frames
