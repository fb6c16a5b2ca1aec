"""Reads a plan from a TOML file, and says what is wrong with it: as much at once as can be told."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from lotgraph.errors import TwinError
from lotgraph.twin.plan.angles import Written
from lotgraph.twin.plan.check import check, values
from lotgraph.twin.plan.form import PlanForm, Strict, filled, keys_at, name_in_file
from lotgraph.twin.plan.model import Plan
from lotgraph.twin.plan.problem import Problem
from lotgraph.written import line_of, mistake, parsed, text_of

REWORDED = {
    "model_type": "expected a section",
    "tuple_type": "expected a list",
    "string_too_short": "expected a name",
    "too_long": "expected {max_length} values at most",
}
# What differs from stall to stall of a row: its number, and how far off it is.
OF_ONE = re.compile(r"(?<=stall )(\S*?)\d+(?=[\s,;:]|$)|[\d.]+ m\b")
OF_A_ROW = {"stall_id": "row_id", "centre": "first_centre"}  # what says a stall's in its row


def read(file: Path) -> Plan:
    """Read a plan that makes sense.

    Keys, numbers and names are told together, but for numbers and names where a value that a site
    cannot do without is missing; geometry where those that it is made of are right.

    Raises:
        TwinError: one line for each mistake: file and line, key, what was expected, what came.
    """
    text = text_of(file, "site file", TwinError)
    content = parsed(file, text, TwinError, parse_float=Written)
    try:
        form = form_of(content)
    except ValidationError as error:
        lines = list(_complaints(error, file, text))
        if rest := _form_without(content, error):
            lines += _problems(file, text, rest, values(filled(rest)))
        raise TwinError("\n".join(lines)) from error
    plan = filled(form)
    if lines := _problems(file, text, form, check(plan)):
        raise TwinError("\n".join(lines))
    return plan


def _problems(file: Path, text: str, form: Strict, problems: Iterable[Problem]) -> list[str]:
    """A line for each problem of a plan, but one for those that are alike in a row of stalls."""
    said: dict[tuple[str, str], list[str]] = {}
    for problem in problems:
        keys = _origin(form, [name_in_file(str(key)) for key in problem.keys])
        where = f"{_place(file, text, keys)}: {'.'.join(keys)}"
        # Once of a row, not of each of its stalls.
        what = OF_ONE.sub(r"\1", problem.said) if keys[0] == "stall_rows" else problem.said
        said.setdefault((where, what), []).append(f"{where}: {problem.said}")
    return [_once(dict.fromkeys(lines)) for lines in said.values()]


def _once(lines: Collection[str]) -> str:
    """The first of some sentences that are alike, and how many more there are."""
    first, more = next(iter(lines)), len(lines) - 1
    return f"{first} (and {more} more like it in this row)" if more else first


def form_of(content: Mapping[str, Any]) -> Strict:
    """What a file says, with known keys and right types, whether it makes sense or not.

    Raises:
        ValidationError: a key is unknown or missing, or a type is wrong.
    """
    return PlanForm.model_validate(_tuples(content))


def _form_without(content: dict[str, Any], error: ValidationError) -> Strict | None:
    """What a file says beside keys and values that cannot be; nothing if more than those is amiss.

    A key at the top stays: without a section that was misspelt, others would not fit.
    """
    for problem in error.errors():
        *sections, key = problem["loc"]
        within: Any = content
        for section in sections:
            within = within[section] if hasattr(within, "pop") else None
        if sections and isinstance(within, dict):
            within.pop(key, None)
    try:
        return form_of(content)
    except ValidationError:
        return None


def _complaints(error: ValidationError, file: Path, text: str) -> Iterator[str]:
    for problem in error.errors():
        keys = [str(part) for part in problem["loc"]]
        said = mistake(problem, _known(keys), REWORDED)
        yield f"{_place(file, text, keys)}: {'.'.join(keys)}: {said}"


def _known(keys: list[str]) -> list[str]:
    """The keys that might be meant; there are none inside a value."""
    try:
        return keys_at(keys[:-1])
    except (KeyError, AttributeError):
        return []


def _place(file: Path, text: str, keys: list[str]) -> str:
    line = line_of(text, keys)
    return f"{file}:{line}" if line else str(file)


def _origin(form: Any, keys: list[str]) -> list[str]:
    """The keys in the file of what has these in the plan: a stall may be one of a row."""
    if keys[:1] != ["stalls"] or len(keys) == 1:
        return keys
    after = int(keys[1]) - len(form.stalls)
    for number, row in enumerate(form.stall_rows):
        if 0 <= after < row.count:
            return ["stall_rows", str(number), *(OF_A_ROW.get(key, key) for key in keys[2:])]
        after -= row.count
    return keys


def _tuples(value: Any) -> Any:
    """Lists as tuples, which is what a frozen model is made of."""
    if isinstance(value, Mapping):
        return {key: _tuples(inner) for key, inner in value.items()}
    return tuple(map(_tuples, value)) if isinstance(value, list) else value
