"""Reports of detections and tracks by labels, in worked cases."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from lotgraph.reports.columns import DETECTION_REPORT, TRACK_REPORT
from lotgraph.reports.detections import report_detections
from lotgraph.reports.kinds import grouped
from lotgraph.reports.sequences import sequences
from lotgraph.reports.tracks import report_tracks

BEGUN = datetime(2026, 3, 2, 8, tzinfo=UTC)
CAMERAS = {"a": ("north", "gate", 0), "b": ("north", "ramp", 1)}


def looked(frames=10):
    rows = [
        (site, camera, BEGUN + timedelta(hours=hour, seconds=k / 5), capture, k)
        for capture, (site, camera, hour) in CAMERAS.items()
        for k in range(frames)
    ]
    columns = ["site_id", "camera_id", "captured_at", "capture_id", "frame"]
    return pl.DataFrame(rows, columns, orient="row")


def boxes(*rows, **more):
    """Rows of (capture, frame, object, x0): all 40 px wide, 30 px high."""
    table = pl.DataFrame(rows, ["capture_id", "frame", "object_id", "x0_px"], orient="row")
    sides = {"y0_px": 10.0, "x1_px": pl.col("x0_px") + 40.0, "y1_px": 40.0}
    defaults = {"kind": pl.lit("car"), "is_marked": pl.lit(True), "score": pl.lit(0.9)}
    return table.with_columns(**(sides | defaults)).with_columns(**more)


def driving(capture, who, x0, frames=range(10)):
    return [(capture, k, who, x0 + 3.0 * k) for k in frames]


LABELS = boxes(*driving("a", 1, 0), *driving("a", 2, 200), *driving("b", 1, 0))


def row(report, kind="vehicle", split="all", part=""):
    [found] = report.filter(kind=kind, split=split, part=part).to_dicts()
    return found


def test_what_was_found_as_it_is_reaches_all_and_each_camera_has_its_row():
    of = sequences(LABELS, looked(), LABELS)
    found, followed = report_detections(of), report_tracks(of, of.told)
    assert found.schema == DETECTION_REPORT.schema
    assert followed.schema == TRACK_REPORT.schema
    whole = row(found)
    assert (whole["ap"], whole["ap50"], whole["labels"]) == (1, 1, 30)
    assert (whole["missed"], whole["ghost"]) == (0, 0)
    assert row(followed)["hota"] == pytest.approx(1)
    assert row(followed)["limit_hota"] == pytest.approx(1)
    assert row(found, split="camera", part="north/gate")["labels"] == 20
    assert row(followed, split="hour", part="09:00")["labels"] == 10
    assert row(found, split="height", part="24 to 48 px")["labels"] == 30
    assert found.filter(split="height")["part"].to_list() == ["24 to 48 px"]


def test_errors_are_counted_where_they_are_made():
    told = boxes(*driving("a", 1, 0), *driving("a", 2, 200, range(5)), *driving("b", 1, 400))
    of = sequences(LABELS, looked(), told)
    whole, gate, ramp = (
        row(report_detections(of), **which)
        for which in (
            {},
            {"split": "camera", "part": "north/gate"},
            {"split": "camera", "part": "north/ramp"},
        )
    )
    assert (whole["missed"], whole["ghost"]) == (15, 10)
    assert (gate["missed"], gate["ghost"]) == (5, 0)
    assert (gate["recall"], gate["precision"]) == (0.75, 1)
    assert ramp["ap50"] == 0


def test_a_kind_that_only_some_captures_have_has_its_interval():
    walking = boxes(*driving("b", 7, 300), kind=pl.lit("person"))
    labels = pl.concat([LABELS, walking])
    of = sequences(labels, looked(), labels)
    person = row(report_tracks(of, of.told), "person")
    assert person["hota_low"] == pytest.approx(1)
    assert person["labels"] == 10


def test_somebody_who_becomes_somebody_else_is_a_switch():
    told = boxes(*driving("a", 1, 0, range(5)), *driving("a", 7, 0, range(5, 10)))
    labels = boxes(*driving("a", 1, 0))
    of = sequences(labels, looked(), told)
    followed = row(report_tracks(of, of.told))
    assert followed["switches"] == 1
    assert followed["det_a"] == pytest.approx(1)
    assert followed["ass_a"] == pytest.approx(0.5)
    assert followed["limit_hota"] == pytest.approx(1)


def test_who_finds_what_does_not_count_is_not_wrong():
    hidden = LABELS.with_columns(is_marked=pl.col("object_id") != 2)
    of = sequences(hidden, looked(), LABELS)
    assert row(report_detections(of))["ghost"] == 0
    assert row(report_detections(of))["labels"] == 20
    assert row(report_tracks(of, of.told))["hota"] == pytest.approx(1)


def test_frames_that_nobody_looked_at_do_not_count_and_those_without_labels_do():
    every_other = looked().filter(pl.col("frame") % 2 == 0)
    of = sequences(LABELS, every_other, LABELS)
    assert row(report_detections(of))["labels"] == 15
    ghost = boxes(("a", 15, 9, 500.0))
    of = sequences(LABELS, looked(20), pl.concat([LABELS, ghost]))
    assert row(report_detections(of))["precision"] == pytest.approx(30 / 31)


def test_classes_of_a_group_are_one_and_unknown_ones_keep_their_name():
    names = ["Car", "truck", "pedestrian", "motorcycle", "horse"]
    assert grouped(pl.DataFrame({"kind": names}))["kind"].to_list() == [
        "vehicle", "vehicle", "person", "two_wheeler", "horse",
    ]  # fmt: skip


def test_without_labels_there_is_nothing_to_report():
    of = sequences(LABELS.clear(), looked(), LABELS)
    assert report_detections(of).is_empty()
    assert report_tracks(of, of.told).is_empty()
