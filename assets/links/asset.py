"""The asset track_links: one window of one site, and the window before."""

import sys
from typing import Any

import dagster as dg
import polars as pl

import lotgraph.pictures
import lotgraph.tracker
import lotgraph.tracks
from assets.describe import stored
from assets.partitions import LIVE, SITE_WINDOWS, WITH_BEFORE
from lotgraph.detections.columns import DETECTED_FRAMES
from lotgraph.lake.record import Origin
from lotgraph.tracks.columns import TRACK_BOXES, TRACK_LINKS
from lotgraph.tracks.link import Window, link_windows
from lotgraph.tracks.show import over_edge
from resources.lake import Made, window_before
from resources.previews import Previews

_CODE = (
    lotgraph.pictures,  # the record names pictures by the hash of their bytes
    lotgraph.tracker,
    lotgraph.tracks,
    sys.modules[__name__],
)
_BOTH = dg.AssetIn(partition_mapping=WITH_BEFORE, metadata=window_before(LIVE.grid))


@dg.asset(
    partitions_def=SITE_WINDOWS,
    group_name="tracks",
    ins={"track_boxes": _BOTH, "detected_frames": _BOTH},
    **stored(TRACK_LINKS, *_CODE),
)
def track_links(
    context: dg.AssetExecutionContext,
    track_boxes: dict[str, pl.DataFrame],
    detected_frames: dict[str, pl.DataFrame],
    previews: Previews,
) -> dg.MaterializeResult[Made]:
    """Which tracks of a window go on from the window before it."""
    key = context.partition_key
    own = Window(track_boxes.pop(key), detected_frames.pop(key))
    before = Window(
        pl.concat([TRACK_BOXES.empty(), *track_boxes.values()]),
        pl.concat([DETECTED_FRAMES.empty(), *detected_frames.values()]),
    )
    links = link_windows(before, own)
    edge, _ = LIVE.grid.bounds(key.split("|")[1])
    album = previews.album()
    shown: dict[str, Any] = {
        f"edge_{camera}": dg.MetadataValue.md(album.show(picture, f"the edge at {camera}"))
        for camera, picture in over_edge(before.boxes, own.boxes, links, edge)
    }
    shown |= {"links": links.height, "standing": int(links["is_standing"].sum())}
    return dg.MaterializeResult(value=Made(links, Origin(previews=album.hashes)), metadata=shown)
