"""Writes tracks as a table: that of all formats, and whether a box was seen."""

import numpy as np
import polars as pl

from lotgraph.formats.columns import BOXES, EDGES, filled
from lotgraph.tracker.model import Told
from lotgraph.tracker.prepare import kinds_of

CARRIED = tuple(name for name in BOXES if name.endswith("_m") or name == "heading_rad")


def tell(told: Told, row: np.ndarray, table: pl.DataFrame) -> pl.DataFrame:
    """Boxes of tracks by frame and object; `is_seen` is false where nothing was detected.

    `row` says of which row of the detections' table each box was. What that knows of a thing in
    space stays with it. A box's score is how likely its track is real.
    """
    half = np.exp(told.z[:, 2:]) / 2
    edges = np.hstack([told.z[:, :2] - half, told.z[:, :2] + half])
    is_seen = told.box >= 0
    names = np.array(kinds_of(table), dtype=object)
    columns = {
        "frame": told.frame,
        "object_id": told.object_id,
        "kind": names[told.kind] if len(names) else np.empty(0, object),
        "score": told.real,
        "is_seen": is_seen,
    }
    columns |= {name: edges[:, k] for k, name in enumerate(EDGES)}
    seen_row = pl.Series(np.where(is_seen, row[told.box] if len(row) else 0, -1))
    space = table.select(CARRIED).with_row_index("row").cast({"row": pl.Int64})
    whole = pl.DataFrame(columns, schema_overrides={"kind": pl.String})
    whole = whole.with_columns(row=seen_row.cast(pl.Int64))
    whole = filled(whole.join(space, on="row", how="left", maintain_order="left"))
    return whole.sort("frame", "object_id")
