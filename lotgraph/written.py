"""TOML files people write: reads them, and says of each mistake its line, and what was expected.

For any file whose sections are pydantic models; the settings and the plans of sites are two.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from lotgraph.errors import LotgraphError
from lotgraph.refused import why

KEY = r"(?:[\w-]+|\"[^\"]*\"|'[^']*')"
HEADER = re.compile(rf"\s*(\[\[?)\s*({KEY}(?:\s*\.\s*{KEY})*)\s*\]\]?\s*(?:#.*)?$")
SETTING = re.compile(rf"\s*({KEY}(?:\s*\.\s*{KEY})*)\s*=(.*)")
ALIKE = 0.9  # a letter more or less makes another word of a short one: speed is no seed
MOST_SHOWN, MOST_CHARACTERS = 6, 80  # of a list, and of a value, that are said back
QUOTED_OR_REMARK = re.compile(r"\"(?:\\.|[^\"\\])*\"|'[^']*'|#.*")


def text_of(file: Path, what: str, error: type[LotgraphError]) -> str:
    """The text of a file; `what` it is.

    Raises:
        error: it cannot be read, or is not UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8-sig")  # some editors begin a file with a mark
    except FileNotFoundError as cause:
        raise error(f"{what} {file}: there is no such file") from cause
    except OSError as cause:
        raise error(
            f"{what} {file} cannot be read: expected a text file; {why(cause, file)}"
        ) from cause
    except UnicodeDecodeError as cause:
        raise error(
            f"{what} {file} cannot be read: expected a text file in UTF-8; it is none at byte "
            f"{cause.start}"
        ) from cause


def parsed(
    file: Path,
    text: str,
    error: type[LotgraphError],
    parse_float: Callable[[str], Any] = float,
) -> dict[str, Any]:
    """What the text says.

    Raises:
        error: it is not TOML; with the line.
    """
    try:
        return tomllib.loads(text, parse_float=parse_float)
    except tomllib.TOMLDecodeError as cause:
        what, _, position = str(cause).rpartition(" (at ")
        line = re.match(r"line (\d+)", position)
        number = line[1] if line else max(1, len(text.splitlines()))
        wanted = 'lines such as key = "text", key = 5 or [section]'
        if re.search(r"overwrite|twice", what):
            wanted = "each key and section once"
        raise error(
            f"{file}:{number}: not valid TOML: {what or cause}; expected {wanted}"
        ) from cause


def expected(
    problem: Mapping[str, Any],
    known: Sequence[str],
    reworded: Mapping[str, str],
    word: str = "setting",
) -> str:
    """What pydantic's `problem` says was expected; `known` are the names that might be meant."""
    if problem["type"] == "extra_forbidden":
        name = str(problem["loc"][-1])
        meant = _meant(name, known)
        hint = f"did you mean {meant}?" if meant else f"there are {', '.join(known)}"
        return f"expected a known {word}; {hint}"
    if problem["type"] in reworded:
        return reworded[problem["type"]].format(**problem.get("ctx", {}))
    message: str = problem["msg"].removeprefix("Value error, ")
    return message.replace("Input should be", "expected")


def mistake(problem: Mapping[str, Any], known: Sequence[str], reworded: Mapping[str, str]) -> str:
    """What is wrong with a key: what was expected and what came, or that it is missing."""
    if problem["type"] == "missing":
        what = "value" if isinstance(problem["loc"][-1], int) else "key"  # of a list that is short
        return f"this {what} is missing; add it"
    return f"{expected(problem, known, reworded, word='key')}; got {shown(problem['input'])}"


def _meant(name: str, known: Sequence[str]) -> str | None:
    """The known name that begins as `name` does, or that is misspelt in it; none if none is.

    It begins so if the first word is one. A misspelling has the letters in another order, or all
    but about one in ten in common.
    """
    for close in difflib.get_close_matches(name, known):  # the closest first
        is_begun = close.startswith(name) or name.startswith(close.partition("_")[0])
        likeness = difflib.SequenceMatcher(None, name, close).ratio()
        if is_begun or sorted(name.lower()) == sorted(close.lower()) or likeness >= ALIKE:
            return close
    return None


def shown(value: object) -> str:
    """What came, short enough for a sentence: sections and long lists are not written out."""
    if isinstance(value, Mapping):
        return "a section"
    if isinstance(value, list | tuple):
        some = ", ".join(map(shown, value[:MOST_SHOWN]))
        return f"[{some}, … {len(value)} in all]" if len(value) > MOST_SHOWN else f"[{some}]"
    text = repr(value)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"


def line_of(text: str, keys: Sequence[str]) -> int | None:
    """Line of the deepest of `keys` found; sections first, then the key inside.

    The second of several `[[stalls]]` is `stalls`, `1`.
    """
    best, depth = None, 0
    for number, path in _paths(text):
        if list(keys[: len(path)]) == path and len(path) > depth:
            best, depth = number, len(path)
    return best


def _paths(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that opens a section or sets a key, with the keys that lead there."""
    section: list[str] = []
    counts: dict[tuple[str, ...], int] = {}
    open_brackets = 0
    for number, line in enumerate(text.splitlines(), start=1):
        header, setting = HEADER.match(line), SETTING.match(line)
        if open_brackets <= 0 and header:
            section = _resolved(_parts(header[2]), counts)
            if header[1] == "[[":
                yield number, section
                counts[tuple(section)] = counts.get(tuple(section), -1) + 1
                section = [*section, str(counts[tuple(section)])]
            yield number, section
            continue
        if open_brackets <= 0 and setting:
            yield number, [*section, *_parts(setting[1])]
        bare = QUOTED_OR_REMARK.sub("", setting[2] if setting and open_brackets <= 0 else line)
        open_brackets = max(0, open_brackets) + bare.count("[") - bare.count("]")


def _resolved(parts: list[str], counts: Mapping[tuple[str, ...], int]) -> list[str]:
    """The keys of a header; one below a list of sections belongs to the last of them."""
    path: list[str] = []
    for part in parts[:-1]:
        path.append(part)
        if tuple(path) in counts:
            path.append(str(counts[tuple(path)]))
    return [*path, parts[-1]]


def _parts(key: str) -> list[str]:
    """The names of a dotted key; a quoted one may hold dots."""
    return [part.strip("\"'") for part in re.findall(r"\"[^\"]*\"|'[^']*'|[^.\s\"']+", key)]
