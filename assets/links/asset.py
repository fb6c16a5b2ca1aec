"""The asset track_links: one window of one site, and those before it within reach."""

import sys
from typing import Any

import dagster as dg
import polars as pl

import lotgraph.pictures
import lotgraph.tracker
import lotgraph.tracks
from assets.describe import stored
from assets.partitions import LIVE, SITE_WINDOWS, windows_until
from lotgraph.lake.record import Origin
from lotgraph.tracks.columns import TRACK_BOXES, TRACK_LINKS
from lotgraph.tracks.link import REACH, link_windows
from lotgraph.tracks.order import Window, overlaps
from lotgraph.tracks.show import over_edge
from resources.lake import Made, read_until
from resources.previews import Previews

_CODE = (
    lotgraph.pictures,  # the record names pictures by the hash of their bytes
    lotgraph.tracker,
    lotgraph.tracks,
    sys.modules[__name__],
)
_UNTIL = dg.AssetIn(partition_mapping=windows_until(REACH), metadata=read_until(LIVE.grid, REACH))


@dg.asset(
    partitions_def=SITE_WINDOWS,
    group_name="tracks",
    ins={"track_boxes": _UNTIL, "detected_frames": _UNTIL},
    **stored(TRACK_LINKS, *_CODE),
)
def track_links(
    context: dg.AssetExecutionContext,
    track_boxes: dict[str, pl.DataFrame],
    detected_frames: dict[str, pl.DataFrame],
    previews: Previews,
) -> dg.MaterializeResult[Made]:
    """Which tracks of a window go on from those before it."""
    key = context.partition_key
    windows = {
        one: Window(track_boxes[one], detected_frames[one])
        for one in sorted(track_boxes.keys() & detected_frames.keys())
    }
    own, before = windows.pop(key), list(windows.values())
    links = link_windows(before, own)
    edge, _ = LIVE.grid.bounds(key.split("|")[1])
    album = previews.album()
    shown: dict[str, Any] = {
        f"edge_{camera}": dg.MetadataValue.md(album.show(picture, f"the edge at {camera}"))
        for camera, picture in over_edge(_shown(before, links), own.boxes, links, edge)
    }
    warnings = list(overlaps(before, own))
    for sentence in warnings:
        context.log.warning(sentence)
    shown |= {"links": links.height, "standing": int(links["is_standing"].sum())}
    shown |= {"overlaps": "\n".join(warnings)} if warnings else {}
    return dg.MaterializeResult(value=Made(links, Origin(previews=album.hashes)), metadata=shown)


def _shown(before: list[Window], links: pl.DataFrame) -> pl.DataFrame:
    """Boxes of the last window, and those of tracks of windows before that go on."""
    *older, last = [TRACK_BOXES.empty(), *(one.boxes for one in before)]
    gone_on = links.select("camera_id", track_id="before_track_id")
    return pl.concat([*(one.join(gone_on, on=gone_on.columns, how="semi") for one in older), last])
