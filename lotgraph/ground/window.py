"""Carries a whole window to the ground: the tracks of each camera of which a model is known."""

from collections.abc import Mapping

import polars as pl

from lotgraph.cameras.model import CameraModel
from lotgraph.formats.columns import filled
from lotgraph.ground.carry import carry
from lotgraph.ground.columns import GROUND_TRACKS

_FRAME = ("site_id", "camera_id", "captured_at", "capture_id", "frame")


def carry_window(
    boxes: pl.DataFrame, captures: pl.DataFrame, cameras: Mapping[str, CameraModel]
) -> pl.DataFrame:
    """Rows of ground_tracks, of rows of track_boxes and captures of one window of a site.

    A camera whose pictures are of another size than its model's is held for scaled.
    """
    sizes = captures.select("capture_id", "width_px", "height_px")
    tables = [GROUND_TRACKS.empty()]
    for (name,), own in boxes.group_by("camera_id", maintain_order=True):
        if name in cameras:
            tables.append(_of_camera(own.join(sizes, on="capture_id"), cameras[str(name)]))
    return GROUND_TRACKS.conform(pl.concat(tables))


def _of_camera(boxes: pl.DataFrame, camera: CameraModel) -> pl.DataFrame:
    at = pl.col("captured_at")
    wide, tall = (pl.lit(size) / pl.col(of) for size, of in zip(
        camera.size_px, ("width_px", "height_px"), strict=True))  # fmt: skip
    numbered = boxes.with_columns(
        step=at.rank("dense").cast(pl.Int64),
        time_s=(at - at.min()).dt.total_microseconds() / 1e6,
        object_id=pl.col("track_id").rank("dense").cast(pl.Int64),
        **{name: pl.col(name) * wide for name in ("x0_px", "x1_px")},
        **{name: pl.col(name) * tall for name in ("y0_px", "y1_px")},
    )
    told = numbered.drop("frame").rename({"step": "frame"})
    carried = carry(filled(told).with_columns(told["time_s"]), camera, fps=1.0)
    own = numbered.select(*_FRAME, "step", "object_id", "track_id")
    names = [n for n in GROUND_TRACKS.schema if n not in {*_FRAME, "track_id"}]
    places = carried.select(pl.col("frame").alias("step"), "object_id", *names)
    return own.join(places, on=["step", "object_id"]).select(
        pl.col(name).cast(kind) for name, kind in GROUND_TRACKS.schema.items()
    )
