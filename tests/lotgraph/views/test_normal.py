"""normals_at: what the judge takes as normal, for cameras whose view is known."""

import pytest

from lotgraph.views.columns import CAMERA_BASELINES
from lotgraph.views.learn import learn, merge_day
from lotgraph.views.normal import normals_at
from tests.lotgraph.views.test_learn import view


def baseline(**changes):
    return learn(merge_day(view(**changes)))


def test_a_measure_is_normal_within_three_deviations():
    normal = normals_at(baseline(), 8)["gate"]
    assert normal.noise == pytest.approx(3.0 + 3 * 0.1)
    assert normal.block_ratio == pytest.approx(0.2 + 3 * 0.05)
    assert (normal.detail, normal.still_share) == (1.0, 0.0)
    assert normal.sway_px == pytest.approx(0.2)


def test_hours_without_a_row_go_by_the_whole_day():
    assert normals_at(baseline(hour=8), 3) == normals_at(baseline(hour=8), 8)


def test_a_camera_without_a_plate_is_judged_by_itself():
    assert normals_at(baseline(plate=None), 8) == {}
    assert normals_at(CAMERA_BASELINES.empty(), 8) == {}
