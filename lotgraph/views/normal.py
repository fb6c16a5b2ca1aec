"""What is normal for each camera at an hour, as the judge of health takes it."""

import polars as pl

from lotgraph.health.measure import TILES_ACROSS, tiles_down
from lotgraph.health.plates import row_of
from lotgraph.health.suspect import Normals

_SPREADS = 3.0  # median deviations within which a measure is still normal
_UNKNOWN = float("nan")


def normals_of(baselines: pl.DataFrame, captures: pl.DataFrame) -> dict[str, Normals | None]:
    """What is normal in each capture at the hour it starts, by its id, if its camera has a plate.

    None where the capture's pictures have another shape than the plate: the camera was replaced,
    say, and its baseline tells nothing of it.
    """
    alike = captures.with_columns(hour=pl.col("started_at").dt.hour()).partition_by(
        "camera_id", "hour", "width_px", "height_px", as_dict=True, maintain_order=True
    )
    found: dict[str, Normals | None] = {}
    for (camera, at, width, height), here in alike.items():
        row = row_of(baselines, str(camera), int(at))
        if row is None or row["plate_png"] is None:
            continue
        fits = len(row["slopes"]) == TILES_ACROSS * tiles_down(int(width), int(height))
        normal = normals_at(baselines, str(camera), int(at)) if fits else None
        found |= dict.fromkeys(here["capture_id"], normal)
    return found


def normals_at(baselines: pl.DataFrame, camera_id: str, hour: int) -> Normals | None:
    """What is normal for a camera at an hour; None if it has no plate.

    Within an hour the light changes towards that of its neighbours: all three are normal.
    """
    row = row_of(baselines, camera_id, hour)
    if row is None or row["plate_png"] is None:
        return None
    about = [(hour + step) % 24 for step in (-1, 0, 1)]
    near = baselines.filter(pl.col("camera_id") == camera_id, pl.col("hour").is_in(about))
    levels = [row["level"], *near["level"]]
    return Normals(
        bright_share=row["bright_share"],
        noise=row["noise"] + _SPREADS * row["noise_spread"],
        block_ratio=row["block_ratio"] + _SPREADS * row["block_ratio_spread"],
        detail=1.0,  # frames were compared with the plate's own edges
        edge_width_px=float("inf") if row["edge_width_px"] is None else row["edge_width_px"],
        still_share=_UNKNOWN if row["still_share"] is None else row["still_share"],
        sway_px=row["sway_px"] or 0.0,
        darkest_level=max(1.0, min(levels)),
        brightest_level=max(1.0, max(levels)),
    )
