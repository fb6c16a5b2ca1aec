"""The sun stands where it does, and light follows it and the weather."""

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.plan import Plan
from lotgraph.twin.seeds import SPLITS
from lotgraph.twin.stage.light import LUMINANCE, light_at
from lotgraph.twin.stage.weather import RANGES, Weather, draw_weather
from lotgraph.twin.sun import sun_direction

PLAN = Plan("lot", "train", 0, lanes=(), stalls=(), cameras=())
MOMENTS = st.floats(0, 60).map(
    lambda years: datetime(1990, 1, 1, tzinfo=UTC) + timedelta(days=365.2 * years)
)


def noaa(latitude_deg, longitude_deg, moment):
    """Elevation and azimuth by the formulas of NOAA's solar calculator (Meeus)."""
    century = ((moment - datetime(2000, 1, 1, 12, tzinfo=UTC)) / timedelta(days=1)) / 36525
    mean = 280.46646 + century * (36000.76983 + century * 0.0003032)
    anomaly = np.radians(357.52911 + century * (35999.05029 - 0.0001537 * century))
    eccentric = 0.016708634 - century * (0.000042037 + 0.0000001267 * century)
    centre = (
        np.sin(anomaly) * (1.914602 - century * (0.004817 + 0.000014 * century))
        + np.sin(2 * anomaly) * (0.019993 - 0.000101 * century)
        + np.sin(3 * anomaly) * 0.000289
    )
    node = np.radians(125.04 - 1934.136 * century)
    longitude = np.radians(mean + centre - 0.00569 - 0.00478 * np.sin(node))
    seconds = 21.448 - century * (46.815 + century * (0.00059 - century * 0.001813))
    tilt = np.radians(23 + (26 + seconds / 60) / 60 + 0.00256 * np.cos(node))
    declination = np.arcsin(np.sin(tilt) * np.sin(longitude))
    y = np.tan(tilt / 2) ** 2
    twice = 2 * np.radians(mean)
    equation_min = 4 * np.degrees(
        y * np.sin(twice)
        - 2 * eccentric * np.sin(anomaly)
        + 4 * eccentric * y * np.sin(anomaly) * np.cos(twice)
        - 0.5 * y * y * np.sin(2 * twice)
        - 1.25 * eccentric**2 * np.sin(2 * anomaly)
    )
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    minutes = (moment - midnight) / timedelta(minutes=1)
    hour = np.radians((minutes + equation_min + 4 * longitude_deg) / 4 - 180)
    latitude = np.radians(latitude_deg)
    up = np.sin(latitude) * np.sin(declination) + np.cos(latitude) * np.cos(declination) * np.cos(
        hour
    )
    east = -np.cos(declination) * np.sin(hour)
    north = np.cos(latitude) * np.sin(declination) - np.sin(latitude) * np.cos(
        declination
    ) * np.cos(hour)
    return np.array([east, north, up])


@given(st.floats(-70, 70), st.floats(-180, 180), MOMENTS)
def test_the_sun_stands_within_a_twentieth_of_a_degree_of_noaas(latitude, longitude, moment):
    ours = sun_direction(latitude, longitude, moment)
    apart = np.degrees(np.linalg.norm(ours - noaa(latitude, longitude, moment)))
    assert apart < 0.05
    assert np.linalg.norm(ours) == pytest.approx(1)


def test_at_noon_of_midsummer_it_stands_over_the_tropic():
    sun = sun_direction(23.437, 0.0, datetime(2024, 6, 20, 12, 1, 50, tzinfo=UTC))
    assert np.degrees(np.arccos(sun[2])) < 0.05


@given(MOMENTS, st.sampled_from(sorted(RANGES)), st.sampled_from(SPLITS), st.integers(0, 99))
def test_all_light_is_a_number_and_none_is_negative(moment, kind, split, seed):
    light = light_at(PLAN, moment, draw_weather(seed, split, kind))
    for field in ("beam", "zenith", "horizon", "cloud", "sky", "bounce", "fog"):
        column = getattr(light, field)
        assert np.isfinite(column).all()
        assert (column >= 0).all()
    assert light.sky.min() > 0


def test_a_day_is_bright_at_noon_red_at_dusk_and_lit_by_lamps_at_night():
    noon, dusk, night = (
        light_at(PLAN, datetime(2026, 6, 20, 11, tzinfo=UTC) + timedelta(hours=hours), Weather())
        for hours in (0, 8.3, 12.5)
    )
    assert 80 < noon.beam @ LUMINANCE < 120
    assert dusk.beam[0] / dusk.beam[2] > 2 > noon.beam[0] / noon.beam[2]
    assert noon.sky @ LUMINANCE > 100 * (dusk.sky @ LUMINANCE) / 50
    assert night.sky @ LUMINANCE < 0.003
    assert [light.are_lamps_on for light in (noon, dusk, night)] == [False, False, True]
    assert not night.is_beam_seen


def test_a_covered_sky_casts_no_shadow():
    noon = datetime(2026, 6, 20, 11, tzinfo=UTC)
    covered = Weather(kind="overcast", cloud=1.0, sunshine=0.0)
    assert light_at(PLAN, noon, Weather()).is_beam_seen
    assert not light_at(PLAN, noon, covered).is_beam_seen


@given(st.sampled_from(sorted(RANGES)), st.sampled_from(SPLITS), st.integers(0, 2**40))
def test_no_number_of_one_splits_weather_is_drawn_by_the_other(band_of, kind, split, seed):
    weather = draw_weather(seed, split, kind)
    for field in fields(Weather):
        if field.name in RANGES[kind]:
            low, high = RANGES[kind][field.name]
            value = getattr(weather, field.name)
            assert low <= value <= high
            assert band_of(value, low, high) == split
