"""KITTI tracking labels: boxes in the picture and in space, parted by blanks.

frame, track, type, truncated, occluded, alpha, left, top, right, bottom, height, width, length,
x, y, z, rotation and, in what trackers write, score. Space is that of the camera, y down.
"""

from pathlib import Path

import polars as pl

from lotgraph.formats.columns import filled
from lotgraph.formats.lines import read_lines, somebody, upright, whole
from lotgraph.formats.put import put

NAMES = (
    "frame", "object_id", "kind", "truncated", "occluded", "alpha", "x0_px", "y0_px", "x1_px",
    "y1_px", "height_m", "width_m", "length_m", "x_m", "y_m", "z_m", "heading_rad", "score",
)  # fmt: skip
REGION = "dontcare"
_NO_PLACE = -1000.0  # what stands for metres that nobody measured


def read_kitti(file: Path) -> pl.DataFrame:
    """Boxes of a file; types in small letters. A region that is not judged is one of nobody."""
    table = read_lines(file, NAMES, ("kind",), 17)
    boxes = table.with_columns(
        whole(file, table, "frame"),
        somebody(file, table),
        table["kind"].str.to_lowercase(),
    )
    metres = ("height_m", "width_m", "length_m", "x_m", "y_m", "z_m", "heading_rad")
    is_placed = (pl.col("x_m") > _NO_PLACE) & (pl.col("length_m") > 0)
    return filled(
        upright(file, boxes).with_columns(
            pl.when(is_placed).then(pl.col(n)).alias(n) for n in metres
        )
    )


def write_kitti(boxes: pl.DataFrame, file: Path) -> None:
    """Write boxes, by frame and object; what is not known is written as KITTI writes that."""
    absent: dict[str, float] = {"truncated": -1, "occluded": -1, "object_id": -1, "score": 1}
    absent |= dict.fromkeys(("height_m", "width_m", "length_m"), -1)
    absent |= dict.fromkeys(("x_m", "y_m", "z_m"), _NO_PLACE) | {"heading_rad": -10}
    lines = boxes.sort("frame", "object_id").with_columns(
        pl.col("kind").str.replace_all(r"\s", "_").replace("", "object"),
        *(pl.col(name).fill_null(value) for name, value in absent.items()),
        alpha=pl.lit(-10),
    )
    named = lines.select(NAMES)
    text = named.write_csv(include_header=False, separator=" ", float_precision=6)
    put(file, text.encode())
