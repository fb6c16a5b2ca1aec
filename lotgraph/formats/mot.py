"""MOTChallenge text: frame, object, left, top, width, height, confidence, and what follows.

A line of truth from MOT16 on ends in class and visible share, one before it in a place in metres,
as those of trackers do.
"""

from pathlib import Path

import polars as pl

from lotgraph.formats.columns import filled
from lotgraph.formats.lines import read_lines, somebody, upright, whole
from lotgraph.formats.put import put

NAMES = ("frame", "object_id", "x0_px", "y0_px", "width", "height", "score", "a", "b", "c")
KINDS = (
    "pedestrian", "person_on_vehicle", "car", "bicycle", "motorbike", "non_mot_vehicle",
    "static_person", "distractor", "occluder", "occluder_on_ground", "occluder_full",
    "reflection", "crowd",
)  # fmt: skip
_CLASSED = 9  # values of a line that has a class and a visible share


def read_mot(file: Path) -> pl.DataFrame:
    """Boxes of a file. A confidence of 0 marks a box of the truth as one that does not count.

    An object below 0 is nobody in particular. Classes are named as MOTChallenge does from 1 on, and
    by their number beyond.
    """
    table = read_lines(file, NAMES, (), 6)
    boxes = table.with_columns(
        whole(file, table, "frame"),
        somebody(file, table),
        x1_px=table["x0_px"] + table["width"],
        y1_px=table["y0_px"] + table["height"],
    )
    if "score" in table.columns:
        boxes = boxes.with_columns(is_marked=table["score"] != 0)
    if table.width - 1 == _CLASSED:
        called = {str(k + 1): name for k, name in enumerate(KINDS)} | {"-1": ""}
        kind = whole(file, table, "a").cast(pl.String).replace(called)
        boxes = boxes.with_columns(kind.alias("kind"))
    return filled(upright(file, boxes))


def write_mot(boxes: pl.DataFrame, file: Path) -> None:
    """Write boxes with a place in metres where they have one, by frame and object."""
    lines = boxes.sort("frame", "object_id").select(
        pl.col("frame"),
        pl.col("object_id").fill_null(-1),
        pl.col("x0_px").round(3),
        pl.col("y0_px").round(3),
        (pl.col("x1_px") - pl.col("x0_px")).round(3),
        (pl.col("y1_px") - pl.col("y0_px")).round(3),
        pl.col("score").fill_null(1).round(6),
        *(pl.col(name).fill_null(-1).round(4) for name in ("x_m", "y_m", "z_m")),
    )
    put(file, lines.write_csv(include_header=False).encode())
