"""Puts the pictures of a judged window into the lake and says where Dagster shows them."""

from datetime import datetime
from typing import Any

import dagster as dg
import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.health.plot import plot
from lotgraph.health.show import cameras_sheet, evidence_of, timeline
from lotgraph.previews.album import Album
from lotgraph.video import fetch
from resources.landing import Landing

MOST_PLOTS = 12  # cameras whose measures are plotted, the surest faults first


def show_window(
    captures: pl.DataFrame,
    rows: pl.DataFrame,
    faults: pl.DataFrame,
    span: tuple[datetime, datetime],
    landing: Landing,
    album: Album,
) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Return the faults with the hash of their evidence, and metadata that shows every picture."""
    addresses = {
        capture_id: landing.address(uri)
        for capture_id, uri in captures.select("capture_id", "uri").iter_rows()
    }

    def frame(capture_id: str, number: int) -> NDArray[np.uint8]:
        pixels: NDArray[np.uint8] = fetch(addresses[capture_id], [number]).pixels[0]
        return pixels

    kept = [album.keep(one) for one in evidence_of(faults, rows, frame)]
    hashes = pl.Series([one.sha256 for one in kept], dtype=pl.String)
    pictures = {"timeline": (timeline(captures, faults, span, "Footage and faults"), "timeline")}
    if captures.height:
        pictures["cameras"] = (cameras_sheet(captures, faults, frame), "every camera")
    surest = faults.sort("confidence", "camera_id", descending=[True, False])
    for camera in surest["camera_id"].unique(maintain_order=True).head(MOST_PLOTS):
        own = faults.filter(camera_id=camera)
        measures = rows.filter(camera_id=camera)
        if measures.height:
            pictures[f"measures_{camera}"] = (plot(measures, own, camera), f"measures of {camera}")
    shown = {
        name: dg.MetadataValue.md(album.show(picture, alt))
        for name, (picture, alt) in pictures.items()
    }
    for fault, preview in zip(faults.iter_rows(named=True), kept, strict=True):
        name = f"{fault['camera_id']}_{fault['kind']}_{fault['started_at']:%H%M%S}"
        shown[name] = dg.MetadataValue.md(
            f"{album.markdown(preview, fault['kind'])}\n\n{fault['explanation']}"
        )
    return faults.with_columns(preview=hashes), shown
