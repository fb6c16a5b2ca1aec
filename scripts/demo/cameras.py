"""Writes models of the shipped cameras from what is true of them, as if somebody had measured."""

import json
import math
from pathlib import Path

import polars as pl

from scripts.footage.folder import Folder


def write_cameras(shipped: Folder, folder: Path) -> None:
    """One file for each camera; those that are there stay."""
    cameras = pl.read_parquet(shipped.truth / "twin_cameras" / "**" / "*.parquet")
    for one in cameras.iter_rows(named=True):
        file = folder / one["site_id"] / f"{one['camera_id']}.json"
        if file.exists():
            continue
        focal, wide, tall = one["focal_px"], one["width_px"], one["height_px"]
        angles = {
            f"{name}_deg": math.degrees(one[f"{name}_rad"]) for name in ("yaw", "pitch", "roll")
        }
        described = {
            "camera_matrix": [[focal, 0, wide / 2], [0, focal, tall / 2], [0, 0, 1]],
            "distortion": one["distortion"],
            "width_px": wide,
            "height_px": tall,
            "position_m": [one["x_m"], one["y_m"], one["z_m"]],
            **angles,
        }
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(described, indent=2) + "\n")
