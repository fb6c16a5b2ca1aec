"""Rectangles overlap as counting points says, and places along lines are the nearest ones."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.plan.shapes import along, length_of, nearest, overlaps, rectangles

NUMBERS = st.floats(-6, 6)
SIDES = st.floats(0.5, 6)
BOXES = st.tuples(NUMBERS, NUMBERS, SIDES, SIDES, st.floats(-7, 7))


def covered(box, points):
    x, y, length, width, heading = box
    apart = points - (x, y)
    ahead = apart @ (np.cos(heading), np.sin(heading))
    left = apart @ (-np.sin(heading), np.cos(heading))
    return (np.abs(ahead) < length / 2) & (np.abs(left) < width / 2)


def corners(box):
    return rectangles(np.array([box[:2]]), np.array([box[2:4]]), np.array([box[4]]))


@given(BOXES, BOXES)
def test_overlaps_are_those_that_points_show(one, other):
    grid = np.stack(np.meshgrid(*[np.arange(-12, 12, 0.15)] * 2), -1).reshape(-1, 2)
    shared = (covered(one, grid) & covered(other, grid)).sum()
    found = len(overlaps(corners(one), corners(other), slack_m=0.0)[0])
    if shared:
        assert found
    if not len(overlaps(corners(one), corners(other), slack_m=-0.3)[0]):
        assert not found
    if len(overlaps(corners(one), corners(other), slack_m=0.6)[0]):
        assert shared


@given(st.lists(BOXES, max_size=12), st.lists(BOXES, max_size=12), st.floats(-1, 1))
def test_overlaps_of_many_are_those_of_each_pair_in_order(some, others, slack_m):
    def shapes(boxes):
        return np.concatenate([np.zeros((0, 4, 2)), *(corners(box) for box in boxes)])

    pairs = [
        (n, m)
        for n, one in enumerate(some)
        for m, other in enumerate(others)
        if len(overlaps(corners(one), corners(other), slack_m)[0])
    ]
    found = overlaps(shapes(some), shapes(others), slack_m)
    assert list(zip(*(each.tolist() for each in found), strict=True)) == pairs


def test_neighbours_that_share_an_edge_do_not_overlap():
    row = rectangles(np.array([[0, 0], [2.5, 0]]), np.array([[5, 2.5]] * 2), np.array([1.5708] * 2))
    assert len(overlaps(row[:1], row[1:])[0]) == 0


def test_the_nearest_place_is_found_and_found_again():
    line = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0))
    distances, places = nearest(line, np.array([[4.0, 3.0], [12.0, 5.0], [-3.0, 4.0]]))
    assert distances.tolist() == [3, 2, 5]
    assert places.tolist() == [4, 15, 0]
    assert along(line, 15) == ((10, 5), np.pi / 2)
    assert length_of(line) == 20
