"""Weather is that of the site, the month and the part of the day, and of one split alone."""

from collections import Counter
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.plan.generate import generate
from lotgraph.twin.stage.climate import shares_at, weather_at
from lotgraph.twin.stage.weather import RANGES, SHARES, Weather

BERLIN = next(plan for plan in map(generate, range(0, 80, 2)) if "Berlin" in plan.timezone)
MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2099, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
LATITUDES = st.floats(-90, 90)


def year_of(plan, seed):
    """A moment of each part of each day, and the weather then."""
    first = datetime(2026, 1, 1, 2, tzinfo=UTC)
    moments = [first + timedelta(hours=h) for h in range(0, 365 * 24, 6)]
    return [(moment, weather_at(plan, seed, moment)) for moment in moments]


@given(LATITUDES, MOMENTS)
def test_shares_come_to_one_and_no_warm_month_has_snow(latitude_deg, moment):
    shares = shares_at(latitude_deg, moment)
    assert sum(shares.values()) == pytest.approx(1)
    assert min(shares.values()) >= 0
    warm = range(5, 11) if latitude_deg > 0 else (11, 12, 1, 2, 3, 4)
    if moment.month in warm or abs(latitude_deg) < 35:
        assert shares["snow"] == 0


def test_a_year_in_the_middle_of_europe_has_the_shares_that_are_drawn_without_a_site():
    shares = [
        shares_at(50.0, datetime(2026, month, 15, hour, tzinfo=UTC))
        for month in range(1, 13)
        for hour in (0, 6, 12, 18)
    ]
    for kind, share in SHARES.items():
        assert sum(one[kind] for one in shares) / len(shares) == pytest.approx(share, abs=0.015)


def test_fog_is_of_mornings_in_the_dark_half_of_the_year():
    def fog(month, hour):
        return shares_at(50.0, datetime(2026, month, 15, hour, tzinfo=UTC))["fog"]

    assert min(fog(month, 8) for month in (10, 11, 12, 1)) > 5 * max(
        fog(month, 8) for month in (5, 6, 7)
    )
    for month in range(1, 13):
        assert fog(month, 8) == max(fog(month, hour) for hour in (2, 8, 14, 20))
        assert fog(month, 14) < fog(month, 8) / 5


def test_the_south_has_its_winter_in_july():
    summer, winter = (datetime(2026, month, 15, 8, tzinfo=UTC) for month in (1, 7))
    assert shares_at(-45.0, winter) == shares_at(45.0, summer)
    assert shares_at(-45.0, summer)["snow"] == 0 < shares_at(-45.0, winter)["snow"]


def test_what_is_drawn_is_as_often_as_its_share():
    drawn, likely = Counter(), Counter()
    for seed in range(4):
        for moment, weather in year_of(BERLIN, seed):
            drawn[weather.kind] += 1
            there = moment.astimezone(ZoneInfo(BERLIN.timezone))
            likely.update(shares_at(BERLIN.latitude_deg, there))
    assert drawn.keys() == SHARES.keys()
    for kind, number in drawn.items():
        # Neighbouring days are alike, so that fewer than were counted are by themselves.
        assert number == pytest.approx(likely[kind], rel=0.35), kind


def test_weather_lasts():
    year = [weather for _, weather in year_of(BERLIN, 0)]
    same = sum(one.kind == other.kind for one, other in pairwise(year))
    by_chance = sum((number / len(year)) ** 2 for number in Counter(w.kind for w in year).values())
    assert same / len(year) > 1.7 * by_chance


def test_seeds_sites_and_days_have_weather_of_their_own():
    morning = datetime(2026, 11, 20, 8, tzinfo=UTC)
    plans = [generate(seed) for seed in range(12)]
    found = {weather_at(plan, seed, morning) for plan in plans for seed in range(3)}
    found |= {weather_at(plans[0], 0, morning + timedelta(days=n)) for n in range(1, 9)}
    assert len(found) == 12 * 3 + 8


@given(st.integers(0, 60), st.integers(0, 2**31), MOMENTS)
def test_no_number_of_the_weather_is_of_both_splits(band_of, site, seed, moment):
    plan = generate(site % 4)  # a few, of both splits
    weather = weather_at(plan, seed, moment)
    assert weather == weather_at(plan, seed, moment)
    ranges = RANGES[weather.kind]
    for name in {field.name for field in fields(Weather)} & ranges.keys():
        assert band_of(getattr(weather, name), *ranges[name]) == plan.split
