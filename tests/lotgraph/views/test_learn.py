"""merge_day and learn: what is typical survives days at fault."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.health.plates import decode, encode, reference_of, row_of
from lotgraph.views.columns import CAMERA_BASELINES, CAMERA_VIEWS, DAILY_VIEWS, WHOLE_DAY
from lotgraph.views.learn import learn, merge_day
from lotgraph.views.plate import most_typical

SCENE = np.random.default_rng(5).integers(0, 255, (40, 320), dtype=np.uint8)
COVERED = np.full_like(SCENE, 60)


def view(camera="gate", hour=8, level=100.0, plate=SCENE, frames=10):
    numbers = {"bright_share": 0.1, "contrast": 90.0, "noise": 3.0, "block_ratio": 0.2} | {
        "noise_spread": 0.1,
        "block_ratio_spread": 0.05,
    }
    return CAMERA_VIEWS.table(
        site_id=["north"],
        camera_id=[camera],
        hour=[hour],
        frames=[frames],
        level=[level],
        **{name: [value] for name, value in numbers.items()},
        edge_width_px=[3.0],
        still_share=[0.0],
        sway_px=[0.2],
        plate_png=[None if plate is None else encode(plate)],
        slopes=[None if plate is None else [float(plate.mean())] * 32],
    )


def days_of(*views):
    return pl.concat([merge_day(one) for one in views])


def test_windows_of_one_hour_become_one_row_of_their_day():
    rows = merge_day(pl.concat([view(level=90), view(level=110), view(hour=9)]))
    assert rows.select("hour", "frames", "level").rows() == [(8, 20, 100.0), (9, 10, 100.0)]
    assert rows.schema == DAILY_VIEWS.schema


def test_a_baseline_has_a_row_for_each_hour_and_one_for_the_whole_day():
    rows = learn(days_of(view(hour=8), view(hour=20, level=20)))
    assert rows["hour"].to_list() == [WHOLE_DAY, 8, 20]
    assert rows["days"].to_list() == [1, 1, 1]
    assert rows["level"].to_list() == [60.0, 100.0, 20.0]


@given(st.permutations([True, True, False, False, False]))
def test_days_with_a_covered_lens_do_not_become_normal(is_covered):
    days = [view(plate=COVERED if bad else SCENE, level=60 if bad else 100) for bad in is_covered]
    reference = reference_of(learn(days_of(*days)), "gate", 8)
    assert (reference.plate == SCENE).all()
    assert learn(days_of(*days))["level"].to_list() == [100.0, 100.0]


def test_an_unknown_hour_falls_back_to_the_whole_day():
    rows = learn(days_of(view(hour=8)))
    assert row_of(rows, "gate", 3)["hour"] == WHOLE_DAY
    assert row_of(rows, "ramp", 8) is None


def test_days_without_a_plate_leave_none_to_compare_with():
    rows = learn(days_of(view(plate=None)))
    assert reference_of(rows, "gate", 8) is None


def test_slopes_come_from_the_day_of_the_plate():
    rows = learn(days_of(view(), view(plate=COVERED), view()))
    assert rows["slopes"].to_list()[1] == pytest.approx([float(SCENE.mean())] * 32)


def test_nothing_known_is_an_empty_baseline_with_its_schema():
    assert learn(DAILY_VIEWS.empty()).equals(CAMERA_BASELINES.empty())
    assert merge_day(CAMERA_VIEWS.empty()).equals(DAILY_VIEWS.empty())


def test_after_a_camera_was_replaced_only_plates_of_the_new_size_count():
    small, wide = encode(SCENE), encode(np.zeros((60, 320), np.uint8))
    assert most_typical([small, small, wide], [[0.0] * 32, [0.0] * 32, [0.0] * 48]) == 2
    assert most_typical([None, None], [None, None]) is None


def test_of_equally_typical_plates_the_latest_is_taken():
    plates = [encode(SCENE), encode(COVERED)]
    for order in (plates, plates[::-1]):
        assert most_typical(order, [[0.0] * 32] * 2) == 1
    assert most_typical([plates[0]] * 3, [[0.0] * 32] * 3) == 2
    assert most_typical([*plates, None], [[0.0] * 32] * 3) == 1


def test_a_plate_comes_back_as_it_was():
    assert (decode(encode(SCENE), [0.0] * 32).plate == SCENE).all()
