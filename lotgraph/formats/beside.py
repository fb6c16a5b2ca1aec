"""Reads what a table tells of frames beside their boxes: when they were, and who looked at them."""

from pathlib import Path

import polars as pl

from lotgraph.formats.find import form_of
from lotgraph.formats.form import Form
from lotgraph.formats.times import TOLD

WHO = "detector"


def with_what_is_known(tracks: pl.DataFrame, file: Path) -> pl.DataFrame:
    """Tracks with the times and the detector of the boxes that they were made of.

    Frames in which nothing was found lie between those around them. What differs within a frame is
    left out, as is all where the boxes are in another format than Parquet.
    """
    if form_of(file) is not Form.PARQUET:
        return tracks
    schema = pl.read_parquet_schema(file)
    for name in (*TOLD, WHO):
        if name in schema and (
            name == WHO or schema[name].is_numeric() or schema[name].is_temporal()
        ):
            known = pl.read_parquet(file, columns=["frame", name]).drop_nulls().unique()
            if known.height and not known["frame"].is_duplicated().any():
                tracks = _joined(tracks, known.cast({"frame": pl.Int64}), name)
    return tracks


def _joined(tracks: pl.DataFrame, known: pl.DataFrame, name: str) -> pl.DataFrame:
    """The tracks with a column of frames."""
    kind = known.schema[name]
    if name == WHO:
        whoever = known[name][0] if known[name].n_unique() == 1 else None
        joined = tracks.join(known, on="frame", how="left", maintain_order="left")
        return joined.with_columns(pl.col(name).fill_null(whoever))
    number = pl.Float64 if kind.is_float() else pl.Int64
    frames = pl.concat([known["frame"], tracks["frame"]]).unique().sort().to_frame()
    told = frames.join(known, on="frame", how="left").with_columns(
        pl.col(name).cast(number).interpolate_by("frame").cast(kind)
    )
    return tracks.join(told, on="frame", how="left", maintain_order="left")
