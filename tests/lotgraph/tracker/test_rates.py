"""Who stands there is followed at any frame rate."""

import numpy as np
import polars as pl
import pytest

from lotgraph.formats.columns import filled
from lotgraph.tracker.prepare import prepare
from lotgraph.tracker.track import track


@pytest.mark.parametrize("fps", [1, 2, 4, 5, 12, 25, 120])
@pytest.mark.parametrize("trembles_px", [0, 1.5])
def test_one_thing_that_stands_is_one_track_however_few_frames_a_second(fps, trembles_px):
    left = 40 + np.random.default_rng(1).normal(size=40) * trembles_px
    box = {"x0_px": left, "x1_px": left + 50, "y0_px": 40.0, "y1_px": 90.0}
    table = filled(pl.DataFrame({"frame": np.arange(40), "score": 0.9, **box}))
    told = track(prepare(table, fps))
    assert set(told.object_id.tolist()) == {1}
    assert len(told) == 40
