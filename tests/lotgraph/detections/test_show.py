"""What is sure is so by each camera's own scale, and the curves say by which score."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from lotgraph.detections import show

BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)
SCORES = {"loud": [0.9] * 5 + [0.46, 0.44], "quiet": [0.4] * 5 + [0.21, 0.19]}


@pytest.fixture
def detections():
    rows = [(camera, camera, 0, score) for camera, own in SCORES.items() for score in own]
    return pl.DataFrame(rows, schema=["camera_id", "capture_id", "frame", "score"], orient="row")


def test_sure_is_what_has_half_the_score_of_the_surest(detections):
    kept = show.sure(detections)
    assert dict(kept.group_by("camera_id").agg(pl.col("score").min()).rows()) == {
        "loud": 0.46,
        "quiet": 0.21,
    }


def test_the_legend_says_which_score_makes_a_box_sure(detections, monkeypatch):
    drawn = {}

    def note(times, panels, title):
        drawn[title.partition(":")[0]] = {name: list(s) for name, s in panels["boxes"].items()}
        return b""

    monkeypatch.setattr(show, "curves", note)
    looks = [("loud", 7), ("quiet", 7), ("empty", 0)]
    frames = pl.DataFrame(
        [
            (camera, camera, number, BEGIN + timedelta(seconds=2 * number), boxes * (number == 0))
            for camera, boxes in looks
            for number in (0, 1)
        ],
        schema=["camera_id", "capture_id", "frame", "captured_at", "boxes"],
        orient="row",
    )
    assert [camera for camera, _ in show.plotted(detections, frames)] == ["loud", "quiet", "empty"]
    assert drawn == {
        "loud": {"sure: score ≥ 0.45": [6, 0], "all": [7, 0]},
        "quiet": {"sure: score ≥ 0.20": [6, 0], "all": [7, 0]},
        "empty": {"sure": [0, 0], "all": [0, 0]},
    }
