"""The contract of labels."""

import polars as pl

from lotgraph.captures.columns import OF_CAMERA
from lotgraph.tables import UTC_TIME, Column, Contract

_F = pl.Float32()

LABELS = Contract(
    name="labels",
    row="One thing that is truly there in one frame of a capture, as its labels say.",
    version=2,
    key=("site_id", "camera_id", "captured_at", "capture_id", "frame", "number"),
    columns=(
        *OF_CAMERA,
        Column("captured_at", UTC_TIME, "When the capture began."),
        Column("capture_id", pl.String(), "Capture it lies in."),
        Column("frame", pl.Int64(), "Frame of the capture, from 0.", low=0),
        Column("number", pl.Int32(), "Place in its frame, from 0.", low=0),
        Column("object_id", pl.Int64(), "Who it is in this capture.", nullable=True),
        Column("whole_id", pl.String(), "Who it is in all captures of its camera.", nullable=True),
        Column("kind", pl.String(), "What it is, as the labels call it."),
        Column("x0_px", _F, "Left edge.", "px"),
        Column("y0_px", _F, "Upper edge.", "px"),
        Column("x1_px", _F, "Right edge.", "px"),
        Column("y1_px", _F, "Lower edge.", "px"),
        Column("is_marked", pl.Boolean(), "Whether it counts; if not, who finds it is not wrong."),
        Column("weather", pl.String(), "The weather it is seen in.", nullable=True),
    ),
)
