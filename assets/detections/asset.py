"""The assets detections and detected_frames: one window of one site."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

import dagster as dg
import polars as pl

import assets.detections.pictures
import assets.frames
import lotgraph.captures.reread
import lotgraph.detections
import lotgraph.detector
import lotgraph.overlay
import lotgraph.video
from assets.describe import outs
from assets.detections.pictures import show_detections
from assets.partitions import SITE_WINDOWS
from lotgraph.detections.columns import DETECTED_FRAMES, DETECTIONS
from lotgraph.detections.window import detect_window, usable
from lotgraph.detector.pace import AT_ONCE
from lotgraph.detector.regions import Polygon, Region
from lotgraph.lake.record import Origin
from lotgraph.settings import Settings, load
from lotgraph.video import Batch, batches
from resources.detectors import Detectors
from resources.lake import Made
from resources.landing import Landing
from resources.previews import Previews

_CODE = (
    assets.detections.pictures,
    assets.frames,
    lotgraph.captures.reread,
    lotgraph.detections,
    lotgraph.detector,
    lotgraph.overlay,  # the record names pictures by the hash of their bytes
    lotgraph.video,
    sys.modules[__name__],
)
_RULES = load().detections
# Times of a camera tremble: one that takes about as many is looked at frame by frame, or a grid
# would miss every other one.
_ABOUT = 1.5


@dg.multi_asset(
    # Frames come first: who sees the record of detections can rely on both.
    outs=outs(DETECTED_FRAMES, DETECTIONS, code=_CODE),
    partitions_def=SITE_WINDOWS,
    group_name="detections",
)
def detections(
    context: dg.AssetExecutionContext,
    captures: pl.DataFrame,
    camera_usability: pl.DataFrame,
    landing: Landing,
    detectors: dg.ResourceParam[Detectors],
    previews: Previews,
) -> Iterator[dg.Output[Made]]:
    """What the detector found in the frames of cameras that can be used."""

    def play(capture: Mapping[str, Any]) -> Iterable[Batch]:
        rate_hz = _RULES.rate_hz if capture["fps"] > _ABOUT * _RULES.rate_hz else None
        sample = partial(batches, rate_hz=rate_hz, frames=AT_ONCE)
        return landing.reread(capture, sample)

    detector = detectors.open()
    shown_to = usable(captures, camera_usability)
    regions = _regions(landing.settings, context.partition_key.split("|")[0])
    found = detect_window(
        shown_to, detector, play, regions=regions, is_resting=_RULES.rest_when_still
    )
    album = previews.album()
    shown = show_detections(captures, found, landing, album)
    origin = Origin(
        config=_RULES.model_dump(exclude={"detector"})
        | {"regions": {name: asdict(region) for name, region in regions.items()}},
        models={"detector": detector.version},
        previews=album.hashes,
    )
    unread = "\n".join(found.unread) or "none"
    yield dg.Output(
        Made(found.frames, origin),
        DETECTED_FRAMES.name,
        metadata={
            "frames": found.frames.height,
            "looks": found.looks,
            "captures_unread": unread,
        },
    )
    kinds = dg.MetadataValue.json(dict(found.detections["kind"].value_counts(sort=True).rows()))
    shown |= {"boxes": found.detections.height, "kinds": kinds}
    yield dg.Output(Made(found.detections, origin), DETECTIONS.name, metadata=shown)


def _regions(settings: Settings, site_id: str) -> dict[str, Region]:
    """Where somebody wants boxes, of cameras for which the settings say so."""
    site = settings.sites.get(site_id)
    cameras = site.cameras.items() if site else ()
    return {
        name: Region(_corners(camera.keep), _corners(camera.leave_out))
        for name, camera in cameras
        if camera.keep or camera.leave_out
    }


def _corners(polygons: list[list[list[float]]]) -> tuple[Polygon, ...]:
    return tuple(tuple((x, y) for x, y in polygon) for polygon in polygons)
