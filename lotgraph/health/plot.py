"""Plot a camera's measures over a window, with its faults shaded."""

import polars as pl

from lotgraph.pictures.curves import curves

PANELS = {
    "grey levels": ("level", "contrast"),
    "against normal": ("detail", "gain"),
    "share of view": ("kept_share", "lost_share", "bright_share"),
    "shift, px of 640": ("shift_px",),
    "noise, blocks": ("noise", "block_ratio"),
    "change": ("change", "change_floor"),
}


def plot(rows: pl.DataFrame, faults: pl.DataFrame, title: str) -> bytes:
    """PNG of one camera's rows of frame_quality over time; the same input, the same bytes.

    Where the camera has no footage there is no line; measures that it has none of are left out.
    """
    ordered = rows.sort("captured_at")
    panels = {label: {name: ordered[name] for name in names} for label, names in PANELS.items()}
    stretches = faults.select("kind", "started_at", "ended_at").rows()
    return curves(ordered["captured_at"], panels, stretches, title)
