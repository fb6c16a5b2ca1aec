"""Which frame of which sequence each image of COCO JSON is.

Images belong to the video that `video_id` names, else to the folder in their `file_name`. An
image's frame is the number that its file's name ends in, where all of the sequence have one of
their own; else its `frame_id` or `frame_index`; else its place among the others.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from lotgraph.errors import FormatError
from lotgraph.formats.coco import document_of, is_number, kinds_of, whole_numbers

FRAMES = ("frame_id", "frame_index")
NAMES = ("name", "file_name")
RATES = ("fps", "frame_rate")
PICTURES = "img1"  # what MOTChallenge calls the folder of a sequence's pictures
DIGITS = 9  # of a number of a frame at most: longer ones are times
_LAST_DIGITS = re.compile(r"(\d+)$")


@dataclass(frozen=True)
class Index:
    """Images (image, sequence, frame, file), names of classes, and the frame rates of videos.

    A sequence is `""` where nothing tells it from others, as is a file without a name.
    """

    images: pl.DataFrame
    kinds: Mapping[int, str]
    fps: Mapping[str, float] = field(default_factory=dict)


def read_index(file: Path) -> Index:
    """What labels say of their images.

    Raises:
        FormatError: if it is no such file.
    """
    index = index_of(file, document_of(file))
    if index is None:
        raise FormatError(f"{file}: expected an object with `images`, as COCO writes labels")
    return index


def index_of(file: Path, document: Any) -> Index | None:
    """The same, of what is in a file; nothing where it lists no images.

    Raises:
        FormatError: if an image has no number, or that of another.
    """
    rows = document.get("images") if isinstance(document, dict) else None
    if not isinstance(rows, list) or not rows:
        return None
    image = whole_numbers(file, rows, "id", "image")
    paths = [PurePosixPath(str(row.get("file_name", "")).replace("\\", "/")) for row in rows]
    videos: dict[int | str, Any] = {
        one["id"]: one
        for one in _objects(document.get("videos"))
        if isinstance(one.get("id"), int | str)
    }
    has_videos = all(isinstance(row.get("video_id"), int | str) for row in rows)
    own = [row["video_id"] for row in rows] if has_videos else []
    called = _called(dict.fromkeys([*videos, *own]), videos)
    table = pl.DataFrame(
        {
            "image": image,
            "sequence": [called[key] for key in own] if has_videos else _folders(paths),
            "file": [str(path) if path.name else "" for path in paths],
            "told": [_whole(_first(row, FRAMES)) for row in rows],
            "number": [_last_number(path.stem) for path in paths],
        },
        schema_overrides={"image": pl.Int64, "told": pl.Int64, "number": pl.Int64},
    )
    for twice in table.filter(pl.col("image").is_duplicated())["image"].head(1):
        raise FormatError(f"{file}: image {twice} is listed twice in `images`")
    rates = {called[key]: _rate(_first(one, RATES)) for key, one in videos.items()}
    return Index(
        _in_order(table),
        kinds_of(file, document),
        {k: v for k, v in rates.items() if v is not None},
    )


def _in_order(table: pl.DataFrame) -> pl.DataFrame:
    parts = []
    for _, own in table.group_by("sequence", maintain_order=True):
        frame = pl.Series(range(len(own)), dtype=pl.Int64)
        own = own.sort("file", "image")
        for column in ("told", "number"):
            if own[column].null_count() == 0 and own[column].n_unique() == len(own):
                frame = own[column]
        parts.append(own.select("image", "sequence", frame.alias("frame"), "file"))
    return pl.concat(parts)


def _objects(rows: Any) -> list[dict[str, Any]]:
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _first(row: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _called(
    keys: Iterable[int | str], videos: Mapping[int | str, Mapping[str, Any]]
) -> dict[int | str, str]:
    """What videos are called; with folders, else their number, if two have one name."""
    paths = {key: PurePosixPath(str(_first(videos.get(key, {}), NAMES) or key)) for key in keys}
    plain = {key: path.name for key, path in paths.items()}
    within = {key: "-".join(path.relative_to(path.anchor).parts) for key, path in paths.items()}
    numbered = {key: f"{path.name}-{key}" for key, path in paths.items()}
    return next(
        (some for some in (plain, within) if len(set(some.values())) == len(some)), numbered
    )


def _folders(paths: Sequence[PurePosixPath]) -> list[str]:
    """What folders are called; all that two of one name need to be told apart."""
    parts = [path.parts[:-1] for path in paths]
    parts = [some[:-1] if some and some[-1] == PICTURES else some for some in parts]
    last = {some: some[-1] if some else "" for some in parts}
    is_plain = len(set(last.values())) == len(last)
    return [last[some] if is_plain else "-".join(some) for some in parts]


def _whole(value: Any) -> int | None:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return value if is_number and abs(value) < 10**DIGITS else None


def _last_number(stem: str) -> int | None:
    found = _LAST_DIGITS.search(stem)
    return int(found[1]) if found and len(found[1].lstrip("0")) <= DIGITS else None


def _rate(value: Any) -> float | None:
    return float(value) if is_number(value) and value > 0 else None
