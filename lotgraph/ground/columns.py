"""What is told of a thing on the ground at a moment: by the verbs, and in the lake."""

import polars as pl

from lotgraph.captures.columns import OF_FRAME
from lotgraph.formats.columns import BOXES
from lotgraph.tables import Column, Contract

GROUND = pl.Schema(
    {
        **BOXES,
        "speed_mps": pl.Float64(),  # over the ground, as far as the observer's own way is known
        "turn_radps": pl.Float64(),  # of the heading, in the direction in which that grows
        "var_xx_m2": pl.Float64(),  # covariance of the place: east, or a camera's right
        "var_xy_m2": pl.Float64(),
        "var_yy_m2": pl.Float64(),  # north, or ahead of a camera
        "var_heading_rad2": pl.Float64(),
    }
)

_F = pl.Float32()

GROUND_TRACKS = Contract(
    name="ground_tracks",
    row="Where on the ground something that is followed was in one frame, as one camera saw it.",
    version=1,
    key=("site_id", "camera_id", "captured_at", "capture_id", "frame", "track_id"),
    columns=(
        *OF_FRAME,
        Column("track_id", pl.String(), "Its track in the picture."),
        Column("kind", pl.String(), "What it is, by all its detections."),
        Column("x_m", _F, "Middle of its footprint, to the site's east.", "m"),
        Column("y_m", _F, "To the site's north.", "m"),
        Column("heading_rad", _F, "Anticlockwise from east; of who never went, of a line.", "rad"),
        Column("speed_mps", _F, "Over the ground.", "m/s", low=0),
        Column("var_xx_m2", _F, "Variance of x_m.", "m²", low=0),
        Column("var_xy_m2", _F, "Covariance of both.", "m²"),
        Column("var_yy_m2", _F, "Variance of y_m.", "m²", low=0),
        Column("var_heading_rad2", _F, "Variance of the heading.", "rad²", low=0),
        Column("is_seen", pl.Boolean(), "Whether it was detected there, or put in between."),
    ),
)
