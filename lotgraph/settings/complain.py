"""Says of each mistake in the settings where it is, what was expected and what came."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lotgraph.settings.describe import keys_at

REWORDED = {
    "string_pattern_mismatch": (
        "expected lower-case letters, digits, - and _, a letter or digit first, at most 63 of them"
    ),
    "string_too_short": "expected a folder or an address",
    "model_type": "expected a section",
    "dict_type": "expected sections",
}


@dataclass(frozen=True)
class Sources:
    """Where values came from: a file's text, and variables by the keys they set."""

    file: Path
    text: str
    variables: Mapping[tuple[str, ...], str]

    def place(self, keys: Sequence[str]) -> str:
        """The variables that set `keys` or something below, else `file:line`, else the file."""
        below = sorted(
            variable
            for path, variable in self.variables.items()
            if path[: len(keys)] == tuple(keys)
        )
        if below:
            return f"environment variable {', '.join(below)}"
        line = _line_of(self.text, list(keys))
        return f"{self.file}:{line}" if line else str(self.file)


def complaints(error: ValidationError, sources: Sources) -> Iterator[str]:
    """One line for each mistake."""
    for problem in error.errors():
        keys = [str(part) for part in problem["loc"] if part != "[key]"]
        where, name = sources.place(keys), ".".join(keys) or "settings"
        yield f"{where}: {name}: {_expected(problem, keys)}; got {_came(problem, keys)}"


def _expected(problem: Mapping[str, Any], keys: list[str]) -> str:
    if problem["type"] == "extra_forbidden":
        known = keys_at(keys[:-1])
        close = difflib.get_close_matches(keys[-1], known, n=1)
        hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}"
        return f"expected a known setting; {hint}"
    if problem["type"] in REWORDED:
        return REWORDED[problem["type"]]
    message: str = problem["msg"].removeprefix("Value error, ")
    return message.replace("Input should be", "expected")


def _came(problem: Mapping[str, Any], keys: list[str]) -> str:
    value = problem["input"]
    if keys and keys[-1] == "token":
        return f"a secret of {len(str(value))} characters"
    if problem["type"] == "value_error" and not isinstance(value, str | int | float):
        return "the section as it is"
    return repr(value)


def _line_of(text: str, keys: list[str]) -> int | None:
    """Line of the deepest of `keys` found; sections first, then the key inside."""
    section: list[str] = []
    best, depth = None, 0
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[\[?([^\]]+)\]", line)
        key = re.match(r"\s*((?:[\w. -]|\"[^\"]*\"|'[^']*')+?)\s*=", line)
        if header:
            section = _parts(header[1])
        path = section if header else [*section, *_parts(key[1])] if key else []
        if path and keys[: len(path)] == path and len(path) > depth:
            best, depth = number, len(path)
    return best


def _parts(key: str) -> list[str]:
    """The names of a dotted key; a quoted one may hold dots."""
    return [part.strip("\"'") for part in re.findall(r"\"[^\"]*\"|'[^']*'|[^.\s\"']+", key)]
