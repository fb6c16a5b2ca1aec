"""`lotgraph settings`: prints what is in force."""

from typing import TYPE_CHECKING, Any

import typer

from lotgraph.command.group import settings_in_force
from lotgraph.command.show import AsJson, document, rows

if TYPE_CHECKING:
    from lotgraph.settings import Settings

NAME = "settings"
EXAMPLE = (
    "Examples: [bold]lotgraph settings[/bold] · "
    "[bold]LOTGRAPH__SERVER__PORT=3090 lotgraph settings --json[/bold]"
)


def run(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Print the settings in force, from the file, the environment and the defaults.

    A mistake in them is told with its file and line or its variable. Secrets are not printed.
    """
    settings = settings_in_force(context)
    if as_json:
        document(_without_secrets(settings.model_dump()))
        return
    rows(("setting", "value", "state", "meaning"), _lines(settings), whole=("setting",))


def _lines(settings: "Settings") -> list[tuple[str, ...]]:
    from lotgraph.settings.describe import settings_of, shown

    content = _without_secrets(settings.model_dump())
    lines: list[tuple[str, ...]] = []
    for setting in settings_of():
        for name, value in _values(content, setting.keys):
            is_default = value == setting.default
            mark = "default" if is_default else "set"
            lines.append((name, shown(value), mark, setting.description))
    return lines


def _values(content: Any, keys: tuple[str, ...], name: str = "") -> list[tuple[str, object]]:
    """The values that `keys` lead to; a key such as `<site>` leads to every one there is."""
    if not keys:
        return [(name.removeprefix("."), content)]
    steps = list(content) if keys[0].startswith("<") else [keys[0]]
    return [pair for s in steps for pair in _values(content[s], keys[1:], f"{name}.{s}")]


def _without_secrets(content: dict[str, Any]) -> dict[str, Any]:
    token = "(secret)" if content["server"]["token"] else ""
    return content | {"server": content["server"] | {"token": token}}
