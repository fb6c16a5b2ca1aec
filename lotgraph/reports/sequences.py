"""Labelled captures as sequences: labels, and what was told, of the frames that were looked at."""

from dataclasses import dataclass

import polars as pl

from lotgraph.formats.columns import EDGES, filled
from lotgraph.reports.kinds import grouped


@dataclass(frozen=True)
class Sequences:
    """Tables of boxes by capture, and where and when each capture was taken.

    `captures`: sequence, site, camera, hour.
    """

    truth: dict[str, pl.DataFrame]
    told: dict[str, pl.DataFrame]
    captures: pl.DataFrame


def sequences(labels: pl.DataFrame, frames: pl.DataFrame, told: pl.DataFrame) -> Sequences:
    """Bring together what labels, detected_frames and a table of boxes say of labelled captures.

    A labelled frame that nobody looked at is no frame of its sequence; a frame of a labelled
    capture without labels is empty. `told` are detections, or tracks with an `object_id`.
    """
    labelled = labels.select("capture_id").unique()
    place = ["capture_id", "frame"]
    looked = frames.join(labelled, on="capture_id", how="semi").select(place).unique()
    truth = _boxes(labels.join(looked, on=place, how="semi"))
    shown = _boxes(told.join(looked, on=place, how="semi"))
    captures = (
        frames.join(labelled, on="capture_id", how="semi")
        .group_by("capture_id")
        .agg(
            site=pl.col("site_id").first(),
            camera=pl.format("{}/{}", pl.col("site_id").first(), pl.col("camera_id").first()),
            hour=pl.col("captured_at").min().dt.strftime("%H:00"),
        )
        .rename({"capture_id": "sequence"})
        .sort("sequence")
    )
    names = captures["sequence"].to_list()
    return Sequences(_by_capture(truth, names), _by_capture(shown, names), captures)


def _boxes(rows: pl.DataFrame) -> pl.DataFrame:
    known = [name for name in ("object_id", "score", "is_marked") if name in rows.columns]
    boxes = filled(rows.select("frame", "kind", *EDGES, *known))
    return grouped(boxes).with_columns(capture_id=rows["capture_id"])


def _by_capture(boxes: pl.DataFrame, names: list[str]) -> dict[str, pl.DataFrame]:
    parts = boxes.partition_by("capture_id", as_dict=True, include_key=False)
    empty = boxes.drop("capture_id").clear()
    return {name: parts.get((name,), empty) for name in names}
