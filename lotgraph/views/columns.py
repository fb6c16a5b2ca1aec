"""The contracts of what cameras normally see: by window, by day, and learnt over days."""

import polars as pl

from lotgraph.tables import Column, Contract

WHOLE_DAY = -1  # the hour of a row that stands in for hours without one

_F = pl.Float32()
_CAMERA = (
    Column("site_id", pl.String(), "Site of the camera."),
    Column("camera_id", pl.String(), "Camera."),
    Column("hour", pl.Int8(), "Hour of the day in UTC.", low=WHOLE_DAY, high=23),
    Column("frames", pl.Int64(), "Frames looked at.", low=1),
)
STATISTICS = (
    Column("level", _F, "Median brightness.", "grey levels", low=0, high=255),
    Column("bright_share", _F, "Median share of clipped white.", low=0, high=1),
    Column("contrast", _F, "Median contrast.", "grey levels", low=0, high=255),
    Column("noise", _F, "Median noise.", "grey levels", low=0),
    Column("noise_spread", _F, "Median absolute deviation of noise.", "grey levels", low=0),
    Column("block_ratio", _F, "Median step on a regular grid over the mean step.", low=0),
    Column("block_ratio_spread", _F, "Median absolute deviation of it.", low=0),
    Column("edge_width_px", _F, "Median width of edges.", "px", nullable=True, low=0),
    Column("still_share", _F, "Frames in which nothing changed.", nullable=True, low=0, high=1),
    Column("sway_px", _F, "Median distance from the plate.", "px", nullable=True, low=0),
)
_PLATE = (
    Column("plate_png", pl.Binary(), "Grey view 320 wide without traffic, as PNG.", nullable=True),
    Column("slopes", pl.List(_F), "Steepest edge of each tile, by row.", nullable=True),
)

CAMERA_VIEWS = Contract(
    name="camera_views",
    row="How a camera looked in one window, from a few frames of it.",
    version=1,
    key=("site_id", "camera_id", "hour"),
    columns=(*_CAMERA, *STATISTICS, *_PLATE),
)

DAILY_VIEWS = Contract(
    name="daily_views",
    row="How a camera looked in one hour of one day: the most typical of its windows.",
    version=1,
    key=("site_id", "camera_id", "hour"),
    columns=(*_CAMERA, *STATISTICS, *_PLATE),
)

CAMERA_BASELINES = Contract(
    name="camera_baselines",
    row=f"How a camera normally looks in an hour; hour {WHOLE_DAY} stands for any other.",
    version=1,
    key=("site_id", "camera_id", "hour"),
    columns=(
        *_CAMERA,
        Column("days", pl.Int64(), "Days it was learnt from.", low=1),
        *STATISTICS,
        *_PLATE,
    ),
)
