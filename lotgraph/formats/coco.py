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
from lotgraph.formats.lines import MOST_WHOLE
from lotgraph.formats.put import put
from lotgraph.measure.precision import Detections, Labels


def read_labels(file: Path) -> tuple[Labels, dict[int, str]]:
    """Labels, and the names of their classes.

    Raises:
        FormatError: if it is no such file; says which annotation cannot be read.
    """
    document = document_of(file)
    rows = rows_of(file, document)
    if not isinstance(document, dict):
        raise FormatError(f"{file}: expected an object with `annotations`, as COCO writes labels")
    labels = Labels(
        whole_numbers(file, rows, "image_id"),
        whole_numbers(file, rows, "category_id"),
        sides_of(file, rows),
        np.array([_area(file, number, row) for number, row in enumerate(rows)], np.float64),
        np.array([bool(row.get("iscrowd", 0)) for row in rows], np.bool_),
    )
    return labels, kinds_of(file, document)


def read_detections(file: Path) -> Detections:
    """What a detector found.

    Raises:
        FormatError: if it is no such file; says which entry cannot be read.
    """
    rows = document_of(file)
    if not isinstance(rows, list):
        raise FormatError(f"{file}: expected a list of detections, as COCO writes results")
    return Detections(
        whole_numbers(file, rows, "image_id"),
        whole_numbers(file, rows, "category_id"),
        sides_of(file, rows),
        numbers(file, rows, "score"),
    )


def document_of(file: Path) -> Any:
    """What is in a file of JSON.

    Raises:
        FormatError: if it is none.
    """
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise FormatError(f"{file}: expected JSON: {error}") from error


def rows_of(file: Path, document: Any) -> list[Any]:
    """Results, or the annotations of labels.

    Raises:
        FormatError: if it is neither.
    """
    rows: Any = document.get("annotations") if isinstance(document, dict) else document
    if not isinstance(rows, list):
        raise FormatError(
            f"{file}: expected a list, as COCO writes results, or an object with `annotations`, a "
            "list, as it writes labels"
        )
    return rows


def kinds_of(file: Path, document: Any) -> dict[int, str]:
    """Names of classes by their number.

    Raises:
        FormatError: if a category has no number.
    """
    rows = document.get("categories", [])
    if not isinstance(rows, list):
        raise FormatError(f"{file}: expected a list as `categories`; got {rows!r:.40}")
    kinds = whole_numbers(file, rows, "id", "category").tolist()
    return {kind: str(row.get("name", kind)) for kind, row in zip(kinds, rows, strict=True)}


def whole_numbers(file: Path, rows: list[Any], name: str, called: str = "entry") -> Any:
    """A column of whole numbers (n,).

    Raises:
        FormatError: with the entry that has none.
    """
    return _column(file, rows, name, called, int).astype(np.int64)


def numbers(file: Path, rows: list[Any], name: str) -> Any:
    """A column of finite numbers (n,).

    Raises:
        FormatError: with the entry that has none.
    """
    return _column(file, rows, name, "entry", float).astype(np.float64)


def _area(file: Path, number: int, row: dict[str, Any]) -> float:
    area = row.get("area", row["bbox"][2] * row["bbox"][3])
    if not is_number(area):
        raise FormatError(f"{file}: entry {number}: expected a number as area; got {area!r:.40}")
    return float(area)


def _column(file: Path, rows: list[Any], name: str, called: str, kind: type) -> Any:
    for number, row in enumerate(rows):
        value = row.get(name) if isinstance(row, dict) else None
        if not is_number(value) or (kind is int and not isinstance(value, int)):
            expected = "a whole number below 2^53" if kind is int else "a number"
            raise FormatError(
                f"{file}: {called} {number}: expected {expected} as {name}; got {value!r:.40}"
            )
    return np.array([row[name] for row in rows])


def is_number(value: Any) -> bool:
    """Whether a value is a finite number, if whole below 2^53."""
    is_whole = isinstance(value, int) and not isinstance(value, bool) and abs(value) < MOST_WHOLE
    return is_whole or (isinstance(value, float) and math.isfinite(value))


def sides_of(file: Path, rows: list[Any]) -> Any:
    """Boxes (n, 4): left, top, width, height.

    Raises:
        FormatError: with the entry that has none.
    """
    for number, row in enumerate(rows):
        box: Any = row.get("bbox") if isinstance(row, dict) else None
        is_box = isinstance(box, list) and len(box) == 4  # noqa: PLR2004 -- x, y, width, height
        if not is_box or not all(is_number(value) for value in box):
            raise FormatError(
                f"{file}: entry {number}: expected bbox [x, y, width, height]; got {box!r:.80}"
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
    document = document_of(file)
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
    put(file, json.dumps(rows).encode())
