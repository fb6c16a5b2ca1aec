"""Boxes go to tracks whose boxes are usually as likely real as they are."""

import numpy as np
import pytest

from lotgraph.tracker.believe import odds
from lotgraph.tracker.follow.kernels import follow
from lotgraph.tracker.learn import MOTION
from lotgraph.tracker.track import HOW, nobody, warily
from tests.lotgraph.tracker.test_doubt import side_by_side


def followed(boxes, real):
    """Names of boxes' tracks."""
    still = np.zeros(2), np.zeros(2)
    name, *_ = follow(
        boxes.z, real, odds(real), boxes.kind, boxes.looks, boxes.ends, boxes.times_s,
        boxes.times_s[0], np.inf, *nobody(boxes, 8), 0, 0, *still, warily(MOTION), HOW,
    )  # fmt: skip
    return name


@pytest.mark.parametrize("slip_px", [3.0, 6.0])
def test_a_good_box_and_a_poor_one_that_slip_past_each_other_keep_their_tracks(slip_px):
    slip = np.where(np.arange(30) >= 15, slip_px, 0.0)
    boxes, who = side_by_side(slip, 5 - slip)
    real = np.where(who == 0, 0.95, 0.35)
    name = followed(boxes, real)
    assert [len(np.unique(name[who == one])) for one in (0, 1)] == [1, 1]


def test_who_is_hidden_for_a_while_keeps_its_track_for_all_that_its_boxes_are_poorer_then():
    boxes, who = side_by_side(4.0 * np.arange(40), 900 - 4.0 * np.arange(40))
    frame = boxes.step
    real = np.where((who == 0) & (frame > 20) & (frame < 30), 0.2, 0.95)
    name = followed(boxes, real)
    assert len(np.unique(name[who == 0])) == 1
