"""Gathers the tables of a folder: each sequence once, in whichever layout it lies there."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from lotgraph.formats.parquet import NEEDED

FLAT = ("*.txt", "*.kitti", "*.parquet", "*.json", "*.csv")
"""Tables that lie in the folder itself, of whatever formats."""
FOR_READERS = {"README", "LICENSE", "LICENCE", "COPYING", "NOTICE", "CHANGELOG"}  # no tables
COCO_WORDS = (b'"images"', b'"annotations"', b'"image_id"')  # of which any COCO JSON has one
BOX, SCORE = b'"bbox"', b'"score"'
LEAST_VALUES = 6  # of a line of boxes in text
MOST_NAMED = 3  # files of a sentence; of more it says how many
_SAMPLE = 65_536  # bytes that are read at once, and that hold a line of text


class _Laid(NamedTuple):
    """A file, the layout that it lies in, and the name that this gives its sequence."""

    layout: str
    name: str
    file: Path


def gathered(
    folder: Path,
    layouts: Sequence[str],
    say: Callable[[str], object],
    *,
    wants_scores: bool = False,
) -> dict[str, Path]:
    """Files by the name of their sequence; the first layout that has a name keeps it.

    Where the folder is itself a sequence (`gt/gt.txt`), tables that lie in it are others of that.
    Text beside folders of sequences, and `.csv` anywhere, is a table if its first line is a box.
    With `wants_scores` labels in COCO JSON, whose boxes have none, are no sequence beside others.
    What is left aside is told to `say`, but for what holds no boxes by its name, its columns or,
    of JSON, its words.
    """
    laid = list(_laid_out(folder, layouts))
    if not laid:
        return {}
    first = laid[0].layout
    tables = [one for one in laid if one.layout == first != "*.csv" or _may_hold_boxes(one.file)]
    strange = {one.file for one in tables if _is_doubtful(one, first) and not _is_box(one.file)}
    labels = {one.file for one in tables if wants_scores and _is_unscored(one.file)}
    labels = labels if len(labels) + len(strange) < len(tables) else set()
    found: dict[str, Path] = {}
    taken: list[tuple[Path, Path]] = []  # what is read, and what is not as it has the same name
    for layout, name, file in tables:
        if file in strange | labels:
            continue
        own = folder.absolute().name if "*" not in first and layout in FLAT else name
        if own in found:
            taken.append((found[own], file))
        else:
            found[own] = file
    _tell(folder, taken, strange, labels, say)
    return found


def _tell(
    folder: Path,
    taken: Sequence[tuple[Path, Path]],
    strange: Iterable[Path],
    labels: Iterable[Path],
    say: Callable[[str], object],
) -> None:
    """A sentence for each reason to leave tables aside."""
    if taken:
        say(
            f"{folder}: {taken[0][0]} is read, {_listed([file for _, file in taken])} left aside; "
            "name a file, or a pattern with one *, to read others"
        )
    if strange:
        say(f"{folder}: {_listed(sorted(strange))} left aside: the first line is no box")
    if labels:
        say(
            f"{folder}: {_listed(sorted(labels))} left aside: boxes without scores, as labels have "
            "them; name the file to read it"
        )


def _listed(files: Sequence[Path]) -> str:
    some = ", ".join(map(str, files[:MOST_NAMED]))
    more = len(files) - MOST_NAMED
    return f"{some}{f' and {more:,} more' if more > 0 else ''} {'is' if len(files) == 1 else 'are'}"


def _laid_out(folder: Path, layouts: Sequence[str]) -> Iterator[_Laid]:
    """Files of all layouts in their order, each once; the case of a suffix does not matter."""
    seen: set[Path] = set()
    for layout in layouts:
        parts = layout.split("/")
        starred = next((k for k, part in enumerate(parts) if "*" in part), None)
        for file in sorted(folder.glob(_caseless(layout))):
            if file in seen or not file.is_file():
                continue
            if starred is None:
                name = folder.absolute().name
            else:
                name = file.relative_to(folder).parts[starred]
            if starred == len(parts) - 1:
                name = Path(name).stem
                if name.startswith(".") or name.upper() in FOR_READERS:
                    continue
            seen.add(file)
            yield _Laid(layout, name, file)


def _caseless(layout: str) -> str:
    before, dot, suffix = layout.rpartition(".")
    return before + dot + "".join(f"[{c}{c.upper()}]" for c in suffix)


def _may_hold_boxes(file: Path) -> bool:
    """Whether a file may hold boxes, as its columns or words tell; so may a broken one."""
    if file.suffix.lower() == ".json":
        try:
            with file.open("rb") as opened:
                is_empty = opened.read(_SAMPLE).strip() == b"[]"
            return is_empty or bool(_words_in(file, COCO_WORDS))
        except OSError:
            return True
    if file.suffix.lower() == ".parquet":
        try:
            return set(NEEDED) <= pl.read_parquet_schema(file).keys()
        except (pl.exceptions.PolarsError, OSError):
            return True
    return True


def _is_unscored(file: Path) -> bool:
    """Whether it is COCO JSON with boxes that have no scores; false where it cannot be read."""
    if file.suffix.lower() != ".json":
        return False
    try:
        return _words_in(file, (BOX, SCORE)) == {BOX}
    except OSError:
        return False


def _words_in(file: Path, words: Sequence[bytes]) -> set[bytes]:
    """Which of the words a file has anywhere; a long list of something else may come first."""
    found: set[bytes] = set()
    kept = b""
    with file.open("rb") as opened:
        while len(found) < len(words) and (read := opened.read(_SAMPLE)):
            kept += read
            found |= {word for word in words if word in kept}
            kept = kept[-max(map(len, words)) :]  # a word may lie across the end
    return found


def _is_doubtful(one: _Laid, first: str) -> bool:
    """Whether a text may well be something else: a `.csv`, or any beside folders of sequences."""
    suffix = one.file.suffix.lower()
    is_beside = first not in FLAT and one.layout != first and one.layout.split("/")[-1][0] == "*"
    return suffix == ".csv" or (is_beside and suffix not in {".json", ".parquet"})


def _is_box(file: Path) -> bool:
    """Whether text has no line or one of a box first; true where it cannot be read."""
    try:
        with file.open("rb") as opened:
            start = opened.read(_SAMPLE).decode("utf-8-sig", errors="replace")
    except OSError:
        return True
    line = next((line for line in start.splitlines() if line.strip()), "")
    values = [value for value in re.split(r"[,;\s]+", line.strip()) if value]
    return not line or (len(values) >= LEAST_VALUES and all(map(_is_number, values[:2])))


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True
