"""Weather goes on through a rendering and changes where one capture follows another."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.deliver.order import Order
from lotgraph.twin.deliver.skies import skies
from lotgraph.twin.plan.generate import generate
from lotgraph.twin.stage.climate import weather_at
from lotgraph.twin.stage.weather import Weather

PLANS = [generate(seed) for seed in (3, 12, 15)]
BEGINS_AT = datetime(2026, 11, 20, 7, tzinfo=UTC)
DAY_S = 86400.0
# The last is a night in which clocks are put back, and so of one hour more.
BEGINNINGS = st.sampled_from([BEGINS_AT, datetime(2026, 10, 24, 21, 7, 3, tzinfo=UTC)])


@given(
    st.sampled_from(PLANS),
    st.integers(0, 99),
    BEGINNINGS,
    st.floats(1.0, 4 * DAY_S),
    st.sampled_from([2.0, 300.0, 3600.0, 7 * 3600.0, DAY_S]),
)
def test_stretches_cover_all_of_it_in_whole_captures_by_the_sky_of_their_time(
    plan, seed, begins_at, duration_s, capture_s
):
    found = skies(plan, seed, begins_at, duration_s, capture_s)
    assert found[0].begins_s == 0
    assert found[-1].ends_s == duration_s
    for one, other in pairwise(found):
        assert one.ends_s == other.begins_s
        assert one.weather != other.weather
        assert (one.ends_s / capture_s).is_integer()
    if capture_s <= 300:
        order = Order(plan, seed, begins_at, duration_s, found[0].weather, stretches=found)
        for hours in range(int(duration_s // 3600) + 1):
            # Away from where it may change: a capture may go on in what was before.
            t_s = hours * 3600.0 + 1800.0
            if t_s < duration_s:
                assert order.weather_at(t_s) == weather_at(plan, seed, order.moment(t_s))


def test_pieces_are_the_same_as_in_one_weather():
    found = skies(PLANS[1], 0, BEGINS_AT, 2 * DAY_S, 300.0)
    assert len(found) > 2
    one = Order(PLANS[1], 0, BEGINS_AT, 2 * DAY_S, Weather())
    assert replace(one, stretches=found).pieces == one.pieces


def test_days_differ_and_none_depends_on_when_it_began():
    """Of a week, as long as it lasts, each day is as if the rendering began with it."""
    plan, capture_s = PLANS[2], 300.0
    zone = ZoneInfo(plan.timezone)
    begins_at = datetime(2026, 6, 1, tzinfo=zone)
    week = skies(plan, 5, begins_at, 7 * DAY_S, capture_s)
    order = Order(plan, 5, begins_at, 7 * DAY_S, week[0].weather, stretches=week)
    later = skies(plan, 5, begins_at + timedelta(days=3), DAY_S, capture_s)
    assert [one.weather for one in later] == [
        order.weather_at(3 * DAY_S + one.begins_s) for one in later
    ]
    assert len({one.weather for one in week}) >= 7


@pytest.mark.parametrize("site", range(0, 24, 2))
def test_a_default_seed_does_not_give_every_site_the_same_weather(site):
    """By seed 0 alone every site of the split had fog, at any hour of the year."""
    plan = generate(site)
    year = [BEGINS_AT + timedelta(days=n) for n in range(0, 365, 15)]
    assert len({weather_at(plan, 0, moment).kind for moment in year}) >= 3
