"""find_clashes: of what tells the same story twice, one stays."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.landing.clashes import find_clashes

EIGHT = datetime(2026, 3, 2, 8, tzinfo=UTC)


def captures(*rows):
    """Rows of uri, camera, seconds after eight, length in seconds, content."""
    return pl.DataFrame(
        {
            "uri": [row[0] for row in rows],
            "site_id": ["north"] * len(rows),
            "camera_id": [row[1] for row in rows],
            "started_at": [EIGHT + timedelta(seconds=row[2]) for row in rows],
            "duration_s": [float(row[3]) for row in rows],
            "frames": [max(1, round(row[3] * 10)) for row in rows],
            "sha256": [row[4] for row in rows],
        },
        schema_overrides={
            "uri": pl.String,
            "camera_id": pl.String,
            "sha256": pl.String,
            "started_at": pl.Datetime("us", "UTC"),
            "duration_s": pl.Float64,
            "frames": pl.Int64,
        },
    )


def reasons(*rows):
    return dict(find_clashes(captures(*rows)).select("uri", "reason").rows())


def test_of_equal_bytes_the_first_in_time_then_in_path_order_stays():
    assert reasons(("b", "x", 0, 60, "1"), ("a", "x", 60, 60, "1"), ("c", "y", 0, 60, "1")) == {
        "a": "duplicate",
        "c": "duplicate",
    }


def test_of_the_same_moments_the_longest_stays():
    found = find_clashes(captures(("a", "x", 0, 10, "1"), ("b", "x", 2, 60, "2")))
    [(uri, reason, explanation)] = found.rows()
    assert (uri, reason) == ("a", "overlaps")
    assert explanation.startswith("It covers moments of b, which is used.")


def test_other_cameras_and_other_moments_do_not_clash():
    assert not reasons(("a", "x", 0, 60, "1"), ("b", "y", 0, 60, "2"), ("c", "x", 60, 60, "3"))


def test_neighbours_may_seem_to_overlap_by_a_rounded_second_and_two_frames():
    assert not reasons(("a", "x", 0, 60, "1"), ("b", "x", 58.9, 60, "2"))
    assert reasons(("a", "x", 0, 60, "1"), ("b", "x", 58.5, 50, "2")) == {"b": "overlaps"}


def test_a_clip_shorter_than_a_second_cannot_hide_in_the_rounding():
    assert reasons(("a", "x", 0, 60, "1"), ("b", "x", 30, 0.5, "2")) == {"b": "overlaps"}


def test_a_duplicate_clashes_with_nothing_else():
    assert reasons(("a", "x", 0, 60, "1"), ("b", "x", 0, 60, "1")) == {"b": "duplicate"}


rows = st.lists(
    st.tuples(st.sampled_from("xy"), st.integers(0, 30), st.integers(1, 9), st.integers(0, 12)),
    max_size=12,
)


@given(rows)
def test_what_stays_neither_repeats_nor_overlaps_and_what_goes_lost_to_what_stays(drawn):
    table = captures(*((f"{i:02}", c, s, n, str(h)) for i, (c, s, n, h) in enumerate(drawn)))
    gone = find_clashes(table)
    kept = table.join(gone, on="uri", how="anti").sort("camera_id", "started_at")
    assert kept["sha256"].is_unique().all() or kept.is_empty()
    for camera in kept.partition_by("camera_id"):
        ends = camera["started_at"] + pl.Series(
            [timedelta(seconds=d) for d in camera["duration_s"]]
        )
        shared = (ends.shift(1) - camera["started_at"]).dt.total_milliseconds().drop_nulls()
        assert (shared <= 1200).all()
    for explanation in gone.filter(pl.col("reason") == "overlaps")["explanation"]:
        assert explanation.split(" of ")[1][:2] in kept["uri"]
