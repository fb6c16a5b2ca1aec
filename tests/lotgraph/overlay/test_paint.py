"""Painting marks over a frame."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.formats.columns import filled
from lotgraph.overlay.marks import Marked
from lotgraph.overlay.paint import LEAST_HEIGHT_PX, colour_of, paint

GREY = np.full((480, 640, 3), 90, np.uint8)


def one(box, **more):
    x0, y0, x1, y1 = box
    row = {"frame": 0, "object_id": 5, "kind": "car", "x0_px": x0, "y0_px": y0, "x1_px": x1}
    table = pl.DataFrame([row | {"y1_px": y1}], infer_schema_length=None)
    return Marked(filled(table).with_columns(**more)).at(0)


def changed(painted):
    return (painted != GREY).any(axis=2)


def test_a_box_is_drawn_where_it_is_in_the_colour_of_its_object():
    painted = paint(GREY, one((100, 200, 300, 400)))
    assert painted[200, 200].tolist() == list(colour_of(5))
    assert painted[400, 200].tolist() == list(colour_of(5))
    _, columns = np.nonzero(changed(painted)[201:])
    assert columns.min() >= 98
    assert columns.max() <= 302
    assert (GREY == 90).all(), "the frame itself stays"


def test_what_was_not_seen_is_dashed():
    seen, unseen = (
        (paint(GREY, one((100, 200, 300, 400), is_seen=is_seen))[400, 100:300] == colour_of(5))
        .all(axis=1)
        .mean()
        for is_seen in (pl.lit(True), pl.lit(False))
    )
    assert seen > 0.98
    assert 0.3 < unseen < 0.7


def test_small_frames_are_enlarged_by_a_whole_number_and_boxes_with_them():
    small = np.full((90, 160, 3), 90, np.uint8)
    painted = paint(small, one((20, 40, 60, 80)))
    assert painted.shape == (540, 960, 3)
    assert painted.shape[0] >= LEAST_HEIGHT_PX
    assert painted[6 * 80, 6 * 40].tolist() == list(colour_of(5))


def test_a_frame_without_marks_stays_as_it_is():
    np.testing.assert_array_equal(
        paint(GREY, Marked(filled(pl.DataFrame({"frame": []}))).at(0)), GREY
    )


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4), st.sampled_from(["", "car", "x" * 400])
)
def test_any_box_can_be_drawn(corners, kind):
    x0, x1 = sorted(corners[::2])
    y0, y1 = sorted(corners[1::2])
    painted = paint(GREY, one((x0, y0, x1, y1), kind=pl.lit(kind)))
    assert painted.shape == GREY.shape


def test_neighbours_in_number_differ_in_colour():
    colours = np.array([colour_of(k) for k in range(6)])
    apart = np.abs(colours[:, None] - colours[None]).sum(axis=2) + 999 * np.eye(6, dtype=int)
    assert apart.min() > 90
