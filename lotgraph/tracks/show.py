"""Pictures of a window that was tracked: every camera's fullest frame, and who was when there."""

from collections.abc import Callable, Iterator
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.detections.show import CELLS, marked
from lotgraph.errors import CaptureError
from lotgraph.pictures.sheet import contact_sheet
from lotgraph.pictures.stays import stays

Fetch = Callable[[str, int], NDArray[np.uint8]]  # capture id, frame number -> RGB picture

MOST_PLOTS = 12  # cameras whose tracks are drawn
STANDS = 0.5  # sizes that something moves at most that is called standing


def fullest_frames(boxes: pl.DataFrame, fetch: Fetch) -> bytes:
    """One frame of every camera that followed something: the one in which most moves.

    A camera of which it cannot be read has no cell.
    """
    frames, labels = [], []
    place = ["captured_at", "capture_id", "frame"]
    for (camera,), own in boxes.group_by("camera_id", maintain_order=True):
        counts = own.group_by(place).len().sort("len", *place, descending=[True, *[False] * 3])
        [(at, capture_id, number, count)] = counts.rows()[:1]
        named = own.with_columns(object_id=pl.col("track_id").rank("dense").cast(pl.Int64))
        here = named.filter((pl.col("capture_id") == capture_id) & (pl.col("frame") <= number))
        try:
            frames.append(marked(fetch(capture_id, number), here, number, CELLS))
        except CaptureError:  # said by whoever looked through it
            continue
        labels.append(f"{camera} {at:%H:%M:%S}  {count} followed")
    return contact_sheet(frames, labels, cells=CELLS)


def timelines(tracks: pl.DataFrame, span: tuple[datetime, datetime]) -> Iterator[tuple[str, bytes]]:
    """For each camera, those with most tracks first, a bar for each track."""
    most = tracks.group_by("camera_id").len().sort("len", "camera_id", descending=[True, False])
    for camera in most["camera_id"].head(MOST_PLOTS):
        own = tracks.filter(camera_id=camera)
        shown = own.select(
            "kind", "started_at", "ended_at", is_standing=pl.col("moved_sizes") < STANDS
        )
        yield camera, stays(shown, span, f"{camera}: {own.height} tracks")
