"""What a person may expect of tracks, whatever the boxes come from."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.errors import TrackError
from lotgraph.formats.columns import EDGES
from lotgraph.tracker.prepare import prepare
from lotgraph.tracker.track import track
from tests.lotgraph.tracker.conftest import table_of

few = settings(max_examples=12, deadline=None)


def edges_of(table):
    return table.select(EDGES).to_numpy()


def changed(table, **columns):
    return table.with_columns(**columns)


def test_things_that_walk_apart_are_a_track_each(walk, tracked):
    table, _ = walk()
    told = tracked(table)
    assert told["object_id"].n_unique() == 5
    assert told.group_by("object_id").len()["len"].min() >= 55


@pytest.mark.parametrize("seed", range(3))
def test_nothing_depends_on_the_order_of_rows(walk, tracked, seed):
    table, _ = walk(seed)
    assert tracked(table.sample(fraction=1, shuffle=True, seed=seed)).equals(tracked(table))


@pytest.mark.parametrize(
    "other",
    [
        lambda s: s * 100,
        lambda s: (s / (1.0001 - s)).log() - 3,
        lambda s: s**9,
        lambda s: s.rank("dense").cast(pl.Float64),
    ],
)
def test_only_the_order_of_scores_counts(walk, tracked, other):
    table, _ = walk(1)
    assert tracked(changed(table, score=other(table["score"]))).equals(tracked(table))


def test_a_film_shown_slower_has_the_same_tracks_if_its_rate_is_told(walk, tracked):
    table, _ = walk(2)
    spaced = changed(table, frame=pl.col("frame") * 4)
    told = tracked(spaced, 100.0)
    assert told["frame"].unique().to_list() == [4 * f for f in range(1, 61)]
    assert told.drop("frame").equals(tracked(table, 25.0).drop("frame"))


@few
@given(st.floats(0.25, 8), st.floats(-500, 500), st.floats(-500, 500))
def test_a_picture_enlarged_or_moved_has_the_same_tracks(walk, tracked, times, x, y):
    table, _ = walk(3)
    by = {"x0_px": x, "x1_px": x, "y0_px": y, "y1_px": y}
    other = tracked(changed(table, **{name: pl.col(name) * times + by[name] for name in by}))
    plain = tracked(table)
    assert other.select("frame", "object_id").equals(plain.select("frame", "object_id"))
    expected = edges_of(plain) * times + [x, y, x, y]
    assert np.allclose(edges_of(other), expected, atol=1e-6 * times)


def test_a_mirrored_picture_has_mirrored_tracks(walk, tracked):
    table, _ = walk(4)
    mirrored = tracked(changed(table, x0_px=1000 - table["x1_px"], x1_px=1000 - table["x0_px"]))
    back = mirrored.with_columns(x0_px=1000 - pl.col("x1_px"), x1_px=1000 - pl.col("x0_px"))
    plain = edges_of(tracked(table).sort("frame", "y0_px"))
    assert np.allclose(edges_of(back.sort("frame", "y0_px")), plain, atol=1e-6)


def test_who_is_hidden_for_a_while_is_still_the_same(walk, tracked):
    table, who = walk(5, alarms=0)
    hidden = (table["frame"] > 20) & (table["frame"] < 40) & pl.Series(who == 2)
    told = tracked(table.filter(~hidden))
    assert told["object_id"].n_unique() == 5
    unseen = told.filter(~pl.col("is_seen"))
    assert len(unseen) >= 19, "the gap is filled"
    gap = tracked(table).filter(pl.col("frame") == 30).sort("y0_px")
    assert np.allclose(
        edges_of(told.filter(pl.col("frame") == 30).sort("y0_px")), edges_of(gap), atol=6
    )


def test_false_alarms_make_no_tracks(walk, tracked):
    table, who = walk(6, alarms=6.0)
    told = tracked(table)
    assert told["object_id"].n_unique() == 5
    assert (who == -1).sum() > 300


def test_a_box_that_is_there_twice_is_there_once(walk, tracked):
    table, _ = walk(7)
    assert tracked(pl.concat([table, table])).equals(tracked(table))


def test_boxes_that_say_nothing_are_left_out(walk, tracked):
    table, _ = walk(8)
    odd = table.head(3).with_columns(x1_px=pl.col("x0_px"))
    nan = table.head(2).with_columns(x0_px=pl.lit(np.nan))
    huge = table.head(2).with_columns(x1_px=pl.lit(1e300))
    assert tracked(pl.concat([table, odd, nan, huge])).equals(tracked(table))


def test_no_boxes_make_no_tracks(walk, tracked):
    table, _ = walk()
    assert len(tracked(table.clear())) == 0


def test_a_single_frame_can_be_tracked(walk, tracked):
    table, _ = walk()
    assert len(tracked(table.filter(pl.col("frame") == 1))) <= 5


@pytest.mark.parametrize("frames", [4, 5, 6, 11])
def test_a_few_frames_can_be_tracked(walk, tracked, frames):
    table, _ = walk(6, alarms=0, frames=frames)
    assert tracked(table)["object_id"].n_unique() == 5


@pytest.mark.parametrize(
    ("boxes", "fps", "is_told"), [(4, 25.0, False), (5, 25.0, True), (4, 5.0, True)]
)
def test_who_is_seen_for_less_than_a_fifth_of_a_second_is_nobody(
    walk, tracked, boxes, fps, is_told
):
    table, _ = walk(3, alarms=0)
    short = table.filter(pl.col("frame") == 30).head(1)
    short = pl.concat([short.with_columns(frame=pl.lit(20 + k, pl.Int64)) for k in range(boxes)])
    edges = {name: pl.col(name) + 3000 for name in ("x0_px", "x1_px")}
    told = tracked(pl.concat([table, short.with_columns(score=pl.lit(0.9), **edges)]), fps)
    assert told["object_id"].n_unique() == 5 + is_told


@pytest.mark.parametrize("fps", [5.0, 25.0])
@pytest.mark.parametrize("speed_px", [1.0, 4.0, 20.0])
def test_who_drives_past_one_that_stands_is_not_taken_for_it(tracked, speed_px, fps):
    frame = np.repeat(np.arange(int(800 / speed_px)), 2)
    stands = np.arange(len(frame)) % 2 == 0
    left = np.where(stands, 400.0, 37.0 + speed_px * frame)
    edges = np.column_stack([left, np.full(len(left), 200.0), left + 60, np.full(len(left), 240.0)])
    told = tracked(table_of(frame, edges, 0.9), fps)
    assert told["object_id"].n_unique() == 2
    moved = told.group_by("object_id").agg(pl.col("x0_px").max() - pl.col("x0_px").min())
    assert moved["x0_px"].min() < 5


@pytest.mark.parametrize("score", [None, 0.0, 1.0, float("nan")])
def test_scores_that_tell_nothing_are_no_hindrance(walk, tracked, score):
    table, _ = walk(9, alarms=0.2)
    told = tracked(changed(table, score=pl.lit(score, pl.Float64)))
    assert told["object_id"].n_unique() == 5


@pytest.mark.parametrize("fps", [0.0, -1.0, float("nan"), 1e9])
def test_no_camera_has_such_a_rate(walk, fps):
    table, _ = walk()
    with pytest.raises(TrackError, match="expected above 0"):
        prepare(table, fps)


@pytest.mark.parametrize("fps", [0.2, 1, 120, 1000])
def test_rates_that_cameras_do_have_are_taken(walk, fps):
    table, _ = walk()
    assert np.isfinite(track(prepare(table, fps)).z).all()


def test_a_day_without_boxes_costs_nothing_and_joins_nobody(walk, tracked):
    table, _ = walk(1)
    later = table.with_columns(frame=pl.col("frame") + 25 * 86_400)
    told = tracked(pl.concat([table, later]))
    assert told["object_id"].n_unique() == 10
    assert len(told) <= 2 * len(tracked(table)) + 20


def test_a_camera_that_jumps_keeps_its_tracks(walk, tracked):
    table, _ = walk(2, things=8)
    after = pl.col("frame") > 30
    moved = table.with_columns(
        *(pl.when(after).then(pl.col(n) + 180).otherwise(pl.col(n)).alias(n) for n in EDGES)
    )
    told = tracked(moved)
    assert told["object_id"].n_unique() == 8
