"""arrivals: asks for each window whose files its tables do not tell of, once, and not for ever."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest
from dagster import DagsterRunStatus

from assets.partitions import LIVE, SITES
from jobs import attempts
from lotgraph.errors import LandingError
from sensors.arrivals import arrivals


class Tomorrow(datetime):
    """A clock that is more than `arrivals.retry_hours` ahead."""

    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + timedelta(hours=25)


def asked(result):
    return [str(request.partition_key) for request in result.run_requests or []]


def test_asks_for_each_window_with_files_and_adds_its_site(world):
    world.land(5)
    world.land(5, minute=30)
    world.land(4, "south")
    result = world.tick(arrivals)
    assert asked(result) == [f"north|{world.key(5)}", f"south|{world.key(4)}"]
    assert sorted(world.instance.get_dynamic_partitions(SITES.name)) == ["north", "south"]


def test_is_quiet_once_the_tables_tell_of_every_file(world):
    world.land(5)
    for request in world.tick(arrivals).run_requests:
        assert world.carry_out(request).success
    result = world.tick(arrivals)
    assert not asked(result)
    assert result.skip_reason.skip_message == "every file is told of"


def test_a_late_file_reopens_its_own_window_only(world):
    for hours_ago in (7, 6, 5):
        world.land(hours_ago)
    for request in world.tick(arrivals).run_requests:
        world.carry_out(request)
    world.land(6, minute=20)
    assert asked(world.tick(arrivals)) == [f"north|{world.key(6)}"]


def test_a_replaced_file_reopens_its_window_and_so_does_its_return(world):
    at = world.start(4).timestamp()
    keys = set()
    for content in (b"first", b"second one", b"first"):
        path = world.land(5, content=content)
        os.utime(path, (at, at))
        [request] = world.tick(arrivals).run_requests
        keys.add(request.run_key)
        world.carry_out(request)
    assert len(keys) == 3
    assert not asked(world.tick(arrivals))


def test_a_file_that_may_be_read_at_last_reopens_its_window(world, monkeypatch):
    path = world.land(5, content=b"footage")
    path.chmod(0)
    bare = os.access
    monkeypatch.setattr(os, "access", lambda p, mode: str(p) != str(path) and bare(p, mode))
    text = (world.folder / "lotgraph.toml").read_text()
    world.configure(text.replace("[arrivals]", "[arrivals]\nsettle_s = 0"))
    [request] = world.tick(arrivals).run_requests
    assert world.carry_out(request).success
    assert not asked(world.tick(arrivals))
    path.chmod(0o644)
    assert asked(world.tick(arrivals)) == [f"north|{world.key(5)}"]


@pytest.fixture
def manifest(world):
    """Lands a manifest and has it taken; returns a function that lands its member."""
    store = world.folder / "store"
    store.mkdir()
    text = (world.folder / "lotgraph.toml").read_text()
    world.configure(text.replace("[arrivals]", f'[arrivals]\nfootage_roots = ["{store}"]'))
    listing = world.land(5, content=f"{store}/1.mp4".encode())
    listing.rename(listing.with_suffix(".uris"))
    world.land(4)

    def put(content, age_s=1800):
        (store / "1.mp4").write_bytes(content)
        at = datetime.now(UTC).timestamp() - age_s
        os.utime(store / "1.mp4", (at, at))

    return put


def settle(world):
    for request in world.tick(arrivals).run_requests:
        assert world.carry_out(request).success
    assert not asked(world.tick(arrivals))


def test_a_missing_member_of_a_manifest_reopens_its_window_when_it_appears(world, manifest):
    settle(world)
    manifest(b"first", age_s=90_000)
    assert asked(world.tick(arrivals)) == [f"north|{world.key(5)}"]
    settle(world)


def test_a_replaced_member_of_a_manifest_reopens_its_window_once_it_rests(world, manifest):
    manifest(b"first")
    settle(world)
    manifest(b"other", age_s=0)
    assert not asked(world.tick(arrivals))
    manifest(b"other", age_s=60)
    [request] = world.tick(arrivals).run_requests
    assert str(request.partition_key) == f"north|{world.key(5)}"
    assert world.tick(arrivals).run_requests[0].run_key == request.run_key
    settle(world)


def test_members_are_looked_at_some_windows_a_tick_in_turn(world, manifest, monkeypatch):
    monkeypatch.setattr("lotgraph.landing.members.ROUND_S", 0)
    other = world.land(6, content=f"{world.folder}/store/1.mp4".encode())
    other.rename(other.with_suffix(".uris"))
    settle(world)
    manifest(b"first")
    found = [asked(world.tick(arrivals)) for _ in range(4)]
    assert sorted(found[:2]) == [[f"north|{world.key(6)}"], [f"north|{world.key(5)}"]]
    assert found[2:] == found[:2]


def test_members_outside_the_allowed_folders_are_not_looked_at(world, manifest):
    manifest(b"first")
    text = (world.folder / "lotgraph.toml").read_text()
    world.configure(text.replace(f'["{world.folder}/store"]', "[]"))
    settle(world)
    manifest(b"other")
    assert not asked(world.tick(arrivals))


def test_a_refused_file_that_was_cleared_away_reopens_its_window(world):
    path = world.land(5)
    world.land(5, minute=10, content=b"x")
    [request] = world.tick(arrivals).run_requests
    world.carry_out(request)
    path.unlink()
    [request] = world.tick(arrivals).run_requests
    world.carry_out(request)
    assert not asked(world.tick(arrivals))


def test_a_file_that_grows_is_left_alone_until_it_rests(world):
    path = world.land(5, age_s=0)
    result = world.tick(arrivals)
    assert not asked(result)
    assert "a file is still being written" in result.skip_reason.skip_message
    at = world.start(4).timestamp()
    os.utime(path, (at, at))
    assert asked(world.tick(arrivals))


def test_a_window_that_is_not_over_waits_and_is_said(world):
    world.land(0, age_s=60)
    result = world.tick(arrivals)
    assert not asked(result)
    assert "1 files wait in windows that are not over yet" in result.skip_reason.skip_message


def test_files_of_windows_that_are_not_live_are_told_of_by_name_and_once_at_quarantine(world):
    path = world.land(5)
    old = path.rename(path.with_name("clip.mp4"))
    os.utime(old, (1_000_000_000, 1_000_000_000))
    world.land(24 * 1000)
    result = world.tick(arrivals)
    assert not asked(result)
    assert "2 files belong to windows that are not live" in result.skip_reason.skip_message
    assert "north/gate/clip.mp4" in result.skip_reason.skip_message
    [told] = result.asset_events
    assert (told.asset_key, told.metadata["not_taken"].value) == (dg.AssetKey("quarantine"), 2)
    first, second = (row.data["not taken"] for row in told.metadata["files"].records)
    assert first.startswith(
        "north/gate/clip.mp4: of window 2001-09-09T0100Z. 'clip.mp4' holds no s"
    )
    assert all("windows.first_day re-opens it" in said for said in (first, second))
    again = world.tick(arrivals)
    assert not again.asset_events
    assert again.skip_reason == result.skip_reason
    old.unlink()
    [told] = world.tick(arrivals).asset_events
    assert told.metadata["not_taken"].value == 1


def test_files_that_were_told_of_before_their_window_aged_are_not_told_of_again(world, monkeypatch):
    world.land(5)
    for request in world.tick(arrivals).run_requests:
        assert world.carry_out(request).success
    aged = replace(LIVE, first=world.start(0), horizon=None)
    monkeypatch.setattr("sensors.arrivals.LIVE", aged)
    assert not world.tick(arrivals).asset_events
    world.land(5, minute=10)
    [told] = world.tick(arrivals).asset_events
    [row] = told.metadata["files"].records
    assert "-10-00Z.mp4: of window " in row.data["not taken"]


def test_asks_for_a_batch_at_a_time_the_oldest_first(world):
    for hours_ago in range(9, 4, -1):
        world.land(hours_ago)
    first = world.tick(arrivals)
    assert asked(first) == [f"north|{world.key(h)}" for h in (9, 8, 7)]
    for request in first.run_requests:
        world.carry_out(request)
    assert asked(world.tick(arrivals)) == [f"north|{world.key(h)}" for h in (6, 5)]


def test_the_same_question_gets_the_same_run_key(world):
    world.land(5)
    first, second = (world.tick(arrivals).run_requests[0] for _ in range(2))
    assert first.run_key == second.run_key


def test_a_window_with_a_run_in_progress_waits_for_it(world):
    world.land(5)
    [request] = world.tick(arrivals).run_requests
    run = world.instance.create_run_for_job(
        dg.job(name="judge_window")(lambda: None),
        tags={**request.tags, "dagster/partition": str(request.partition_key)},
        status=DagsterRunStatus.STARTED,
    )
    result = world.tick(arrivals)
    assert not asked(result)
    assert "wait for a run in progress" in result.skip_reason.skip_message
    world.instance.report_run_failed(run)
    assert asked(world.tick(arrivals))


def test_a_window_that_keeps_failing_is_given_up_until_later_or_its_input_changes(
    world, monkeypatch
):
    world.land(5)
    run_keys = []
    for _ in range(2):
        [request] = world.tick(arrivals).run_requests
        run_keys.append(request.run_key)
        run = world.instance.create_run_for_job(
            dg.job(name="judge_window")(lambda: None),
            tags={**request.tags, "dagster/partition": str(request.partition_key)},
        )
        world.instance.report_run_failed(run)
    assert len(set(run_keys)) == 2
    result = world.tick(arrivals)
    assert not asked(result)
    assert f"failed too often and are left alone for now (north|{world.key(5)}" in (
        result.skip_reason.skip_message
    )
    with monkeypatch.context() as tomorrow:
        tomorrow.setattr(attempts, "datetime", Tomorrow)
        [request] = world.tick(arrivals).run_requests
        assert request.run_key not in run_keys
    assert not asked(world.tick(arrivals))
    world.land(5, minute=10)
    assert asked(world.tick(arrivals))


def test_a_camera_added_to_the_settings_reopens_the_windows_it_has_files_in(world):
    world.land(6)
    world.land(5)
    world.land(5).rename(world.land(5).parent.parent / "roof.mp4")
    (world.folder / "landing/north/roof").mkdir()
    (world.folder / "landing/north/roof.mp4").rename(
        world.folder / f"landing/north/roof/{world.start(5):%Y-%m-%dT%H-%M-%SZ}.mp4"
    )
    for request in world.tick(arrivals).run_requests:
        world.carry_out(request)
    assert not asked(world.tick(arrivals))
    text = (world.folder / "lotgraph.toml").read_text()
    world.configure(text + "[sites.north.cameras.roof]\n")
    assert asked(world.tick(arrivals)) == [f"north|{world.key(5)}"]


@pytest.mark.parametrize("damaged", ["record.json", "*.parquet"])
def test_a_damaged_table_is_asked_for_and_made_again_when_allowed_and_stops_no_other_window(
    world, damaged
):
    world.land(6)
    world.land(5)
    for request in world.tick(arrivals).run_requests:
        world.carry_out(request)
    for table in ("captures", "quarantine"):
        [path] = (world.folder / f"lake/{table}/north/{world.key(5)}").glob(damaged)
        path.write_bytes(b"{")
    world.land(5, minute=10)
    [request] = world.tick(arrivals).run_requests
    assert str(request.partition_key) == f"north|{world.key(5)}"
    assert not world.carry_out(request).success  # captures may be gone, and nobody would know
    assert world.carry_out(request, accept_missing=True).success
    assert not asked(world.tick(arrivals))


def test_a_site_that_cannot_be_listed_is_said_and_the_others_go_on(world, monkeypatch):
    world.land(5)
    world.land(5, "south")
    bare = os.scandir

    def refuse(path):
        if str(path).endswith("/south"):
            raise PermissionError(13, "Permission denied")
        return bare(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert asked(world.tick(arrivals)) == [f"north|{world.key(5)}"]


def test_a_landing_folder_that_is_gone_is_an_error_not_silence(world):
    (world.folder / "landing").rmdir()
    with pytest.raises(LandingError):
        world.tick(arrivals)
