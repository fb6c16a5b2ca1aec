"""usability: a camera that hides vehicles for too long is left out, and that is said."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.health.columns import CAMERA_HEALTH, CAMERA_USABILITY, FRAME_QUALITY
from lotgraph.health.damage import damage_of
from lotgraph.health.usability import usability

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
CAPTURES = pl.DataFrame(
    {
        "site_id": ["north"],
        "camera_id": ["gate"],
        "capture_id": ["c"],
        "frames": [100],
        "decodable_share": [1.0],
    }
)


def frames(count, decoded_share=1.0, capture_id="c"):
    times = [START + timedelta(seconds=second) for second in range(count)]
    blank = pl.DataFrame(schema=FRAME_QUALITY.schema)
    rows = pl.DataFrame(
        {
            "site_id": "north",
            "camera_id": "gate",
            "captured_at": times,
            "capture_id": capture_id,
            "decoded_share": decoded_share,
            "frame": list(range(count)),
        },
        schema_overrides=FRAME_QUALITY.schema,
    )
    return pl.concat([blank, rows], how="diagonal_relaxed")


def faults(*spans, is_unusable=True, kind="covered"):
    rows = [
        {
            "site_id": "north",
            "camera_id": "gate",
            "kind": kind,
            "started_at": START + timedelta(seconds=start),
            "ended_at": START + timedelta(seconds=end),
            "is_unusable": is_unusable,
        }
        for start, end in spans
    ]
    return pl.DataFrame(rows, schema=CAMERA_HEALTH.schema)


def judged(count, found, share=0.5, captures=CAPTURES):
    [row] = usability(captures, frames(count), found, share).to_dicts()
    return row


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted), max_size=4)


@given(st.integers(1, 40), spans)
def test_the_usable_share_is_the_share_of_frames_outside_every_unusable_fault(count, found):
    hidden = {s for start, end in found for s in range(start, end) if s < count}
    hidden |= {end for _, end in found if end == count - 1}  # it ends with the footage
    row = judged(count, faults(*found))
    assert row["frames"] == count
    assert abs(row["usable_share"] - (1 - len(hidden) / count)) < 1e-6
    assert row["is_usable"] == (row["usable_share"] >= 0.5)


def test_a_camera_covered_for_most_of_a_window_is_left_out_and_that_is_said():
    row = judged(10, faults((2, 10)))
    assert not row["is_usable"]
    assert row["reason"] == "Left out: only 20 % of it can be used (covered)."


def test_a_fault_that_hides_nothing_leaves_the_camera_in():
    row = judged(10, faults((0, 10), is_unusable=False, kind="moved"))
    assert row["is_usable"]
    assert row["reason"] == "Used, with faults: moved."


@pytest.mark.parametrize("kind", ["low_contrast", "moved"])
def test_a_veil_is_said_where_nothing_is_at_fault_and_leaves_the_camera_in(kind):
    haze = {"kept_share": 0.9, "light": 1.0, "gain": 0.3, "relief": 0.3}
    rows = frames(10).with_columns(**{n: pl.lit(v, pl.Float32) for n, v in haze.items()})
    [fog] = usability(CAPTURES, rows, faults(), 0.5).to_dicts()
    assert fog["is_usable"]
    assert fog["reason"] == (
        "Nothing wrong was seen. 100 % of it lies behind a veil: fog, or a lens that soiled slowly."
    )
    [own] = usability(CAPTURES, rows, faults((0, 10), is_unusable=False, kind=kind), 0.5).to_dicts()
    assert own["reason"] == f"Used, with faults: {kind}."


def test_a_camera_of_which_no_frame_could_be_read_is_left_out():
    row = judged(0, faults())
    assert (row["is_usable"], row["frames"]) == (False, 0)
    assert "could be read" in row["reason"]


def test_what_the_decoder_lost_is_weighed_by_the_length_of_captures_and_said():
    both = pl.concat(
        [CAPTURES, CAPTURES.with_columns(capture_id=pl.lit("d"), frames=pl.lit(300, pl.Int64))]
    )
    rows = pl.concat([frames(9, 0.5), frames(1, 0.9, "d")])
    [row] = usability(both, rows, faults(), 0.5).to_dicts()
    assert row["decoded_share"] == pytest.approx((0.5 + 3 * 0.9) / 4)
    assert row["is_usable"]
    assert row["reason"] == (
        "Nothing wrong was seen. 20 % of its frames were lost or patched by the decoder; "
        "what may show the damage was not judged."
    )


def test_what_a_file_that_was_cut_does_not_hold_is_said():
    row = judged(10, faults(), captures=CAPTURES.with_columns(decodable_share=0.533))
    assert row["reason"] == (
        "Nothing wrong was seen. 47 % of what its files announce is not in them, or broken."
    )


@pytest.mark.parametrize(
    ("share", "begins"), [(1.0, ""), (0.9999, "Less than 1 %"), (0.325, "68 %"), (0.0, "100 %")]
)
def test_damage_is_said_in_whole_percent_and_a_little_is_not_none(share, begins):
    said = damage_of(share)
    assert said.startswith(begins)
    assert bool(said) == bool(begins)


def test_of_a_camera_that_could_not_be_read_nobody_knows_what_was_lost():
    assert judged(0, faults())["decoded_share"] is None


@pytest.mark.parametrize(("share", "is_usable"), [(0.2, True), (0.21, False)])
def test_a_camera_exactly_at_the_usable_share_is_usable(share, is_usable):
    row = judged(10, faults((2, 10)), share)
    assert row["usable_share"] == pytest.approx(0.2)
    assert row["is_usable"] == is_usable


def test_no_captures_is_no_row():
    rows = usability(CAPTURES.clear(), frames(0), faults(), 0.5)
    assert rows.equals(CAMERA_USABILITY.empty())


def test_captures_of_which_no_frame_was_read_are_counted():
    both = pl.concat([CAPTURES, CAPTURES.with_columns(capture_id=pl.lit("d"))])
    row = judged(10, faults(), captures=both)
    assert row["reason"] == "Nothing wrong was seen. 1 of 2 captures could not be read."
