"""Puts the pictures of a window that was tracked into the lake, and says where they are."""

from datetime import datetime
from typing import Any

import dagster as dg
import polars as pl

from assets.frames import fetcher
from lotgraph.overlay.fullest import fullest_frames
from lotgraph.previews.album import Album
from lotgraph.tracks.show import timelines
from lotgraph.tracks.window import Tracked
from resources.landing import Landing


def show_tracks(
    captures: pl.DataFrame,
    made: Tracked,
    span: tuple[datetime, datetime],
    landing: Landing,
    album: Album,
) -> dict[str, Any]:
    """Metadata that shows every camera's fullest frame with its trails, and who was when there."""
    pictures = {
        f"tracks_{camera}": album.show(picture, f"tracks of {camera}")
        for camera, picture in timelines(made.tracks, span)
    }
    number = pl.col("track_id").rank("dense").over("camera_id").cast(pl.Int64)
    boxes = made.boxes.with_columns(object_id=number)
    sheet = fullest_frames(boxes, fetcher(captures, landing, is_fitted=True), "followed")
    pictures["fullest_frames"] = album.show(sheet, "the fullest frame of every camera")
    return {name: dg.MetadataValue.md(markdown) for name, markdown in pictures.items()}
