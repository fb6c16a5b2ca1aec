"""Boxes go to tracks whose boxes are usually as likely real as they are."""

import numpy as np
import pytest

from lotgraph.tracker.believe import odds
from lotgraph.tracker.follow.kernels import ABOVE, RECENT, follow, gather
from lotgraph.tracker.model import LIKE, MOTION, NOISE, REST
from lotgraph.tracker.track import HOW, LEAST_REST, WARY, nobody, warily
from tests.lotgraph.tracker.conftest import side_by_side

WAY = warily(MOTION)


def followed(boxes, real):
    """Names of boxes' tracks, and the rows of tracks at the end."""
    still = np.zeros(2), np.zeros(2)
    name, _, _, _, rows, *_ = follow(
        boxes.z, real, odds(real), boxes.kind, boxes.looks, boxes.ends, boxes.times_s,
        boxes.times_s[0], np.inf, *nobody(boxes, 8), 0, 0, *still, WAY, HOW,
    )  # fmt: skip
    return name, rows


@pytest.mark.parametrize("slip_px", [3.0, 6.0])
def test_a_good_box_and_a_poor_one_that_slip_past_each_other_keep_their_tracks(slip_px):
    slip = np.where(np.arange(30) >= 15, slip_px, 0.0)
    boxes, who = side_by_side(slip, 5 - slip)
    name, _ = followed(boxes, np.where(who == 0, 0.95, 0.35))
    assert [len(np.unique(name[who == one])) for one in (0, 1)] == [1, 1]


def cost_of(like, bonus):
    """What it costs that a box is of a track whose boxes are usually so likely real."""
    boxes, _ = side_by_side(np.zeros(5))
    _, rows = followed(boxes, np.full(5, 0.9))
    rows[0, LIKE] = like
    _, _, [cost] = gather(
        boxes.z[:1], boxes.kind[:1], boxes.looks[:1], rows, np.zeros((1, 0)), np.array([0]), 1,
        np.zeros(2), WAY, HOW, np.array([bonus]),
    )  # fmt: skip
    return cost


def test_a_box_likelier_than_its_track_costs_and_a_poorer_one_does_not():
    assert cost_of(-1.0, 2.0) - cost_of(2.0, 2.0) == pytest.approx(3 * ABOVE)
    assert cost_of(3.0, 1.0) == cost_of(1.0, 1.0)


def test_a_track_remembers_its_first_box_and_forgets_it_slowly():
    boxes, _ = side_by_side(np.zeros(4))
    real = np.array([0.9, 0.5, 0.5, 0.5])
    _, rows = followed(boxes, real)
    assert rows[0, LIKE] == pytest.approx(odds(real)[0] * (1 - RECENT) ** 3)


def test_what_stands_is_taken_warily_but_never_for_noisier_than_what_moves():
    calm = MOTION.copy()
    calm[NOISE], calm[REST] = 0.2, 0.001
    assert (warily(calm)[REST] == LEAST_REST).all()
    others = np.arange(len(calm)) != REST
    assert (warily(calm)[others] == (calm * WARY)[others]).all()
    calm[NOISE] = 0.001
    assert (warily(calm)[REST] == warily(calm)[NOISE]).all()
    calm[REST] = 0.5
    assert (warily(calm)[REST] == (calm * WARY)[REST]).all()
