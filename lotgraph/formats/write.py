"""Writes sequences of boxes in any format."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from lotgraph.formats.coco_index import Index
from lotgraph.formats.coco_parts import write_parts
from lotgraph.formats.form import Form
from lotgraph.formats.kitti import write_kitti
from lotgraph.formats.mot import write_mot
from lotgraph.formats.parquet import write_parquet
from lotgraph.formats.part import Part


def write(parts: Mapping[str, Part], file: Path, form: Form, index: Index | None = None) -> None:
    """Write a file; only COCO JSON holds several sequences, and belongs to an index's labels.

    MOTChallenge counts frames from 1: in it a sequence that counts from 0 has numbers one higher.

    Raises:
        OSError: if it cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    if form is Form.COCO:
        write_parts(parts, file, index)
        return
    [part] = parts.values()
    match form:
        case Form.MOT:
            later = int(part.first == 0)
            write_mot(part.boxes.with_columns(pl.col("frame") + later), file)
        case Form.KITTI:
            write_kitti(part.boxes, file)
        case Form.PARQUET:
            write_parquet(part.boxes, file, part.first)
