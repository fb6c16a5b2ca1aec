"""catch_up: one warm process does what the sensors would ask for, and can be stopped anywhere."""

import errno
import io
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import dagster as dg
import polars as pl
import pytest
from dagster import DagsterRunStatus
from rich.console import Console

from assets.captures.asset import captures
from assets.partitions import LIVE, SITE_DAYS, SITE_WINDOWS, SITES_NAME
from jobs.catch_up import catch_up, judge_day
from jobs.graph import code_versions
from jobs.warm import PROCESS_TAG, Warm
from lotgraph.catalogue import CONTRACTS
from lotgraph.errors import LandingError, NoRoomError
from lotgraph.lake.record import Origin, Upstream
from lotgraph.lake.store import Lake
from lotgraph.tables import Column, Contract
from lotgraph.wave.due import TABLES, TAKEN_TABLES, WINDOW_TABLES
from lotgraph.windows import day_of
from resources.lake import LakeTables
from resources.landing import FolderLanding
from resources.previews import Previews

NOON = (LIVE.over_at(datetime.now(UTC)) - timedelta(days=4)).replace(hour=12, minute=0)


def land(landing, start):
    for minute in (0, 30):
        name = f"{start + timedelta(minutes=minute):%Y-%m-%dT%H-%M-%SZ}.mp4"
        path = landing / "north/gate" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, (start.timestamp() + 7200, start.timestamp() + 7200))


def write(context, lake, table, *reads):
    """A small table of this run's partition; its one row tells what was read."""
    contract = CONTRACTS[table]
    upstream = [
        Upstream(name, f"north|{key}", record.data_version if record else None)
        for name, key in reads
        for record in [lake.lake.record(name, f"north|{key}")]
    ]
    rows = contract.table(n=[repr((context.partition_key, upstream))])
    lake.lake.write(contract, str(context.partition_key), rows, Origin(), upstream)


@dg.asset(partitions_def=SITE_WINDOWS, deps=[captures])
def judged(context: dg.AssetExecutionContext, lake: dg.ResourceParam[LakeTables]) -> None:
    key = context.partition_key.split("|")[1]
    for table in WINDOW_TABLES:
        reads = [("captures", key), ("camera_baselines", day_of(key))]
        write(context, lake, table, *reads[: 1 if table == "camera_views" else 2])


@dg.asset(partitions_def=SITE_DAYS)
def summed(context: dg.AssetExecutionContext, lake: dg.ResourceParam[LakeTables]) -> None:
    day = context.partition_key.split("|")[1]
    keys = [partition.split("|")[1] for partition in lake.lake.partitions("camera_views")]
    views = [("camera_views", key) for key in keys if day_of(key) == day]
    write(context, lake, "daily_views", *views)


@dg.asset(partitions_def=SITE_DAYS)
def learnt(context: dg.AssetExecutionContext, lake: dg.ResourceParam[LakeTables]) -> None:
    day = context.partition_key.split("|")[1]
    days = [partition.split("|")[1] for partition in lake.lake.partitions("daily_views")]
    write(context, lake, "camera_baselines", *(("daily_views", one) for one in days if one < day))


@dg.job
def overview():
    return None


@pytest.fixture
def world(tmp_path, instance, monkeypatch):
    """A graph in which only captures are real, and six landed files in three windows of a day."""
    for table in set(TABLES) - set(TAKEN_TABLES):
        small = Contract(table, "One.", 1, ("n",), (Column("n", pl.String(), "It."),))
        monkeypatch.setitem(CONTRACTS, table, small)
    (tmp_path / "lotgraph.toml").write_text(
        "[arrivals]\nattempts = 2\n[sites.north.cameras.gate]\n"
    )
    for hour in (10, 11, 12):
        land(tmp_path / "landing", NOON.replace(hour=hour))
    lake = Lake(str(tmp_path / "lake"))
    landing = FolderLanding(
        root=str(tmp_path / "landing"), settings_path=str(tmp_path / "lotgraph.toml")
    )

    definitions = dg.Definitions(
        assets=[captures, judged, summed, learnt],
        jobs=[
            dg.define_asset_job("judge_window", [captures, judged]),
            dg.define_asset_job("summarise_day", [summed]),
            dg.define_asset_job("learn_baselines", [learnt]),
            overview,
        ],
        resources={
            "lake": LakeTables(root=lake.root),
            "landing": landing,
            "previews": Previews(root=lake.root, url="http://127.0.0.1:3080"),
        },
        executor=dg.in_process_executor,
    )
    return Warm(definitions, instance, landing, lake)


def anew(world):
    """The same world as the next start of the process finds it."""
    return Warm(world.definitions, world.instance, world.landing, world.lake)


def silent():
    return Console(file=io.StringIO())


def partitions(lake):
    return [lake.partitions(table) for table in ("captures", "quarantine")]


def test_windows_that_landed_are_asked_for_without_a_detector_and_it_is_said(world):
    world.no_detector = "no detector can be opened: net.onnx is damaged"
    steps, said = world.steps()
    assert [step.job_name for step in steps] == ["judge_window"] * 3
    assert said == [world.no_detector]


def test_makes_every_window_and_then_finds_nothing_to_do(world):
    assert catch_up(world, silent()) == 0
    written = partitions(world.lake)
    assert [len(keys) for keys in written] == [3, 3]
    assert world.steps() == ([], [])


def test_a_log_counts_the_runs(world):
    said = io.StringIO()
    catch_up(world, Console(file=said, width=500))
    lines = said.getvalue().splitlines()
    first, *_, last = (line for line in lines if line.startswith("run "))
    assert first.startswith("run 1 of at least 4: judge_window north|")  # and the overview
    runs = len(jobs_done(world))
    assert last == f"run {runs} of {runs}: overview"
    assert sum(line.startswith("run ") for line in lines) == runs


def test_files_of_windows_that_are_not_live_are_told_of(world, tmp_path):
    land(tmp_path / "landing", NOON.replace(year=2001))
    said = io.StringIO()
    assert catch_up(world, Console(file=said, width=500)) == 0
    assert "files belong to windows that are not live" in said.getvalue()
    assert "windows.first_day" in said.getvalue()


def test_every_run_is_one_the_ui_can_list_by_job_and_partition(world):
    catch_up(world, silent())
    runs = [run for run in world.instance.get_runs() if run.job_name == "judge_window"]
    assert [run.status for run in runs] == [DagsterRunStatus.SUCCESS] * 3
    assert sorted(run.tags["dagster/partition"] for run in runs) == partitions(world.lake)[0]
    asset = dg.AssetKey("captures")
    assert world.instance.get_materialized_partitions(asset) == set(partitions(world.lake)[0])


def jobs_done(world):
    runs = sorted(world.instance.get_run_records(), key=lambda record: record.storage_id)
    return [
        (run.job_name, run.tags.get("dagster/partition", "|").split("|")[1])
        for run in (record.dagster_run for record in runs)
    ]


def test_many_days_landed_at_once_are_judged_once_each_after_their_baseline(world, tmp_path):
    days = [f"{NOON + timedelta(days=number):%Y-%m-%d}" for number in range(3)]
    for number in (1, 2):
        land(tmp_path / "landing", NOON + timedelta(days=number))
    assert catch_up(world, silent()) == 0
    noons = [LIVE.grid.key_of(NOON + timedelta(days=number)) for number in range(3)]
    first = [("judge_window", LIVE.grid.key_of(NOON.replace(hour=h))) for h in (10, 11, 12)]
    expected = [*first, ("summarise_day", days[0])]
    for day, noon in zip(days[1:], noons[1:], strict=True):
        expected += [("learn_baselines", day), ("judge_window", noon), ("summarise_day", day)]
    done = jobs_done(world)
    assert done[:-2] == expected
    assert [job for job, _ in done[-2:]] == ["learn_baselines", "overview"]  # that of today


def test_a_day_can_be_judged_again_though_it_is_up_to_date(world):
    catch_up(world, silent())
    before = len(jobs_done(world))
    day = f"{NOON:%Y-%m-%d}"
    assert judge_day(world, silent(), "north", day) == 0
    assert [job for job, _ in jobs_done(world)[before:]] == ["judge_window"] * 3
    assert world.steps() == ([], [])
    with pytest.raises(LandingError, match=f"no finished live window of site 'south' on '{day}'"):
        judge_day(world, silent(), "south", day)
    assert world.instance.get_dynamic_partitions(SITES_NAME) == ["north"]


def test_what_other_code_made_is_due_only_if_asked_for(world):
    catch_up(world, silent())
    asking = replace(anew(world), code_versions=code_versions())
    steps, _ = asking.steps()
    assert [step.job_name for step in steps] == ["judge_window"] * 3
    assert anew(world).steps() == ([], [])
    by_this_code = replace(anew(world), code_versions={"captures": code_versions()["captures"]})
    assert by_this_code.steps() == ([], [])  # captures alone are made by a real asset here


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
            catch_up(anew(world), silent())
    assert catch_up(anew(world), silent()) == 0
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
    assert left_out == ["2 partitions wait for a run in progress"]


def test_a_window_that_keeps_failing_ends_the_catching_up_and_is_counted(world, monkeypatch):
    from lotgraph.landing import take as room

    monkeypatch.setattr(room.take, "__defaults__", ("no probe",))  # opening a file raises TypeError
    out = silent()
    assert catch_up(world, out) == 6  # three windows, two attempts each
    said = " ".join(out.file.getvalue().split())
    assert "3 partitions failed too often and are left alone for now" in said
    assert "T1000Z: TypeError: 'str' object is not callable" in said
    assert world.lake.partitions("captures") == []


def test_who_starts_it_again_has_what_was_given_up_tried_again(world, monkeypatch):
    from lotgraph.landing import take as room

    with monkeypatch.context() as broken:
        broken.setattr(room.take, "__defaults__", ("no probe",))
        catch_up(world, silent())
    assert catch_up(world, silent()) == 0
    assert world.lake.partitions("captures") == []
    assert catch_up(anew(world), silent()) == 0
    assert len(world.lake.partitions("captures")) == 3


def test_a_full_disk_ends_it_at_once_and_is_no_attempt(world, monkeypatch):
    from lotgraph.lake import files

    def full(path, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as tight:
        tight.setattr(files, "_write_local", full)
        for _ in range(3):  # more often than a window is attempted
            with pytest.raises(NoRoomError, match="No space left on device; what was there before"):
                catch_up(anew(world), silent())
    assert catch_up(anew(world), silent()) == 0
    assert len(world.lake.partitions("captures")) == 3


def test_a_new_site_becomes_a_partition(world):
    world.steps()
    assert world.instance.get_dynamic_partitions(SITES_NAME) == ["north"]
