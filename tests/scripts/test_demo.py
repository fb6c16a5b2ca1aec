"""The demo may be stopped, played with and started again."""

import dagster as dg
import pytest

from jobs.warm import PROCESS_TAG
from scripts.demo.home import Home
from scripts.demo.orphans import close_orphans


@pytest.fixture
def home(tmp_path, monkeypatch):
    home = Home(tmp_path / "demo")
    for name in home.variables:
        monkeypatch.setenv(name, "")
    home.make()
    return home


def test_settings_that_were_changed_stay(home):
    settings = home.folder / "lotgraph.toml"
    changed = settings.read_text() + "\n[sites.west.cameras.gate]\n"
    settings.write_text(changed)
    home.make()
    assert settings.read_text() == changed


def test_runs_that_nobody_carries_out_are_closed_and_no_others(home):
    @dg.job
    def nothing():
        pass

    with dg.DagsterInstance.get() as instance:
        left, begun, caught_up, over = (
            instance.create_run_for_job(nothing, status=status, tags=tags)
            for status, tags in (
                (dg.DagsterRunStatus.NOT_STARTED, {}),
                (dg.DagsterRunStatus.STARTED, {}),
                (dg.DagsterRunStatus.STARTED, {PROCESS_TAG: "here:1"}),
                (dg.DagsterRunStatus.SUCCESS, {}),
            )
        )
    close_orphans()
    with dg.DagsterInstance.get() as instance:
        found = {run.run_id: run.status for run in instance.get_runs()}
    assert found[left.run_id] == found[begun.run_id] == dg.DagsterRunStatus.CANCELED
    assert found[caught_up.run_id] == dg.DagsterRunStatus.STARTED
    assert found[over.run_id] == dg.DagsterRunStatus.SUCCESS
