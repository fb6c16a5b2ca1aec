"""Finds the pictures that boxes were drawn on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.errors import CaptureError, FormatError, LotgraphError
from lotgraph.formats.coco_index import read_index
from lotgraph.formats.find import is_json
from lotgraph.formats.footage import footage_of
from lotgraph.measure.warn import named

Picture = NDArray[np.uint8]
Source = Callable[[str, Sequence[int]], Iterator[tuple[int, Picture]]]
"""Of a sequence and numbers of frames, each frame's number and picture (h, w, 3) RGB.

A frame that has none, as labels may go on beyond the footage, is left out.
"""

AT_ONCE = 8  # pictures that are held at a time


def source_of(
    place: str,
    truth: str,
    first: Mapping[str, int],
    frame: str = "frame",
    *,
    say: Callable[[str], object],
) -> Source:
    """Who shows the frames of a truth, of a capture, a folder of captures, or a pattern with `*`.

    Of COCO JSON the folder holds the files that its images name; where `frame` is "image", frames
    are the numbers of images. Otherwise captures are found by `footage_of`, which tells `say` what
    may be doubted. `say` is also told which frames have no picture. `first` is the number of each
    sequence's first frame.
    """
    if is_json(Path(truth)):
        names = _names(Path(truth), by_image=frame == "image")
        return partial(_files, Path(place), names, say)
    return partial(_frames, place, first, say)


def _names(file: Path, *, by_image: bool) -> dict[tuple[str, int], str]:
    """Files by sequence and frame, or by no sequence and image."""
    images = read_index(file).images.filter(pl.col("file") != "")
    if by_image:
        images = images.with_columns(sequence=pl.lit(""), frame="image")
    return {(sequence, frame): name for _, sequence, frame, name in images.iter_rows()}


def _files(
    folder: Path,
    names: dict[tuple[str, int], str],
    say: Callable[[str], object],
    sequence: str,
    frames: Sequence[int],
) -> Iterator[tuple[int, Picture]]:
    if len(known := {name for name, _ in names}) == 1:  # whatever the file of truth is called
        [sequence] = known
    lost: dict[int, LotgraphError] = {}
    for frame in frames:
        try:
            picture = _picture_in(folder, names.get((sequence, frame)), frame)
        except FormatError as error:
            lost[frame] = error
        else:
            yield frame, picture
    _say_lost(lost, "image", say)


def _picture_in(folder: Path, name: str | None, frame: int) -> Picture:
    from PIL import Image, UnidentifiedImageError

    if name is None:
        raise FormatError(f"image {frame}: the labels name no file_name for it in `images`")
    try:
        with Image.open(folder / name) as picture:
            return np.asarray(picture.convert("RGB"))
    except (OSError, UnidentifiedImageError) as error:
        raise FormatError(f"{folder / name}: no picture of image {frame}: {error}") from error


def _frames(
    place: str,
    first: Mapping[str, int],
    say: Callable[[str], object],
    sequence: str,
    frames: Sequence[int],
) -> Iterator[tuple[int, Picture]]:
    from lotgraph.video.places import locate

    uri = footage_of(place, sequence, is_alone=len(first) == 1, say=say)
    is_fitted = not locate(uri).is_pictures  # boxes are in px of a video's first frame
    wanted = sorted(set(frames))
    lost: dict[int, LotgraphError] = {}
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        numbers = [frame - first[sequence] for frame in some]
        for frame, one in zip(some, _fetched(uri, numbers, is_fitted=is_fitted), strict=True):
            if isinstance(one, LotgraphError):
                lost[frame] = one
            else:
                yield frame, one
    _say_lost(lost, "frame", say)


def _fetched(
    uri: str, numbers: Sequence[int], *, is_fitted: bool
) -> Iterator[Picture | LotgraphError]:
    """Pictures by their numbers, or why there is none; one takes no other along."""
    from lotgraph.video import fetch_each

    try:
        yield from (one.pixels[0] for one in fetch_each(uri, numbers, is_fitted=is_fitted))
    except CaptureError as error:
        if len(numbers) == 1:
            yield error
            return
        for number in numbers:
            yield from _fetched(uri, [number], is_fitted=is_fitted)


def _say_lost(lost: Mapping[int, LotgraphError], frame: str, say: Callable[[str], object]) -> None:
    """One sentence for all, with why there is no picture of the first."""
    if lost:
        frames = named([f"{number:,}" for number in sorted(lost)])
        say(f"no picture of {frame} {frames}, which no sheet shows: {lost[min(lost)]}")
