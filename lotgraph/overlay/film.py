"""Films what was found: frames with their marks, as a video or as a moving picture of a page."""

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import LotgraphError
from lotgraph.formats.put import try_place
from lotgraph.overlay.marks import Marked
from lotgraph.overlay.paint import paint
from lotgraph.refused import why
from lotgraph.video import Batch

Size = tuple[int, int]  # width, height in px
Shown = tuple[float, NDArray[np.uint8]]  # seconds, and an RGB picture

VIDEOS = (".mp4", ".mkv", ".avi")
MOVING = (".webp", ".gif")


def filmed(
    batches: Iterable[Batch],
    marked: Marked,
    numbers: Sequence[int],
    size: Size | None = None,
) -> Iterator[Shown]:
    """Each frame with its marks; `numbers` are those that the marks give to the frames in order.

    Marks are in px of frames of this `size`, else of whichever frame they are in.
    """
    for batch in batches:
        height, width = batch.pixels.shape[1:3]
        across, down = (width / size[0], height / size[1]) if size else (1.0, 1.0)
        for index, time_s, pixels in zip(batch.index, batch.times_s, batch.pixels, strict=True):
            marks = marked.at(numbers[int(index)]).scaled(across, down)
            yield float(time_s), paint(pixels, marks)


def write_film(file: Path, frames: Iterable[Shown], fps: float, width_px: int | None) -> int:
    """Write painted frames by the file's suffix; return how many. No frames write nothing.

    Pictures are shrunk to `width_px` if they are wider, and to even sides, as codecs ask for. A
    film has one size, that of its first picture: one of another size is fitted into the middle.

    Raises:
        LotgraphError: if the suffix is none of VIDEOS and MOVING, or the file cannot be written.
    """
    suffix = file.suffix.lower()
    if suffix not in VIDEOS + MOVING:
        raise LotgraphError(
            f"cannot write {file}: expected a name that ends in {', '.join(VIDEOS + MOVING)}"
        )
    try:
        try_place(file)
        file = file.resolve()  # renamed to, a link would be lost
    except OSError as error:
        raise _unwritable(file, error) from error
    counted = _Counted(_of_one_size(frames, width_px))
    draft = file.with_name(f".{file.stem}.draft{suffix}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if suffix in VIDEOS:
            _video(draft, counted, fps)
        else:
            _moving(draft, counted, fps)
        if counted.count:
            draft.replace(file)
    except OSError as error:
        raise _unwritable(file, error) from error
    finally:
        draft.unlink(missing_ok=True)
    return counted.count


def _unwritable(file: Path, error: OSError) -> LotgraphError:
    return LotgraphError(f"cannot write {file}: {why(error, file)}; choose another --out file")


class _Counted(Iterator[Shown]):
    """Counts frames as they are taken, and their time from the first one on."""

    def __init__(self, frames: Iterator[Shown]) -> None:
        self._frames = frames
        self._begins_s = 0.0
        self.count = 0

    def __next__(self) -> Shown:
        time_s, pixels = next(self._frames)
        self._begins_s = self._begins_s if self.count else time_s
        self.count += 1
        return time_s - self._begins_s, pixels


def _video(file: Path, frames: Iterable[Shown], fps: float) -> None:
    from lotgraph.video.encode import Encoding, write_clip

    write_clip(file, frames, fps=fps, encoding=Encoding(crf=23, gop=50, has_faststart=True))


def _moving(file: Path, frames: Iterable[Shown], fps: float) -> None:
    from PIL import Image

    pictures = [Image.fromarray(pixels) for _, pixels in frames]
    if not pictures:
        return
    options = {"quality": 60, "method": 4} if file.suffix.lower() == ".webp" else {}
    content = io.BytesIO()
    kind = file.suffix[1:].upper()
    each_ms = round(1000 / fps)
    pictures[0].save(
        content,
        kind,
        save_all=True,
        append_images=pictures[1:],
        duration=each_ms,
        loop=0,
        **options,
    )
    file.write_bytes(content.getvalue())


def _of_one_size(frames: Iterable[Shown], width_px: int | None) -> Iterator[Shown]:
    size: Size | None = None
    for time_s, pixels in frames:
        native = pixels.shape[1], pixels.shape[0]
        even = _even(native, min(1.0, (width_px or native[0]) / native[0]))
        size = size or even
        yield time_s, _scaled(pixels, size) if size == even else _within(pixels, size)


def _even(native: Size, share: float) -> Size:
    width, height = (max(2, round(side * share / 2) * 2) for side in native)
    return width, height


def _within(pixels: NDArray[np.uint8], size: Size) -> NDArray[np.uint8]:
    """A picture in the middle of a black one, as large as fits."""
    share = min(size[0] / pixels.shape[1], size[1] / pixels.shape[0])
    width, height = (
        min(room, max(1, round(side * share)))
        for room, side in zip(size, pixels.shape[1::-1], strict=True)
    )
    x, y = (size[0] - width) // 2, (size[1] - height) // 2
    whole = np.zeros((size[1], size[0], 3), np.uint8)
    whole[y : y + height, x : x + width] = _scaled(pixels, (width, height))
    return whole


def _scaled(pixels: NDArray[np.uint8], size: Size) -> NDArray[np.uint8]:
    import cv2

    if size == pixels.shape[1::-1]:
        return pixels
    scaled: NDArray[np.uint8] = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))
    return scaled
