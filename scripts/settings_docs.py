"""Writes docs/settings.md from the sections of `lotgraph.settings`."""

from itertools import groupby
from pathlib import Path

from lotgraph.settings.describe import Setting, settings_of, shown

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"
HEAD = """# Settings

Written by `python -m scripts.settings_docs` from `lotgraph/settings/sections.py`; do not edit.

Settings stand in `lotgraph.toml`, in the folder where a command is started, or in the file that
`LOTGRAPH_SETTINGS` names. An environment variable overrides the file. `lotgraph settings` prints
what is in force. A mistake stops every command with a line that names the file and line (or the
variable), the key, what was expected and what came. Relative folders count from the file's own.
"""


def page() -> str:
    """The whole page, as Markdown."""
    sections = groupby(settings_of(), key=lambda setting: setting.keys[:-1])
    return "\n".join([HEAD, *(_section(keys, list(found)) for keys, found in sections)])


def _section(keys: tuple[str, ...], settings: list[Setting]) -> str:
    rows = [
        f"| `{s.keys[-1]}` | {', '.join(filter(None, [s.type, s.bounds]))} | `{shown(s.default)}` "
        f"| {s.description} | `{s.variable}` |"
        for s in settings
    ]
    head = ["| key | type | default | meaning | variable |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([f"## [{'.'.join(keys)}]", "", *head, *rows, ""])


if __name__ == "__main__":
    PAGE.write_text(page())
