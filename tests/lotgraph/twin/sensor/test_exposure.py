"""Exposure follows light, as far as shutter and gain go."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.sensor.catalogue import SENSORS, sensor_model
from lotgraph.twin.sensor.exposure import (
    Exposure,
    Metered,
    lamp_rows,
    memory,
    meter,
    setting,
)

LEVELS = st.floats(-6, 2).map(lambda power: 10.0**power)
NAMES = st.sampled_from(sorted(SENSORS))


def seen(level):
    return Exposure((Metered(level, 1.0, 1.0),))


@given(NAMES, LEVELS, st.booleans())
def test_shutter_and_gain_stay_within_what_the_camera_has(name, level, is_night):
    model = sensor_model(name)
    taken = setting(model, seen(level), length=8, is_grey=is_night)
    assert model.shortest_s <= taken.shutter_s <= model.longest_s
    assert 1 <= taken.gain <= model.most_gain
    wanted = model.key * model.full_well_e / (model.electrons_per_kcd_s * level)
    if not taken.is_grey and model.shortest_s <= wanted and taken.gain < model.most_gain:
        goes_without = max(wanted / taken.shutter_s, 1.0) ** model.dims
        assert taken.shutter_s * taken.gain == pytest.approx(wanted / goes_without, rel=1e-6)


@given(NAMES, LEVELS, LEVELS)
def test_more_light_is_never_exposed_longer(name, one, other):
    model = sensor_model(name)
    dim, bright = (setting(model, seen(x), length=8) for x in sorted((one, other)))
    assert dim.shutter_s * dim.gain >= bright.shutter_s * bright.gain * (1 - 1e-9)


def test_exposure_lags_behind_light_and_then_rests():
    model, fps = replace(sensor_model("dome_4mp"), dims=0.0), 5.0
    length = memory(model, fps)
    totals = []
    for lit in range(length + 1):
        history = seen(0.01).history * (length - lit) + seen(1.0).history * lit
        taken = setting(model, Exposure(history), length=length)
        totals.append(taken.shutter_s * taken.gain)
    assert all(a > b for a, b in itertools.pairwise(totals))
    assert totals[0] / totals[-1] == pytest.approx(100, rel=0.01)
    middle = totals[round(model.lag_s * fps)]
    assert totals[-1] * 1.5 < middle < totals[0] / 1.5


@pytest.mark.parametrize(("red", "blue"), [(1.6, 0.5), (0.8, 1.3)])
def test_white_balance_takes_out_its_share_of_a_cast(red, blue):
    model = replace(sensor_model("dome_4mp"), white_bias=(1.0, 1.0))
    exposure = Exposure((Metered(1.0, red, blue),))
    taken = setting(model, exposure, length=3)
    assert taken.red == pytest.approx(red**-0.85)
    assert taken.blue == pytest.approx(blue**-0.85)


def test_a_night_is_shown_darker_than_a_day():
    model = sensor_model("box_pro")
    shown = []
    for level in (1.0, 0.003, 0.001):
        taken = setting(model, seen(level), length=3)
        shown.append(taken.shutter_s * taken.gain * level)
    assert shown[0] > 1.2 * shown[1] > 1.2 * 1.1 * shown[2]


def test_a_lamp_in_view_hardly_moves_the_meter():
    model = sensor_model("dome_4mp")
    light = np.full((90, 160, 3), 0.01, np.float32)
    plain = meter(model, light).level
    assert plain == pytest.approx(0.01, rel=1e-5)
    light[4:8, 4:8] = 10.0
    assert plain < meter(model, light).level < 2 * plain


def test_lamps_flicker_only_through_a_short_shutter():
    model = replace(sensor_model("dome_4mp"), mains_hz=50.0, flicker=0.2)
    whole = lamp_rows(model, 0.02, 1.234, 1.0, 360)
    np.testing.assert_allclose(whole, 1.0, atol=1e-6)
    short = lamp_rows(model, 0.001, 1.234, 1.0, 360)
    assert short.max() == pytest.approx(1.2, abs=0.01)
    assert short.min() == pytest.approx(0.8, abs=0.01)
    np.testing.assert_allclose(lamp_rows(model, 0.001, 1.234, 0.0, 360), 1.0)
    crossings = (np.diff(np.sign(short - 1)) != 0).sum()
    assert crossings in {6, 7}  # 3.3 periods of 100 Hz while the rows are read
