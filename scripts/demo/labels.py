"""Writes labels of the shipped captures from what is true of them, as a person would label them."""

from pathlib import Path

import polars as pl

from lotgraph.formats.columns import EDGES, filled
from lotgraph.formats.parquet import write_parquet
from scripts.footage.folder import Folder

LEAST_SEEN = 0.5  # of a thing that is more hidden, or lower, nobody says where it ends
LEAST_PX = 12
SPOILED = ("covered", "black", "frozen", "defocused", "over_exposed", "dirty")  # the pictures


def write_labels(shipped: Folder, folder: Path) -> None:
    """One file for each capture that has truth; those that are there stay."""
    boxes = pl.read_parquet(shipped.truth / "twin_boxes" / "**" / "*.parquet")
    height = pl.col("y1_px") - pl.col("y0_px")
    is_clear = (pl.col("visible_share") >= LEAST_SEEN) & (height >= LEAST_PX)
    labels = boxes.join(_spoiled(shipped), on=["uri", "frame"], how="left").select(
        "uri",
        "frame",
        "object_id",
        pl.when(pl.col("kind") == "walker").then(pl.lit("person")).otherwise("type").alias("kind"),
        *EDGES,
        is_marked=is_clear & pl.col("is_spoiled").is_null(),
    )
    for (uri,), own in labels.group_by("uri", maintain_order=True):
        file = (folder / str(uri)).with_suffix(".parquet")
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            write_parquet(filled(own), file)


def _spoiled(shipped: Folder) -> pl.DataFrame:
    """Frames that a fault of the camera spoils."""
    faults = pl.read_parquet(shipped.truth / "twin_faults" / "**" / "*.parquet")
    frames = pl.read_parquet(shipped.truth / "twin_frames" / "**" / "*.parquet")
    spoils = faults.filter(pl.col("kind").is_in(SPOILED))
    held = frames.join(spoils, on=["site_id", "camera_id"])
    inside = pl.col("delivered_at").is_between("begins_at", "ends_at")
    return held.filter(inside).select("uri", "frame", is_spoiled=pl.lit(value=True)).unique()
