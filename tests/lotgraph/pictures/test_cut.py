"""A box is cut out with what is around it."""

import numpy as np
import pytest

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
