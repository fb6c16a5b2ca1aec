"""Writes a plan as TOML that reads back to the very same plan."""

import dataclasses
import json
from typing import Any

from lotgraph.twin.plan.angles import degrees_of
from lotgraph.twin.plan.form import name_in_file
from lotgraph.twin.plan.model import Plan


def written(plan: Plan) -> str:
    """The text of the file; every value is written out, so that no default can change it later."""
    values = {field.name: getattr(plan, field.name) for field in dataclasses.fields(plan)}
    sections = {name: one for name, one in values.items() if dataclasses.is_dataclass(one)}
    lists = {name: some for name, some in values.items() if _are_sections(some)}
    loose = {name: one for name, one in values.items() if name not in {*sections, *lists}}
    blocks = [_lines(loose)]
    blocks += [f"[{name}]\n{_section(one)}" for name, one in sections.items()]
    blocks += [f"[[{name}]]\n{_section(one)}" for name, some in lists.items() for one in some]
    return "\n".join(blocks)


def _are_sections(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and dataclasses.is_dataclass(value[0])


def _section(section: Any) -> str:
    return _lines(
        {field.name: getattr(section, field.name) for field in dataclasses.fields(section)}
    )


def _lines(values: dict[str, Any]) -> str:
    return "".join(
        f"{name_in_file(name)} = {degrees_of(value) if name.endswith('_rad') else _value(value)}\n"
        for name, value in values.items()
    )


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    return repr(value)
