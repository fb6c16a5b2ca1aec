"""The assets frame_quality, camera_health and camera_usability: one window of one site."""

import sys
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import dagster as dg
import polars as pl

import assets.frames
import assets.health.pictures
import lotgraph.captures.reread
import lotgraph.health
import lotgraph.pictures
import lotgraph.video
import lotgraph.views
from assets.describe import stored
from assets.health.pictures import show_window
from assets.partitions import LIVE, SAME_DAY, SITE_WINDOWS
from lotgraph.health.clock import judge_clocks
from lotgraph.health.columns import CAMERA_HEALTH, CAMERA_USABILITY, FRAME_QUALITY
from lotgraph.health.damage import damage_of, damage_said
from lotgraph.health.inspect import LARGEST_PX
from lotgraph.health.judge import judge
from lotgraph.health.usability import usability
from lotgraph.health.window import measure_window
from lotgraph.lake.record import Origin
from lotgraph.previews.album import SHOWN_IN_PLACE
from lotgraph.settings import load
from lotgraph.video import Batch, Losses, batches
from lotgraph.views.normal import normals_of
from resources.lake import OPTIONAL, Made
from resources.landing import Landing
from resources.previews import Previews

_CODE = (
    assets.frames,
    assets.health.pictures,
    lotgraph.captures.reread,
    lotgraph.health,
    lotgraph.pictures,  # the table names pictures by the hash of their bytes
    lotgraph.video,
    lotgraph.views,
    sys.modules[__name__],
)
_RULES = load().health
_SAMPLED: dict[str, Any] = {
    "rate_hz": _RULES.sample_hz,
    "size": LARGEST_PX,
    "frames": 8,  # at once
    "sound_only": True,  # damage of a file is no fault of a camera
    "is_fitted": True,  # looks are compared part by part
}
# A first day has none.
_BASELINES = dg.AssetIn(partition_mapping=SAME_DAY, metadata=OPTIONAL)


@dg.asset(
    partitions_def=SITE_WINDOWS,
    group_name="health",
    ins={"camera_baselines": _BASELINES},
    **stored(FRAME_QUALITY, *_CODE),
)
def frame_quality(
    captures: pl.DataFrame, camera_baselines: pl.DataFrame, landing: Landing
) -> dg.MaterializeResult[Made]:
    """What one sampled frame of a camera shows about the camera."""

    def play(capture: Mapping[str, Any], losses: Losses) -> Iterator[Batch]:
        sample = partial(batches, losses=losses, **_SAMPLED)
        return landing.reread(capture, sample)

    measured = measure_window(captures, camera_baselines, play)
    origin = Origin(config={"sample_hz": _RULES.sample_hz})
    return dg.MaterializeResult(
        value=Made(measured.rows, origin),
        metadata={
            "captures_unread": "\n".join(measured.unread) or "none",
            "captures_damaged": "\n".join(_damaged(captures, measured.losses)) or "none",
            "unlike_their_baseline": "\n".join(measured.unlike) or "none",
        },
    )


@dg.asset(
    partitions_def=SITE_WINDOWS,
    group_name="health",
    ins={"camera_baselines": _BASELINES},
    **stored(CAMERA_HEALTH, *_CODE),
)
def camera_health(
    context: dg.AssetExecutionContext,
    captures: pl.DataFrame,
    frame_quality: pl.DataFrame,
    camera_baselines: pl.DataFrame,
    landing: Landing,
    previews: Previews,
) -> dg.MaterializeResult[Made]:
    """One fault of a camera: what, from when to when, how sure, and the frame that shows it."""
    site_id, key = context.partition_key.split("|")
    span = LIVE.grid.bounds(key)
    panning = landing.settings.panning_cameras(site_id)
    normals = normals_of(camera_baselines, captures)
    faults = CAMERA_HEALTH.conform(
        pl.concat([judge(frame_quality, normals, panning=panning), judge_clocks(captures)])
    )
    album = previews.album()
    rows, pictures = show_window(captures, frame_quality, faults, span, landing, album)
    origin = Origin(config={"panning": sorted(panning)}, previews=album.hashes)
    kinds = faults["kind"].value_counts(sort=True).rows()
    shown = {**pictures, "faults": faults.height, "kinds": dg.MetadataValue.json(dict(kinds))}
    return dg.MaterializeResult(value=Made(rows, origin), metadata=shown)


@dg.asset(partitions_def=SITE_WINDOWS, group_name="health", **stored(CAMERA_USABILITY, *_CODE))
def camera_usability(
    captures: pl.DataFrame, frame_quality: pl.DataFrame, camera_health: pl.DataFrame
) -> dg.MaterializeResult[Made]:
    """Whether a camera can be used in a window, and why not."""
    rows = usability(captures, frame_quality, camera_health, _RULES.usable_share)
    shares = rows["decoded_share"].drop_nulls().to_list()
    left_out = rows.filter(~pl.col("is_usable")).select("camera_id", "reason")
    listed = [f"- **{camera}**: {reason}" for camera, reason in left_out.rows()]
    return dg.MaterializeResult(
        value=Made(rows, Origin(config={"usable_share": _RULES.usable_share})),
        metadata={
            "cameras": rows.height,
            "left_out": left_out.height,
            "least_decoded_share": min(shares, default=1.0),
            "why": dg.MetadataValue.md(_fitting(listed) or "Every camera can be used."),
            "damaged": dg.MetadataValue.md(_fitting(_of_cameras(rows)) or "none"),
        },
    )


def _damaged(captures: pl.DataFrame, losses: Mapping[str, Losses]) -> Iterator[str]:
    """A line for each capture of which the decoder lost or patched something."""
    for capture_id, uri in captures.select("capture_id", "uri").rows():
        lost = losses.get(capture_id, Losses())
        if sentence := damage_of(lost.decoded_share):
            counted = f"{lost.packets_lost} lost, {lost.frames_concealed} patched"
            yield f"{uri}: {sentence} ({counted} of {lost.frames_shown + lost.packets_lost})"


def _of_cameras(usable: pl.DataFrame) -> list[str]:
    said = usable.select("camera_id", said=damage_said(pl.col("decoded_share"))).drop_nulls()
    return [f"- **{camera}**: {sentence}" for camera, sentence in said.rows() if sentence]


def _fitting(lines: list[str]) -> str:
    """Lines that Dagster shows in place, and how many more there are."""
    more = "\n\n… and {} more; the table names them."
    shown = len(lines)
    while len("\n".join(lines[:shown])) + len(more) + 4 >= SHOWN_IN_PLACE:
        shown -= 1
    return "\n".join(lines[:shown]) + (more.format(len(lines) - shown) if lines[shown:] else "")
