"""Puts the pictures of a window that was looked through into the lake, and says where they are."""

from collections.abc import Mapping
from typing import Any

import dagster as dg
import polars as pl

from assets.frames import fetcher
from lotgraph.detections.show import least_sure, plotted, sure
from lotgraph.detections.window import Detected
from lotgraph.overlay.fullest import fullest_frames
from lotgraph.previews.album import Album
from resources.landing import Landing


def show_detections(
    captures: pl.DataFrame, found: Detected, landing: Landing, album: Album
) -> dict[str, Any]:
    """Metadata that shows every camera's fullest frame with its boxes, and counts over time."""
    pictures = {
        f"boxes_{camera}": album.show(picture, f"boxes a frame of {camera}")
        for camera, picture in plotted(found.detections, found.frames)
    }
    sheet = fullest_frames(sure(found.detections), fetcher(captures, landing), "sure")
    pictures["fullest_frames"] = album.show(sheet, "the fullest frame of every camera")
    shown = {name: dg.MetadataValue.md(markdown) for name, markdown in pictures.items()}
    return shown | {"sure": _in_words(least_sure(found.detections))}


def _in_words(least: Mapping[str, float]) -> str:
    """What the pictures mean by a sure box."""
    scores = ", ".join(f"{camera} {score:.2f}" for camera, score in least.items()) or "none found"
    return f"Boxes with half of the score that the surest tenth of their camera's reach: {scores}"
