"""Frames are followed by when they were taken, whatever their numbers say."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.errors import TrackError
from lotgraph.tracker.clock import risen, track_by_clock, track_online_by_clock
from lotgraph.tracker.prepare import prepare
from tests.lotgraph.tracker.conftest import table_of


def by_clock(table, times):
    return track_by_clock(prepare(table, 10.0), table, times)


def online_by_clock(table, times):
    return track_online_by_clock(prepare(table, 10.0), table, times)


EITHER = pytest.mark.parametrize("follow", [by_clock, online_by_clock])


def taken(table, kept):
    """Those frames of a film of 25 a second, numbered without gaps, and when each was taken."""
    renumbered = pl.DataFrame({"frame": kept, "number": range(len(kept))})
    told = table.join(renumbered, on="frame").with_columns(frame="number").drop("number")
    times = pl.DataFrame({"frame": range(len(kept)), "time_s": np.array(kept) / 25})
    frames = told["frame"].unique()
    return told, times.filter(pl.col("frame").is_in(frames.implode()))


@EITHER
def test_a_film_whose_rate_changes_has_the_same_things(walk, follow):
    table, _ = walk(2, frames=300, alarms=0)
    kept = [*range(1, 80), *range(80, 220, 7), *range(220, 300, 2)]
    told, _ = follow(*taken(table, kept))
    most = told.group_by("object_id").len().sort("len", descending=True)["len"]
    assert most.head(5).min() > 0.9 * len(kept)
    assert most.slice(5).sum() < 0.02 * len(told)


@EITHER
def test_where_a_clock_begins_does_not_matter(walk, follow):
    table, _ = walk(3, frames=120)
    told, times = taken(table, list(range(1, 120)))
    later = times.with_columns(time_s=pl.col("time_s") * 1.0 + 1024.0)
    one, other = follow(told, times)[0], follow(told, later)[0]
    assert one.select("frame", "object_id").equals(other.select("frame", "object_id"))


@EITHER
def test_a_clock_that_goes_back_ends_no_track(walk, follow):
    table, _ = walk(4, frames=120, alarms=0)
    told, times = taken(table, list(range(1, 120)))
    back = times.with_columns(
        time_s=pl.col("time_s") - 3600.0 * (pl.col("frame") > 60).cast(pl.Float64)
    )
    tracks, fps = follow(told, back)
    assert tracks["object_id"].n_unique() <= 6
    assert tracks.group_by("object_id").len()["len"].max() > 110
    assert fps == pytest.approx(25, rel=0.01)


def standing(at):
    """Three that stand, in frames taken at these seconds: detections, and the times."""
    frame, who = np.divmod(np.arange(3 * len(at)), 3)
    low = np.column_stack([100.0 + 200 * who, np.full(len(who), 100.0)])
    box = np.hstack([low, low + np.array([60.0, 40.0])])
    box += np.random.default_rng(0).normal(size=box.shape)
    return table_of(frame, box, 0.9), pl.DataFrame({"frame": range(len(at)), "time_s": at})


@given(st.floats(1.0, 1e6))
def test_who_stands_is_one_however_far_a_clock_jumps_where_numbers_follow_on(gap_s):
    at = np.arange(150) / 5 + gap_s * (np.arange(150) // 50)
    tracks, _ = by_clock(*standing(at))
    assert tracks["object_id"].n_unique() == 3
    assert len(tracks.filter("is_seen")) == 450


@pytest.mark.parametrize("numbered_by", [1, 40])
def test_where_numbers_leave_room_too_frames_showed_nobody(numbered_by):
    """Also where numbers are moments: as many frames as times leave room for, and no more."""
    at = np.concatenate([np.arange(50), np.arange(18_050, 18_100)]) / 5
    table, times = standing(at)
    number = dict(enumerate((np.rint(at * 5) * numbered_by).astype(int).tolist()))
    table, times = (
        one.with_columns(pl.col("frame").replace_strict(number)) for one in (table, times)
    )
    assert by_clock(table, times)[0]["object_id"].n_unique() == 6


def test_what_is_put_in_between_lies_in_frames_that_there_are(walk):
    table, _ = walk(5, frames=100, alarms=0)
    told, times = taken(table, [k for k in range(1, 100) if k % 5])
    tracks, _ = by_clock(told, times)
    assert set(tracks["frame"]) == set(range(len(times)))
    assert tracks.group_by("frame", "object_id").len()["len"].max() == 1


@EITHER
@pytest.mark.parametrize("apart_s", [0.002, 0.0004, 1e-6])
def test_two_frames_that_are_next_to_no_time_apart_end_no_track(walk, follow, apart_s):
    table, _ = walk(2, frames=120, alarms=0)
    told, times = taken(table, list(range(1, 121)))
    late = pl.when(pl.col("frame") == 60).then(59 + 1 + apart_s * 25).otherwise(pl.col("frame") + 1)
    tracks, _ = follow(told, times.with_columns(time_s=late / 25))
    assert tracks["object_id"].n_unique() == 5
    assert tracks.group_by("object_id").len()["len"].min() > 100


@EITHER
def test_a_clock_faster_than_any_camera_is_refused(walk, follow):
    table, _ = walk(1, frames=30)
    told, times = taken(table, list(range(1, 30)))
    with pytest.raises(TrackError, match=r"expected above 0 and up to 1000, got 1e\+09"):
        follow(told, times.with_columns(time_s=pl.col("frame") * 1e-9))


@EITHER
def test_steps_lost_beside_long_times_are_refused(walk, follow):
    table, _ = walk(1, frames=30)
    told, times = taken(table, list(range(1, 30)))
    at = [0.0, 1e-8, 9e9, *(5 + 1e-8 * np.arange(len(times) - 3))]  # all but a few lie at 1.8e10 s
    with pytest.raises(TrackError, match="up to 1000, got inf"):
        follow(told, times.with_columns(time_s=pl.Series(at)))


@given(st.integers(1, 60))
def test_online_nothing_later_changes_what_was_said(walk, cut):
    table, _ = walk(1, frames=90)
    kept = [*range(1, 40), *range(40, 90, 3)]
    told, times = taken(table, kept)
    before = pl.col("frame") < cut
    until, _ = online_by_clock(told.filter(before), times.filter(before))
    assert online_by_clock(told, times)[0].filter(before).equals(until)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
def test_risen_times_rise_and_keep_steps_that_did(times):
    times = np.array(times)
    told = risen(times)
    assert len(told) == len(times)
    kept = np.diff(times) > 0
    assert (np.diff(told) >= 0).all()
    assert np.allclose(np.diff(told)[kept], np.diff(times)[kept], atol=1e-6)
