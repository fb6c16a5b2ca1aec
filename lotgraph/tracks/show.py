"""Pictures of a window that was tracked: who was there, and when."""

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from lotgraph.pictures.stays import stays

MOST_PLOTS = 12  # cameras whose tracks are drawn
STANDS = 0.5  # sizes that something moves at most that is called standing


def timelines(tracks: pl.DataFrame, span: tuple[datetime, datetime]) -> Iterator[tuple[str, bytes]]:
    """For each camera, those with most tracks first, a bar for each track."""
    most = tracks.group_by("camera_id").len().sort("len", "camera_id", descending=[True, False])
    for camera in most["camera_id"].head(MOST_PLOTS):
        own = tracks.filter(camera_id=camera)
        shown = own.select(
            "kind", "started_at", "ended_at", is_standing=pl.col("moved_sizes") < STANDS
        )
        yield camera, stays(shown, span, f"{camera}: {own.height} tracks")
