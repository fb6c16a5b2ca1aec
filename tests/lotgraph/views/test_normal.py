"""normals_of: what the judge takes as normal, for captures whose camera's view is known."""

from datetime import UTC, datetime
from math import isnan

import polars as pl
import pytest

from lotgraph.views.columns import CAMERA_BASELINES
from lotgraph.views.learn import learn, merge_day
from lotgraph.views.normal import normals_of
from tests.lotgraph.views.test_learn import view

WIDE = (1280, 320)  # four rows of sixteen tiles
FOUR_ROWS = pl.lit([9.0] * 64, pl.List(pl.Float32))


def learnt(*views):
    return learn(merge_day(pl.concat(views))).with_columns(slopes=FOUR_ROWS)


def baseline(hour=8, **changes):
    return learnt(view(hour=hour, **changes))


def captures(*hours, size=WIDE):
    return pl.DataFrame(
        [
            {
                "camera_id": "gate",
                "capture_id": f"at {hour}",
                "started_at": datetime(2026, 3, 2, hour, 59, tzinfo=UTC),
                "width_px": size[0],
                "height_px": size[1],
            }
            for hour in hours
        ]
    )


def test_a_measure_is_normal_within_three_deviations():
    normal = normals_of(baseline(), captures(8))["at 8"]
    assert normal.noise == pytest.approx(3.0 + 3 * 0.1)
    assert normal.block_ratio == pytest.approx(0.2 + 3 * 0.05)
    assert (normal.detail, normal.still_share) == (1.0, 0.0)
    assert normal.sway_px == pytest.approx(0.2)


def test_each_capture_goes_by_the_hour_in_which_it_starts():
    dusk = learnt(view(hour=17, level=90), view(hour=18, level=50))
    normals = normals_of(dusk, captures(17, 18))
    assert set(normals) == {"at 17", "at 18"}
    levels = {name: (one.darkest_level, one.brightest_level) for name, one in normals.items()}
    assert levels["at 17"] == levels["at 18"] == (50, 90)  # an hour runs into the next


def test_hours_without_a_row_go_by_the_whole_day():
    found = normals_of(baseline(8), captures(3, 8))
    assert found["at 3"] == found["at 8"]


def test_what_was_never_seen_is_normal_whatever_it_is():
    rarely = baseline().with_columns(still_share=None, sway_px=None)
    normal = normals_of(rarely, captures(8))["at 8"]
    assert isnan(normal.still_share)
    assert normal.sway_px == 0.0


def test_a_camera_without_a_plate_is_judged_by_itself():
    assert normals_of(baseline(plate=None), captures(8)) == {}
    assert normals_of(CAMERA_BASELINES.empty(), captures(8)) == {}


def test_pictures_of_another_shape_than_the_plate_are_said_to_have_no_normals():
    assert normals_of(baseline(), captures(8, size=(640, 480))) == {"at 8": None}
