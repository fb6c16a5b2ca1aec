"""Tracks that go on over the edge of two windows."""

import io
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lotgraph.tracks.chains import whole
from lotgraph.tracks.columns import TRACK_LINKS
from lotgraph.tracks.link import Window, link_windows
from lotgraph.tracks.show import over_edge
from lotgraph.tracks.window import track_window

EDGE = datetime(2026, 3, 2, 9, tzinfo=UTC)
STEP_S = 0.2


def frames(begin, end, camera="gate"):
    """Rows of detected_frames of one capture, in seconds from the edge."""
    count = round((end - begin) / STEP_S)
    return pl.DataFrame(
        {
            "site_id": "north",
            "camera_id": camera,
            "captured_at": [EDGE + timedelta(seconds=begin + k * STEP_S) for k in range(count)],
            "capture_id": f"{camera}{begin}",
            "frame": range(count),
        }
    ).cast({"captured_at": pl.Datetime("us", "UTC")})


def tracked(looked, *things):
    """A window tracked; things are (x at the edge, px a second, from, to, height)."""
    at = (pl.col("captured_at") - EDGE).dt.total_microseconds() / 1e6
    parts = [
        looked.filter(at.is_between(begin, end)).with_columns(
            x0_px=x + speed * at,
            x1_px=x + speed * at + 60.0,
            y0_px=140.0 - height,
            y1_px=pl.lit(140.0),
            kind=pl.lit("car"),
            score=pl.lit(0.9),
        )
        for x, speed, begin, end, height in things
    ]
    made = track_window(pl.concat(parts), looked)
    return Window(made.boxes, looked), made.tracks


STANDS, DRIVES = (300.0, 0.0, -90.0, 90.0, 40.0), (100.0, 10.0, -90.0, 90.0, 40.0)


def linked(before, after):
    return link_windows(before[0], after[0])


def test_who_stands_and_who_drives_over_the_edge_is_one():
    before = tracked(frames(-12, 0), STANDS, DRIVES)
    after = tracked(frames(0, 12), STANDS, DRIVES)
    links = linked(before, after)
    assert links.schema == TRACK_LINKS.schema
    assert links["gap_s"].to_list() == pytest.approx([STEP_S] * 2, abs=1e-4)
    ids = set(links["track_id"]), set(links["before_track_id"])
    assert ids == (set(after[1]["track_id"]), set(before[1]["track_id"]))
    for window, name in ((before, "before_track_id"), (after, "track_id")):
        still = window[1].filter(pl.col("moved_sizes") < 0.5)["track_id"]
        assert links.filter("is_standing")[name].to_list() == still.to_list()


def test_who_stands_is_the_same_over_an_hour_without_footage_and_who_drives_is_not():
    links = linked(
        tracked(frames(-1800, -1780), (300.0, 0, -1800, -1780, 40.0), (53_000, 30, -1800, 0, 40.0)),
        tracked(frames(1780, 1800), (301.0, 0, 1780, 1800, 40.0), (-53_000, 30, 0, 1800, 40.0)),
    )
    assert links["is_standing"].to_list() == [True]
    assert links["gap_s"][0] == pytest.approx(3560, abs=1)


@pytest.mark.parametrize("leaves", [-8.0, -1.0])
def test_a_place_that_was_seen_free_has_somebody_else(leaves):
    links = linked(
        tracked(frames(-20, 0), (300.0, 0, -20, leaves, 40.0), (600.0, 0, -20, 0, 40.0)),
        tracked(frames(0, 20), (300.0, 0, 1.0, 20, 40.0), (600.0, 0, 0, 20, 40.0)),
    )
    assert links.height == (2 if leaves == -1 else 1)


def test_who_is_hidden_at_the_edge_is_still_the_same():
    lorry = (280.0, 0.0, -10.0, 10.0, 90.0)
    links = linked(
        tracked(frames(-30, 0), (300.0, 0, -30, -10, 40.0), lorry),
        tracked(frames(0, 30), (300.0, 0, 10, 30, 40.0), lorry),
    )
    assert links.height == 2
    assert links["gap_s"].max() == pytest.approx(20, abs=1)


def test_another_size_at_the_same_place_is_somebody_else():
    before = tracked(frames(-20, 0), (300.0, 0, -20, 0, 40.0))
    assert linked(before, tracked(frames(60, 80), (300.0, 0, 60, 80, 90.0))).is_empty()


def told(begin, end, *tracks):
    """A window of named tracks; they are (name, x, px a second, from, to, seen until)."""
    looked = frames(begin, end)
    at = (pl.col("captured_at") - EDGE).dt.total_microseconds() / 1e6
    parts = [
        looked.filter(at.is_between(since, until)).select(
            *looked.columns,
            track_id=pl.lit(name),
            kind=pl.lit("car"),
            x0_px=x + speed * at,
            y0_px=pl.lit(100.0),
            x1_px=x + speed * at + 60.0,
            y1_px=pl.lit(140.0),
            is_seen=at <= seen_until,
        )
        for name, x, speed, since, until, seen_until in tracks
    ]
    return Window(pl.concat(parts), looked)


def test_who_is_taken_by_one_that_was_there_last_is_nobody_elses():
    """Two stood at one place, one after the other; who stands there next was the later of them."""
    first, second = ("first", 300.0, 0.0, -20, -5.1, 0), ("second", 300.0, 0.0, -5.1, 0, 0)
    links = link_windows(told(-20, 0, first, second), told(0, 20, ("next", 300.0, 0.0, 0, 20, 20)))
    assert links.select("before_track_id", "track_id").rows() == [("second", "next")]


def test_what_was_put_in_after_a_track_was_seen_last_does_not_count():
    before = told(-12, 0, ("before", 300.0, 10.0, -12, 0, -1.1))
    [link] = link_windows(before, told(0, 12, ("after", 300.0, 10.0, 0, 12, 12))).to_dicts()
    assert link["gap_s"] == pytest.approx(1.2, abs=0.01)


def test_cameras_are_linked_apart_and_a_window_without_anything_links_nothing():
    before = tracked(frames(-12, 0), STANDS)
    other = tracked(frames(0, 12, camera="ramp"), STANDS)
    assert linked(before, other).is_empty()
    nothing = Window(before[0].boxes.clear(), before[0].frames.clear())
    assert link_windows(nothing, before[0]).is_empty()
    assert link_windows(before[0], nothing).schema == TRACK_LINKS.schema


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000))
def test_links_are_one_to_one_and_the_order_of_rows_does_not_matter(seed):
    things = [(100.0 * k, 4.0 * (k % 3), -90.0, 90.0, 40.0) for k in range(5)]
    windows = [tracked(frames(a, b), *things)[0] for a, b in ((-8, 0), (0.4, 8))]
    links = link_windows(*windows)
    mixed = [
        Window(*(t.sample(fraction=1, shuffle=True, seed=seed) for t in (w.boxes, w.frames)))
        for w in windows
    ]
    assert link_windows(*mixed).equals(links)
    assert links.height == 5
    assert links["track_id"].is_unique().all()
    assert links["before_track_id"].is_unique().all()


def test_the_picture_of_an_edge_shows_every_camera_with_links():
    before, after = tracked(frames(-12, 0), STANDS, DRIVES), tracked(frames(0, 12), STANDS)
    links = linked(before, after)
    [(camera, picture)] = over_edge(before[0].boxes, after[0].boxes, links, EDGE)
    assert camera == "gate"
    [(_, again)] = over_edge(before[0].boxes, after[0].boxes, links, EDGE)
    assert picture == again
    assert Image.open(io.BytesIO(picture)).size[0] > 300
    assert list(over_edge(before[0].boxes, after[0].boxes, links.clear(), EDGE)) == []


def chain(*pairs):
    links = [("north", "gate", one, before, 0.2, True) for one, before in pairs]
    return pl.DataFrame(links, TRACK_LINKS.schema, orient="row")


def rows_of(*names, camera="gate"):
    return pl.DataFrame({"site_id": "north", "camera_id": camera, "track_id": names})


def test_a_chain_has_the_name_of_its_first_however_its_links_come():
    links = chain(("d", "c"), ("b", "a"), ("c", "b"), ("f", "e"))
    told = whole(rows_of("a", "b", "c", "d", "e", "f", "g"), links)
    assert told["whole_id"].to_list() == ["a", "a", "a", "a", "e", "e", "g"]
    other = whole(rows_of("b", "d", camera="ramp"), links)
    assert other["whole_id"].to_list() == ["b", "d"], "names are a camera's own"


def test_a_chain_whose_first_is_not_at_hand_begins_where_it_is():
    assert (
        whole(rows_of("c", "d"), chain(("d", "c"), ("c", "b")))["whole_id"].to_list() == ["c"] * 2
    )


@given(st.integers(1, 40), st.randoms())
def test_a_chain_of_any_length_is_one(length, random):
    links = [(f"t{k + 1}", f"t{k}") for k in range(length)]
    random.shuffle(links)
    told = whole(rows_of(*(f"t{k}" for k in range(length + 1))), chain(*links))
    assert set(told["whole_id"]) == {"t0"}
