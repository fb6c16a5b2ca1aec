"""The assets tracks and track_boxes: one window of one site."""

import sys
from collections.abc import Iterator

import dagster as dg
import polars as pl

import assets.frames
import assets.tracks.pictures
import lotgraph.overlay
import lotgraph.tracker
import lotgraph.tracks
from assets.describe import outs
from assets.partitions import LIVE, SITE_WINDOWS
from assets.tracks.pictures import show_tracks
from lotgraph.lake.record import Origin
from lotgraph.tracks.columns import TRACK_BOXES, TRACKS
from lotgraph.tracks.window import track_window
from resources.lake import Made
from resources.landing import Landing
from resources.previews import Previews

_CODE = (
    assets.frames,
    assets.tracks.pictures,
    lotgraph.overlay,  # the record names pictures by the hash of their bytes
    lotgraph.tracker,
    lotgraph.tracks,
    sys.modules[__name__],
)


@dg.multi_asset(
    # Boxes come first: who sees the record of tracks can rely on both.
    outs=outs(TRACK_BOXES, TRACKS, code=_CODE),
    partitions_def=SITE_WINDOWS,
    group_name="tracks",
)
def tracks(
    context: dg.AssetExecutionContext,
    captures: pl.DataFrame,
    detections: pl.DataFrame,
    detected_frames: pl.DataFrame,
    landing: Landing,
    previews: Previews,
) -> Iterator[dg.Output[Made]]:
    """Who is who among the detections of each camera."""
    _, key = context.partition_key.split("|")
    made = track_window(detections, detected_frames)
    album = previews.album()
    shown = show_tracks(captures, made, LIVE.grid.bounds(key), landing, album)
    origin = Origin(previews=album.hashes)
    unseen = made.boxes.filter(~pl.col("is_seen")).height
    counts = {"boxes": made.boxes.height, "put_in_between": unseen}
    yield dg.Output(Made(made.boxes, origin), TRACK_BOXES.name, metadata=counts)
    kinds = dg.MetadataValue.json(dict(made.tracks["kind"].value_counts(sort=True).rows()))
    shown |= {"tracks": made.tracks.height, "kinds": kinds}
    yield dg.Output(Made(made.tracks, origin), TRACKS.name, metadata=shown)
