"""Finds the files of sequences in what somebody named, and reads each as what it is."""

from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import polars as pl

from lotgraph.errors import FormatError
from lotgraph.formats.coco import document_of
from lotgraph.formats.coco_index import Index, index_of
from lotgraph.formats.coco_parts import read_parts
from lotgraph.formats.count import first_of
from lotgraph.formats.form import Form
from lotgraph.formats.gather import FLAT, gathered
from lotgraph.formats.kitti import read_kitti
from lotgraph.formats.mot import read_mot
from lotgraph.formats.parquet import first_told, read_parquet
from lotgraph.formats.part import Part

OTHERS = ("label_02/*.txt", "data/*.txt", *FLAT)
LAYOUTS = (
    "gt/gt.txt",
    "*/gt/gt.txt",
    "*/gt.txt",
    "train/*/gt/gt.txt",
    "training/label_02/*.txt",
    *OTHERS,
)
DETECTED = ("det/det.txt", "*/det/det.txt", "*/det.txt", "train/*/det/det.txt", *OTHERS)
"""Where a folder keeps what is true, and what was detected."""
JSON = {b"{", b"["}  # what COCO JSON begins with
READERS = {Form.MOT: read_mot, Form.KITTI: read_kitti, Form.PARQUET: read_parquet}
_SAMPLE = 65_536  # characters that are enough to tell a format


def _silent(_said: str) -> None:
    """Tell nobody."""


def sequences(
    named: str,
    layouts: Sequence[str] = LAYOUTS,
    say: Callable[[str], object] = _silent,
) -> dict[str, Path]:
    """Files by the name of their sequence: of a file, a folder, or a pattern with one `*`.

    A folder is one of MOTChallenge (`NAME/gt/gt.txt`, or the sequence itself), of KITTI
    (`label_02/NAME.txt`), or holds a text, a Parquet table or COCO JSON for each sequence, or all
    of these. In a pattern the star is the sequence's name. Tables that are left aside, as another
    one has their name, or no boxes that fit, are told to `say`.

    Raises:
        FormatError: if nothing is there.
    """
    place = Path(named)
    if place.is_file():
        return {place.stem: place}
    if "*" in named:
        found = _matching(named)
    elif place.is_dir():
        found = gathered(place, layouts, say, wants_scores=layouts == DETECTED)
    else:
        raise FormatError(f"{named}: there is no such file or folder")
    if not found:
        raise FormatError(
            f"{named}: no sequence found; expected a file, a pattern in quotes, or a folder with "
            f"one of {', '.join(layouts)}"
        )
    return found


def index_among(files: Iterable[Path]) -> Index | None:
    """What the first file of COCO JSON says of its images."""
    file = next((file for file in files if is_json(file)), None)
    return index_of(file, document_of(file)) if file else None


def parts_of(file: Path, name: str, index: Index | None = None) -> dict[str, Part]:
    """What a file holds, by the name of each sequence; a single one has the name that is given.

    Raises:
        FormatError: if it cannot be read.
    """
    form = form_of(file)
    if form is not Form.COCO:
        boxes = READERS[form](file)
        told = first_told(file) if form is Form.PARQUET else None
        first, is_sure = first_of(form, [boxes]) if told is None else (told, True)
        return {name: Part(boxes, first, form=form, is_sure=is_sure)}
    parts = read_parts(file, index)
    return {name: next(iter(parts.values()))} if len(parts) == 1 else parts


def part_of(file: Path, name: str = "", index: Index | None = None) -> Part:
    """The one sequence that a file holds; of several the one that has the name.

    Raises:
        FormatError: if it cannot be read, or none has the name.
    """
    parts = parts_of(file, name, index)
    if name not in parts:
        raise FormatError(
            f"{file}: it has {len(parts):,} sequences, {', '.join(list(parts)[:5])}; expected one "
            f"alone, or one called {name or 'nothing'}"
        )
    return parts[name]


def is_json(file: Path) -> bool:
    """Whether a file begins as COCO JSON does; false where it cannot be read."""
    return _begins(file) in JSON


def is_list(file: Path) -> bool:
    """Whether a file begins as results of COCO do."""
    return _begins(file) == b"["


def _begins(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return _first(opened.read(_SAMPLE))
    except OSError:
        return b""


def read(file: Path) -> pl.DataFrame:
    """Boxes of the one sequence that a file holds, recognised by what is in it."""
    return part_of(file).boxes


def form_of(file: Path) -> Form:
    """What a file is: Parquet and COCO JSON begin so, KITTI has words, all else is MOTChallenge.

    Raises:
        FormatError: if it cannot be read.
    """
    try:
        with file.open("rb") as opened:
            start = opened.read(_SAMPLE)
    except OSError as error:
        raise FormatError(f"{file}: cannot be read: {error.strerror}") from error
    if start[:4] == b"PAR1":
        return Form.PARQUET
    if _first(start) in JSON:
        return Form.COCO
    line = next((line for line in start.splitlines() if line.strip()), b"")
    words = line.replace(b",", b" ").split()
    third = 2
    is_kitti = len(words) > third and b"," not in line and words[third][:1].isalpha()
    return Form.KITTI if is_kitti else Form.MOT


def _first(start: bytes) -> bytes:
    """The first byte that is no blank."""
    return start.removeprefix(BOM_UTF8).lstrip()[:1]


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
