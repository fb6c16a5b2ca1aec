"""Viewer: one row per camera and hour, from a few frames."""

import numpy as np
import pytest

from lotgraph.health.measure import look
from lotgraph.health.plates import decode
from lotgraph.views.columns import CAMERA_VIEWS
from lotgraph.views.look import LOOKS_PER_WINDOW, Viewer, sparse_rate
from scripts.drawn.scene import Scene

SCENE = Scene(seed=3, size=(320, 180))


def frames(*times_s):
    return [look(SCENE.frame(number, t_s)) for number, t_s in enumerate(times_s)]


def table(looks):
    viewer = Viewer("north", "gate", 8)
    viewer.take(looks)
    return viewer.table()


def test_a_scene_gives_one_row_with_its_plate():
    [row] = table(frames(*range(0, 20, 2))).to_dicts()
    assert row["frames"] == 10
    assert decode(row["plate_png"], row["slopes"]).plate.shape == (180, 320)
    assert row["sway_px"] < 1.0
    assert row["still_share"] == 0.0


def test_traffic_is_not_in_the_plate():
    empty = look(Scene(seed=3, size=(320, 180), vehicles=0).frame(0, 0.0)).view
    [row] = table(frames(*range(0, 40, 2))).to_dicts()
    plate = decode(row["plate_png"], row["slopes"]).plate
    assert np.median(np.abs(plate.astype(int) - empty)) < 6


def test_black_frames_have_no_plate_and_no_sway():
    black = look(np.zeros((180, 320, 3), np.uint8))
    [row] = table([black, black]).to_dicts()
    assert row["plate_png"] is None
    assert row["sway_px"] is None
    assert row["still_share"] == 1.0


def test_nothing_looked_at_is_no_row():
    assert table([]).equals(CAMERA_VIEWS.empty())


@pytest.mark.parametrize("duration_s", [1.0, 60.0, 3600.0, 14_400.0])
def test_however_long_a_window_is_its_looks_stay_few(duration_s):
    assert duration_s * sparse_rate(duration_s) <= LOOKS_PER_WINDOW
