"""The contracts of detections: what was found, and which frames were looked at."""

import polars as pl

from lotgraph.captures.columns import OF_FRAME
from lotgraph.tables import Column, Contract

_F = pl.Float32()
_SIZE = (
    Column("width_px", pl.Int32(), "Width of the frame.", "px", low=1),
    Column("height_px", pl.Int32(), "Height of the frame.", "px", low=1),
)

DETECTIONS = Contract(
    name="detections",
    row="One thing that the detector found in one frame.",
    version=1,
    key=("site_id", "camera_id", "captured_at", "capture_id", "frame", "number"),
    columns=(
        *OF_FRAME,
        Column("number", pl.Int32(), "Place in its frame, the surest first, from 0.", low=0),
        Column("kind", pl.String(), "What it is, as the detector calls it."),
        Column("score", _F, "How sure that is, by this detector's own scale.", low=0, high=1),
        Column("x0_px", _F, "Left edge.", "px", low=0),
        Column("y0_px", _F, "Upper edge.", "px", low=0),
        Column("x1_px", _F, "Right edge.", "px", low=0),
        Column("y1_px", _F, "Lower edge.", "px", low=0),
        *_SIZE,
        Column("detector", pl.String(), "Version of the detector that found it."),
    ),
)

DETECTED_FRAMES = Contract(
    name="detected_frames",
    row="One frame that the detector looked at, also where it found nothing.",
    version=1,
    key=("site_id", "camera_id", "captured_at", "capture_id", "frame"),
    columns=(
        *OF_FRAME,
        Column("boxes", pl.Int32(), "How many things were found in it.", low=0),
        *_SIZE,
        Column("detector", pl.String(), "Version of the detector that looked."),
    ),
)
