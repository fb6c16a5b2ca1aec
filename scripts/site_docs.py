"""Writes docs/twin-site.md from the words in which a site is described, and a whole example."""

import dataclasses
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from lotgraph.twin.names import SENSORS, TEXTURES
from lotgraph.twin.plan.bounds import ANY, bounds_of
from lotgraph.twin.plan.form import StallRow, name_in_file
from lotgraph.twin.plan.model import (
    Camera,
    Gate,
    Lane,
    Markings,
    Plan,
    Rates,
    Stall,
    Structure,
)

PAGE = Path(__file__).parent.parent / "docs" / "twin-site.md"
EXAMPLE = PAGE.with_suffix(".toml")
HEAD = f"""# How a site is described

Written by `python -m scripts.site_docs` from `lotgraph/twin/plan/model.py` and
`docs/twin-site.toml`; do not edit.

`lotgraph twin plan --seed 12 --out site.toml` writes a site to begin with, and `lotgraph twin check
site.toml --picture site.png` says what is wrong with an edited one, with line and key: first keys,
numbers and names, then, where shapes can be made of those, how they lie.

Metres, x to the east, y to the north, z up, the ground at 0. Angles in degrees: headings and yaw
anticlockwise from east, pitch downwards. Pixels from the upper left corner.

Textures: {", ".join(f"`{name}`" for name in TEXTURES)}. Sensors of the training split:
{", ".join(f"`{name}`" for name in SENSORS["train"])}; of the held-out one:
{", ".join(f"`{name}`" for name in SENSORS["held_out"])}; `plain` is of both.

## A whole example

It is [twin-site.toml](twin-site.toml); what it leaves out has the values below.

```toml
{EXAMPLE.read_text(encoding="utf-8")}```
"""
SECTIONS = {
    "": Plan,
    "[[lanes]]": Lane,
    "[[stalls]]": Stall,
    "[[gates]]": Gate,
    "[[structures]]": Structure,
    "[[cameras]]": Camera,
    "[rates]": Rates,
    "[markings]": Markings,
}
WORDS = {str: "text", float: "number", int: "whole number", bool: "true or false"}


def page() -> str:
    """The whole page, as Markdown."""
    parts = [HEAD]
    for title, model in SECTIONS.items():
        parts.append("\n".join(_section(title, model)))
        if model is Stall:
            parts.append("\n".join(_rows()))
    return "\n".join(parts)


def _section(title: str, model: type) -> Iterator[str]:
    yield f"## {title or 'At the top'}\n\n{_plain(model.__doc__ or '')}\n"
    yield "| key | values | unset | meaning |\n| --- | --- | --- | --- |"
    hints = get_type_hints(model, include_extras=True)
    for field in dataclasses.fields(model):
        if get_origin(hints[field.name]) is Annotated:
            kind, meaning = get_args(hints[field.name])
            unset = "" if field.default is dataclasses.MISSING else _shown(field)
            values = _values(kind, title.strip("[]"), field.name)
            yield f"| `{name_in_file(field.name)}` | {values} | {unset} | {meaning} |"
    yield ""


def _rows() -> Iterator[str]:
    yield f"## [[stall_rows]]\n\n{_plain(StallRow.__doc__ or '')}\n"
    yield "| key | values | unset | meaning |\n| --- | --- | --- | --- |"
    hints = get_type_hints(StallRow)
    for name, field in StallRow.model_fields.items():
        unset = "" if field.is_required() or field.default is None else f"`{field.default}`"
        kind = hints[name] if field.default is not None else get_args(hints[name])[0]
        values = _values(kind, "stalls", name) + _stated(field.metadata)
        yield f"| `{name}` | {values} | {unset} | {field.description} |"
    yield ""


def _stated(metadata: Iterable[Any]) -> str:
    """The bounds that a field of pydantic states itself."""
    least = {type(one).__name__: one for one in metadata}
    if "Gt" in least:
        return f" above {least['Gt'].gt}"
    if "Ge" not in least:
        return ""
    most = f"to {least['Le'].le}" if "Le" in least else "or more"
    return f", {least['Ge'].ge} {most}"


def _plain(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


def _values(kind: Any, section: str, name: str) -> str:
    if get_origin(kind) is Literal:
        return ", ".join(f"`{one}`" for one in get_args(kind))
    low_high = _low_high(section, name)
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        many = "list" if inner[-1] is Ellipsis else f"{len(inner)}"
        of = "points" if get_origin(inner[0]) is tuple else "numbers"
        each = f", {low_high}" if low_high else ""
        return f"{many} {'of ' if many == 'list' else ''}{of}{each}"
    return low_high or WORDS.get(kind, "text")


def _low_high(section: str, name: str) -> str:
    """The bounds of a number as a file has it; empty where only mistakes lie beyond."""
    low, high = bounds_of(section, name)
    if (low, high) == ANY:
        return ""
    turned = math.degrees if name.endswith("_rad") else float
    return (
        f"{turned(low):g} or more" if high == math.inf else f"{turned(low):g} to {turned(high):g}"
    )


def _shown(field: dataclasses.Field[Any]) -> str:
    value = field.default
    several = 6
    is_long = isinstance(value, tuple) and len(value) > several
    return "a weekday" if is_long else f"`{list(value) if isinstance(value, tuple) else value}`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
