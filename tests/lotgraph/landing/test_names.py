"""read_names: what start a name says, in every spelling, and why it says none."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.landing.names import read_names, stem, what_is_wrong

EIGHT = datetime(2026, 3, 2, 8, tzinfo=UTC)


def read(name, zone="UTC", is_folder=False):
    return read_names(pl.Series([name]), pl.Series([is_folder]), pl.Series([zone])).row(0)


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("2026-03-02T08:00:00Z.mp4", EIGHT),
        ("2026-03-02T08-00-00Z.mkv", EIGHT),
        ("20260302T080000Z.avi", EIGHT),
        ("2026-03-02T0800Z.ts", EIGHT),
        ("2026-03-02T08:00:00.250Z.MP4", EIGHT + timedelta(milliseconds=250)),
        ("2026-03-02T08-00-00.1234567Z.mp4", EIGHT + timedelta(microseconds=123456)),
        ("2026-03-02T09:00:00+0100.mp4", EIGHT),
        ("2026-03-02T09-00-00+01-00.mp4", EIGHT),
        ("2026-03-02T09:00:00+01.mp4", EIGHT),
        ("2026-03-02T07-00-00-01-00.mp4", EIGHT),
        ("2026-03-02T07-00-01-00.mp4", EIGHT),  # no seconds: 01-00 is an offset
        ("20260302T070000-0100.zip", EIGHT),
        ("2026-03-02T13:30:00+05:30.uris", EIGHT),
    ],
)
def test_reads_every_spelling_of_one_moment(name, start):
    assert read(name) == (start, None)


@pytest.mark.parametrize(
    "name",
    [
        "gate.mp4",
        "2026-03-02.mp4",
        "2026-02-30T08:00:00Z.mp4",
        "2026-03-02T24:00:00Z.mp4",
        "2026-03-02T08:61:00Z.mp4",
        "2026-03-02T08:00:00Z",
        "2026-03-02T08:00:00Z.txt",
        "2026-03-02T08:00:00Z.mp4.part",
        " 2026-03-02T08:00:00Z.mp4",
        "2026-03-02T08:00:00+15:00.mp4",
        "٢٠٢٦-03-02T08:00:00Z.mp4",
        "",
    ],
)
def test_a_name_that_says_no_moment_is_wrong(name):
    assert read(name) == (None, "wrong_name")


def test_a_folder_is_named_by_the_start_alone():
    assert read("2026-03-02T08:00:00.500Z", is_folder=True)[0] == EIGHT + timedelta(seconds=0.5)
    assert read("2026-03-02T08:00:00Z.mp4", is_folder=True) == (None, "wrong_name")


def test_without_an_offset_the_time_is_the_sites_own():
    assert read("2026-03-02T09:00:00.mp4", "Europe/Berlin") == (EIGHT, None)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("2026-10-25T02:30:00.mp4", "ambiguous_time"),
        ("2026-03-29T02:30:00.mp4", "impossible_time"),
    ],
)
def test_hours_that_daylight_saving_repeats_or_skips_say_no_moment(name, reason):
    assert read(name, "Europe/Berlin") == (None, reason)
    assert read(name, "UTC")[1] is None


def test_an_offset_tells_the_two_hours_of_one_name_apart():
    summer = read("2026-10-25T02:30:00+0200.mp4", "Europe/Berlin")[0]
    winter = read("2026-10-25T02:30:00+0100.mp4", "Europe/Berlin")[0]
    assert winter - summer == timedelta(hours=1)


@given(
    st.lists(
        st.tuples(
            st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)),  # noqa: DTZ001
            st.integers(-14 * 60, 14 * 60),
            st.sampled_from(["%Y-%m-%dT%H:%M:%S.%f", "%Y%m%dT%H%M%S.%f", "%Y-%m-%dT%H-%M-%S.%f"]),
        ),
        max_size=8,
    )
)
def test_any_moment_at_any_offset_is_read_back(said):
    names, starts = [], []
    for moment, minutes, spelling in said:
        sign, size = "-" if minutes < 0 else "+", abs(minutes)
        names.append(f"{moment:{spelling}}{sign}{size // 60:02}{size % 60:02}.mp4")
        starts.append(moment.replace(tzinfo=UTC) - timedelta(minutes=minutes))
    height = len(names)
    found = read_names(
        pl.Series(names, dtype=pl.String),
        pl.Series([False] * height, dtype=pl.Boolean),
        pl.Series(["UTC"] * height, dtype=pl.String),
    )
    assert found["named_at"].to_list() == starts


@given(st.text(max_size=40), st.sampled_from(["UTC", "Europe/Berlin"]))
def test_no_name_at_all_breaks_the_reading(name, zone):
    named_at, reason = read(name, zone)
    assert (named_at is None) == (reason is not None)


@given(st.timedeltas(timedelta(-9000), timedelta(20_000)).map(lambda after: EIGHT + after))
def test_a_moment_is_written_as_it_is_read(moment):
    assert timedelta() <= moment - read(f"{stem(moment)}.mp4")[0] < timedelta(milliseconds=1)


@pytest.mark.parametrize(
    ("name", "is_folder", "said"),
    [
        ("2026-13-02T08-00-00Z.mp4", False, "names no day and time that there is"),
        ("2026-03-02T08-00-00+15:00.mp4", False, "an offset beyond 14 hours"),
        ("2026-02-30T08-00-00Z", True, "names no day and time that there is"),
        ("2026-03-02T08-00-00Z.mov", False, "not read (.mov): expected one of .mp4, .mkv, .avi"),
        ("2026-03-02T08-00-00Z.mp4.part", False, "copies do that are not complete (.part)"),
        ("clip.TMP", False, "copies do that are not complete (.TMP)"),
        ("clip.mp4", False, "holds no start"),
        ("clip", False, "has no ending"),
        ("2026-03-02T08-00-00.5Z", False, "has no ending"),
        ("2026-03-02T08-00-00Z.mp4", True, "is a folder: expected a start alone"),
        ("2026-03-02T08-00-00Z.footage", True, "a manifest that does not lie beside it"),
    ],
)
def test_what_is_wrong_with_a_name_is_said(name, is_folder, said):
    assert read(name, is_folder=is_folder)[1] == "wrong_name"
    assert said in what_is_wrong(name, is_folder=is_folder)
