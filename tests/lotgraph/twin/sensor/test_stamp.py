"""The time can be read off the picture."""

from dataclasses import replace

import numpy as np
import pytest

from lotgraph.twin.sensor.catalogue import sensor_model
from lotgraph.twin.sensor.stamp import SIGNS, WHITE, stamp, written


def read(dots):
    """The text of dots (7, n), six columns a sign."""
    columns = (dots * (1 << np.arange(7))[:, None]).sum(axis=0).reshape(-1, 6)[:, :5]
    known = {bytes.fromhex(code): sign for sign, code in SIGNS.items()}
    return "".join(known[bytes(column.astype(np.uint8).tolist())] for column in columns)


def test_what_is_written_reads_as_it_was():
    assert read(written("12-03-2026 08:00:59", 1)) == "12-03-2026 08:00:59"
    assert written("A", 3).shape == (21, 18)


def test_all_signs_differ():
    assert len(set(SIGNS.values())) == len(SIGNS)


@pytest.mark.parametrize("corner", ["upper_left", "upper_right", "lower_left", "lower_right"])
def test_the_time_lies_in_its_corner_and_the_name_opposite(corner, clock):
    model = replace(sensor_model("dome_4mp"), stamp=corner)
    picture = np.full((360, 640, 3), 100, np.uint8)
    stamp(picture, model, "north", clock, 1)
    rows, columns = np.nonzero(picture[..., 0] == WHITE)
    low, right = rows > 180, columns > 320
    is_time = (low == corner.startswith("lower")) & (right == corner.endswith("right"))
    assert is_time.any()
    assert ((low == ~corner.startswith("lower")) | is_time).all() or (~is_time).any()
    assert (low[~is_time] != corner.startswith("lower")).all()
    assert (right[~is_time] != corner.endswith("right")).all()
    assert (picture != 100).mean() < 0.02


def test_a_small_picture_cuts_the_writing_off(clock):
    picture = np.full((64, 64, 3), 100, np.uint8)
    stamp(picture, sensor_model("bullet_cheap"), "a-very-long-name-of-a-camera", clock, 2)
    assert picture.shape == (64, 64, 3)


def test_a_camera_without_writing_writes_nothing(clock):
    picture = np.full((64, 64, 3), 100, np.uint8)
    stamp(picture, sensor_model("mini_dome"), "north", clock, 1)
    assert (picture == 100).all()
