"""Tracks that go on over the edge of two windows."""

import io
from datetime import UTC, datetime, timedelta
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lotgraph.tracks.chains import KEY, whole
from lotgraph.tracks.columns import TRACK_LINKS
from lotgraph.tracks.link import link_windows
from lotgraph.tracks.order import Window, overlaps
from lotgraph.tracks.show import over_edge
from lotgraph.tracks.window import track_window

EDGE = datetime(2026, 3, 2, 9, tzinfo=UTC)
STEP_S = 0.2


def frames(begin, end, camera="gate", step_s=STEP_S):
    """Rows of detected_frames of one capture, in seconds from the edge."""
    count = round((end - begin) / step_s)
    return pl.DataFrame(
        {
            "site_id": "north",
            "camera_id": camera,
            "captured_at": [EDGE + timedelta(seconds=begin + k * step_s) for k in range(count)],
            "capture_id": f"{camera}{begin}",
            "frame": range(count),
            "width_px": 640,
            "height_px": 360,
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
    return link_windows([before[0]], after[0])


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


@pytest.mark.parametrize("step_s", [1.0, 3.5, 5.0])
def test_who_drives_over_the_edge_is_one_however_far_apart_frames_are(step_s):
    drives = (300.0, 8.0 / step_s, -100.0, 100.0, 40.0)
    before = tracked(frames(-70, 0, step_s=step_s), drives)
    after = tracked(frames(0, 70, step_s=step_s), drives)
    assert linked(before, after)["gap_s"].to_list() == pytest.approx([step_s], abs=1e-4)


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
    links = link_windows(
        [told(-20, 0, first, second)], told(0, 20, ("next", 300.0, 0.0, 0, 20, 20))
    )
    assert links.select("before_track_id", "track_id").rows() == [("second", "next")]


def test_what_was_put_in_after_a_track_was_seen_last_does_not_count():
    before = told(-12, 0, ("before", 300.0, 10.0, -12, 0, -1.1))
    [link] = link_windows([before], told(0, 12, ("after", 300.0, 10.0, 0, 12, 12))).to_dicts()
    assert link["gap_s"] == pytest.approx(1.2, abs=0.01)


def test_cameras_are_linked_apart_and_a_window_without_anything_links_nothing():
    before = tracked(frames(-12, 0), STANDS)
    other = tracked(frames(0, 12, camera="ramp"), STANDS)
    assert linked(before, other).is_empty()
    nothing = Window(before[0].boxes.clear(), before[0].frames.clear())
    assert link_windows([nothing], before[0]).is_empty()
    assert link_windows([before[0]], nothing).schema == TRACK_LINKS.schema


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 1000))
def test_links_are_one_to_one_and_the_order_of_rows_does_not_matter(seed):
    things = [(100.0 * k, 4.0 * (k % 3), -90.0, 90.0, 40.0) for k in range(5)]
    windows = [tracked(frames(a, b), *things)[0] for a, b in ((-8, 0), (0.4, 8))]
    links = link_windows(windows[:1], windows[1])
    mixed = [
        Window(*(t.sample(fraction=1, shuffle=True, seed=seed) for t in (w.boxes, w.frames)))
        for w in windows
    ]
    assert link_windows(mixed[:1], mixed[1]).equals(links)
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


HOUR = 3600.0
STALL, NEXT = 300.0, 600.0  # where something stands


def in_window(back, *things):
    """A minute in the middle of the window `back` before; things are (x, height) that stand."""
    looked = frames(-back * HOUR, -back * HOUR + 60)
    if not things:
        return Window(tracked(looked, (STALL, 0.0, 9, 9, 40.0))[0].boxes, looked)
    return tracked(looked, *((x, 0.0, -9e9, 9e9, height) for x, height in things))[0]


NO_FOOTAGE = Window(*(table.clear() for table in (in_window(0).boxes, in_window(0).frames)))
CAR, LORRY = (STALL, 40.0), (STALL - 20, 90.0)


def chained(*windows):
    """Names of all tracks with that of the whole, each window linked with those before it."""
    links = [link_windows(windows[:k], own) for k, own in enumerate(windows)]
    assert pl.concat(links)["before_track_id"].is_unique().all()
    tracks = pl.concat([one.boxes for one in windows]).select(KEY).unique()
    return dict(whole(tracks, pl.concat(links)).select("track_id", "whole_id").rows())


def test_who_stands_is_the_same_over_a_window_without_footage():
    before, own = in_window(2, CAR), in_window(0, CAR)
    for between in (NO_FOOTAGE, in_window(1, (NEXT, 40.0)).of("ramp")):
        links = link_windows([before, between], own)
        assert links["before_track_id"].to_list() == before.boxes["track_id"].unique().to_list()
    assert links["gap_s"].item() == pytest.approx(2 * HOUR - 60, abs=1)


def test_who_is_hidden_all_through_a_window_is_the_same_and_so_is_what_hides_it():
    windows = [in_window(2, CAR), in_window(1, LORRY), in_window(0, CAR)]
    names = chained(*windows)
    car, lorry = (one.boxes["track_id"][0] for one in windows[:2])
    assert [names[one.boxes["track_id"][0]] for one in windows] == [car, lorry, car]


@pytest.mark.parametrize("seen", [[(NEXT, 40.0)], [(STALL, 90.0), (NEXT, 40.0)]])
def test_who_comes_to_a_place_that_was_seen_free_or_taken_is_somebody_else(seen):
    """Another stood there first, or nobody: a window in between that shows it ends the wait."""
    windows = [in_window(2, CAR, (NEXT, 40.0)), in_window(1, *seen), in_window(0, CAR)]
    if len(seen) > 1:  # what stood there has gone before the window is over
        looked = windows[1].frames
        gone = tracked(looked, (STALL, 0, -HOUR, -HOUR + 40, 40.0), (NEXT, 0, -9e9, 9e9, 40.0))
        windows[1] = gone[0]
    assert link_windows(windows[:2], windows[2]).is_empty()


def test_who_came_while_nobody_looked_is_another_unless_it_stands_just_so():
    before = in_window(1, CAR)
    assert link_windows([before], in_window(0, (STALL + 1, 40.0))).height == 1
    assert link_windows([before], in_window(0, (STALL + 12, 40.0))).is_empty()
    at_once = tracked(frames(-HOUR + 60, -HOUR + 120), (STALL + 12, 0, -9e9, 9e9, 40.0))[0]
    assert link_windows([before], at_once).height == 1, "who is watched may be seen another way"


def test_nobody_is_waited_for_beyond_the_reach():
    windows = [in_window(2.1, CAR), in_window(0, CAR)]
    assert link_windows(windows[:1], windows[1]).is_empty()


@given(st.permutations(range(4)), st.lists(st.sampled_from("clxn"), min_size=4, max_size=4))
@settings(max_examples=25, deadline=None)
def test_links_are_the_same_in_whatever_order_windows_come_and_are_made_again(order, what):
    """Links of a window read those within reach: what was made last before them does not count."""
    kinds = {"c": [CAR], "l": [LORRY], "x": [(NEXT, 40.0)], "n": []}
    windows = [_made(3 - k, tuple(kinds[one])) for k, one in enumerate(what)]
    there, links = {}, {}
    for made in order:
        there[made] = windows[made]
        for own in sorted(there):  # what read the one that came is due, and made again
            if made <= own <= made + 2:
                before = [there[k] for k in range(max(0, own - 2), own) if k in there]
                links[own] = link_windows(before, there[own])
    for own, told in links.items():
        assert told.equals(link_windows(windows[max(0, own - 2) : own], windows[own]))
    together = pl.concat(links.values())
    assert together["before_track_id"].is_unique().all()


@cache
def _made(back, things):
    return in_window(back, *things)


def test_a_chain_keeps_its_name_when_a_window_in_its_middle_is_made_again():
    windows = [in_window(k, CAR) for k in (2, 1, 0)]
    first = windows[0].boxes["track_id"][0]
    assert set(chained(*windows).values()) == {first}
    windows[1] = in_window(1, CAR, (NEXT, 40.0))
    again = chained(*windows)
    assert {again[one.boxes["track_id"][0]] for one in (windows[0], windows[2])} == {first}
    assert sorted(again.values()).count(first) == 3
    windows[1] = NO_FOOTAGE
    assert set(chained(*windows).values()) == {first}


def test_a_clock_that_was_set_back_over_the_edge_is_said_and_joins_nobody_who_moves():
    before, own = tracked(frames(-30, 20), STANDS, DRIVES), tracked(frames(0, 30), STANDS, DRIVES)
    [sentence] = overlaps([before[0]], own[0])
    assert sentence.startswith("gate: by its clock this footage begins 19.8 s before")
    assert linked(before, own)["is_standing"].to_list() == [True]
    other = Window(
        *(table.with_columns(camera_id=pl.lit("ramp")) for table in vars(own[0]).values())
    )
    assert not list(overlaps([before[0]], other))


def test_names_in_whole_seconds_part_nobody_at_an_edge():
    """A file that is named for the second it begins in seems to begin before the last one ends."""
    before, own = tracked(frames(-12, 0.8), STANDS), tracked(frames(0, 12), STANDS)
    assert not list(overlaps([before[0]], own[0]))
    assert linked(before, own)["gap_s"].to_list() == pytest.approx([STEP_S], abs=1e-3)


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


@settings(max_examples=8, deadline=None)
@given(st.tuples(*[st.integers(-300, 300)] * 2), st.booleans(), st.integers(0, 5000))
def test_windows_of_a_mirrored_moved_or_later_picture_are_linked_the_same(by, is_mirrored, later):
    """Tracks are named by where and when they begin; who goes on as whom is all that is asked."""
    things = [(100.0 * k, 4.0 * (k % 3), -90.0, 90.0, 40.0) for k in range(5)]
    windows = [tracked(frames(a, b), *things)[0] for a, b in ((-8, 0), (0.4, 8))]
    x = {name: pl.col(name) for name in ("x0_px", "x1_px")}
    if is_mirrored:
        x = {"x0_px": 640 - pl.col("x1_px"), "x1_px": 640 - pl.col("x0_px")}
    moved = {name: at + by[0] for name, at in x.items()}
    moved |= {name: pl.col(name) + by[1] for name in ("y0_px", "y1_px")}
    time = pl.col("captured_at") + timedelta(seconds=later)
    other = [
        Window(w.boxes.with_columns(captured_at=time, **moved), w.frames.with_columns(time))
        for w in windows
    ]
    links = link_windows(windows[:1], windows[1])
    assert link_windows(other[:1], other[1]).equals(links)
    assert links.height == 5
