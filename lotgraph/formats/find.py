"""Finds the files of sequences in what somebody named, and reads each as what it is."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import polars as pl

from lotgraph.errors import FormatError
from lotgraph.formats.kitti import read_kitti
from lotgraph.formats.mot import read_mot
from lotgraph.formats.parquet import read_parquet

LAYOUTS = ("*/gt/gt.txt", "*/gt.txt", "label_02/*.txt", "data/*.txt", "*.txt", "*.parquet")
DETECTED = ("*/det/det.txt", "*/det.txt", *LAYOUTS[2:])  # where a folder keeps what was detected
_SAMPLE = 65_536  # characters that are enough to tell a format


def sequences(named: str, layouts: Sequence[str] = LAYOUTS) -> dict[str, Path]:
    """Files by the name of their sequence: of a file, a folder, or a pattern with one `*`.

    A folder is one of MOTChallenge (`NAME/gt/gt.txt`), of KITTI (`label_02/NAME.txt`), or holds a
    text or a Parquet table for each sequence. In a pattern the star is the sequence's name.

    Raises:
        FormatError: if nothing is there.
    """
    place = Path(named)
    if place.is_file():
        return {place.stem: place}
    if "*" in named:
        found = _matching(named)
    elif place.is_dir():
        found = next((some for layout in layouts if (some := _matching(f"{named}/{layout}"))), {})
    else:
        raise FormatError(f"{named}: there is no such file or folder")
    if not found:
        raise FormatError(
            f"{named}: no sequence found; expected a file, a pattern in quotes, or a folder with "
            f"one of {', '.join(layouts)}"
        )
    return found


def tables(
    named: Sequence[str],
    told: Callable[[list[tuple[str, Path]]], Iterable[tuple[str, Path]]] = iter,
) -> list[dict[str, pl.DataFrame]]:
    """Boxes by sequence, of each of some things named; what is read goes through `told`.

    Where each is a single file they belong together, whatever they are called.
    """
    places = [sequences(one) for one in named]
    if all(len(some) == 1 for some in places):
        [name] = places[0]
        places = [{name: file} for some in places for file in some.values()]
    return [{name: read(file) for name, file in told(list(some.items()))} for some in places]


def first_frame_of(file: Path) -> int:
    """The number that a format gives to the first frame of a video: MOTChallenge counts from 1."""
    return 1 if reader_of(file) is read_mot else 0


def is_json(file: Path) -> bool:
    """Whether a file begins as COCO JSON does; false where it cannot be read."""
    try:
        with file.open("rb") as opened:
            return _begins_as_json(opened.read(_SAMPLE))
    except OSError:
        return False


def read(file: Path) -> pl.DataFrame:
    """Boxes of a file, recognised by what is in it."""
    return reader_of(file)(file)


def reader_of(file: Path) -> Callable[[Path], pl.DataFrame]:
    """Who reads a file: Parquet by its first bytes, KITTI by its words, else MOTChallenge.

    Raises:
        FormatError: if it is none of these.
    """
    try:
        with file.open("rb") as opened:
            start = opened.read(_SAMPLE)
    except OSError as error:
        raise FormatError(f"{file}: cannot be read: {error.strerror}") from error
    if start[:4] == b"PAR1":
        return read_parquet
    if _begins_as_json(start):
        raise FormatError(f"{file}: COCO JSON has no tracks; see `lotgraph evaluate detections`")
    line = next((line for line in start.splitlines() if line.strip()), b"")
    words = line.replace(b",", b" ").split()
    third = 2
    is_kitti = len(words) > third and b"," not in line and words[third][:1].isalpha()
    return read_kitti if is_kitti else read_mot


def _begins_as_json(start: bytes) -> bool:
    return start.lstrip()[:1] in {b"{", b"["}


def _matching(pattern: str) -> dict[str, Path]:
    before, star, after = pattern.partition("*")
    if not star or "*" in after:
        raise FormatError(f"{pattern}: expected one `*`, for the name of a sequence")
    root = Path(before if before.endswith("/") else Path(before).parent)
    inside = str(Path(pattern).relative_to(root))
    head, _, tail = inside.partition("*")
    found = sorted(path for path in root.glob(inside) if path.is_file())
    return {
        str(path.relative_to(root))[len(head) : len(str(path.relative_to(root))) - len(tail)]: path
        for path in found
    }
