import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lotgraph.twin.plan.shapes import overlaps, rectangles
from lotgraph.twin.world.arcs import Mark, end_of, length_of, round_off, split
from lotgraph.twin.world.kernels import first_hit, touch
from lotgraph.twin.world.lines.kernels import lay
from lotgraph.twin.world.trips import reversed_pieces

LEAST_M = 4.0
COORDINATES = st.floats(-40, 40)
POINTS = st.tuples(COORDINATES, COORDINATES)
MARKS = st.lists(POINTS.map(lambda point: Mark(*point)), min_size=2, max_size=6)


def walk_along(pieces, along_m):
    """Places (n, 5) as x, y, heading, curvature, speed allowed at (n,) metres along."""
    starts = np.concatenate([[0.0], pieces[:-1, 4].cumsum()])
    index = np.searchsorted(starts, along_m, side="right").clip(1) - 1
    within = (along_m - starts[index]).clip(0.0, pieces[index, 4])
    places = [end_of(pieces[k], metres) for k, metres in zip(index, within, strict=True)]
    return np.column_stack([places, pieces[index][:, [3, 5]]])


def rounded(marks):
    pieces = round_off(marks, LEAST_M)
    assume(pieces is not None)
    return pieces


@given(MARKS)
def test_rounded_lines_go_on_where_they_were_and_turn_no_tighter_than_allowed(marks):
    pieces = rounded(marks)
    ends = np.array([end_of(piece) for piece in pieces])
    assert np.hypot(*(pieces[1:, :2] - ends[:-1, :2]).T).max(initial=0) < 1e-6
    turns = np.angle(np.exp(1j * (pieces[1:, 2] - ends[:-1, 2])))
    assert np.abs(turns).max(initial=0) < 1e-6
    assert np.abs(pieces[:, 3]).max() <= 1 / LEAST_M + 1e-9
    assert math.dist(pieces[0, :2], marks[0][:2]) < 1e-9
    assert math.dist(ends[-1, :2], marks[-1][:2]) < 0.03


def test_a_corner_without_room_is_none():
    assert round_off([Mark(0, 0), Mark(1, 0), Mark(1, 1)], LEAST_M) is None
    assert round_off([Mark(0, 0), Mark(20, 0), Mark(0, 0.1)], LEAST_M) is None
    assert round_off([Mark(0, 0)], LEAST_M) is None


def test_a_quarter_circle_ends_where_a_quarter_circle_ends():
    quarter = np.array([[0.0, 0.0, 0.0, 0.2, 2.5 * math.pi, 1.0]])
    assert end_of(quarter[0]) == pytest.approx((5, 5, math.pi / 2))
    half = (5 * math.sqrt(0.5), 5 - 5 * math.sqrt(0.5), math.pi / 4)
    assert end_of(quarter[0], 1.25 * math.pi) == pytest.approx(half)


@given(MARKS, st.floats(0.05, 0.95))
def test_a_line_cut_in_two_is_the_same_line(marks, share):
    pieces = rounded(marks)
    cut_m = share * length_of(pieces)
    first, second = split(pieces, cut_m)
    assert length_of(first) == pytest.approx(cut_m)
    along = np.linspace(0, length_of(pieces), 40)
    whole = walk_along(pieces, along)[:, :2]
    parts = np.where(
        (along < cut_m)[:, None],
        walk_along(first, along.clip(0, cut_m))[:, :2],
        walk_along(second, (along - cut_m).clip(0))[:, :2],
    )
    assert np.abs(whole - parts).max() < 1e-6


@given(MARKS)
def test_a_line_turned_round_is_driven_back(marks):
    pieces = rounded(marks)
    along = np.linspace(0, length_of(pieces), 25)
    there, back = walk_along(pieces, along), walk_along(reversed_pieces(pieces), along[::-1])
    assert np.abs(there[:, :2] - back[:, :2]).max() < 1e-6
    assert np.abs(np.cos(there[:, 2] - back[:, 2]) + 1).max() < 1e-6


@given(MARKS, st.booleans())
def test_the_compiled_way_is_that_of_the_plain_one(marks, is_reverse):
    pieces = rounded(marks)
    count = 30
    rail, _ = lay(pieces, length_of(pieces) / count, count, 1.3, is_reverse, 1.8)
    x, y, heading, _, _ = walk_along(pieces, np.linspace(0, length_of(pieces), count + 1)).T
    facing = heading + math.pi * is_reverse
    assert np.abs(rail[:, 0] - x - 1.3 * np.cos(facing)).max() < 1e-6
    assert np.abs(rail[:, 1] - y - 1.3 * np.sin(facing)).max() < 1e-6


BOXES = st.tuples(
    st.floats(-5, 5), st.floats(-5, 5), st.floats(0, 7), st.floats(0.3, 6), st.floats(0.3, 3)
)


@given(BOXES, BOXES)
def test_rectangles_touch_when_their_corners_say_so(one, other):
    def kernel(box):
        x, y, heading, length, width = box
        return x, y, math.cos(heading), math.sin(heading), length / 2, width / 2

    table = np.array([one, other])
    shapes = rectangles(table[:, :2], table[:, 3:], table[:, 2])
    apart = len(overlaps(shapes[:1], shapes[1:], slack_m=-1e-6)[0]) == 0
    inside = len(overlaps(shapes[:1], shapes[1:], slack_m=1e-6)[0]) == 1
    assume(apart or inside)
    assert touch(*kernel(one), *kernel(other)) == inside
    rail = np.array([kernel(one)])
    half = rail[0, 4:]
    assert (first_hit(rail, half, np.array([kernel(other)]), 0.0) == 0) == inside
