"""Tracks of a window: across files, by time, named by what they are made of."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.tracker.clock import numbered
from lotgraph.tracks.columns import TRACK_BOXES, TRACKS
from lotgraph.tracks.window import _names, track_window

BEGUN = datetime(2026, 3, 2, 8, tzinfo=UTC)
STEP_S = 0.2


def frames(*captures):
    """Rows of (capture, camera, first second, frames) as detected_frames has them."""
    rows = [
        ("north", camera, BEGUN + timedelta(seconds=round(begin + k * STEP_S, 6)), capture, k)
        for capture, camera, begin, count in captures
        for k in range(count)
    ]
    columns = ["site_id", "camera_id", "captured_at", "capture_id", "frame"]
    sizes = {"width_px": pl.lit(640), "height_px": pl.lit(480)}
    return pl.DataFrame(rows, columns, orient="row").with_columns(**sizes)


def seen(looked, *things):
    """Detections of things, each (camera, x at second 0, speed in px a second), wherever looked."""
    seconds = (pl.col("captured_at") - BEGUN).dt.total_microseconds() / 1e6
    parts = [
        looked.filter(camera_id=camera).with_columns(
            x0_px=x + speed * seconds, kind=pl.lit("car"), score=pl.lit(0.9), number=pl.lit(0)
        )
        for camera, x, speed in things
    ]
    y = {"y0_px": 100.0, "x1_px": pl.col("x0_px") + 60.0, "y1_px": 140.0}
    return pl.concat(parts).with_columns(**y)


def test_each_thing_of_each_camera_is_a_track_from_its_first_frame_to_its_last():
    looked = frames(("a", "gate", 0, 50), ("b", "ramp", 3, 50))
    made = track_window(seen(looked, ("gate", 0, 10), ("gate", 300, 0), ("ramp", 9, 5)), looked)
    assert made.boxes.schema == TRACK_BOXES.schema
    assert made.tracks.schema == TRACKS.schema
    told = made.tracks.sort("camera_id", "moved_sizes")
    assert told["camera_id"].to_list() == ["gate", "gate", "ramp"]
    assert told["boxes"].to_list() == [50] * 3
    assert told["started_at"][2] == BEGUN + timedelta(seconds=3)
    assert told["moved_sizes"].to_list() == pytest.approx([0, 9.8 * 10 / 49, 49 / 49], abs=0.12)
    assert told["track_id"][0].startswith("gate/20260302T080000.000/")


def test_who_drives_is_followed_where_the_picture_changes_its_size():
    looked = frames(("a", "gate", 0, 50))
    of_one = seen(looked, ("gate", 0, 10), ("gate", 300, 0))
    wide, tall = (pl.when(pl.col("frame") < 20).then(1).otherwise(share) for share in (0.5, 2))
    sizes = {"width_px": pl.col("width_px") * wide, "height_px": pl.col("height_px") * tall}
    changing = of_one.with_columns(
        **{f"{edge}_px": pl.col(f"{edge}_px") * wide for edge in ("x0", "x1")},
        **{f"{edge}_px": pl.col(f"{edge}_px") * tall for edge in ("y0", "y1")},
        **sizes,
    )
    made = track_window(changing, looked.with_columns(**sizes))
    assert made.boxes.equals(track_window(of_one, looked).boxes)
    assert made.tracks["boxes"].to_list() == [50, 50]


def test_who_stands_there_when_a_file_ends_is_the_same_in_the_next_one():
    looked = frames(("a", "gate", 0, 50), ("b", "gate", 10.2, 50))
    made = track_window(seen(looked, ("gate", 300, 0), ("gate", 20, 4)), looked)
    assert made.tracks.height == 2
    assert made.tracks["boxes"].to_list() == [100, 100]


def test_who_stands_is_the_same_after_a_stretch_without_footage_but_not_after_one_of_others():
    looked = frames(("a", "gate", 0, 50), ("b", "gate", 60, 50))
    assert track_window(seen(looked, ("gate", 300, 0)), looked).tracks["boxes"].to_list() == [100]
    whole = frames(("a", "gate", 0, 350))
    stands = seen(whole, ("gate", 300, 0)).filter(~pl.col("frame").is_between(50, 299))
    assert track_window(stands, whole).tracks["boxes"].to_list() == [100], "nobody was seen"
    others = pl.concat([stands, seen(whole, ("gate", 2000, 4))])
    assert sorted(track_window(others, whole).tracks["boxes"]) == [50, 50, 350]


@pytest.mark.parametrize("apart_s", [0.002, 0.0006, 0.0004, 1e-6])
def test_captures_that_overlap_by_less_than_anything_moves_in_are_one(apart_s):
    looked = frames(("a", "gate", 0, 60), ("b", "gate", round(4 + apart_s, 6), 60))
    made = track_window(seen(looked, ("gate", 0, 10), ("gate", 300, 0)), looked)
    assert made.tracks.height == 2
    assert made.tracks["boxes"].min() >= 78


def test_one_frame_that_comes_right_after_another_fails_no_window():
    looked = frames(("a", "gate", 0, 60)).with_columns(
        captured_at=pl.when(pl.col("frame") == 30)
        .then(pl.col("captured_at") - timedelta(seconds=STEP_S - 0.0004))
        .otherwise("captured_at")
    )
    made = track_window(seen(looked, ("gate", 300, 0)), looked)
    assert made.tracks["boxes"].to_list() == [59]


def test_tracks_that_begin_within_a_millisecond_have_names_of_their_own():
    looked = frames(("a", "gate", 0, 3), ("b", "gate", 0.0004, 40))
    found = seen(looked, ("gate", 0, 10), ("gate", 300, 0)).filter(
        (pl.col("capture_id") == "b") | (pl.col("x0_px") < 200)
    )
    made = track_window(found, looked)
    assert made.tracks["track_id"].is_unique().all()
    assert made.boxes.select("track_id", "captured_at").is_unique().all()


@given(st.sets(st.integers(0, 3), min_size=1, max_size=3))
@settings(max_examples=10, deadline=None)
def test_a_name_is_nobody_elses_when_others_are_found_another_time(left_out):
    looked = frames(("a", "gate", 0, 40))
    things = [("gate", 100.0 * k, 0) for k in range(4)]
    everybody = track_window(seen(looked, *things), looked).boxes
    rest = [thing for k, thing in enumerate(things) if k not in left_out]
    made = track_window(seen(looked, *rest), looked).boxes
    both = made.join(everybody, on=["track_id", "frame"])
    assert both["track_id"].n_unique() == len(rest), "who is found again has its name"
    assert (both["x0_px"] - both["x0_px_right"]).abs().max() < 1


def test_two_that_begin_at_once_in_the_same_pixels_have_names_of_their_own():
    looked = frames(("a", "gate", 0, 40))
    one = looked.with_columns(object_id=1, x0_px=-3.2, y0_px=100.4, x1_px=60.0, y1_px=140.0)
    names = _names(pl.concat([one, one.with_columns(object_id=2, x0_px=-2.6)]))
    assert names.sort("object_id")["track_id"].to_list() == [
        "gate/20260302T080000.000/-3_100_60_140",
        "gate/20260302T080000.000/-3_100_60_140/1",
    ]


@given(st.integers(0, 100))
def test_the_order_of_rows_does_not_matter(seed):
    looked = frames(("a", "gate", 0, 12), ("b", "ramp", 0, 12))
    found = seen(looked, ("gate", 0, 10), ("gate", 200, 0), ("ramp", 9, 5))
    shuffled = [t.sample(fraction=1, shuffle=True, seed=seed) for t in (found, looked)]
    one, other = track_window(found, looked), track_window(*shuffled)
    assert one.boxes.equals(other.boxes)
    assert one.tracks.equals(other.tracks)


def test_a_camera_that_saw_nothing_and_a_window_without_frames_have_no_tracks():
    looked = frames(("a", "gate", 0, 12), ("b", "ramp", 0, 12))
    found = seen(looked, ("gate", 0, 10))
    assert track_window(found, looked).tracks["camera_id"].to_list() == ["gate"]
    nothing = track_window(found.clear(), looked.clear())
    assert nothing.boxes.is_empty()
    assert nothing.tracks.schema == TRACKS.schema


def test_no_box_is_told_of_a_frame_that_nobody_looked_at():
    looked = frames(("a", "gate", 0, 40)).filter(~pl.col("frame").is_in([11, 12, 13]))
    made = track_window(seen(looked, ("gate", 0, 10)), looked)
    assert made.tracks.height == 1
    assert not made.boxes["frame"].is_in([11, 12, 13]).any()


@given(st.lists(st.floats(0.001, 40), min_size=1, max_size=40))
def test_moments_get_numbers_that_rise_as_they_do(steps):
    times = np.concatenate([[0.0], np.cumsum(steps)])
    number, fps = numbered(times)
    assert (np.diff(number) > 0).all()
    assert 0 < fps <= 1000


def test_moments_that_no_part_of_a_step_tells_apart_are_numbered_on_and_soon_right_again():
    times = np.sort(np.append(np.arange(40) / 25, [0.4 + 1e-6, 0.4 + 2e-6, 0.4 + 3e-6]))
    number, fps = numbered(times)
    assert (np.diff(number) > 0).all()
    assert fps == pytest.approx(200)
    assert number[-1] == 39 * 8


def test_even_steps_are_numbered_one_by_one_and_a_gap_is_as_long_as_it_is():
    times = np.array([0, 0.2, 0.41, 0.59, 2.6, 2.8])
    number, fps = numbered(times)
    assert number.tolist() == [0, 1, 2, 3, 13, 14]
    assert fps == pytest.approx(5, rel=0.06)
    assert numbered(np.zeros(1))[0].tolist() == [0]


@settings(max_examples=10, deadline=None)
@given(st.tuples(*[st.integers(-300, 300)] * 2), st.booleans(), st.integers(0, 5000))
def test_a_picture_mirrored_moved_or_later_has_the_same_tracks(by, is_mirrored, later):
    """But for names, which tell where and when a track begins."""
    looked = frames(("a", "gate", 0, 30), ("b", "ramp", 0, 30))
    found = seen(looked, ("gate", 0, 10), ("gate", 200, 0), ("ramp", 9, 5))
    time = pl.col("captured_at") + timedelta(seconds=later)

    def view(boxes):
        edges = {name: pl.col(name) for name in ("x0_px", "x1_px")}
        if is_mirrored:
            edges = {"x0_px": 640 - pl.col("x1_px"), "x1_px": 640 - pl.col("x0_px")}
        edges = {name: at + by[0] for name, at in edges.items()}
        edges |= {name: pl.col(name) + by[1] for name in ("y0_px", "y1_px")}
        return boxes.with_columns(captured_at=time, **edges)

    corners = ["x0_px", "y0_px", "x1_px", "y1_px"]
    plain = view(track_window(found, looked).boxes)
    other = track_window(view(found), looked.with_columns(time)).boxes
    by_place = ["camera_id", "captured_at", *corners]
    plain, other = (boxes.sort(by_place) for boxes in (plain, other))
    assert other.select(by_place[:2]).equals(plain.select(by_place[:2]))
    assert np.allclose(other.select(corners), plain.select(corners), atol=1e-6)
    pairs = pl.DataFrame({"one": plain["track_id"], "two": other["track_id"]}).unique()
    assert len(pairs) == plain["track_id"].n_unique() == other["track_id"].n_unique() == 3
