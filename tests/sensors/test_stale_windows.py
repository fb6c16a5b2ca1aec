"""stale_windows: asks for the judging of windows whose records name other tables than now are."""

import polars as pl
import pytest

from assets.partitions import SITES
from jobs import standing
from lotgraph.captures.columns import CAPTURES
from lotgraph.lake.record import Origin, Upstream
from lotgraph.tables import Column, Contract
from sensors import stale_windows as room

JUDGED = Contract("judged", "One.", 1, ("n",), (Column("n", pl.Int64(), "It."),))


@pytest.fixture
def judged(world, monkeypatch):
    """Writes captures and what was judged from them, five hours ago unless said."""
    world.instance.add_dynamic_partitions(SITES.name, ["north"])
    monkeypatch.setattr(standing, "judged_tables", lambda: ["judged"])

    class Judged:
        def capture(self, size, hours_ago=5):
            partition = f"north|{world.key(hours_ago)}"
            rows = CAPTURES.empty() if not size else CAPTURES.table(**_row(size))
            return world.lake.write(CAPTURES, partition, rows, Origin())

        def judge(self, captures):
            read = [Upstream("captures", captures.partition, captures.data_version)]
            world.lake.write(JUDGED, captures.partition, JUDGED.table(n=[1]), Origin(), read)

    return Judged()


def _row(size):
    from datetime import UTC, datetime

    at = [datetime(2026, 3, 2, tzinfo=UTC)]
    words = ("capture_id", "site_id", "camera_id", "uri", "sha256", "kind", "codec")
    numbers = ("size_bytes", "width_px", "height_px", "fps", "frames", "duration_s")
    return (
        {word: ["x"] for word in words}
        | {number: [size] for number in numbers}
        | dict.fromkeys(("landed_at", "started_at", "ended_at"), at)
        | {"clock_offset_s": [0.0], "decodable_share": [1.0], "warnings": [[]]}
    )


def asked(result):
    return [str(request.partition_key) for request in result.run_requests or []]


def test_asks_for_windows_that_were_captured_and_not_judged(world, judged):
    judged.capture(1)
    [request] = world.tick(room.stale_windows).run_requests
    assert str(request.partition_key) == f"north|{world.key(5)}"
    assert request.asset_selection is None  # the gates of captures must have their say again


def test_is_quiet_while_the_records_agree(world, judged):
    judged.judge(judged.capture(1))
    assert not asked(world.tick(room.stale_windows))


def test_asks_again_when_captures_have_changed_since(world, judged):
    judged.judge(judged.capture(1))
    changed = judged.capture(2)
    assert asked(world.tick(room.stale_windows)) == [changed.partition]
    judged.judge(changed)
    assert not asked(world.tick(room.stale_windows))


def test_windows_before_the_live_ones_are_left_alone(world, judged):
    judged.capture(1, hours_ago=24 * 400)
    assert not asked(world.tick(room.stale_windows))


def test_gives_up_after_the_attempts_the_settings_allow(world, judged):
    import dagster as dg

    judged.capture(1)
    for _ in range(2):
        [request] = world.tick(room.stale_windows).run_requests
        run = world.instance.create_run_for_job(
            dg.job(name="judge_window")(lambda: None),
            tags={**request.tags, "dagster/partition": str(request.partition_key)},
        )
        world.instance.report_run_failed(run)
    result = world.tick(room.stale_windows)
    assert not asked(result)
    assert "given up" in result.skip_reason.skip_message
