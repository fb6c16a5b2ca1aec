"""python -m scripts.catch_up: what it says and how it ends."""

import pytest
from typer.testing import CliRunner

from lotgraph.errors import LandingError
from scripts import catch_up as room


@pytest.fixture
def run(monkeypatch):
    """Run the command with a stand-in for the catching up; return its ending and what it got."""

    def run(*arguments, failed=0, error=None):
        got = []

        def stand_in(console, *, verbose, again, stale):
            got.append("stale" if stale else again)
            if error:
                raise error
            return failed

        monkeypatch.setattr(room, "catch_up_here", stand_in)
        app = room.typer.Typer()
        app.command()(room.main)
        return CliRunner().invoke(app, arguments).exit_code, got

    return run


def test_ends_with_0_when_all_went_well_and_1_when_a_run_failed(run):
    assert run() == (0, [None])
    assert run(failed=2) == (1, [None])


def test_ends_with_2_when_it_cannot_start_and_130_at_ctrl_c(run):
    assert run(error=LandingError("no folder"))[0] == 2
    assert run(error=KeyboardInterrupt())[0] == 130


def test_a_day_of_a_site_can_be_made_again(run):
    given = ("--site", "north", "--day", "2026-03-02")
    assert run(*given, "--again") == (0, [("north", "2026-03-02")])
    for part in (given, ("--again",), (*given[:2], "--again"), given[2:]):
        assert run(*part) == (2, [])


def test_what_other_code_made_can_be_made_again(run):
    assert run("--stale") == (0, ["stale"])


def test_without_a_home_it_says_what_to_set(monkeypatch):
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    app = room.typer.Typer()
    app.command()(room.main)
    answer = CliRunner().invoke(app, [])
    assert answer.exit_code == 2
    assert "DAGSTER_HOME is not set" in answer.output
