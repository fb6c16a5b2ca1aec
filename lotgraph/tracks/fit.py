"""Puts boxes of captures whose picture changes its size in px of one."""

import polars as pl

from lotgraph.formats.columns import EDGES


def of_one_size(detections: pl.DataFrame, frames: pl.DataFrame) -> pl.DataFrame:
    """Rows of detections as the first frame of their capture shows them, or all seem to jump.

    That is the first of a capture in `frames`, rows of detected_frames.
    """
    first = pl.col("width_px", "height_px").sort_by("frame").first()
    sizes = frames.group_by("capture_id").agg(first.name.prefix("first_"))
    shown = detections.join(sizes, on="capture_id", how="left", maintain_order="left")
    shares = {"x": "width_px", "y": "height_px"}
    return shown.with_columns(
        pl.col(edge) * (pl.col(f"first_{side}") / pl.col(side)).cast(pl.Float32)
        for edge in EDGES
        for side in [shares[edge[0]]]
    ).drop("first_width_px", "first_height_px")
