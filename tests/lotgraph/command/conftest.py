"""The command line run as a user runs it, in a folder of its own."""

import json
import os
from dataclasses import dataclass

import pytest
from typer.testing import CliRunner

from lotgraph.command import app

SETTINGS = """
[paths]
landing = "landing"
lake = "lake"
[windows]
first_day = 2026-03-01
last_day = 2026-03-05
[sites.north.cameras.gate]
[sites.north.cameras.exit]
"""


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def document(self):
        return json.loads(self.out)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "lotgraph.toml").write_text(SETTINGS)
    (tmp_path / "landing" / "north" / "gate").mkdir(parents=True)
    for variable in [name for name in os.environ if name.startswith("LOTGRAPH")]:
        monkeypatch.delenv(variable)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def lotgraph(folder):
    def run(*words, **environ):
        result = CliRunner().invoke(app, [str(word) for word in words], env=environ)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return run
