"""What the overview promises beyond its contract."""

from assets.overview.checks import site_overview_gate


def test_footage_in_two_windows_is_shown_and_stops_nothing():
    blocking = {spec.name: spec.blocking for spec in site_overview_gate.check_specs}
    assert not blocking.pop("repeated_at_most_0")
    assert all(blocking.values())
    assert "last_at_not_before_first_at" in blocking
