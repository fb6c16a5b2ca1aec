"""Reads the labels of captures: files that lie like them, in a folder of their own."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import polars as pl

from lotgraph.errors import FormatError
from lotgraph.formats.columns import EDGES
from lotgraph.formats.find import form_of, part_of
from lotgraph.formats.form import Form
from lotgraph.labels.columns import LABELS

SUFFIXES = (".parquet", ".txt", ".json")
ONLY_IN_PARQUET = ("whole_id", "weather")  # other formats have no place for them


@dataclass
class Labelled:
    """Rows of labels, a hash over the files they came from, and what could not be read.

    `bare` are captures whose labels hold no box: rows cannot tell them from those without labels.
    """

    rows: pl.DataFrame
    sources: str = ""
    captures: int = 0
    bare: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def labels_of(captures: pl.DataFrame, folder: Path | None) -> Labelled:
    """Labels of rows of captures: `landing/a/b/c.mp4` has its own in `folder/a/b/c.parquet`.

    Any format of tracks, recognised by what is in it; Parquet may tell besides who somebody is in
    all captures of the camera (`whole_id`), and the `weather`. No folder, or no file for a capture:
    it is not labelled, which is not the same as empty. A file that cannot be read is said, and the
    others are read.
    """
    labelled = Labelled(LABELS.empty())
    if folder is None:
        return labelled
    digest = hashlib.sha256()
    tables = [labelled.rows]
    for capture in captures.sort("uri").iter_rows(named=True):
        inside = PurePosixPath(capture["uri"])
        file = next((f for f in _names(folder, inside) if f.is_file()), None)
        if file is None:
            continue
        try:
            boxes = _told_in(file)
        except FormatError as error:
            labelled.unread.append(str(error))
            continue
        digest.update(file.read_bytes())
        labelled.captures += 1
        if boxes.is_empty():
            labelled.bare.append(capture["uri"])
        tables.append(_of_capture(boxes, capture))
    labelled.rows = LABELS.conform(pl.concat(tables))
    labelled.sources = digest.hexdigest() if labelled.captures else ""
    return labelled


def _names(folder: Path, inside: PurePosixPath) -> list[Path]:
    return [folder / inside.with_suffix(suffix) for suffix in SUFFIXES]


def _told_in(file: Path) -> pl.DataFrame:
    """Boxes, frames counted from 0, with what only Parquet can tell: null where it does not."""
    part = part_of(file, file.stem)
    boxes = part.boxes.with_columns(frame=pl.col("frame") - part.first)
    besides = pl.DataFrame({name: [None] * len(boxes) for name in ONLY_IN_PARQUET})
    if form_of(file) is Form.PARQUET:
        table = pl.read_parquet(file)
        besides = besides.with_columns(table[n] for n in ONLY_IN_PARQUET if n in table.columns)
    try:
        words = besides.cast(pl.String)
    except pl.exceptions.PolarsError as error:
        raise FormatError(
            f"{file}: expected words or numbers as {' and '.join(ONLY_IN_PARQUET)}; {error}"
        ) from error
    return boxes.hstack(words.select(pl.when(pl.all() != "").then(pl.all())))


def _of_capture(boxes: pl.DataFrame, capture: dict[str, object]) -> pl.DataFrame:
    ordered = boxes.sort("frame", "object_id", *EDGES)
    return ordered.select(
        pl.lit(capture["site_id"]).alias("site_id"),
        pl.lit(capture["camera_id"]).alias("camera_id"),
        pl.lit(capture["started_at"]).alias("captured_at"),
        pl.lit(capture["capture_id"]).alias("capture_id"),
        "frame",
        pl.int_range(pl.len()).over("frame").alias("number"),
        *("object_id", "whole_id", "kind", *EDGES, "is_marked", "weather"),
    ).cast(LABELS.schema)
