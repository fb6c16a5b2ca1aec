"""A box is cut out with what is around it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.pictures.cut import cut
from lotgraph.pictures.style import FAULTY, GOOD

NONE = np.empty((0, 4))


def colour(name):
    return np.array([int(name[k : k + 2], 16) for k in (1, 3, 5)])


def share(picture, name):
    return (picture == colour(name)).all(axis=2).mean()


def test_the_box_stands_in_the_middle_with_as_much_around_it_on_every_side():
    frame = np.zeros((360, 640, 3), np.uint8)
    frame[100:200, 300:400] = 255
    shown = cut(frame, np.array([300.0, 100, 400, 200]), NONE, NONE)
    white = np.argwhere((shown > 250).all(axis=2))
    assert shown.shape == (180, 320, 3)
    assert white.mean(axis=0) == pytest.approx([89.5, 159.5], abs=1)
    assert np.ptp(white[:, 0]) == pytest.approx(180 / 3 - 6, abs=2), "less the line around it"


corners = st.tuples(*[st.integers(0, 639)] * 2, *[st.integers(0, 359)] * 2)


@given(corners)
def test_of_a_box_inside_its_frame_nothing_outside_is_shown_and_all_of_the_box(corner):
    (x0, x1), (y0, y1) = sorted(corner[:2]), sorted(corner[2:])
    frame = np.full((360, 640, 3), 255, np.uint8)
    shown = cut(frame, np.array([x0, y0, x1 + 1.0, y1 + 1]), NONE, NONE)
    assert not (abs(shown.astype(int) - 128) < 2).all(axis=2).any()
    line = (shown == colour(FAULTY)).all(axis=2)
    assert line.any(axis=0).sum() >= min(320, (x1 - x0) / 2)  # no more than 640 px on 320
    assert line.any(axis=1).sum() >= min(180, (y1 - y0) / 2)


def test_what_is_as_large_as_its_frame_fills_the_picture():
    frame = np.full((360, 640, 3), 200, np.uint8)
    shown = cut(frame, np.array([20.0, 10, 630, 340]), NONE, NONE)
    assert (shown[0, 0] > 190).all()
    assert (shown[-1, -1] > 190).all()


def test_each_side_has_its_colour_and_what_it_is_about_is_thick():
    frame = np.zeros((360, 640, 3), np.uint8)
    box = np.array([300.0, 100, 400, 200])
    only = cut(frame, box, NONE, NONE)
    assert share(only, FAULTY) > 0
    assert share(only, GOOD) == 0
    both = cut(frame, box, box + 20, box[None] * [[1, 1, 1, 1]], is_truth=True)
    assert share(both, GOOD) > share(both, FAULTY)


@pytest.mark.parametrize(
    "box", [[-500, -500, -490, -490], [0, 0, 0, 0], [0, 0, 1e9, 1e9], [639, 359, 640, 360]]
)
def test_boxes_anywhere_and_of_any_size_can_be_shown(box):
    frame = np.full((360, 640, 3), 9, np.uint8)
    assert cut(frame, np.array(box, float), NONE, np.array([box], float)).shape == (180, 320, 3)
