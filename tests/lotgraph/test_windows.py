"""Windows by their keys."""

from datetime import timedelta

import pytest

from lotgraph.windows import WindowGrid


@pytest.mark.parametrize(
    ("minutes", "first", "count"),
    [(30, "2026-03-01T2200Z", 5), (60, "2026-03-01T2200Z", 3), (1440, "2026-03-01T0000Z", 2)],
)
def test_windows_that_reach_back_are_as_many_as_hold_that_time(minutes, first, count):
    grid = WindowGrid(timedelta(minutes=minutes))
    keys = grid.keys_until("2026-03-02T0000Z", timedelta(hours=2))
    assert (keys[0], len(keys), keys[-1]) == (first, count, "2026-03-02T0000Z")
    assert grid.count(timedelta(hours=2)) == count - 1
