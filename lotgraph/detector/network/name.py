"""Finds what a network's kinds are called: in its file, in its settings, or in a text beside it."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

from lotgraph.detector.network.beside import is_beside
from lotgraph.detector.network.settings import Said
from lotgraph.errors import DetectorError

KEYS = ("names", "classes", "class_names", "labels", "categories")  # of a file's metadata
BESIDE = ("coco.names", "classes.txt", "labels.txt", "names.txt", "classes.names")
MOST = 10_000  # kinds
LARGEST_BYTES = 1_000_000  # of a text of names
COCO = (
    "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat",
    "traffic light", "fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat",
    "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe", "backpack",
    "umbrella", "handbag", "tie", "suitcase", "frisbee", "skis", "snowboard", "sports ball",
    "kite", "baseball bat", "baseball glove", "skateboard", "surfboard", "tennis racket",
    "bottle", "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple",
    "sandwich", "orange", "broccoli", "carrot", "hot dog", "pizza", "donut", "cake", "chair",
    "couch", "potted plant", "bed", "dining table", "toilet", "tv", "laptop", "mouse",
    "remote", "keyboard", "cell phone", "microwave", "oven", "toaster", "sink",
    "refrigerator", "book", "clock", "vase", "scissors", "teddy bear", "hair drier",
    "toothbrush",
)  # fmt: skip


def names_told(file: Path, metadata: dict[str, str], said: Said) -> list[tuple[str, ...]]:
    """Lists of names, the most trusted first: of the settings, of the file, of texts beside it.

    Raises:
        DetectorError: if the settings name a text that is not there, or not in the file's folder.
    """
    if isinstance(said.names, tuple):
        return [said.names]
    if said.names is not None:
        return [_lines(_beside(file, said.names))]
    inside = [names for key in KEYS if (names := _parsed(metadata.get(key, "")))]
    return inside + [_lines(text) for text in texts_of(file, said) if text.is_file()]


def texts_of(file: Path, said: Said) -> tuple[Path, ...]:
    """Texts that may name a file's kinds, whether they are there or not."""
    if isinstance(said.names, tuple):
        return ()
    if said.names is not None:
        return (file.parent / said.names,)
    own = (file.with_suffix(".names"), file.with_suffix(".txt"))
    return (*own, *(file.parent / name for name in BESIDE))


def chosen(file: Path, told: list[tuple[str, ...]], count: int | None) -> tuple[str, ...]:
    """The names of `count` kinds; where the answer does not say how many, the most trusted.

    Raises:
        DetectorError: if nothing names that many.
    """
    fitting = [names for names in told if count is None or len(names) == count]
    if fitting:
        return fitting[0]
    if count == len(COCO):
        return COCO
    many = "its kinds" if count is None else f"its {count} kinds"
    heard = f"; there are lists of {', '.join(str(len(n)) for n in told)}" if told else ""
    raise DetectorError(
        f"{file}: nothing says what {many} are called{heard}; write them into "
        f'{file.with_suffix(".toml").name} beside it: names = ["car", "truck", …], or '
        'names = "names.txt", a text with a name a line'
    )


def _beside(file: Path, location: str) -> Path:
    """A text in the file's own folder: a model of strangers gets to read no other."""
    told, named = file.with_suffix(".toml"), file.parent / location
    if not is_beside(file.parent, location):
        raise DetectorError(
            f"{told}: names: {location[:200]!r} lies outside its own folder, which is not opened; "
            "put the text beside it, and write the text's name alone"
        )
    if not named.is_file():
        raise DetectorError(f"{told}: names: {named} is not there")
    return named


def _lines(text: Path) -> tuple[str, ...]:
    if text.stat().st_size > LARGEST_BYTES:
        raise DetectorError(f"{text}: expected a name a line, at most {LARGEST_BYTES:,} bytes")
    try:
        lines = text.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise DetectorError(f"{text}: expected a text with a name a line") from error
    while lines and not lines[-1].strip():
        lines.pop()
    return tuple(line.strip() for line in lines)


def _parsed(text: str) -> tuple[str, ...]:
    """Names written as JSON, as Python writes a dict or list, or with commas between."""
    for read in (json.loads, ast.literal_eval):
        try:
            value = read(text)
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            continue
        names = tuple(_listed(value))
        if names:
            return names
    parts = [part.strip() for part in text.split(",")] if "," in text else []
    return tuple(parts) if all(parts) and len(parts) <= MOST else ()


def _listed(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        try:
            numbered = {int(key): str(name) for key, name in value.items()}
        except (ValueError, TypeError):
            return
        if set(numbered) == set(range(len(numbered))) and len(numbered) <= MOST:
            yield from (numbered[number] for number in range(len(numbered)))
    elif isinstance(value, list | tuple) and len(value) <= MOST:
        yield from (str(name) for name in value)
