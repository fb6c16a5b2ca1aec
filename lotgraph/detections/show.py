"""Pictures of a window that was looked through: every camera's fullest frame, and counts."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.errors import CaptureError
from lotgraph.formats.columns import filled
from lotgraph.overlay.marks import Marked
from lotgraph.overlay.paint import paint
from lotgraph.pictures.curves import curves
from lotgraph.pictures.sheet import Cells, contact_sheet

Frame = NDArray[np.uint8]
Fetch = Callable[[str, int], Frame]  # capture id, frame number -> RGB picture

CELLS = Cells((242, 182), 2)
MOST_PLOTS = 12  # cameras whose counts are plotted
_STEPS = 240  # of a plot
# Of the surest tenth's score: below it detectors whisper, and whoever links boxes listens to that.
_SURE = 0.5


def fullest_frames(detections: pl.DataFrame, fetch: Fetch) -> bytes:
    """One frame of every camera that found something, with its sure boxes: the one with most.

    A camera of which it cannot be read has no cell.
    """
    sure = detections.filter(_is_sure())
    frames, labels = [], []
    for camera in sure["camera_id"].unique().sort():
        own = sure.filter(camera_id=camera)
        place = ["captured_at", "capture_id", "frame"]
        [(at, capture_id, number, boxes)] = (
            own.group_by(place)
            .len()
            .sort("len", *place, descending=[True, *[False] * 3])
            .rows()[:1]
        )
        marks = own.filter(capture_id=capture_id, frame=number)
        try:
            frames.append(marked(fetch(capture_id, number), marks, number, CELLS))
        except CaptureError:  # said by whoever looked through it
            continue
        labels.append(f"{camera} {at:%H:%M:%S}  {boxes} found")
    return contact_sheet(frames, labels, cells=CELLS)


def marked(frame: Frame, boxes: pl.DataFrame, number: int, cells: Cells) -> Frame:
    """A frame as small as its cell, with those boxes of a table that are of it."""
    from PIL import Image

    image = Image.fromarray(frame)
    image.thumbnail((cells.size_px[0] - 2, cells.size_px[1] - 2), reducing_gap=3.0)
    small = np.asarray(image, dtype=np.uint8)
    marks = Marked(filled(boxes)).at(number).shrunk(small.shape[1] / frame.shape[1])
    return paint(small, marks, least_height_px=0)


def plotted(detections: pl.DataFrame, frames: pl.DataFrame) -> Iterator[tuple[str, bytes]]:
    """For each camera, the fullest first: how many boxes a frame had over time."""
    fullest = (
        frames.group_by("camera_id")
        .agg(pl.col("boxes").sum())
        .sort("boxes", "camera_id", descending=[True, False])
    )
    sure = detections.filter(_is_sure()).group_by("capture_id", "frame").agg(sure=pl.len())
    for camera in fullest["camera_id"].head(MOST_PLOTS):
        own = frames.filter(camera_id=camera).join(sure, on=["capture_id", "frame"], how="left")
        shown = own.with_columns(pl.col("sure").fill_null(0)).sort("captured_at")
        length = shown["captured_at"][-1] - shown["captured_at"][0]
        step = max(length / _STEPS, timedelta(seconds=1))
        means = shown.group_by_dynamic("captured_at", every=step, start_by="datapoint").agg(
            pl.col("boxes", "sure").mean()
        )
        series = {"sure": means["sure"], "all": means["boxes"]}
        yield (
            camera,
            curves(means["captured_at"], {"boxes": series}, title=f"{camera}: boxes a frame"),
        )


def _is_sure() -> pl.Expr:
    return pl.col("score") >= _SURE * pl.col("score").quantile(0.9).over("camera_id")
