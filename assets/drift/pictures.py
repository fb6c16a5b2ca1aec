"""Puts pictures of the cameras that are unlike before into the lake, and says so in words."""

from datetime import datetime, timedelta
from typing import Any

import dagster as dg
import polars as pl

from lotgraph.drift.show import by_day
from lotgraph.drift.window import LATE_DAYS
from lotgraph.previews.album import SHOWN_IN_PLACE, Album
from lotgraph.previews.store import Preview

_MOST_PLOTS = 12  # cameras that are shown


def shown_again(rows: pl.DataFrame, album: Album) -> dict[str, Any]:
    """Metadata with the pictures that rows of detection_drift name."""
    named = rows.select("camera_id", "picture").drop_nulls().unique(maintain_order=True).rows()
    kept = {camera: Preview.named(name) for camera, name in named}
    return {
        f"days_{camera}": dg.MetadataValue.md(album.markdown(one, f"boxes of {camera} day by day"))
        for camera, one in kept.items()
        if one
    }


def show_drift(
    told: pl.DataFrame, tallies: pl.DataFrame, end: datetime, album: Album
) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Return rows of detection_drift that name their pictures, and metadata that shows those.

    Pictures are of cameras that are unlike before, and so are the sentences.
    """
    odd = told.filter("is_drifted")
    said = [f"- **{camera}**: {words}" for camera, words in odd.select("camera_id", "words").rows()]
    while len("\n".join(said)) >= SHOWN_IN_PLACE:
        said.pop()
    unsaid = f"Of {told['is_drifted'].null_count()} of {told.height} things too little is known."
    shown = {"unlike_before": "\n".join(said) or f"Nothing. {unsaid}"}
    late, names = (end - timedelta(days=LATE_DAYS), end), {}
    for camera in odd["camera_id"].unique().sort().head(_MOST_PLOTS):
        preview = album.keep(by_day(tallies.filter(camera_id=camera), late, camera))
        shown[f"days_{camera}"] = album.markdown(preview, f"boxes of {camera} day by day")
        names[camera] = preview.name
    named = pl.col("camera_id").replace_strict(names, default=None, return_dtype=pl.String)
    rows = told.with_columns(picture=pl.when("is_drifted").then(named))
    return rows, {name: dg.MetadataValue.md(markdown) for name, markdown in shown.items()}
