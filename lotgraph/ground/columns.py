"""What is told of a thing on the ground at a moment."""

import polars as pl

from lotgraph.formats.columns import BOXES

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
