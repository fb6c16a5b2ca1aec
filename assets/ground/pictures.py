"""Puts the picture of a window's ways on the ground into the lake, and says where it is."""

from collections.abc import Mapping
from typing import Any

import dagster as dg
import numpy as np
import polars as pl

from lotgraph.cameras.model import CameraModel
from lotgraph.pictures.plan import plan
from lotgraph.previews.album import Album

UNSURE_M = 5.0  # from which on a moment is not drawn: it would be farther out than the site


def show_ways(
    rows: pl.DataFrame, cameras: Mapping[str, CameraModel], album: Album
) -> dict[str, Any]:
    """Metadata that shows the ways of a window on one plan; none where there are none."""
    if rows.is_empty():
        return {}
    is_sure = pl.col("var_xx_m2") + pl.col("var_yy_m2") < UNSURE_M**2
    ways = rows.filter(is_sure).sort("captured_at").select("x_m", "y_m", way="track_id")
    hang = {
        name: (*one.position_m[:2], float(np.arctan2(one.axes[2, 1], one.axes[2, 0])))
        for name, one in cameras.items()
        if name in set(rows["camera_id"])
    }
    picture = plan(ways, hang, f"{rows['track_id'].n_unique()} ways, by {len(hang)} cameras")
    return {"ways": dg.MetadataValue.md(album.show(picture, "ways on the ground"))}
