"""Stills: pictures of a folder or a zip, or single ones, as a capture.

They are shown in the order of their names, numbers compared as numbers (img-9 before img-10). If
every name holds an ISO 8601 time those are the frames' times and their order; otherwise there is
one picture a second.
"""

import io
import re
import warnings
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import CaptureError
from lotgraph.video.batch import End, Losses, Shown
from lotgraph.video.convert import Size, fit
from lotgraph.video.limits import MAX_FRAME_PIXELS, MAX_MEMBERS, MAX_STILL_BYTES
from lotgraph.video.places import STILL_SUFFIXES, Place, reading

STILLS_HZ = 1.0
EXIF_ORIENTATION = 274
FIRST_TURNED = 5  # orientations from here on swap width and height
TIME_IN_NAME = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)[T_ ](\d\d)[-:._]?(\d\d)[-:._]?(\d\d)(?:[.,](\d{1,6})(?=\D))?"
)


@dataclass(frozen=True)
class Still:
    """One picture that has not been read yet."""

    name: str
    size_bytes: int
    read: Callable[[], bytes]


def stills_of(place: Place) -> list[Still]:
    """The stills of a folder, or the one a file is; other files are passed over.

    Raises:
        CaptureError: no_frames, unsafe_path, too_large, or what the storage says.
    """
    if not place.is_folder:
        return [_still(place, place.path, place.name, place.size_bytes)]
    with reading(place.uri):
        entries = place.filesystem.ls(place.path, detail=True)
    found = []
    for entry in entries:
        name = entry["name"].rstrip("/").rpartition("/")[2]
        if not name.lower().endswith(STILL_SUFFIXES) or entry["type"] == "directory":
            continue
        if entry.get("islink"):
            raise CaptureError(
                "unsafe_path", f"{place.uri}: {name} is a link; put the picture itself there"
            )
        found.append(_still(place, entry["name"], name, int(entry["size"] or 0)))
    return in_order(found, place.uri)


def in_order(stills: list[Still], uri: str) -> list[Still]:
    """Sort stills as they are shown.

    Raises:
        CaptureError: no_frames if there is none, too_large if there are too many.
    """
    if not stills:
        raise CaptureError(
            "no_frames", f"{uri}: expected JPEG or PNG pictures, found none; land some"
        )
    if len(stills) > MAX_MEMBERS:
        raise CaptureError(
            "too_large",
            f"{uri}: expected at most {MAX_MEMBERS} pictures, got {len(stills)}; split it",
        )
    times = times_in([still.name for still in stills])
    if times is None:
        return sorted(stills, key=lambda still: _natural(still.name))
    timed = zip(times.tolist(), stills, strict=True)
    return [s for _, s in sorted(timed, key=lambda pair: (pair[0], _natural(pair[1].name)))]


def times_of(stills: Sequence[Still], fps: float | None = None) -> NDArray[np.float64]:
    """Seconds of each still since the first: from their names, else `fps` or one a second."""
    times = times_in([still.name for still in stills])
    if times is None:
        return np.arange(len(stills), dtype=np.float64) / (fps or STILLS_HZ)
    return np.asarray(times - times[0])


def times_in(names: Sequence[str]) -> NDArray[np.float64] | None:
    """Seconds (from a fixed moment) that names state, or None unless every name states one."""
    found = []
    for name in names:
        match = TIME_IN_NAME.search(name)
        if match is None:
            return None
        *parts, fraction = match.groups()
        try:
            moment = datetime.strptime("".join(parts), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            return None
        found.append(moment.timestamp() + float(f"0.{fraction or 0}"))
    return np.array(found, np.float64)


def play_stills(
    stills: Sequence[Still], losses: Losses, fps: float | None = None
) -> Generator[Shown, None, End]:
    """Every still in its turn; one is only read when its pixels are asked for."""
    times_s = times_of(stills, fps)
    for index, still in enumerate(stills):
        losses.frames_shown += 1
        yield Shown(index, float(times_s[index]), still, group=index)
    return End(len(stills), float(times_s[-1]) + 1 / (fps or STILLS_HZ))


def load(still: Still, box: Size | None = None) -> tuple[Any, Size]:
    """Decode a still to an upright RGB picture (a Pillow image); also say its native size.

    The picture's `format` is what its content is, whatever its name says.
    With a `box` a JPEG may be decoded at a half, a quarter or an eighth, but no smaller than
    what fits the box.

    Raises:
        CaptureError: not_video, unreadable, too_large.
    """
    if still.size_bytes > MAX_STILL_BYTES:
        raise CaptureError(
            "too_large",
            f"{still.name}: expected at most {MAX_STILL_BYTES} bytes a picture, "
            f"got {still.size_bytes}; shrink it",
        )
    content = still.read()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's remarks about odd metadata
        image = _open(still.name, content)
        return _decode(still.name, image, box)


def _open(name: str, content: bytes) -> Any:
    from PIL import Image

    try:
        image: Any = Image.open(io.BytesIO(content), formats=("JPEG", "PNG"))
        is_large = image.width * image.height > MAX_FRAME_PIXELS
    except Image.DecompressionBombError:
        is_large = True
    except _broken() as error:
        raise CaptureError(
            "not_video", f"{name}: expected a JPEG or PNG picture, got neither; convert it"
        ) from error
    if is_large:
        raise CaptureError(
            "too_large", f"{name}: expected at most {MAX_FRAME_PIXELS} pixels; shrink it"
        )
    return image


def _decode(name: str, image: Any, box: Size | None) -> tuple[Any, Size]:
    from PIL import ImageOps

    try:
        is_turned = image.getexif().get(EXIF_ORIENTATION, 1) >= FIRST_TURNED
        stored: Size = image.size
        if box is not None:
            image.draft("RGB", fit(stored, box[::-1] if is_turned else box))
        image.load()
        upright = _eight_bit(ImageOps.exif_transpose(image)).convert("RGB")
        upright.format = image.format  # which turning and converting forget
    except _broken() as error:
        raise CaptureError(
            "unreadable", f"{name}: the picture is damaged ({error}); land it again"
        ) from error
    return upright, stored[::-1] if is_turned else stored


def _eight_bit(image: Any) -> Any:
    """Scale deep grey pictures to 8 bits, which Pillow would clip instead."""
    if image.mode not in {"I;16", "I;16B", "I;16L", "I", "F"}:
        return image
    from PIL import Image

    deep = np.asarray(image, np.float64)
    return Image.fromarray(np.clip(deep / 257.0, 0, 255).round().astype(np.uint8))


def _broken() -> tuple[type[Exception], ...]:
    """What Pillow raises on damaged pictures."""
    import struct
    import zlib

    return (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        IndexError,
        KeyError,
        TypeError,
        OverflowError,
        ZeroDivisionError,
        struct.error,
        zlib.error,
    )


def _still(place: Place, path: str, name: str, size_bytes: int) -> Still:
    def read() -> bytes:
        with reading(f"{place.uri}: {name}"):
            return bytes(place.filesystem.cat_file(path))

    return Still(name, size_bytes, read)


def _natural(name: str) -> tuple[tuple[int, int, str], ...]:
    """Key that compares runs of digits as numbers."""
    return tuple(
        (0, int(part), part) if part.isdecimal() else (1, 0, part)
        for part in re.split(r"([0-9]+)", name)
    )
