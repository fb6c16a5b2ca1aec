"""Finds the pictures that boxes were drawn on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.errors import FormatError
from lotgraph.formats.coco_index import read_index
from lotgraph.formats.find import is_json
from lotgraph.formats.footage import footage_of

Source = Callable[[str, Sequence[int]], Iterator[tuple[int, NDArray[np.uint8]]]]
"""Of a sequence and numbers of frames, each frame's number and picture (h, w, 3) RGB."""

AT_ONCE = 8  # pictures that are held at a time


def source_of(
    named: str,
    truth: str,
    first: Mapping[str, int],
    frame: str = "frame",
    *,
    say: Callable[[str], object],
) -> Source:
    """Who shows the frames of a truth, of a capture, a folder of captures, or a pattern with `*`.

    Of COCO JSON the folder holds the files that its images name; where `frame` is "image", frames
    are the numbers of images. Otherwise captures are found by `footage_of`, which tells `say` what
    may be doubted. `first` is the number of each sequence's first frame.
    """
    if is_json(Path(truth)):
        return partial(_files, Path(named), _names(Path(truth), by_image=frame == "image"))
    return partial(_frames, named, first, say)


def _names(file: Path, *, by_image: bool) -> dict[tuple[str, int], str]:
    """Files by sequence and frame, or by no sequence and image."""
    images = read_index(file).images.filter(pl.col("file") != "")
    if by_image:
        images = images.with_columns(sequence=pl.lit(""), frame="image")
    return {(sequence, frame): name for _, sequence, frame, name in images.iter_rows()}


def _files(
    folder: Path, names: dict[tuple[str, int], str], sequence: str, frames: Sequence[int]
) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    from PIL import Image, UnidentifiedImageError

    if len(known := {name for name, _ in names}) == 1:  # whatever the file of truth is called
        [sequence] = known
    for frame in frames:
        name = names.get((sequence, frame))
        if name is None:
            raise FormatError(f"image {frame}: the labels name no file_name for it in `images`")
        try:
            with Image.open(folder / name) as picture:
                pixels = np.asarray(picture.convert("RGB"))
        except (OSError, UnidentifiedImageError) as error:
            raise FormatError(f"{folder / name}: no picture of image {frame}: {error}") from error
        yield frame, pixels


def _frames(
    named: str,
    first: Mapping[str, int],
    say: Callable[[str], object],
    sequence: str,
    frames: Sequence[int],
) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    from lotgraph.video import fetch_each
    from lotgraph.video.places import locate

    uri = footage_of(named, sequence, is_alone=len(first) == 1, say=say)
    is_fitted = not locate(uri).is_pictures  # boxes are in px of a video's first frame
    wanted = sorted(set(frames))
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        numbers = [frame - first[sequence] for frame in some]
        found = fetch_each(uri, numbers, is_fitted=is_fitted)
        yield from ((frame, one.pixels[0]) for frame, one in zip(some, found, strict=True))
