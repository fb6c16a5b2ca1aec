"""COCO JSON as sequences of boxes, read and written.

Results list no images: their frames are numbered by `image_id`, unless the labels that they belong
to come along.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from lotgraph.errors import FormatError
from lotgraph.formats.coco import (
    ALSO,
    document_of,
    kinds_of,
    numbers,
    rows_of,
    sides_of,
    whole_numbers,
)
from lotgraph.formats.coco_index import Index, index_of
from lotgraph.formats.columns import EDGES, filled
from lotgraph.formats.part import Part

OBJECTS = ("track_id", "instance_id", "object_id")


def read_parts(file: Path, index: Index | None = None) -> dict[str, Part]:
    """Boxes by the name of their sequence; `""` where a file does not tell sequences apart.

    Labels tell of their own images, `index` of those that results belong to. A crowd is not marked.

    Raises:
        FormatError: if it is no such file, or an image is none of the index.
    """
    document = document_of(file)
    rows = rows_of(file, document)
    boxes = _boxes(file, rows)
    kinds = kinds_of(file, document) if isinstance(document, dict) else {}
    if isinstance(document, dict):
        index = index_of(file, document)
    if index is None:
        index = Index(_of_themselves(boxes), kinds)
        placed = boxes.with_columns(sequence="video", frame="image")
    else:
        placed = boxes.join(index.images, on="image", how="left", maintain_order="left")
    for strange in placed.filter(pl.col("frame").is_null())["image"].head(1):
        raise FormatError(f"{file}: image_id {strange} is none of the {len(index.images):,} images")
    names = {number: index.kinds.get(number, str(number)) for number in boxes["number"].unique()}
    kind = pl.col("number").replace_strict(names, return_dtype=pl.String)
    placed = placed.with_columns(kind=kind if names else pl.lit(""))
    if index.images.is_empty():
        return {"": Part(filled(placed))}
    return {
        str(name): _part(
            placed.filter(pl.col("sequence") == name), images, index.fps.get(str(name))
        )
        for (name,), images in index.images.group_by("sequence", maintain_order=True)
    }


def _part(boxes: pl.DataFrame, images: pl.DataFrame, fps: float | None) -> Part:
    named = images.filter(pl.col("file") != "")
    first = int(images["frame"].to_numpy().min()) if len(named) else None
    names = {
        PurePosixPath(name).name: frame for name, frame in named.select("file", "frame").rows()
    }
    return Part(filled(boxes), first, fps, names)


def _boxes(file: Path, rows: list[Any]) -> pl.DataFrame:
    side = sides_of(file, rows)
    for number in (side[:, 2:] < 0).any(axis=1).nonzero()[0][:1].tolist():
        box = rows[number]["bbox"]
        raise FormatError(
            f"{file}: entry {number}: expected bbox with sides of 0 or more; got {box}"
        )
    has_scores = any("score" in row for row in rows)
    edges = {"x0_px": side[:, 0], "y0_px": side[:, 1]}
    edges |= {"x1_px": side[:, 0] + side[:, 2], "y1_px": side[:, 1] + side[:, 3]}
    columns = {
        "image": whole_numbers(file, rows, "image_id"),
        "number": whole_numbers(file, rows, "category_id"),
        "object_id": _objects(rows),
        "video": [str(row.get("video_id", "")) for row in rows],
        "is_marked": [not (row.get("iscrowd") or row.get("ignore")) for row in rows],
    }
    scores = {"score": numbers(file, rows, "score")} if has_scores else {}
    types = {"video": pl.String, "is_marked": pl.Boolean}
    return pl.DataFrame(columns | edges | scores, schema_overrides=types)


def _objects(rows: list[dict[str, Any]]) -> pl.Series:
    """Numbers of objects; where they are names, the place of each among all."""
    places = [(row, row.get("attributes")) for row in rows]
    told = [
        next(
            (
                place[name]
                for name in OBJECTS
                for place in some
                if isinstance(place, dict) and place.get(name) is not None
            ),
            None,
        )
        for some in places
    ]
    if all(one is None or (isinstance(one, int) and abs(one) < 2**63) for one in told):
        return pl.Series(told, dtype=pl.Int64)
    names = sorted({str(one) for one in told if one is not None})
    number = dict(zip(names, range(1, len(names) + 1), strict=True))
    return pl.Series([None if one is None else number[str(one)] for one in told], dtype=pl.Int64)


def _of_themselves(boxes: pl.DataFrame) -> pl.DataFrame:
    """Images as frames of their own number."""
    images = boxes.select("image", sequence="video", frame="image", file=pl.lit("")).unique()
    return images.sort("image", "sequence")


def write_parts(parts: Mapping[str, Part], file: Path, index: Index | None = None) -> None:
    """Write boxes by the name of their sequence: as results of what an index has, else as labels.

    Results leave out boxes of frames and classes that the index does not have. Labels of our own
    list the frames that have boxes, and the first one where it is known.
    """
    boxes = pl.concat(
        part.boxes.sort("frame", "object_id").with_columns(sequence=pl.lit(name))
        for name, part in parts.items()
    )
    first = {name: part.first for name, part in parts.items()}
    rows = _labels(boxes, first) if index is None else _results(boxes, index)
    file.write_text(json.dumps(rows), encoding="utf-8")


def _labels(boxes: pl.DataFrame, first: Mapping[str, int | None]) -> dict[str, Any]:
    kinds, names = sorted(boxes["kind"].unique()), sorted(first)
    number = {column: _from_one(some) for column, some in (("kind", kinds), ("sequence", names))}
    begins = pl.DataFrame(
        {"sequence": list(first), "frame": list(first.values())},
        schema_overrides={"frame": pl.Int64},
    )
    images = pl.concat([begins, boxes.select("sequence", "frame")]).drop_nulls().unique()
    images = images.sort("sequence", "frame").with_row_index("image", 1)
    rows = _rows(
        boxes.join(images, on=["sequence", "frame"], maintain_order="left"), number["kind"]
    )
    return {
        "videos": [{"id": number["sequence"][name], "name": name} for name in names],
        "images": [
            {
                "id": image,
                "video_id": number["sequence"][name],
                "frame_id": frame,
                "file_name": f"{name}/{frame:06d}.jpg",
            }
            for image, name, frame in images.iter_rows()
        ],
        "categories": [{"id": number["kind"][kind], "name": kind} for kind in kinds],
        "annotations": [{"id": place, "iscrowd": 0} | row for place, row in enumerate(rows, 1)],
    }


def _results(boxes: pl.DataFrame, index: Index) -> list[dict[str, Any]]:
    number = {name: kind for kind, name in index.kinds.items()}
    known = {one: number.get(one, number.get(ALSO.get(one, ""))) for one in boxes["kind"].unique()}
    known |= {one: int(one) for one, kind in known.items() if kind is None and one.isdecimal()}
    names = index.images["sequence"].unique()
    if len(names) == 1:  # whatever the file of boxes is called
        boxes = boxes.with_columns(sequence=pl.lit(names[0]))
    placed = boxes.join(index.images, on=["sequence", "frame"], how="inner", maintain_order="left")
    is_known = [kind for kind, own in known.items() if own is not None]
    return _rows(placed.filter(pl.col("kind").is_in(is_known)), known)


def _rows(boxes: pl.DataFrame, number: Mapping[str, int | None]) -> list[dict[str, Any]]:
    x0, y0, x1, y1 = (pl.col(edge).round(3) for edge in EDGES)
    told = boxes.select(
        image_id="image",
        category_id=pl.col("kind").replace_strict(number, default=None, return_dtype=pl.Int64),
        bbox=pl.concat_list(x0, y0, (x1 - x0).round(3), (y1 - y0).round(3)),
        area=((x1 - x0) * (y1 - y0)).round(3),
        score=pl.col("score").fill_null(1).round(6),
        track_id="object_id",
    )
    return told.to_dicts()


def _from_one(names: Sequence[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names, 1)}
