"""place: every landed file has one place, by its name, its folder and its arrival."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.captures.reasons import REASONS
from lotgraph.landing import Live, list_landing, place
from lotgraph.landing.columns import LISTED
from lotgraph.landing.refusals import explain
from lotgraph.settings import UNPLACED, Camera, Settings, Site
from lotgraph.windows import WindowGrid

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)  # the window in which `land` puts files by default
EIGHT = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def placed(land, settings, live):
    """Site, window and reason of one landed file, after its explanation was looked at."""

    def of(uri, **when):
        land(uri, **when)
        [row] = place(list_landing(land.root), settings, live).to_dicts()
        if row["reason"]:
            assert row["reason"] in REASONS
            assert explain(row, settings).endswith(REASONS[row["reason"]])
        return row["site_id"], row["window_at"], row["reason"]

    return of


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("north/gate/2026-03-02T08-59-59Z.mp4", ("north", EIGHT, None)),
        ("north/gate/2026-03-02T09-00-00.mp4", ("north", EIGHT, None)),
        ("north/ramp/2026-03-02T08-00-00Z.mp4", ("north", EIGHT, None)),
        ("north/roof/2026-03-02T08-00-00Z.mp4", ("north", EIGHT, "unknown_camera")),
        ("north/2026-03-02T08-00-00Z.mp4", ("north", EIGHT, "unknown_camera")),
        ("east/gate/2026-03-02T08-00-00Z.mp4", (UNPLACED, EIGHT, "unknown_site")),
        ("2026-03-02T08-00-00Z.mp4", (UNPLACED, EIGHT, "unknown_site")),
        ("unplaced/gate/2026-03-02T08-00-00Z.mp4", (UNPLACED, EIGHT, "unknown_site")),
        ("north/gate/clip.mp4", ("north", NINE, "wrong_name")),
        ("north/gate/1970-01-01T00-00-00Z.mp4", ("north", NINE, "clock_unset")),
        ("north/gate/2026-03-02T09-36-00Z.mp4", ("north", NINE, "future")),
        ("north/gate/2026-03-02T09-34-00Z.mp4", ("north", NINE, None)),
        ("north/gate/2031-01-01T00-00-00Z.mp4", ("north", NINE, "future")),
        ("north/gate/2026-03-02T08-00-00Z.ts", ("north", EIGHT, None)),
        ("east/gate/clip.mp4", (UNPLACED, NINE, "unknown_site")),
    ],
)
def test_a_file_belongs_where_its_name_says_or_else_where_it_arrived(placed, uri, expected):
    assert placed(uri) == expected


@pytest.mark.parametrize(
    "day", [datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)]
)
def test_a_nameless_file_that_came_outside_the_live_windows_keeps_its_own_window(placed, day):
    arrived = day + timedelta(minutes=10)
    assert placed("north/gate/clip.mp4", at=arrived) == ("north", day, "wrong_name")


def test_no_file_changes_its_place_as_the_live_windows_go_on(land, settings, live):
    land("north/gate/clip.mp4", at=datetime(2026, 2, 1, tzinfo=UTC))
    land("north/gate/2026-02-01T08-00-00Z.mp4")
    later = replace(live, first=live.first + timedelta(days=1))
    listing = list_landing(land.root)
    assert place(listing, settings, later).equals(place(listing, settings, live))


def test_a_stamp_that_cannot_be_an_arrival_makes_no_name_future(placed):
    never = datetime(1970, 1, 2, tzinfo=UTC)
    assert placed("north/gate/2026-03-02T08-00-00Z.mp4", at=never) == ("north", EIGHT, None)


def test_a_well_named_file_outside_the_live_windows_keeps_its_own_window(placed):
    before = datetime(2025, 3, 2, 8, tzinfo=UTC)
    assert placed("north/gate/2025-03-02T08-00-00Z.mp4") == ("north", before, None)


def test_daylight_saving_hours_go_where_they_arrived(land, settings):
    day = datetime(2026, 10, 25, tzinfo=UTC)
    live = Live(WindowGrid(timedelta(hours=1)), day)
    arrived = day + timedelta(hours=4, minutes=10)
    land("north/gate/2026-10-25T02-30-00.mp4", at=arrived)
    [row] = place(list_landing(land.root), settings, live).to_dicts()
    assert (row["window_at"], row["reason"]) == (day + timedelta(hours=4), "ambiguous_time")
    assert "occurs twice in Europe/Berlin" in explain(row, settings)


folder = st.sampled_from(["north", "south", "east", ""])
name = st.one_of(
    st.text(max_size=12),
    st.datetimes(datetime(1960, 1, 1), datetime(2040, 1, 1)).map(  # noqa: DTZ001
        lambda moment: f"{moment:%Y-%m-%dT%H-%M-%S}Z.mp4"
    ),
)
landed = st.lists(st.tuples(folder, name, st.integers(0, 2**61)), max_size=10)


def listing(rows):
    return pl.DataFrame(
        [(f"{f}/gate/{n}", f, "gate", n, "file", 1, at) for f, n, at in rows],
        schema=LISTED,
        orient="row",
    )


@given(landed, st.randoms())
def test_the_place_of_a_file_depends_on_no_other_file(rows, random):
    live = Live(WindowGrid(timedelta(hours=1)), datetime(2026, 3, 1, tzinfo=UTC))
    settings = Settings(
        sites={"north": Site(cameras={"gate": Camera()}, timezone="Europe/Berlin"), "south": Site()}
    )
    together = place(listing(rows), settings, live).rows()
    shuffled = random.sample(rows, len(rows))
    assert sorted(place(listing(shuffled), settings, live).rows(), key=str) == sorted(
        together, key=str
    )
    assert [place(listing([row]), settings, live).row(0) for row in rows] == together


@given(landed)
def test_no_file_is_left_without_a_place(rows):
    live = Live(WindowGrid(timedelta(hours=1)), datetime(2026, 3, 1, tzinfo=UTC))
    settings = Settings(sites={"north": Site(cameras={"gate": Camera()})})
    placed = place(listing(rows), settings, live)
    assert placed.height == len(rows)
    assert not placed["window_at"].null_count()
    assert set(placed["site_id"]) <= {"north", UNPLACED}
    usable = placed.filter(pl.col("reason").is_null())
    assert usable["named_at"].dt.truncate("1h").equals(usable["window_at"], check_names=False)
