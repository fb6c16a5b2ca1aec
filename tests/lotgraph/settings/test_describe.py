"""Every setting is described, stands in lotgraph.toml with its default, and in the docs."""

import re
import tomllib
from pathlib import Path

import pytest

from lotgraph.settings import Settings
from lotgraph.settings.describe import section_or_field, settings_of, shown
from scripts.settings_docs import PAGE, page

ROOT = Path(__file__).parents[3]
FILE = ROOT / "lotgraph.toml"
SETTINGS = list(settings_of())


def lines_of(setting):
    """The lines of its section in the file, comment marks kept."""
    names = [{"<site>": "north", "<camera>": "gate"}.get(key, key) for key in setting.keys[:-1]]
    text = FILE.read_text()
    _, _, after = text.partition(f"[{'.'.join(names)}]\n")
    return re.split(r"^(?:# )?\[", after, maxsplit=1, flags=re.MULTILINE)[0].splitlines()


def test_there_are_settings():
    assert "sites.<site>.cameras.<camera>.clock_offset_s" in {s.name for s in SETTINGS}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.name)
def test_a_setting_says_what_it_means(setting):
    assert len(setting.description.split()) >= 3
    assert setting.description.endswith(".")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.name)
def test_a_setting_stands_in_the_file_with_its_default_and_a_comment_above(setting):
    lines = lines_of(setting)
    key = setting.keys[-1]
    default = r"\S+" if setting.default is None else re.escape(shown(setting.default))
    at = [i for i, line in enumerate(lines) if re.fullmatch(rf"(# )?{key} = {default}", line)]
    assert len(at) == 1, f"{setting.name} = {shown(setting.default)} is not in {FILE.name}"
    comment = lines[at[0] - 1]
    assert comment.startswith("# ")
    assert " = " not in comment


def test_the_file_with_every_line_in_force_says_nothing_but_the_defaults():
    lines = [re.sub(r"^# (?=\[|\w+ = )", "", line) for line in FILE.read_text().splitlines()]
    content = tomllib.loads("\n".join(lines))
    content["windows"] = {k: v for k, v in content["windows"].items() if not k.endswith("_day")}
    del content["detections"]["tile_px"]  # as those days, unset
    filled = Settings.model_validate(content)
    assert filled.model_copy(update={"sites": {}}) == Settings()
    assert filled.sites["north"].model_dump(exclude={"cameras"}) == {"name": "", "timezone": "UTC"}


def test_the_file_holds_no_setting_that_does_not_exist():
    known = {setting.keys[-1] for setting in SETTINGS}
    written = set(re.findall(r"^(?:# )?(\w+) = ", FILE.read_text(), flags=re.MULTILINE))
    assert written == known


def test_the_docs_page_is_the_one_the_sections_give():
    assert PAGE.read_text() == page(), "run python -m scripts.settings_docs"


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.name)
def test_the_docs_page_names_every_setting_and_its_variable(setting):
    row = next(r for r in PAGE.read_text().splitlines() if f"`{setting.variable}`" in r)
    assert f"`{setting.keys[-1]}`" in row
    assert setting.description in row


@pytest.mark.parametrize(
    "keys", [("nothing",), ("server", "nothing"), ("server", "port", "deeper"), ("sites", "n", "x")]
)
def test_keys_that_lead_nowhere_find_nothing(keys):
    assert section_or_field(keys) is None
