"""Says of each mistake in the settings where it is, what was expected and what came."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lotgraph.settings.describe import keys_at
from lotgraph.written import expected, line_of

REWORDED = {
    "string_pattern_mismatch": (
        "expected lower-case letters, digits, - and _, a letter or digit first, at most 63 of them"
    ),
    "string_too_short": "expected a folder or an address",
    "list_type": 'expected a list in brackets, such as ["/srv/archive", "s3://archive"]',
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
        """The variables that set `keys`, what holds them or what is below; else the file's line."""
        below = sorted(
            variable
            for path, variable in self.variables.items()
            if path[: len(keys)] == tuple(keys[: len(path)])
        )
        if below:
            return f"environment variable {', '.join(below)}"
        line = line_of(self.text, keys)
        return f"{self.file}:{line}" if line else str(self.file)


def complaints(error: ValidationError, sources: Sources) -> Iterator[str]:
    """One line for each mistake."""
    for problem in error.errors():
        keys = [str(part) for part in problem["loc"] if part != "[key]"]
        where, name = sources.place(keys), ".".join(keys) or "settings"
        wanted = expected(problem, keys_at(keys[:-1]), REWORDED)
        yield f"{where}: {name}: {wanted}; got {_came(problem, keys)}"


def _came(problem: Mapping[str, Any], keys: list[str]) -> str:
    value = problem["input"]
    if keys and keys[-1] == "token":
        return f"a secret of {len(str(value))} characters"
    if problem["type"] == "value_error" and not isinstance(value, str | int | float):
        return "the section as it is"
    return repr(value)
