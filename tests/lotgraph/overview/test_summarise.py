"""summarise: one row per camera, whatever table it appears in."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.overview.columns import SITE_OVERVIEW
from lotgraph.overview.summarise import summarise

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
CAMERA = {"site_id": pl.String, "camera_id": pl.String}
CAPTURED = CAMERA | {
    "sha256": pl.String,
    "duration_s": pl.Float64,
    "started_at": pl.Datetime("us", "UTC"),
    "ended_at": pl.Datetime("us", "UTC"),
}

cameras = st.tuples(st.sampled_from(["north", "south"]), st.sampled_from(["gate", "ramp"]))
captured = st.lists(st.tuples(cameras, st.sampled_from("abcdef")), max_size=12)
refused = st.lists(
    st.tuples(st.tuples(st.just("north"), st.sampled_from(["gate", None])), st.sampled_from("xy")),
    max_size=8,
)
judged = st.lists(st.tuples(cameras, st.booleans()), max_size=8)


def frame(rows, schema):
    return pl.DataFrame(rows, schema=schema, orient="row").lazy()


def overview(captures=(), refusals=(), faults=(), usability=(), known=()):
    times = [
        (*camera, sha, 60.0, START + timedelta(hours=i), START + timedelta(hours=i, seconds=60))
        for i, (camera, sha) in enumerate(captures)
    ]
    return summarise(
        frame(times, CAPTURED),
        frame([(*c, r) for c, r in refusals], CAMERA | {"reason": pl.String}),
        frame([(*c, k) for c, k in faults], CAMERA | {"kind": pl.String}),
        frame([(*c, u) for c, u in usability], CAMERA | {"is_usable": pl.Boolean}),
        known,
    )


@given(captured, refused, st.lists(st.tuples(cameras, st.sampled_from("pq")), max_size=8), judged)
def test_every_row_of_every_table_is_counted_once(captures, refusals, faults, usability):
    rows = overview(captures, refusals, faults, usability)
    assert rows["captures"].sum() == len(captures)
    assert rows["footage_s"].sum() == 60 * len(captures)
    assert rows["refused"].sum() == len(refusals)
    assert rows["faults"].sum() == len(faults)
    assert rows["windows"].sum() == len(usability)
    assert rows["usable_windows"].sum() == sum(is_usable for _, is_usable in usability)
    assert not rows.select("site_id", "camera_id").is_duplicated().any()


def test_nothing_landed_is_an_empty_overview_with_its_schema():
    assert overview().equals(SITE_OVERVIEW.empty())


def test_the_same_bytes_in_two_windows_are_repeated_at_both_cameras():
    gate, ramp = ("north", "gate"), ("north", "ramp")
    rows = overview(captures=[(gate, "a"), (ramp, "a"), (ramp, "b")])
    assert rows["repeated"].to_list() == [1, 1]


def test_a_known_camera_of_which_nothing_landed_has_a_row():
    gate, ramp = ("north", "gate"), ("north", "ramp")
    rows = overview(captures=[(gate, "a")], known=[ramp, gate])
    assert rows.select("camera_id", "captures", "refused", "last_at").rows() == [
        ("gate", 1, 0, START + timedelta(seconds=60)),
        ("ramp", 0, 0, None),
    ]


def test_of_equally_common_reasons_the_first_in_the_alphabet_is_named():
    gate = ("north", "gate")
    rows = overview(refusals=[(gate, "y"), (gate, "x"), (gate, "y"), (gate, "x")])
    assert rows["commonest_reason"].to_list() == ["x"]
    assert rows["captures"].to_list() == [0]


def test_a_file_in_no_camera_folder_is_counted_too():
    rows = overview(refusals=[(("north", None), "x")])
    assert rows.select("camera_id", "refused").rows() == [("", 1)]
