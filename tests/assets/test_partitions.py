"""Partitions: windows that are over, days from their first hour, sites as they come."""

from datetime import UTC, datetime, timedelta

from assets.partitions import DAYS, LIVE, SITE_DAYS, SITE_WINDOWS, WINDOWS
from lotgraph.landing import Live
from lotgraph.settings import Windows


def test_a_window_is_a_partition_once_it_is_over():
    keys = WINDOWS.get_partition_keys(current_time=LIVE.first + timedelta(hours=3, minutes=1))
    assert keys == [LIVE.grid.key_of(LIVE.first + timedelta(hours=h)) for h in range(3)]


def test_what_can_be_taken_is_what_dagster_has_a_partition_for():
    now = LIVE.first + timedelta(days=2, hours=5, minutes=17)
    last = WINDOWS.get_partition_keys(current_time=now)[-1]
    assert LIVE.grid.bounds(last)[1] == LIVE.over_at(now)


def test_a_day_is_a_partition_from_its_first_hour():
    now = LIVE.first + timedelta(days=1, hours=1)
    assert DAYS.get_partition_keys(current_time=now)[-1] == f"{now:%Y-%m-%d}"


def test_both_cuts_share_their_dimensions():
    names = [[d.name for d in cut.partitions_defs] for cut in (SITE_WINDOWS, SITE_DAYS)]
    assert names == [["site", "window"]] * 2


def test_live_windows_end_with_the_last_day():
    windows = Windows(first_day="2026-03-02", last_day="2026-03-04")
    live = Live.of(windows, datetime(2026, 11, 21, tzinfo=UTC))
    assert live.first == datetime(2026, 3, 2, tzinfo=UTC)
    assert live.over_at(datetime(2026, 11, 21, tzinfo=UTC)) == datetime(2026, 3, 5, tzinfo=UTC)


def test_live_windows_reach_back_as_far_as_the_horizon():
    live = Live.of(Windows(horizon_days=7), datetime(2026, 3, 9, 15, tzinfo=UTC))
    assert live.first == datetime(2026, 3, 2, tzinfo=UTC)
    assert live.over_at(datetime(2026, 3, 9, 15, tzinfo=UTC)).hour == 15
