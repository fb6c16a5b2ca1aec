"""What is normal for each camera at an hour, as the judge of health takes it."""

import polars as pl

from lotgraph.health.suspect import Normals
from lotgraph.views.plate import row_of

_SPREADS = 3.0  # median deviations within which a measure is still normal


def normals_at(baselines: pl.DataFrame, hour: int) -> dict[str, Normals]:
    """Normals of every camera that has a baseline with a plate; the others judge themselves."""
    rows = {camera: row_of(baselines, camera, hour) for camera in baselines["camera_id"].unique()}
    return {
        camera: Normals(
            bright_share=row["bright_share"],
            noise=row["noise"] + _SPREADS * row["noise_spread"],
            block_ratio=row["block_ratio"] + _SPREADS * row["block_ratio_spread"],
            detail=1.0,  # frames were compared with the plate's own edges
            edge_width_px=float("inf") if row["edge_width_px"] is None else row["edge_width_px"],
            still_share=row["still_share"],
            sway_px=row["sway_px"],
        )
        for camera, row in rows.items()
        if row is not None and row["plate_png"] is not None
    }
