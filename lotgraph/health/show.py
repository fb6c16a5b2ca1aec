"""Pictures of a judged window: evidence of each fault, every camera, when it happened."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.errors import CaptureError
from lotgraph.health.evidence import frame_before, picture
from lotgraph.pictures.sheet import CELL_PX, contact_sheet
from lotgraph.pictures.timeline import captures_timeline

Frame = NDArray[np.uint8]
Fetch = Callable[[str, int], Frame]  # capture id, frame number -> RGB picture

_BLANK_LEVEL = 235


def evidence_of(
    faults: pl.DataFrame, rows: pl.DataFrame, fetch: Fetch
) -> Iterator[bytes | CaptureError]:
    """For each fault in order: the frame that shows it beside one from well before it.

    Where that frame cannot be read (any more) the error comes in its place; a frame before it
    that cannot be read is left out.
    """
    for fault in faults.iter_rows(named=True):
        try:
            shown = fetch(fault["evidence_capture_id"], fault["evidence_frame"])
        except CaptureError as error:
            yield error
            continue
        title = (
            f"{fault['camera_id']}  {fault['kind']}  {fault['started_at']:%Y-%m-%d %H:%M:%S} UTC"
        )
        yield picture(shown, _before(rows, fault, fetch), title)


def cameras_sheet(
    captures: pl.DataFrame, rows: pl.DataFrame, faults: pl.DataFrame, fetch: Fetch
) -> bytes:
    """One frame of every camera with captures: of its surest fault, else its middle sampled one.

    A camera of which no frame can be read has an empty cell that says so.
    """
    frames, labels, named = [], [], []
    for camera in captures["camera_id"].unique().sort():
        own = faults.filter(camera_id=camera)
        surest = own.sort("confidence", "started_at", descending=[True, False])
        sampled = rows.filter(camera_id=camera).sort("captured_at", "frame")
        places = [
            *surest.select("evidence_capture_id", "evidence_frame").rows()[:1],
            *sampled.select("capture_id", "frame").rows()[sampled.height // 2 :][:1],
        ]
        frame = _first_readable(places, fetch)
        frames.append(_small(frame) if frame is not None else _blank())
        labels.append(camera if frame is not None else f"{camera}: no frame can be read")
        named.append(", ".join(own["kind"].unique().sort()))
    return contact_sheet(frames, labels, named)


def timeline(
    captures: pl.DataFrame, faults: pl.DataFrame, span: tuple[datetime, datetime], title: str
) -> bytes:
    """When each camera was captured and at fault."""
    camera = pl.col("camera_id").alias("camera")
    none_refused = pl.DataFrame(schema={"camera": pl.String, "landed_at": pl.Datetime("us", "UTC")})
    shown = [table.select(camera, "started_at", "ended_at") for table in (captures, faults)]
    return captures_timeline(shown[0], shown[1], none_refused, span, title)


def _before(rows: pl.DataFrame, fault: Mapping[str, Any], fetch: Fetch) -> Frame | None:
    before = frame_before(rows, fault)
    return _first_readable([before] if before else [], fetch)


def _first_readable(places: list[tuple[str, int]], fetch: Fetch) -> Frame | None:
    for place in places:
        try:
            return fetch(*place)
        except CaptureError:  # said by whoever measured the capture
            continue
    return None


def _small(frame: Frame) -> Frame:
    """Twice the size of a cell: frames of all cameras are held at once."""
    from PIL import Image

    image = Image.fromarray(frame)
    image.thumbnail((2 * CELL_PX[0], 2 * CELL_PX[1]), Image.Resampling.BOX)
    return np.asarray(image, dtype=np.uint8)


def _blank() -> Frame:
    return np.full((CELL_PX[1], CELL_PX[0], 3), _BLANK_LEVEL, np.uint8)
