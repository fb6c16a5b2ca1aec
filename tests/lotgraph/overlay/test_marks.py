"""Marks of a frame: its boxes, and where their objects came along."""

import numpy as np
import polars as pl

from lotgraph.formats.columns import filled
from lotgraph.overlay.marks import TRAIL_FRAMES, Marked


def boxes(*rows, **more):
    """Rows of (frame, object, x0)."""
    columns = ["frame", "object_id", "x0_px"]
    table = pl.DataFrame(rows, columns, orient="row")
    sides = {"y0_px": 10.0, "x1_px": pl.col("x0_px") + 20, "y1_px": 50.0}
    return filled(table.with_columns(kind=pl.lit("car"), **sides).with_columns(**more))


def test_a_frame_has_its_own_boxes_and_no_others():
    marked = Marked(boxes((3, 1, 0), (5, 1, 8), (5, 2, 100), (6, 2, 104)))
    assert marked.at(5).box[:, 0].tolist() == [8, 100]
    assert marked.at(5).label == ("car 1", "car 2")
    assert len(marked.at(4).box) == 0
    assert len(marked.at(99).box) == 0


def test_an_object_trails_where_it_stood_the_oldest_first():
    marked = Marked(boxes(*((frame, 7, 3 * frame) for frame in (1, 2, 4)), (2, 8, 500)))
    (trail,) = marked.at(4).trail
    assert trail.tolist() == [[13, 50], [16, 50], [22, 50]], "the middle of each lower edge"


def test_a_trail_does_not_reach_further_back_than_it_may():
    marked = Marked(boxes(*((frame, 7, 0) for frame in range(200))))
    (trail,) = marked.at(150).trail
    assert len(trail) == TRAIL_FRAMES + 1


def test_the_order_of_rows_does_not_matter():
    table = boxes(*((frame, who, 3 * frame + who) for frame in range(9) for who in (1, 2, 3)))
    one, other = Marked(table), Marked(table.sample(fraction=1, shuffle=True, seed=3))
    for frame in range(9):
        np.testing.assert_array_equal(one.at(frame).box, other.at(frame).box)
        for trail, same in zip(one.at(frame).trail, other.at(frame).trail, strict=True):
            np.testing.assert_array_equal(trail, same)


def test_boxes_of_nobody_are_told_by_class_and_score_and_trail_nothing_behind():
    table = boxes((0, None, 0), (1, None, 9), (1, None, 60), score=pl.lit(0.514))
    marks = Marked(table).at(1)
    assert marks.label == ("car 51%", "car 51%")
    assert marks.tone[0] == marks.tone[1]
    assert [len(trail) for trail in marks.trail] == [1, 1]


def test_an_object_twice_in_a_frame_does_not_trail_itself():
    (one, other) = Marked(boxes((4, 1, 0), (4, 1, 90))).at(4).trail
    assert len(one) == len(other) == 1
