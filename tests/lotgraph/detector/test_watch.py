"""What is found in footage becomes a table, in px of one size."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.detector.model import Found
from lotgraph.detector.watch import in_px_of_first
from lotgraph.video import Batch

SIDES = st.integers(16, 400)
SHARES = np.array([0.25, 0.1, 0.5, 0.75])


def seen(sizes):
    """A batch of two frames of each size (width, height), in which one thing stands still."""
    for k, (width, height) in enumerate(sizes):
        pixels = np.zeros((2, height, width, 3), np.uint8)
        box = np.tile(SHARES * [width, height, width, height], (2, 1)).astype(np.float32)
        found = Found(np.arange(2), box, np.full(2, 0.5, np.float32), np.zeros(2, np.int64))
        yield Batch(np.arange(2) + 2 * k, np.arange(2) / 10, pixels), found, 2


@given(sizes=st.lists(st.tuples(SIDES, SIDES), min_size=1, max_size=5))
def test_what_stands_stands_where_the_picture_changes_its_size(sizes):
    notes = Counter()
    told = list(in_px_of_first(seen(sizes), notes))
    width, height = sizes[0]
    wanted = SHARES * [width, height, width, height]
    for (batch, found, looks), (was, _, _) in zip(told, seen(sizes), strict=True):
        assert found.box == pytest.approx(np.tile(wanted, (2, 1)), rel=1e-5)
        assert (batch.pixels.shape, looks) == (was.pixels.shape, 2)
    changes = [k for k in range(1, len(sizes)) if sizes[k] != sizes[k - 1]]
    assert sum(notes.values()) == len(changes)
    if changes:
        [said] = notes
        own = sizes[changes[0]]
        assert said == (
            f"from frame {2 * changes[0]} on the picture has {own[0]}x{own[1]} px, not "
            f"{width}x{height}; all boxes are in px of the first frame"
        )
