"""No sensor is of both splits."""

from dataclasses import fields, replace

import numpy as np
import pytest

from lotgraph.errors import TwinError
from lotgraph.twin import names
from lotgraph.twin.seeds import SPLITS
from lotgraph.twin.sensor.catalogue import SENSORS, sensor_model
from lotgraph.twin.sensor.expose import tone_curve

VARIED = ("full_well_e", "read_noise_e", "matrix", "blur_px", "key", "glare")


def test_each_split_has_six_sensors_and_shares_none():
    train, held_out = (set(names.SENSORS[split]) for split in SPLITS)
    assert len(train) >= 6
    assert len(held_out) >= 6
    assert not train & held_out


@pytest.mark.parametrize("name", VARIED)
def test_what_shapes_a_picture_most_differs_between_all_of_them(name):
    values = [getattr(model, name) for model in SENSORS.values() if model.split]
    assert len(set(values)) == len(values)


def test_colours_keep_grey_grey():
    for model in SENSORS.values():
        for row in model.matrix:
            assert sum(row) == pytest.approx(1.0)


def test_tones_rise_and_contrast_parts_dark_from_light():
    for model in SENSORS.values():
        curve, plain = tone_curve(model), tone_curve(replace(model, contrast=0.0))
        assert (np.diff(curve) >= 0).all()
        assert curve[[0, -1]] == pytest.approx(plain[[0, -1]])
        if model.contrast > 0:
            assert curve[plain < 0.3].mean() < plain[plain < 0.3].mean()
            assert curve[plain > 0.7].mean() > plain[plain > 0.7].mean()


def test_a_name_is_that_of_its_model():
    assert all(model.name == name for name, model in SENSORS.items())
    assert {field.name for field in fields(sensor_model("plain"))} >= set(VARIED)


def test_an_unknown_name_gets_a_sentence():
    with pytest.raises(TwinError, match="'gopro' is none of"):
        sensor_model("gopro")


@pytest.mark.parametrize("split", SPLITS)
def test_a_site_has_two_sensors_of_its_split_and_sites_differ(split):
    sites = [{names.draw_sensor(seed, split, f"cam{k}") for k in range(30)} for seed in range(40)]
    assert all(len(site) == 2 for site in sites)
    assert set().union(*sites) == set(names.SENSORS[split])
    assert names.draw_sensor(4, split, "cam1") == names.draw_sensor(4, split, "cam1")
