"""Which windows are live, also for a process that runs for weeks."""

from datetime import UTC, date, datetime, timedelta

from lotgraph.landing.live import Live
from lotgraph.settings import Windows

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def test_the_horizon_moves_on_with_time():
    live = Live.of(Windows(horizon_days=5), NOON)
    assert live.first == datetime(2026, 3, 5, tzinfo=UTC)
    later = NOON + timedelta(days=3)
    assert live.at(later) == Live.of(Windows(horizon_days=5), later)


def test_a_clock_that_goes_backwards_reopens_nothing():
    live = Live.of(Windows(horizon_days=5), NOON)
    assert live.at(NOON - timedelta(days=2)) == live


def test_a_first_day_that_was_set_stays():
    live = Live.of(Windows(first_day=date(2026, 3, 1), last_day=date(2026, 3, 4)), NOON)
    assert live.at(NOON + timedelta(days=400)) == live
    assert live.end == datetime(2026, 3, 5, tzinfo=UTC)
