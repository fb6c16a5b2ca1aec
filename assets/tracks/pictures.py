"""Puts the pictures of a window that was tracked into the lake, and says where they are."""

from datetime import datetime
from typing import Any

import dagster as dg
import polars as pl

from assets.frames import fetcher
from lotgraph.previews.album import Album
from lotgraph.tracks.show import fullest_frames, timelines
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
    sheet = fullest_frames(made.boxes, fetcher(captures, landing))
    pictures["fullest_frames"] = album.show(sheet, "the fullest frame of every camera")
    return {name: dg.MetadataValue.md(markdown) for name, markdown in pictures.items()}
