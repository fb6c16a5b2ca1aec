"""captures and quarantine as Dagster runs them, on clips that were encoded a moment ago."""

import os
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import av
import dagster as dg
import numpy as np
import pytest
from PIL import Image

from assets.captures.asset import TakeConfig, captures
from assets.captures.checks import captures_gate
from assets.partitions import LIVE, SITES
from lotgraph.captures.columns import CAPTURES, QUARANTINE
from lotgraph.lake.record import Origin
from lotgraph.lake.store import Lake
from resources.lake import LakeTables
from resources.landing import FolderLanding
from resources.previews import Previews

START = LIVE.over_at(datetime.now(UTC)) - timedelta(hours=26)
KEY = LIVE.grid.key_of(START)
SETTINGS = """
[arrivals]
settle_s = 30
[sites.north]
timezone = "Europe/Berlin"
[sites.north.cameras.gate]
[sites.north.cameras.ramp]
clock_offset_s = 12.5
"""


def draw(path, shade=0):
    """One second of ten frames."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream("mpeg4", rate=10)
        stream.width, stream.height = 64, 48
        for i in range(10):
            pixels = np.full((48, 64, 3), (shade + 10 * i) % 256, np.uint8)
            file.mux(stream.encode(av.VideoFrame.from_ndarray(pixels)))
        file.mux(stream.encode())


class World:
    """A landing folder, a lake, and runs of one window."""

    def __init__(self, folder, instance):
        self.landing, self.lake = folder / "landing", Lake(str(folder / "lake"))
        (folder / "lotgraph.toml").write_text(SETTINGS)
        self.landing.mkdir()
        self.instance = instance
        instance.add_dynamic_partitions(SITES.name, ["north", "unplaced"])
        self.resources = {
            "lake": LakeTables(root=self.lake.root),
            "previews": Previews(root=self.lake.root, url="http://127.0.0.1:3080"),
            "landing": FolderLanding(
                root=str(self.landing), settings_path=str(folder / "lotgraph.toml")
            ),
        }

    def land(self, uri, content=None, shade=0, age_s=3600):
        path = self.landing / uri
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            draw(path, shade)
        else:
            path.write_bytes(content)
        at = datetime.now(UTC).timestamp() - age_s
        os.utime(path, (at, at))
        return path

    def run(self, site="north", key=KEY, instance=None, **config):
        return dg.materialize(
            [captures],
            partition_key=dg.MultiPartitionKey({"site": site, "window": key}),
            instance=instance or self.instance,
            resources=self.resources,
            run_config=dg.RunConfig(ops={"captures": TakeConfig(**config)}),
            raise_on_error=False,
        )

    def tables(self, site="north", key=KEY):
        return [self.lake.read(table, f"{site}|{key}") for table in (CAPTURES, QUARANTINE)]


@pytest.fixture
def world(tmp_path, instance):
    return World(tmp_path, instance)


def name(minute, ending="mp4"):
    return f"{START + timedelta(minutes=minute):%Y-%m-%dT%H-%M-%SZ}.{ending}"


def why_stopped(result):
    assert not result.success
    [failure] = [e for e in result.all_events if e.is_step_failure]
    return (failure.step_failure_data.error.cause or failure.step_failure_data.error).message


def test_every_landed_file_is_in_one_of_the_two_tables(world):
    world.land(f"north/gate/{name(0)}")
    world.land(f"north/gate/{name(1)}")  # the same bytes
    world.land(f"north/ramp/{name(0)}", shade=60)
    world.land(f"north/gate/{name(2)}", b"")
    world.land(f"north/gate/{name(3)}", b"Dear diary, this is no video. " * 20)
    world.land(f"north/roof/{name(0)}", shade=90)
    before = {p: p.read_bytes() for p in world.landing.rglob("*.mp4")}
    assert world.run().success
    used, refused = world.tables()
    assert used["camera_id"].to_list() in (["gate", "ramp"], ["ramp", "gate"])
    assert dict(refused.select("uri", "reason").rows()) == {
        f"north/gate/{name(1)}": "duplicate",
        f"north/gate/{name(2)}": "empty",
        f"north/gate/{name(3)}": "not_video",
        f"north/roof/{name(0)}": "unknown_camera",
    }
    assert {p: p.read_bytes() for p in world.landing.rglob("*.mp4")} == before


def test_whole_sentences_of_what_was_refused_are_shown(world):
    uri = f"north/gate/{name(0)}"
    world.land(uri, b"Dear diary, this is no video. " * 20)
    events = world.run().asset_materializations_for_node("captures")
    [table] = [e.metadata["refusals"] for e in events if "refusals" in e.metadata]
    [row] = world.tables()[1].to_dicts()
    assert [shown.data for shown in table.records] == [
        {"refused": f"{uri}: not_video: {row['explanation']}"}
    ]


def test_times_are_true_utc(world):
    world.land(f"north/ramp/{name(0)}")
    world.run()
    [row] = world.tables()[0].to_dicts()
    assert row["started_at"] == START - timedelta(seconds=12.5)
    assert row["ended_at"] - row["started_at"] == timedelta(seconds=1)
    assert row["frames"] == 10


def test_what_lies_under_no_known_site_is_refused_under_unplaced(world):
    world.land(f"east/gate/{name(0)}")
    world.land("loose.mp4", age_s=26 * 3600)
    arrived = LIVE.grid.key_of(datetime.now(UTC) - timedelta(hours=26))
    for key in {KEY, arrived}:
        assert world.run("unplaced", key).success
    found = {uri for key in {KEY, arrived} for uri in world.tables("unplaced", key)[1]["uri"]}
    assert found == {f"east/gate/{name(0)}", "loose.mp4"}


def test_a_file_that_is_still_being_written_is_not_taken(world):
    world.land(f"north/gate/{name(0)}")
    world.land(f"north/gate/{name(1)}", shade=50, age_s=0)
    result = world.run()
    assert [t.height for t in world.tables()] == [1, 0]
    [event, *_] = result.asset_materializations_for_node("captures")
    assert event.metadata["still_changing"].value == 1


def test_a_picture_shows_what_landed_and_the_records_name_it(world):
    world.land(f"north/gate/{name(0)}")
    world.land("north/loose.mp4", b"", age_s=26 * 3600)
    result = world.run()
    for event in result.asset_materializations_for_node("captures"):
        table = event.asset_key.path[-1]
        [sha256] = world.lake.record(table, f"north|{KEY}").origin.previews
        assert f"/preview/{sha256}" in event.metadata["timeline"].value
        assert list((world.landing.parent / "lake").rglob(f"{sha256}.*"))


def test_a_video_in_a_folder_of_stills_is_told_of(world):
    folder = name(0).removesuffix(".mp4")
    picture = world.land(f"north/gate/{folder}/1.png", b"")
    Image.new("RGB", (64, 48)).save(picture)
    world.land(f"north/gate/{folder}/clip.mp4")
    world.land(f"north/gate/{folder}/1.png", picture.read_bytes())
    result = world.run()
    [row] = world.tables()[0].to_dicts()
    assert row["kind"] == "stills"
    assert [w for w in row["warnings"] if "clip.mp4" in w and "not used" in w]
    [event] = [
        e for e in result.asset_materializations_for_node("captures") if "captures" in e.metadata
    ]
    [shown] = event.metadata["warnings"].records
    assert shown.data["warned of"].startswith(f"{row['uri']}: {row['warnings'][0]}")


def test_a_manifest_brings_its_footage_along_in_a_folder_named_like_it(world):
    footage = name(0).removesuffix("mp4") + "footage"
    world.land(f"north/gate/{footage}/part1.mp4")
    world.land(f"north/gate/{footage}/part2.mp4", shade=60)
    world.land(f"north/gate/{name(0, 'uris')}", f"{footage}/part1.mp4".encode())
    assert world.run().success
    [used], refused = world.tables()[0].to_dicts(), world.tables()[1]
    assert (used["kind"], used["frames"]) == ("manifest", 10)
    assert [w for w in used["warnings"] if "not listed: part2.mp4" in w]
    assert refused.is_empty()
    world.land(
        f"north/gate/{name(0, 'uris')}", f"{footage}/part1.mp4\n{footage}/part2.mp4".encode()
    )
    world.run()
    [used] = world.tables()[0].to_dicts()
    assert (used["frames"], used["warnings"]) == (20, [])


def test_an_empty_window_is_an_empty_table_that_keeps_its_columns(world):
    assert world.run().success
    assert [t.schema for t in world.tables()] == [CAPTURES.schema, QUARANTINE.schema]


def test_running_again_gives_the_same_bytes(world):
    world.land(f"north/gate/{name(0)}")
    world.land("north/gate/nameless.mp4", age_s=26 * 3600)
    world.run()
    records = [world.lake.record(t, f"north|{KEY}") for t in ("captures", "quarantine")]
    world.run()
    assert [world.lake.record(t, f"north|{KEY}") for t in ("captures", "quarantine")] == records


def test_a_vanished_capture_stops_the_run_until_someone_lets_go_of_it(world):
    gone = world.land(f"north/gate/{name(0)}")
    world.land(f"north/gate/{name(1)}", shade=50)
    world.run()
    gone.unlink()
    assert f"1 captures of north|{KEY} are gone" in why_stopped(world.run())
    assert world.tables()[0].height == 2
    assert world.run(accept_missing=True).success
    assert world.tables()[0].height == 1


def under_an_older_contract(lake, *, without=()):
    """Store the captures of the window again as an earlier version of the code did."""
    rows = lake.read(CAPTURES, f"north|{KEY}").drop("warnings", *without)
    kept = tuple(column for column in CAPTURES.columns if column.name in rows.columns)
    older = replace(CAPTURES, version=0, columns=kept)
    lake.write(older, f"north|{KEY}", rows, Origin())


@pytest.mark.parametrize("without", [(), ("sha256",)])
def test_a_changed_contract_loses_no_capture_unnoticed(world, without):
    gone = world.land(f"north/gate/{name(0)}")
    world.land(f"north/gate/{name(1)}", shade=50)
    world.run()
    under_an_older_contract(world.lake, without=without)
    content, at = gone.read_bytes(), gone.stat().st_mtime
    gone.unlink()
    assert f"1 captures of north|{KEY} are gone" in why_stopped(world.run())
    gone.write_bytes(content)
    os.utime(gone, (at, at))
    assert world.run().success
    assert world.tables()[0].height == 2


def test_an_old_table_that_cannot_be_read_stops_the_run_until_someone_lets_go(world):
    world.land(f"north/gate/{name(0)}")
    world.run()
    [table] = (world.landing.parent / "lake" / "captures").rglob("*.parquet")
    table.write_bytes(b"damaged")
    assert f"which captures north|{KEY} had cannot be told" in why_stopped(world.run())
    assert world.run(accept_missing=True).success
    assert world.tables()[0].height == 1


def test_a_refused_file_that_was_renamed_as_told_becomes_a_capture(world):
    wrong = world.land("north/gate/first.mp4", age_s=26 * 3600)
    arrived = LIVE.grid.key_of(datetime.now(UTC) - timedelta(hours=26))
    world.run(key=arrived)
    assert world.tables(key=arrived)[1]["reason"].to_list() == ["wrong_name"]
    wrong.rename(wrong.with_name(name(0)))
    assert world.run(key=arrived).success
    assert world.run().success
    assert world.tables()[0].height == 1
    assert arrived == KEY or world.tables(key=arrived)[1].is_empty()


def test_a_link_out_of_the_landing_folder_is_refused_unread(world, tmp_path):
    draw(tmp_path / "secret.mp4")
    link = world.land(f"north/gate/{name(1)}").with_name(name(0))
    link.symlink_to(tmp_path / "secret.mp4")
    os.utime(link, (1, 1), follow_symlinks=False)
    world.run()
    assert world.tables()[1]["reason"].to_list() == ["outside_landing"]


def test_a_file_that_may_not_be_read_is_refused_and_stops_nothing(world, monkeypatch):
    from lotgraph.errors import CaptureError
    from lotgraph.landing import take as room

    bare = room.probe

    def deny(address):
        if address.endswith(name(0)):
            raise CaptureError("permission", f"{address}: may not be read")
        return bare(address)

    world.land(f"north/gate/{name(0)}")
    world.land(f"north/gate/{name(1)}", shade=50)
    monkeypatch.setattr(room.take, "__defaults__", (deny,))
    assert world.run().success
    assert world.tables()[1]["reason"].to_list() == ["permission"]
    assert world.tables()[0].height == 1


@pytest.mark.parametrize("accept_missing", [False, True])
def test_captures_in_a_folder_that_may_not_be_read_are_not_lost(world, monkeypatch, accept_missing):
    hidden = world.land(f"north/gate/{name(0)}").parent
    world.land(f"north/ramp/{name(0)}", shade=50)
    world.run()
    at = (START + timedelta(hours=3)).timestamp()
    os.utime(hidden, (at, at))
    bare = os.scandir

    def scandir(path):
        if str(path) == str(hidden):
            raise PermissionError(13, "Permission denied")
        return bare(path)

    monkeypatch.setattr(os, "scandir", scandir)
    stopped = why_stopped(world.run(accept_missing=accept_missing))
    assert "lie in north/gate, which this user may not read" in stopped
    assert world.tables()[0].height == 2
    other = LIVE.grid.key_of(START + timedelta(hours=3))
    assert world.run(key=other).success
    assert world.tables(key=other)[1].select("uri", "reason").rows() == [
        ("north/gate", "permission")
    ]


def test_two_runs_of_one_window_at_once_leave_whole_tables(world):
    for minute in range(4):
        world.land(f"north/gate/{name(minute)}", shade=20 * minute)

    def run_on_a_machine_of_its_own():
        with dg.DagsterInstance.ephemeral() as other:
            other.add_dynamic_partitions(SITES.name, ["north"])
            world.run(instance=other)

    runs = [threading.Thread(target=run_on_a_machine_of_its_own) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert world.tables()[0].height == 4


def test_the_record_says_what_was_read_and_under_which_settings(world):
    world.land(f"north/gate/{name(0)}")
    world.run()
    origin = world.lake.record("captures", f"north|{KEY}").origin
    assert len(origin.sources) == 64
    assert origin.config["clock_offset_s"] == {"gate": 0.0, "ramp": 12.5}
    assert origin.config["timezone"] == "Europe/Berlin"
    assert origin.config["future_tolerance_s"] == 300.0
    assert origin.code_version


def test_the_record_of_unplaced_names_the_sites_that_its_refusals_list(world):
    world.land(f"east/gate/{name(0)}")
    world.run("unplaced")
    [row] = world.tables("unplaced")[1].to_dicts()
    assert "Known sites are north;" in row["explanation"]
    assert world.lake.record("quarantine", f"unplaced|{KEY}").origin.config["known_sites"] == [
        "north"
    ]


def test_a_capture_that_ends_before_it_starts_breaks_a_promise():
    asked = {key.name for key in captures_gate.check_keys}
    assert "ended_at_not_before_started_at" in asked
