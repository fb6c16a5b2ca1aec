"""Writes labels of the shipped captures from what is true of them, as a person would label them."""

from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from lotgraph.formats.columns import EDGES, filled
from lotgraph.formats.parquet import write_parquet
from lotgraph.lake.store import Lake
from lotgraph.tables import UTC_TIME
from scripts.footage.folder import Folder

LEAST_SEEN = 0.5  # of a thing that is more hidden, or lower, nobody says where it ends
LEAST_PX = 12
SPOILED = ("covered", "black", "frozen", "defocused", "over_exposed", "dirty")  # the pictures


def write_labels(shipped: Folder, folder: Path) -> None:
    """One file for each capture that has truth; those that are there stay."""
    boxes = pl.read_parquet(shipped.truth / "twin_boxes" / "**" / "*.parquet")
    height = pl.col("y1_px") - pl.col("y0_px")
    is_clear = (pl.col("visible_share") >= LEAST_SEEN) & (height >= LEAST_PX)
    known = boxes.join(_spoiled(shipped), on=["uri", "frame"], how="left").join(
        _weather(shipped), on="uri", how="left"
    )
    labels = known.select(
        "uri",
        "frame",
        "object_id",
        pl.when(pl.col("kind") == "walker").then(pl.lit("person")).otherwise("type").alias("kind"),
        *EDGES,
        is_marked=is_clear & pl.col("is_spoiled").is_null(),
        whole_id=pl.col("object_id"),  # the twin's names hold wherever somebody is seen
        weather=pl.col("weather"),
    )
    for (uri,), own in labels.group_by("uri", maintain_order=True):
        file = (folder / str(uri)).with_suffix(".parquet")
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            told = filled(own).with_columns(own["whole_id"], own["weather"])
            write_parquet(told, file, first=0)


def _spoiled(shipped: Folder) -> pl.DataFrame:
    """Frames that a fault of the camera spoils."""
    faults = pl.read_parquet(shipped.truth / "twin_faults" / "**" / "*.parquet")
    frames = pl.read_parquet(shipped.truth / "twin_frames" / "**" / "*.parquet")
    spoils = faults.filter(pl.col("kind").is_in(SPOILED))
    held = frames.join(spoils, on=["site_id", "camera_id"])
    inside = pl.col("delivered_at").is_between("begins_at", "ends_at")
    return held.filter(inside).select("uri", "frame", is_spoiled=pl.lit(value=True)).unique()


def _weather(shipped: Folder) -> pl.DataFrame:
    """What the sky was like as each capture began, by the orders that its site was rendered for."""
    truth = Lake(str(shipped.truth))
    sites = truth.partitions("twin_stalls")
    begun = []
    for record in filter(None, (truth.record("twin_stalls", site_id) for site_id in sites)):
        order = record.origin.config
        begins_at = datetime.fromisoformat(order["begins_at"])
        for one in order["stretches"] or [{"begins_s": 0.0, "weather": order["weather"]}]:
            began_at = begins_at + timedelta(seconds=one["begins_s"])
            begun.append((record.partition, began_at, one["weather"]["kind"]))
    schema = pl.Schema({"site_id": pl.String(), "captured_at": UTC_TIME, "weather": pl.String()})
    skies = pl.DataFrame(begun, schema=schema, orient="row").sort("captured_at")
    frames = pl.read_parquet(shipped.truth / "twin_frames" / "**" / "*.parquet")
    captures = frames.group_by("site_id", "uri").agg(pl.col("captured_at").min())
    told = captures.sort("captured_at").join_asof(
        skies, on="captured_at", by="site_id", check_sortedness=False
    )
    return told.select("uri", "weather")
