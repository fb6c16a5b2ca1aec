"""Writes sequences of boxes in any format."""

from collections.abc import Mapping
from pathlib import Path

from lotgraph.formats.coco_index import Index
from lotgraph.formats.coco_parts import write_parts
from lotgraph.formats.count import counted, start_in
from lotgraph.formats.form import Form
from lotgraph.formats.kitti import write_kitti
from lotgraph.formats.mot import write_mot
from lotgraph.formats.parquet import write_parquet
from lotgraph.formats.part import Part


def write(parts: Mapping[str, Part], file: Path, form: Form, index: Index | None = None) -> None:
    """Write a file; only COCO JSON holds several sequences, and belongs to an index's labels.

    Frames are counted as the format does: see `count`.

    Raises:
        OSError: if it cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    if form is Form.COCO:
        write_parts(parts, file, index)
        return
    [part] = parts.values()
    boxes = counted(part, start_in(form, part))
    match form:
        case Form.MOT:
            write_mot(boxes, file)
        case Form.KITTI:
            write_kitti(boxes, file)
        case Form.PARQUET:
            write_parquet(boxes, file, part.first if part.is_sure else None)
