"""draw: the last days of the worst sites, whatever became of their cameras."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from lotgraph.overview import draw as room
from lotgraph.overview.columns import SITE_OVERVIEW
from lotgraph.overview.draw import draw, drawable
from lotgraph.pictures.states import CAPTURED, FAULTY, MISSING
from lotgraph.windows import WindowGrid

GRID = WindowGrid(timedelta(hours=1))
LATEST = datetime(2026, 3, 20, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
SPANS = {
    "site_id": pl.String,
    "camera_id": pl.String,
    "started_at": pl.Datetime("us", "UTC"),
    "ended_at": pl.Datetime("us", "UTC"),
}


def spans(*rows):
    """(site, camera, hours before the latest capture's start) as rows of an hour each."""
    table = [(s, c, LATEST - hours * HOUR, LATEST - (hours - 1) * HOUR) for s, c, hours in rows]
    return pl.DataFrame(table, schema=SPANS, orient="row")


def overview(captured, never=()):
    last = captured.group_by("site_id", "camera_id").agg(
        first_at=pl.col("started_at").min(), last_at=pl.col("ended_at").max()
    )
    blank = pl.DataFrame(schema=SITE_OVERVIEW.schema)
    silent = pl.DataFrame(list(never), schema=["site_id", "camera_id"], orient="row")
    return pl.concat([blank, last, silent.cast(pl.String)], how="diagonal")


@pytest.fixture
def drawn(monkeypatch):
    """What each site's picture is drawn from, in order."""
    monkeypatch.setattr(room, "site_overview", lambda states, *_: states)

    def run(captured, faults=(), known=()):
        captures = spans(*captured)
        shown = drawable(overview(captures, never=known), known)
        return list(draw(shown, captures.lazy(), spans(*faults).lazy(), GRID))

    return run


def test_nothing_captured_is_no_picture(drawn):
    assert drawn([]) == []


def test_days_end_with_the_window_of_the_latest_capture(drawn):
    [(_, states)] = drawn([("north", "gate", 0), ("north", "gate", 30 * 24)])
    starts = states["window_at"]
    assert starts.max() == LATEST
    assert len(starts) == room.SHOWN_DAYS * 24
    assert dict(states["state"].value_counts().rows()) == {MISSING: len(starts) - 1, CAPTURED: 1}


def test_nothing_is_missing_before_the_first_capture_of_any_site(drawn):
    found = dict(drawn([("south", "gate", 3), ("north", "gate", 0)]))
    assert found["south"]["state"].to_list() == [CAPTURED, MISSING, MISSING, MISSING]
    assert found["north"]["state"].to_list() == [MISSING, MISSING, MISSING, CAPTURED]


@pytest.mark.parametrize(
    ("hours", "said"), [(0, "day"), (23, "day"), (24, "2 days"), (70, "3 days"), (999, "7 days")]
)
def test_the_title_counts_the_days_that_are_shown(monkeypatch, hours, said):
    monkeypatch.setattr(room, "site_overview", lambda states, window, title, last_at: title)
    captures = spans(("north", "gate", hours), ("north", "gate", 0))
    titles = draw(overview(captures), captures.lazy(), captures.clear().lazy(), GRID)
    assert dict(titles) == {"north": f"north: the last {said}"}


def test_a_site_that_fell_silent_is_shown_as_missing_and_comes_first(drawn):
    always = [("north", "gate", hours) for hours in range(168)]
    found = drawn([("south", "gate", 30 * 24), *always], [("north", "gate", 3)])
    assert [site for site, _ in found] == ["south", "north"]
    assert found[0][1]["state"].unique().to_list() == [MISSING]
    assert dict(found[1][1]["state"].value_counts().rows()) == {CAPTURED: 167, FAULTY: 1}


def test_a_camera_and_a_site_that_were_never_captured_have_their_lines(drawn):
    found = drawn([("north", "gate", 0)], known=[("north", "ramp"), ("south", "gate")])
    assert [site for site, _ in found] == ["north", "south"]
    assert found[0][1]["camera"].unique().sort().to_list() == ["gate", "ramp"]
    assert found[1][1]["state"].unique().to_list() == [MISSING]
    assert drawn([], known=[("north", "ramp")]) == []


def test_a_folder_that_is_no_known_camera_and_was_never_captured_has_no_line():
    rows = overview(spans(("north", "gate", 0)), never=[("north", "typo"), ("north", "ramp")])
    shown = drawable(rows, [("north", "ramp")])
    assert shown["camera_id"].sort().to_list() == ["gate", "ramp"]


def test_beyond_twenty_sites_the_worst_are_drawn(drawn):
    sites = [(f"site-{n:02}", "gate", hours) for n in range(23) for hours in range(23 - n)]
    found = [site for site, _ in drawn(sites)]
    assert found == [f"site-{n:02}" for n in range(22, 2, -1)]


def test_of_equally_bad_sites_the_first_in_the_alphabet_comes_first(drawn):
    found = drawn([(site, "gate", 0) for site in ("west", "east", "north")])
    assert [site for site, _ in found] == ["east", "north", "west"]


def test_the_picture_is_a_picture():
    captures = spans(("north", "gate", 0))
    [(site, picture)] = draw(overview(captures), captures.lazy(), captures.lazy(), GRID)
    assert site == "north"
    assert picture.startswith(b"\x89PNG")
