"""The one table that every format is read into."""

import polars as pl

BOXES = pl.Schema(
    {
        "frame": pl.Int64(),
        "object_id": pl.Int64(),  # null where boxes are of nobody in particular
        "kind": pl.String(),  # class, as the file calls it; empty where it does not say
        "x0_px": pl.Float64(),
        "y0_px": pl.Float64(),
        "x1_px": pl.Float64(),
        "y1_px": pl.Float64(),
        "score": pl.Float64(),  # null where there is none
        "is_marked": pl.Boolean(),  # false where a file of truth says that a box does not count
        "truncated": pl.Float64(),  # share or level that the picture's edge cuts off, or null
        "occluded": pl.Float64(),  # level; null: not said
        "x_m": pl.Float64(),  # in space, in the frame of reference of the file; null: not said
        "y_m": pl.Float64(),
        "z_m": pl.Float64(),
        "length_m": pl.Float64(),
        "width_m": pl.Float64(),
        "height_m": pl.Float64(),
        "heading_rad": pl.Float64(),
        "is_seen": pl.Boolean(),  # false where a box was put in between two that were found
    }
)

EDGES = ("x0_px", "y0_px", "x1_px", "y1_px")  # of a box: left, upper, right and lower


def filled(frame: pl.DataFrame) -> pl.DataFrame:
    """The table of these columns; those that are missing are null, every box is marked and seen."""
    known = {"kind": pl.lit(""), "is_marked": pl.lit(value=True), "is_seen": pl.lit(value=True)}
    missing = [
        known.get(name, pl.lit(None)).alias(name) for name in BOXES if name not in frame.columns
    ]
    return frame.with_columns(missing).select(
        pl.col(name).cast(kind) for name, kind in BOXES.items()
    )
