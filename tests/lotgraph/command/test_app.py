"""The command line as a whole: it teaches, it is quick, it fails in one clear sentence."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from lotgraph.command import GROUPS, app, evaluate, twin
from lotgraph.command.show import printable
from lotgraph.errors import LotgraphError

ROOT = Path(__file__).parents[3]
COMMANDS = get_command(app).commands
TWIN = get_command(twin.app).commands
WORDS = {(module.NAME,): COMMANDS[module.NAME] for group in GROUPS.values() for module in group}
WORDS |= {(twin.NAME, module.NAME): TWIN[module.NAME] for module in twin.COMMANDS}
EVALUATE = get_command(evaluate.app).commands
WORDS |= {(evaluate.NAME, module.NAME): EVALUATE[module.NAME] for module in evaluate.COMMANDS}
WITHOUT_RESULT = {("serve",)}
HEAVY = {
    *("PIL", "av", "cv2", "dagster", "faiss", "fastapi", "fsspec", "great_expectations"),
    *("matplotlib", "numpy", "onnxruntime", "pandas", "polars", "pydantic", "pyarrow"),
    *("s3fs", "scipy", "torch", "torchvision", "uvicorn"),
}


def test_every_command_file_is_a_command():
    files = {path.stem for path in (ROOT / "lotgraph" / "command").glob("*.py")}
    shared = {
        "__init__", "__main__", "aside", "collect", "follow", "footage", "group", "lake",
        "progress", "show", "speed",
    }  # fmt: skip
    assert {(name,) for name in files - shared} == {words for words in WORDS if len(words) == 1}
    assert set(COMMANDS) == {words[0] for words in WORDS}


def test_every_command_file_of_the_twin_is_a_command():
    files = {path.stem for path in (ROOT / "lotgraph" / "command" / "twin").glob("*.py")}
    assert files - {"__init__", "ordered", "seen"} == set(TWIN)


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_help_teaches_with_an_example_and_describes_every_option(lotgraph, words):
    ran = lotgraph(*words, "--help")
    assert ran.code == 0
    assert f"lotgraph {' '.join(words)}" in ran.out.replace("\n", " ")
    assert "Example" in ran.out
    for parameter in WORDS[words].params:
        assert parameter.name == "context" or parameter.help, parameter.name


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_every_command_that_prints_a_result_prints_it_as_json_too(words):
    options = {o for parameter in WORDS[words].params for o in parameter.opts}
    assert ("--json" in options) == (words not in WITHOUT_RESULT)


def test_help_loads_no_library_that_takes_long():
    code = (
        "import sys; from typer.testing import CliRunner; from lotgraph.command import app; "
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0; print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not HEAVY & set(loaded)


def test_the_exit_codes_are_in_the_help(lotgraph):
    assert "Exit codes: 0 all is well" in lotgraph("--help").out


@pytest.mark.parametrize("words", [["nothing"], ["probe"], ["probe", "--wrong"], ["table"]])
def test_a_wrong_command_line_is_exit_code_2(lotgraph, words):
    ran = lotgraph(*words)
    assert ran.code == 2
    assert ran.out == ""


def test_an_error_of_ours_is_a_line_on_stderr_and_exit_code_2(lotgraph, folder):
    (folder / "lotgraph.toml").write_text("[server]\nport = 0\n[windows]\nlength_minutes = 7\n")
    ran = lotgraph("settings", "--json")
    assert ran.code == 2
    assert ran.out == ""
    lines = ran.err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("lotgraph: lotgraph.toml:") for line in lines)


def test_the_module_runs_as_the_command_does():
    ran = subprocess.run(
        [sys.executable, "-m", "lotgraph.command", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Usage: lotgraph [OPTIONS] COMMAND" in ran.stdout


def test_the_version_is_that_of_the_package(lotgraph, monkeypatch):
    monkeypatch.setattr("lotgraph.command.group.version", lambda package: f"{package} 1.2.3")
    assert lotgraph("--version").out == "lotgraph 1.2.3\n"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (None, ""),
        (1234567, "1,234,567"),
        (0.123456, "0.1235"),
        (123456.7, "123,457"),
        (True, "True"),
        (b"abc", "<3 bytes>"),
        ("a\x1b[31mb", "a�[31mb"),
        ("bad\udcff", "bad�"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_a_cell_cannot_steer_the_terminal(cell, shown):
    assert printable(cell) == shown


def test_compiling_is_said_once(lotgraph, monkeypatch):
    def compiling(*_):
        for name in ("a", "b"):
            logging.getLogger("lotgraph.kernel").info("compiling %s", name)
        raise LotgraphError("so far")

    monkeypatch.setattr("lotgraph.formats.find.sequences", compiling)
    ran = lotgraph("track", "x.txt", "--out", "y.txt")
    assert ran.err.count("compiling once") == 1
    assert ran.err.index("compiling once") < ran.err.index("so far")
