"""Finds the files of sequences in what somebody named, and reads each as what it is."""

from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import polars as pl

from lotgraph.errors import FormatError
from lotgraph.formats.coco import document_of
from lotgraph.formats.coco_index import Index, index_of
from lotgraph.formats.coco_parts import read_parts
from lotgraph.formats.form import Form
from lotgraph.formats.kitti import read_kitti
from lotgraph.formats.mot import read_mot
from lotgraph.formats.parquet import first_told, read_parquet
from lotgraph.formats.part import Part

OTHERS = ("label_02/*.txt", "data/*.txt", "*.txt", "*.parquet", "*.json")
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


def sequences(named: str, layouts: Sequence[str] = LAYOUTS) -> dict[str, Path]:
    """Files by the name of their sequence: of a file, a folder, or a pattern with one `*`.

    A folder is one of MOTChallenge (`NAME/gt/gt.txt`, or the sequence itself), of KITTI
    (`label_02/NAME.txt`), or holds a text, a Parquet table or COCO JSON for each sequence. In a
    pattern the star is the sequence's name.

    Raises:
        FormatError: if nothing is there.
    """
    place = Path(named)
    if place.is_file():
        return {place.stem: place}
    if "*" in named:
        found = _matching(named)
    elif place.is_dir():
        found = next((some for layout in layouts if (some := _laid_out(place, layout))), {})
    else:
        raise FormatError(f"{named}: there is no such file or folder")
    if not found:
        raise FormatError(
            f"{named}: no sequence found; expected a file, a pattern in quotes, or a folder with "
            f"one of {', '.join(layouts)}"
        )
    return found


def tables(
    named: Sequence[tuple[str, Sequence[str]]],
    told: Callable[[list[tuple[str, Path]]], Iterable[tuple[str, Path]]] = iter,
) -> list[dict[str, pl.DataFrame]]:
    """Boxes by sequence, of things named and how folders of them are laid out.

    What is read goes through `told`.

    Where each is a single sequence they belong together, whatever they are called. Results in COCO
    JSON have the images that the first thing named lists, if that is COCO JSON too.

    Raises:
        FormatError: if a file cannot be read, or two have a sequence of one name.
    """
    places = [sequences(one, layouts) for one, layouts in named]
    index = index_among(places[0].values())
    sides = [
        _each_once((file, parts_of(file, name, index)) for name, file in told(list(some.items())))
        for some in places
    ]
    if all(len(side) == 1 for side in sides):
        [name] = sides[0]
        sides = [{name: boxes} for side in sides for boxes in side.values()]
    return sides


def _each_once(files: Iterable[tuple[Path, dict[str, Part]]]) -> dict[str, pl.DataFrame]:
    """The boxes of sequences, none of which two files may hold."""
    found: dict[str, pl.DataFrame] = {}
    for file, parts in files:
        for twice in sorted(found.keys() & parts.keys())[:1]:
            raise FormatError(f"{file}: another file has a sequence called {twice} as well")
        found |= {name: part.boxes for name, part in parts.items()}
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
        return {name: Part(boxes, _first_frame(file, form, boxes))}
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


def _first_frame(file: Path, form: Form, boxes: pl.DataFrame) -> int | None:
    """The number of a sequence's first frame, as far as its file tells."""
    if form is Form.PARQUET:
        return first_told(file)
    if (boxes["frame"] == 0).any():
        return 0
    return 1 if form is Form.MOT else None


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


def _laid_out(folder: Path, layout: str) -> dict[str, Path]:
    if "*" in layout:
        return _matching(f"{folder}/{layout}")
    file = folder / layout
    return {folder.absolute().name: file} if file.is_file() else {}


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
