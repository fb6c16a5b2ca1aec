"""catch_up: one warm process does what the sensors would ask for, and can be stopped anywhere."""

import io
import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest
from dagster import DagsterRunStatus
from rich.console import Console

from assets.captures.asset import captures
from assets.partitions import LIVE, SITES_NAME
from jobs import standing, warm
from jobs.catch_up import catch_up
from jobs.warm import PROCESS_TAG, Warm
from lotgraph.lake.store import Lake
from resources.lake import LakeTables
from resources.landing import FolderLanding
from resources.previews import Previews


@pytest.fixture
def world(tmp_path, instance, monkeypatch):
    """A graph of captures and quarantine only, and six landed files in three windows."""
    monkeypatch.setattr(standing, "judged_tables", list)
    monkeypatch.setattr(warm, "day_tables", list)
    (tmp_path / "lotgraph.toml").write_text(
        "[arrivals]\nattempts = 2\n[sites.north.cameras.gate]\n"
    )
    for hours_ago in (5, 6, 7):
        start = LIVE.over_at(datetime.now(UTC)) - timedelta(hours=hours_ago)
        for minute in (0, 30):
            name = f"{start + timedelta(minutes=minute):%Y-%m-%dT%H-%M-%SZ}.mp4"
            path = tmp_path / "landing/north/gate" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            os.utime(path, (start.timestamp() + 7200, start.timestamp() + 7200))
    lake = Lake(str(tmp_path / "lake"))
    landing = FolderLanding(
        root=str(tmp_path / "landing"), settings_path=str(tmp_path / "lotgraph.toml")
    )

    @dg.job
    def overview():
        return None

    definitions = dg.Definitions(
        assets=[captures],
        jobs=[dg.define_asset_job("judge_window", [captures]), overview],
        resources={
            "lake": LakeTables(root=lake.root),
            "landing": landing,
            "previews": Previews(root=lake.root, url="http://127.0.0.1:3080"),
        },
        executor=dg.in_process_executor,
    )
    return Warm(definitions, instance, landing, lake)


def silent():
    return Console(file=io.StringIO())


def partitions(lake):
    return [lake.partitions(table) for table in ("captures", "quarantine")]


def test_makes_every_window_and_then_finds_nothing_to_do(world):
    assert catch_up(world, silent()) == 0
    written = partitions(world.lake)
    assert [len(keys) for keys in written] == [3, 3]
    assert world.steps() == ([], [])


def test_every_run_is_one_the_ui_can_list_by_job_and_partition(world):
    catch_up(world, silent())
    runs = [run for run in world.instance.get_runs() if run.job_name == "judge_window"]
    assert [run.status for run in runs] == [DagsterRunStatus.SUCCESS] * 3
    assert sorted(run.tags["dagster/partition"] for run in runs) == partitions(world.lake)[0]
    asset = dg.AssetKey("captures")
    assert world.instance.get_materialized_partitions(asset) == set(partitions(world.lake)[0])


def test_a_stop_in_the_middle_leaves_no_run_unfinished_and_the_next_start_goes_on(
    world, monkeypatch
):
    bare, calls = Warm.run, []

    def stopped(self, step):
        calls.append(step)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return bare(self, step)

    monkeypatch.setattr(Warm, "run", stopped)
    with pytest.raises(KeyboardInterrupt):
        catch_up(world, silent())
    assert len(partitions(world.lake)[0]) == 1
    assert catch_up(world, silent()) == 0
    assert len(partitions(world.lake)[0]) == 3
    assert not [run for run in world.instance.get_runs() if not run.is_finished]


def test_ctrl_c_within_a_run_stops_and_is_no_attempt(world, monkeypatch):
    from lotgraph.landing import take as room

    bare = room.probe
    presses = iter([True] * 3)

    def press(address):
        if next(presses, False):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(0.1)  # the signal arrives here
        return bare(address)

    monkeypatch.setattr(room.take, "__defaults__", (press,))
    for _ in range(3):  # more often than a window is attempted
        with pytest.raises(KeyboardInterrupt):
            catch_up(world, silent())
    assert catch_up(world, silent()) == 0
    assert len(partitions(world.lake)[0]) == 3


def test_runs_of_a_killed_process_are_not_waited_for(world):
    command = [sys.executable, "-c", "import os; print(os.getpid())"]
    ended = subprocess.run(command, capture_output=True, check=True)
    steps, _ = world.steps()
    for step, process in zip(steps, (int(ended.stdout), os.getpid(), None), strict=False):
        tag = {PROCESS_TAG: f"{socket.gethostname()}:{process}"} if process else {}
        world.instance.create_run_for_job(
            dg.job(name="judge_window")(lambda: None),
            tags={**step.request.tags, **tag, "dagster/partition": str(step.request.partition_key)},
            status=DagsterRunStatus.STARTED,
        )
    assert world.steps()[0] == []
    world.close_lost_runs()
    again, left_out = world.steps()
    assert [step.request.partition_key for step in again][:1] == [steps[0].request.partition_key]
    assert left_out == ["2 windows wait for a run in progress"]


def test_a_window_that_keeps_failing_ends_the_catching_up_and_is_counted(world, monkeypatch):
    from lotgraph.landing import take as room

    monkeypatch.setattr(room.take, "__defaults__", (None,))  # opening a file raises TypeError
    out = silent()
    assert catch_up(world, out) == 6  # three windows, two attempts each
    assert "3 windows are given up until their input changes" in out.file.getvalue()
    assert world.lake.partitions("captures") == []


def test_a_new_site_becomes_a_partition(world):
    world.steps()
    assert world.instance.get_dynamic_partitions(SITES_NAME) == ["north"]
