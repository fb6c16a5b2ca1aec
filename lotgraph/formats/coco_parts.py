"""COCO JSON as sequences of boxes, read and written.

Results list no images: their frames are numbered by `image_id`, unless the labels that they belong
to come along.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
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
from lotgraph.formats.count import counted, first_of
from lotgraph.formats.form import Form
from lotgraph.formats.part import Part
from lotgraph.formats.put import put
from lotgraph.measure.warn import named

OBJECTS = ("track_id", "instance_id", "object_id")
UNNAMED = (
    "results name neither images nor classes: image_id is taken for the frame, and classes are "
    "called by their numbers"
)


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
    assumed = UNNAMED if isinstance(document, list) and not index.kinds else ""
    names = {number: index.kinds.get(number, str(number)) for number in boxes["number"].unique()}
    kind = pl.col("number").replace_strict(names, return_dtype=pl.String)
    placed = placed.with_columns(kind=kind if names else pl.lit(""))
    if index.images.is_empty():
        return {"": Part(filled(placed), 0, form=Form.COCO, is_sure=False, assumed=assumed)}
    return {
        str(name): _part(
            placed.filter(pl.col("sequence") == name), images, index.fps.get(str(name)), assumed
        )
        for (name,), images in index.images.group_by("sequence", maintain_order=True)
    }


def _part(boxes: pl.DataFrame, images: pl.DataFrame, fps: float | None, assumed: str) -> Part:
    boxes = filled(boxes)
    least = int(images["frame"].to_numpy().min())
    files = images.filter(pl.col("file") != "").select("file", "frame")
    names = {PurePosixPath(name).name: frame for name, frame in files.rows()}
    if not names:
        first, is_sure = first_of(Form.COCO, [boxes, images])
        return Part(boxes, first, fps, form=Form.COCO, is_sure=is_sure, assumed=assumed)
    return Part(boxes, least, fps, names, Form.COCO, is_sure=least in {0, 1})


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
    list the first frame and those that have boxes.

    Raises:
        FormatError: if the index has none of the classes.
    """
    rows = _labels(parts) if index is None else _results(parts, index)
    put(file, json.dumps(rows).encode())


def left_out(parts: Mapping[str, Part], index: Index) -> list[str]:
    """Sentences on boxes that results of an index leave out.

    Raises:
        FormatError: if the index has none of the classes.
    """
    boxes, number = _numbered(parts, index)
    strange = [one for one, known in number.items() if known is None]
    some = boxes.filter(pl.col("kind").replace_strict(number, return_dtype=pl.Int64).is_null())
    away = boxes.join(index.images, on=["sequence", "frame"], how="anti")
    of = f"of {len(boxes):,} boxes are left out: the labels"
    said = [f"{len(some):,} {of} have no class {_said(strange)}"] if strange else []
    return said + ([f"{len(away):,} {of} list no image of their frames"] if len(away) else [])


def _numbers(kinds: Iterable[str], index: Index) -> dict[str, int | None]:
    if not index.kinds:
        return {one: int(one) if one.isdecimal() else None for one in kinds}
    number = {name: kind for kind, name in index.kinds.items()}
    return {one: number.get(one, number.get(ALSO.get(one, ""))) for one in kinds}


def _joined(boxes: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(
        some.sort("frame", "object_id").with_columns(sequence=pl.lit(name))
        for name, some in boxes.items()
    )


def _labels(parts: Mapping[str, Part]) -> dict[str, Any]:
    boxes = _joined({name: part.boxes for name, part in parts.items()})
    first = {name: part.first for name, part in parts.items()}
    kinds, names = sorted(boxes["kind"].unique()), sorted(first)
    number = {column: _from_one(some) for column, some in (("kind", kinds), ("sequence", names))}
    begins = pl.DataFrame(
        {"sequence": list(first), "frame": list(first.values())},
        schema_overrides={"frame": pl.Int64},
    )
    images = pl.concat([begins, boxes.select("sequence", "frame")]).unique()
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


def _results(parts: Mapping[str, Part], index: Index) -> list[dict[str, Any]]:
    boxes, number = _numbered(parts, index)
    own = [kind for kind, known in number.items() if known is not None]
    placed = boxes.join(index.images, on=["sequence", "frame"], how="inner", maintain_order="left")
    return _rows(placed.filter(pl.col("kind").is_in(own)), number)


def _numbered(
    parts: Mapping[str, Part], index: Index
) -> tuple[pl.DataFrame, dict[str, int | None]]:
    """Boxes in frames as an index counts them, and the numbers of their classes."""
    least = dict(index.images.group_by("sequence").agg(pl.col("frame").min()).rows())
    if len(least) == len(parts) == 1:  # whatever the file of boxes is called
        parts = dict(zip(least, parts.values(), strict=True))
    boxes = _joined(
        {name: counted(one, int(least.get(name, one.first) > 0)) for name, one in parts.items()}
    )
    number = _numbers(boxes["kind"].unique(), index)
    if number and all(known is None for known in number.values()):
        raise FormatError(
            f"the labels have none of the classes of the boxes, {_said(number)}; they have "
            f"{_said(index.kinds.values())}"
        )
    return boxes, number


def _said(kinds: Iterable[str]) -> str:
    return named(sorted(kind or "one without a name" for kind in kinds)) or "none"


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
