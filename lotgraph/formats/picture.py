"""Finds the pictures that boxes were drawn on."""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import FormatError
from lotgraph.formats.find import is_json, reader_of, sequences
from lotgraph.formats.mot import read_mot

Source = Callable[[str, Sequence[int]], Iterator[tuple[int, NDArray[np.uint8]]]]
"""Of a sequence and numbers of frames, each frame's number and picture (h, w, 3) RGB."""

LAYOUTS = ("{0}/img1", "{0}.mp4", "{0}.mkv", "{0}.avi", "{0}.ts", "{0}.zip", "{0}")
AT_ONCE = 8  # pictures that are held at a time


def source_of(named: str, truth: str) -> Source:
    """Who shows the frames of a truth, of a capture, a folder of captures, or a pattern with `*`.

    Of COCO JSON the folder holds the files that its images name. Of several sequences the folder
    holds `NAME/img1`, `NAME` or a video or zip `NAME.…`; of one it may itself be the capture.
    MOTChallenge counts frames from 1, other formats from 0.
    """
    if is_json(Path(truth)):
        return partial(_files, Path(named), _names(Path(truth)))
    places = sequences(truth)
    first = int(reader_of(next(iter(places.values()))) is read_mot)
    return partial(_frames, named, first, len(places) == 1)


def _names(file: Path) -> dict[int, str]:
    images = json.loads(file.read_text(encoding="utf-8")).get("images", [])
    return {int(one["id"]): str(one["file_name"]) for one in images if "file_name" in one}


def _files(
    folder: Path, names: dict[int, str], _: str, frames: Sequence[int]
) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    from PIL import Image, UnidentifiedImageError

    for frame in frames:
        if frame not in names:
            raise FormatError(f"image {frame}: the labels name no file_name for it in `images`")
        try:
            with Image.open(folder / names[frame]) as picture:
                pixels = np.asarray(picture.convert("RGB"))
        except (OSError, UnidentifiedImageError) as error:
            raise FormatError(
                f"{folder / names[frame]}: no picture of image {frame}: {error}"
            ) from error
        yield frame, pixels


def _frames(
    named: str, first: int, is_alone: bool, sequence: str, frames: Sequence[int]
) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    from lotgraph.video import fetch

    uri = _capture(named, sequence, is_alone=is_alone)
    wanted = sorted(set(frames))
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        batch = fetch(uri, [frame - first for frame in some])
        yield from zip(some, batch.pixels, strict=True)


def _capture(named: str, sequence: str, *, is_alone: bool) -> str:
    if "*" in named:
        return named.replace("*", sequence)
    if "://" in named or Path(named).is_file():
        return named
    folder = Path(named)
    if not folder.is_dir():
        raise FormatError(f"{named}: there is no such capture or folder of pictures")
    places = [folder / layout.format(sequence) for layout in LAYOUTS]
    found = next((place for place in places if place.exists()), None)
    if found is None and not is_alone:
        tried = ", ".join(layout.format(sequence) for layout in LAYOUTS)
        raise FormatError(f"{named}: no pictures of {sequence}; expected one of {tried}")
    return str(found or folder)
