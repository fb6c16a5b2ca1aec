"""The assets detections and detected_frames: one window of one site."""

import sys
from collections.abc import Iterable, Iterator, Mapping
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
from lotgraph.detections.looking import LOOKED_WITH, looking_of, regions_of
from lotgraph.detections.window import detect_window, usable
from lotgraph.detector.pace import AT_ONCE
from lotgraph.lake.record import Origin
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
    rules = landing.settings.detections

    def play(capture: Mapping[str, Any]) -> Iterable[Batch]:
        rate_hz = rules.rate_hz if capture["fps"] > _ABOUT * rules.rate_hz else None
        sample = partial(batches, rate_hz=rate_hz, frames=AT_ONCE)
        return landing.reread(capture, sample)

    detector = detectors.open()
    shown_to = usable(captures, camera_usability)
    looking = looking_of(landing.settings, context.partition_key.split("|")[0])
    found = detect_window(
        shown_to, detector, play, regions=regions_of(looking), is_resting=rules.rest_when_still
    )
    album = previews.album()
    shown = show_detections(captures, found, landing, album)
    cameras = sorted(looking.keys() & set(shown_to["camera_id"]))
    looked_with = {LOOKED_WITH: {name: looking[name].told for name in cameras}}
    origin = Origin(
        config=rules.model_dump(exclude={"detector", "rate_hz", "rest_when_still"}) | looked_with,
        models={"detector": detector.version},
        previews=album.hashes,
    )
    unread = "\n".join(found.unread) or "none"
    settings: dict[str, Any] = {
        name: dg.MetadataValue.json(told) for name, told in looked_with.items()
    }
    looked: dict[str, Any] = {
        "frames": found.frames.height,
        "looks": found.looks,
        "captures_unread": unread,
    }
    yield dg.Output(Made(found.frames, origin), DETECTED_FRAMES.name, metadata=looked | settings)
    kinds = dg.MetadataValue.json(dict(found.detections["kind"].value_counts(sort=True).rows()))
    shown |= {"boxes": found.detections.height, "kinds": kinds} | settings
    yield dg.Output(Made(found.detections, origin), DETECTIONS.name, metadata=shown)
