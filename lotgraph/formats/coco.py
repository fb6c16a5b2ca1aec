"""COCO JSON: labels of images, and the list of what a detector found in them."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lotgraph.errors import FormatError
from lotgraph.formats.columns import EDGES
from lotgraph.measure.precision import Detections, Labels


def read_labels(file: Path) -> tuple[Labels, dict[int, str]]:
    """Labels, and the names of their classes.

    Raises:
        FormatError: if it is no such file; says which annotation cannot be read.
    """
    document = _document(file)
    if not isinstance(document, dict) or "annotations" not in document:
        raise FormatError(f"{file}: expected an object with `annotations`, as COCO writes labels")
    rows = document["annotations"]
    labels = Labels(
        _whole(file, rows, "image_id"),
        _whole(file, rows, "category_id"),
        _boxes(file, rows),
        np.array([_area(row) for row in rows], np.float64),
        np.array([bool(row.get("iscrowd", 0)) for row in rows], np.bool_),
    )
    categories = document.get("categories", [])
    return labels, {int(one["id"]): str(one.get("name", one["id"])) for one in categories}


def read_detections(file: Path) -> Detections:
    """What a detector found.

    Raises:
        FormatError: if it is no such file; says which entry cannot be read.
    """
    rows = _document(file)
    if not isinstance(rows, list):
        raise FormatError(f"{file}: expected a list of detections, as COCO writes results")
    return Detections(
        _whole(file, rows, "image_id"),
        _whole(file, rows, "category_id"),
        _boxes(file, rows),
        _column(file, rows, "score", float).astype(np.float64),
    )


def _document(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FormatError(f"{file}: expected JSON: {error}") from error


def _area(row: dict[str, Any]) -> float:
    return float(row.get("area", row["bbox"][2] * row["bbox"][3]))


def _whole(file: Path, rows: list[Any], name: str) -> Any:
    return _column(file, rows, name, int).astype(np.int64)


def _column(file: Path, rows: list[Any], name: str, kind: type) -> Any:
    for number, row in enumerate(rows):
        value = row.get(name) if isinstance(row, dict) else None
        is_number = isinstance(value, int | kind) and not isinstance(value, bool)
        if not is_number or not math.isfinite(value):  # type: ignore[arg-type]
            expected = "a whole number" if kind is int else "a number"
            raise FormatError(
                f"{file}: entry {number}: expected {expected} as {name}; got {value!r}"
            )
    return np.array([row[name] for row in rows])


def _boxes(file: Path, rows: list[Any]) -> Any:
    for number, row in enumerate(rows):
        box = row.get("bbox")
        is_box = isinstance(box, list) and len(box) == 4  # noqa: PLR2004 -- x, y, width, height
        if not is_box or not all(isinstance(v, int | float) and np.isfinite(v) for v in box):
            raise FormatError(
                f"{file}: entry {number}: expected bbox [x, y, width, height]; got {box!r}"
            )
    return np.array([row["bbox"] for row in rows], np.float64).reshape(-1, 4)


ALSO = {
    "motorbike": "motorcycle", "aeroplane": "airplane", "sofa": "couch", "tvmonitor": "tv",
    "pottedplant": "potted plant", "diningtable": "dining table",
}  # fmt: skip
"""What lists of names from the years of Pascal VOC call things of COCO."""


@dataclass(frozen=True)
class Numbers:
    """How a file of labels numbers its images, by the name of their file, and its classes."""

    image: dict[str, int]
    kind: dict[str, int]


def read_numbers(file: Path) -> Numbers:
    """The numbers that labels give to images and classes, so that results can be judged by them.

    Raises:
        FormatError: if it is no such file.
    """
    document = _document(file)
    try:
        images = {str(one["file_name"]): int(one["id"]) for one in document["images"]}
        kinds = {str(one["name"]): int(one["id"]) for one in document["categories"]}
    except (KeyError, TypeError, ValueError) as error:
        raise FormatError(
            f"{file}: expected an object with `images` (id, file_name) and `categories` (id, "
            f"name), as COCO writes labels; {error!r} is amiss"
        ) from error
    return Numbers(images | {Path(name).name: number for name, number in images.items()}, kinds)


def write_detections(
    boxes: pl.DataFrame, file: Path, image: Sequence[int], kind: Sequence[int]
) -> None:
    """Write boxes as COCO writes results; their images and classes are numbers."""
    corners = boxes.select(EDGES).to_numpy().round(3)
    sides = np.hstack([corners[:, :2], corners[:, 2:] - corners[:, :2]]).round(3)
    columns = (image, kind, sides.tolist(), boxes["score"].round(6).to_list())
    names = ("image_id", "category_id", "bbox", "score")
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    file.write_text(json.dumps(rows), encoding="utf-8")
