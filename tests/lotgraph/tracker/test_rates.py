"""Who stands there is followed at any frame rate."""

import numpy as np
import polars as pl
import pytest

from lotgraph.formats.columns import filled
from lotgraph.tracker.online import track_online
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


@pytest.mark.parametrize("fps", [0.2, 0.5, 0.9, 5])
@pytest.mark.parametrize("away", [0.0, 0.2, 0.5])
@pytest.mark.parametrize("follow", [track, track_online])
def test_who_moves_a_little_from_frame_to_frame_is_one_however_long_a_frame_lasts(
    fps, away, follow
):
    frame, who = np.divmod(np.arange(200), 5)
    left = 300.0 * who + np.where(who % 2, 1, -1) * away * 50 * frame
    left += np.random.default_rng(2).normal(size=200)
    box = {"x0_px": left, "x1_px": left + 50, "y0_px": 90.0 * who, "y1_px": 90.0 * who + 50}
    table = filled(pl.DataFrame({"frame": frame, "score": 0.9, **box}))
    assert len(set(follow(prepare(table, fps)).object_id.tolist())) == 5
