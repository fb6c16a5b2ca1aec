"""Tallies count every frame and box once, and say what is alike."""

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.drift.tally import tally

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
NAMED = {"site_id": "north", "camera_id": "gate", "capture_id": "one", "detector": "v1"}
BOXES = {"frame": pl.Int64, "kind": pl.String, "score": pl.Float32, "y1_px": pl.Float32}
box = st.tuples(
    st.integers(0, 5), st.sampled_from(["car", "van"]), st.floats(0, 1, width=32), st.just(40.0)
)


def tallied(boxes, frames=6, minutes=20):
    at = NOON + pl.duration(minutes=minutes * pl.col("frame"))
    rows = pl.DataFrame(boxes, schema=BOXES, orient="row").with_columns(y0_px=0.0, captured_at=at)
    looked = pl.DataFrame({"frame": range(frames)}).with_columns(captured_at=at)
    named = {name: pl.lit(value) for name, value in NAMED.items()}
    return tally(rows.with_columns(**named), looked.with_columns(**named))


@given(st.lists(box, max_size=30))
def test_every_frame_and_box_counts_once_in_its_hour(boxes):
    told = tallied(boxes)
    for hour in range(2):
        own = told.filter(hour_at=NOON + timedelta(hours=hour))
        inside = [frame for frame, *_ in boxes if frame // 3 == hour]
        assert own.filter(what="frames")["count"].sum() == 3
        counted = own.filter(what="frames").select(pl.col("value") * pl.col("count")).sum().item()
        assert counted == len(inside)
        for what in ("kinds", "scores", "sizes"):
            assert own.filter(what=what)["count"].sum() == len(inside)


def test_scores_and_heights_are_alike_to_two_digits():
    told = tallied([(0, "car", 0.5149, 104.0), (1, "car", 0.5051, 96.4), (1, "van", 0.6, 95.6)])
    assert told.filter(what="scores").select("value", "count").rows() == [(0.51, 2), (0.6, 1)]
    assert told.filter(what="sizes").select("value", "count").rows() == [(96.0, 2), (100.0, 1)]
    assert told.filter(what="kinds").select("kind", "count").rows() == [("car", 2), ("van", 1)]


def test_a_score_that_is_no_number_counts_in_the_mix_alone():
    told = tallied([(0, "car", float("nan"), 40.0)])
    assert told.filter(what="scores").is_empty()
    assert told.filter(what="kinds")["count"].to_list() == [1]
