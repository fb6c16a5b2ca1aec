"""Tracks that could go on as many others."""

import numpy as np

from lotgraph.tracker.follow.kernels import MOST_CHOICES
from lotgraph.tracker.join.kernels import links, tips_of
from lotgraph.tracker.model import MOTION
from lotgraph.tracker.track import HOW, JOIN_LEAST, JOIN_PER_S, LONGEST_GAP_S


def test_of_many_tracks_that_one_could_go_on_as_only_the_likeliest_are_kept():
    count, boxes = 100, 4
    at = np.concatenate([np.arange(boxes) * 0.04, 0.5 + np.arange(boxes) * 0.04])
    at = np.concatenate([at[:boxes], np.tile(at[boxes:], count)])
    z = np.zeros((len(at), 4))
    z[:, 2:] = np.log(40.0)
    z[boxes:, 0] = np.repeat(np.arange(count) * 0.3, boxes)
    ends = np.arange(count + 2) * boxes
    last, first = tips_of(z, at, ends, MOTION, HOW)
    odds = np.full(count + 1, 3.0)
    blank = np.zeros((count + 1, 0))
    rows, columns, costs = links(
        last, first, blank, blank, odds, LONGEST_GAP_S, JOIN_LEAST, JOIN_PER_S, np.zeros(2),
        MOTION, HOW,
    )  # fmt: skip
    assert len(rows) == MOST_CHOICES
    assert set(columns.tolist()) == set(range(1, MOST_CHOICES + 1))
    assert (costs < 0).all()
