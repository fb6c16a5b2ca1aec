"""The demo may be stopped, played with and started again."""

import io
import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from functools import partial

import dagster as dg
import polars as pl
import pytest
from rich.console import Console
from rich.progress import Progress

from jobs.warm import PROCESS_TAG
from scripts.demo.faults import told
from scripts.demo.home import Home
from scripts.demo.labels import write_labels
from scripts.demo.land import land
from scripts.demo.orphans import close_orphans
from scripts.demo.report import report
from scripts.demo.serve import announce, refuse_taken_ports
from scripts.footage.folder import SHIPPED, Folder
from scripts.footage.orders import RECORDED


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


def test_footage_lands_when_it_arrived_and_only_what_is_not_there_yet(home):
    with Progress(disable=True) as progress:
        land(home, progress)
        files = Folder(SHIPPED).files()
        lost, kept = (home.landing / file.uri for file in files[:2])
        kept.write_bytes(b"kept")
        lost.rename(lost.with_name(f".{lost.name}"))  # as a killed demo leaves it
        land(home, progress)
    assert lost.read_bytes() == (SHIPPED / "landing" / files[0].uri).read_bytes()
    assert kept.read_bytes() == b"kept"
    for file in files[2:]:
        assert (home.landing / file.uri).stat().st_mtime == file.landed_at.timestamp()


NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FILE = "north/gate/2026-03-02T12-00-04.000Z.mp4"  # as the camera's clock names it
COPY, OTHER = "north/gate/20260302T120004Z.mp4", "north/gate/2026-03-02T13-00-04.000Z.mp4"


def told_of(tmp_path, kind, *, health=(), refused=(), damaged=()):
    """What is told of ten seconds' fault at noon, by a camera whose clock is five seconds ahead."""
    tables = {
        "twin_faults": {
            "site_id": ["north"],
            "camera_id": ["gate"],
            "kind": [kind],
            "begins_at": [NOON],
            "ends_at": [NOON + timedelta(seconds=10)],
        },
        "twin_frames": {
            "site_id": ["north"] * 2,
            "camera_id": ["gate"] * 2,
            "uri": [FILE] * 2,
            "captured_at": [NOON + timedelta(seconds=second) for second in (-1, 1)],
            "delivered_at": [NOON + timedelta(seconds=second) for second in (-1, 1)],
            "clock_at": [NOON + timedelta(seconds=second) for second in (4, 6)],
        },
    }
    for name, columns in tables.items():
        (tmp_path / name).mkdir(exist_ok=True)
        pl.DataFrame(columns).write_parquet(tmp_path / name / "north.parquet")
    camera = {"site_id": pl.String, "camera_id": pl.String}
    began = {**camera, "kind": pl.String, "began_by_clock": pl.Datetime("us", "UTC")}
    file = {"uri": pl.String}
    (fault,), untrue = told(
        tmp_path,
        pl.DataFrame([("north", *one) for one in health], schema=began, orient="row"),
        pl.DataFrame(list(refused), schema={**file, "reason": pl.String}, orient="row"),
        pl.DataFrame([(one,) for one in damaged], schema=file, orient="row"),
    )
    return fault.is_found, fault.late_s, untrue.height


def test_a_fault_is_found_where_the_camera_s_own_clock_showed_it(tmp_path):
    at = {second: NOON + timedelta(seconds=second) for second in (4, 5, 6, 15, 17)}
    for second, late_s in ((5, -1.0), (6, 0.0), (15, 9.0)):
        found = told_of(tmp_path, "defocused", health=[("gate", "blurred", at[second])])
        assert found == (True, late_s, 0)
    for wrong in (
        ("gate", "blurred", at[4]),
        ("gate", "blurred", at[17]),
        ("gate", "black", at[6]),
        ("exit", "blurred", at[6]),
    ):
        assert told_of(tmp_path, "defocused", health=[wrong]) == (False, None, 1)


def test_a_fault_of_files_is_found_where_its_file_is_refused_or_known_as_damaged(tmp_path):
    assert told_of(tmp_path, "empty", refused=[(FILE, "empty")]) == (True, None, 0)
    assert told_of(tmp_path, "empty", refused=[(FILE, "future")]) == (False, None, 0)
    assert told_of(tmp_path, "truncated", damaged=[FILE]) == (True, None, 0)
    assert told_of(tmp_path, "duplicate", damaged=[FILE]) == (False, None, 0)
    for one in (FILE, COPY):  # of two that are alike, either may be the one that is used
        assert told_of(tmp_path, "duplicate", refused=[(one, "duplicate")]) == (True, None, 0)


def test_another_file_of_the_same_camera_does_not_make_a_fault_of_files_found(tmp_path):
    assert told_of(tmp_path, "empty", refused=[(OTHER, "empty")]) == (False, None, 0)
    assert told_of(tmp_path, "truncated", damaged=[OTHER]) == (False, None, 0)


def test_addresses_are_printed_on_one_line_however_narrow_the_terminal():
    begin = "http://127.0.0.1:3000/assets/camera_health?view=partitions&partition=shop%7C2026-11-04"
    said = io.StringIO()
    announce(Console(file=said, width=40), {"Previews": "http://127.0.0.1:3080"}, begin)
    assert "  Previews     http://127.0.0.1:3080" in said.getvalue().splitlines()
    assert f"  {begin}" in said.getvalue().splitlines()


@pytest.mark.parametrize(("port", "way"), [(0, "make demo PORT="), (1, "docs/operations.md")])
def test_a_port_that_is_taken_is_told_with_what_to_do(home, monkeypatch, port, way):
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        doors = [free.getsockname()[1]] * 2
        doors[port] = taken.getsockname()[1]
        monkeypatch.setenv("LOTGRAPH__SERVER__PORT", str(doors[1]))
        with pytest.raises(RuntimeError, match=f"port {doors[port]} is taken") as refused:
            refuse_taken_ports(doors[0])
    assert way in str(refused.value)


@pytest.mark.parametrize(("detector", "is_told"), [("ours", True), ("own.onnx", False)])
def test_low_figures_are_explained_if_our_detector_looked(home, monkeypatch, detector, is_told):
    monkeypatch.setenv("LOTGRAPH__DETECTIONS__DETECTOR", detector)
    said = io.StringIO()
    report(Console(file=said, width=500))
    assert ("docs/detector-model.md" in said.getvalue()) == is_told


def test_servers_end_when_whoever_started_them_is_killed():
    # Whoever runs tests in the background has switched Ctrl-C off for all below.
    heed = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    server = subprocess.Popen(["sleep", "60"], start_new_session=True, preexec_fn=heed)
    command = [sys.executable, "-m", "scripts.demo.guard", str(server.pid)]
    guard = subprocess.Popen(command, stdin=subprocess.PIPE)
    with pytest.raises(subprocess.TimeoutExpired):
        server.wait(timeout=1)
    guard.stdin.close()  # as the kernel does for who is killed
    assert server.wait(timeout=30) == -signal.SIGINT
    assert guard.wait(timeout=30) == 0


def test_labels_of_the_shipped_captures_tell_the_weather_that_was_ordered(tmp_path):
    write_labels(Folder(SHIPPED), tmp_path)
    rows = pl.read_parquet(tmp_path / "**" / "*.parquet", include_file_paths="file")
    pattern = r"(?<site>garage|shop).*2026-11-0(?<day>\d)T(?<hour>\d\d)"
    named = rows["file"].str.extract_groups(pattern).struct.unnest()
    captures = named.with_columns(rows["weather"]).drop_nulls().unique()
    ahead = {"garage": 2, "shop": 1}  # hours of UTC
    told = {
        (int(day), int(hour) + ahead[site]): sky for site, day, hour, sky in captures.iter_rows()
    }
    assert told == {(day, int(begins[:2])): sky for day, begins, _, sky in RECORDED}
    assert len(captures) == 2 * len(RECORDED), "each site has one sky at a time"
    assert (rows["whole_id"] == rows["object_id"]).all()
