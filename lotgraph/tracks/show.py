"""Pictures of a window that was tracked: who was there, and when, and who had been before."""

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from lotgraph.pictures.edge import edge
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


def over_edge(
    before: pl.DataFrame, after: pl.DataFrame, links: pl.DataFrame, moment: datetime
) -> Iterator[tuple[str, bytes]]:
    """For each camera of which tracks are linked, those of both windows: boxes before and after."""
    most = links.group_by("camera_id").len().sort("len", "camera_id", descending=[True, False])
    line = links.select(
        "is_standing", track_id=pl.concat_list("before_track_id", "track_id"), line="track_id"
    )
    for camera in most["camera_id"].head(MOST_PLOTS):
        own = pl.concat([boxes.filter(camera_id=camera) for boxes in (before, after)])
        spans = own.group_by("track_id").agg(
            started_at=pl.col("captured_at").min(), ended_at=pl.col("captured_at").max()
        )
        lines = spans.join(line.explode("track_id"), on="track_id", how="left").with_columns(
            pl.col("line").fill_null(pl.col("track_id")),
            pl.col("is_standing").fill_null(value=False),
            is_linked=pl.col("line").is_not_null(),
        )
        linked = links.filter(camera_id=camera).height
        yield camera, edge(lines, moment, f"{camera}: {linked} of {spans.height} tracks go on")
