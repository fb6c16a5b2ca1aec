"""The asset ground_tracks: one window of one site."""

import sys
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

import lotgraph.cameras
import lotgraph.ground
import lotgraph.kinds
import lotgraph.pictures
from assets.describe import stored
from assets.ground.pictures import show_ways
from assets.partitions import SITE_WINDOWS
from lotgraph.cameras.read import CAMERA_MODEL, cameras_of
from lotgraph.ground.columns import GROUND_TRACKS
from lotgraph.ground.window import carry_window
from lotgraph.lake.record import Origin
from resources.lake import Made
from resources.landing import Landing
from resources.previews import Previews

_CODE = (
    lotgraph.cameras,
    lotgraph.ground,
    lotgraph.kinds,
    lotgraph.pictures,  # the record names pictures by the hash of their bytes
    sys.modules[__name__],
)


@dg.asset(partitions_def=SITE_WINDOWS, group_name="tracks", **stored(GROUND_TRACKS, *_CODE))
def ground_tracks(
    context: dg.AssetExecutionContext,
    captures: pl.DataFrame,
    track_boxes: pl.DataFrame,
    landing: Landing,
    previews: Previews,
) -> dg.MaterializeResult[Made]:
    """Where on the ground what is followed was, by each camera of which a model is known."""
    site, _ = context.partition_key.split("|")
    folder = landing.settings.paths.cameras
    known = cameras_of(Path(folder) / site if folder else None)
    rows = carry_window(track_boxes, captures, known.cameras)
    seen = track_boxes["camera_id"].unique().sort().to_list()
    album = previews.album()
    shown: dict[str, Any] = show_ways(rows, known.cameras, album)
    shown |= {
        "carried_tracks": f"{rows['track_id'].n_unique()} of {track_boxes['track_id'].n_unique()}",
        "without_model": ", ".join(name for name in seen if name not in known.cameras) or "none",
        "unread": "\n".join(known.unread) or "none",
    }
    models = {CAMERA_MODEL: known.sources} if known.cameras else {}
    origin = Origin(sources=known.sources, models=models, previews=album.hashes)
    return dg.MaterializeResult(value=Made(rows, origin), metadata=shown)
