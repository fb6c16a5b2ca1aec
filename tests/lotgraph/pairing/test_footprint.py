"""What turned rectangles share, beside a count of points."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.pairing.kernels import footprint_overlap, overlap

SIDE = np.linspace(-6, 6, 601)
POINTS = np.stack(np.meshgrid(SIDE, SIDE), axis=-1).reshape(-1, 2)

rectangles = st.tuples(
    st.floats(-2, 2), st.floats(-2, 2), st.floats(0.5, 4), st.floats(0.5, 4), st.floats(-7, 7)
)


def inside(one):
    offset, (cos, sin) = POINTS - one[:2], (np.cos(one[4]), np.sin(one[4]))
    along, aside = offset @ [cos, sin], offset @ [-sin, cos]
    return (np.abs(along) <= one[2] / 2) & (np.abs(aside) <= one[3] / 2)


@given(rectangles, rectangles)
def test_it_is_the_share_of_points_in_both(one, other):
    a, b = inside(one), inside(other)
    assert footprint_overlap(one, other) == pytest.approx((a & b).sum() / (a | b).sum(), abs=0.03)
    assert footprint_overlap(other, one) == pytest.approx(footprint_overlap(one, other), abs=1e-9)


@given(rectangles, st.floats(-3, 3), st.floats(-3, 3))
def test_upright_it_is_the_overlap_of_boxes(one, dx, dy):
    x, y, length, width = one[:4]
    boxes = [
        (x + a - length / 2, y + b - width / 2, x + a + length / 2, y + b + width / 2)
        for a, b in ((0, 0), (dx, dy))
    ]
    found = footprint_overlap((x, y, length, width, 0.0), (x + dx, y + dy, length, width, 0.0))
    assert found == pytest.approx(overlap(*boxes[0], *boxes[1]), abs=1e-9)


@given(rectangles)
def test_a_rectangle_shares_all_with_itself_and_nothing_with_an_empty_one(one):
    turned = (*one[:4], one[4] + np.pi)
    assert footprint_overlap(one, turned) == pytest.approx(1)
    assert footprint_overlap(one, (*one[:2], 0.0, 1.0, 0.0)) == 0
