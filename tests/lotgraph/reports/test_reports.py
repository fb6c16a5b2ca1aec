"""Reports of detections and tracks by labels, in worked cases."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from lotgraph.kinds import grouped
from lotgraph.reports.columns import DETECTION_REPORT, SPLITS, TRACK_REPORT
from lotgraph.reports.coverage import covered
from lotgraph.reports.detections import account, report_detections
from lotgraph.reports.order import in_order
from lotgraph.reports.sequences import followed, sequences
from lotgraph.reports.tracks import account_of, report_tracks

BEGUN = datetime(2026, 3, 2, 8, tzinfo=UTC)
CAMERAS = {"a": ("north", "gate", 0), "b": ("north", "ramp", 1)}


def looked(frames=10, captures=CAMERAS):
    rows = [
        (site, camera, BEGUN + timedelta(hours=hour, seconds=k / 5), capture, k)
        for capture, (site, camera, hour) in captures.items()
        for k in range(frames)
    ]
    columns = ["site_id", "camera_id", "captured_at", "capture_id", "frame"]
    return pl.DataFrame(rows, columns, orient="row")


def boxes(*rows, **more):
    """Rows of (capture, frame, object, x0): all 40 px wide, 30 px high."""
    table = pl.DataFrame(rows, ["capture_id", "frame", "object_id", "x0_px"], orient="row")
    sides = {"y0_px": 10.0, "x1_px": pl.col("x0_px") + 40.0, "y1_px": 40.0}
    names = {"whole_id": pl.lit(None, pl.String), "weather": pl.lit(None, pl.String)}
    defaults = {"kind": pl.lit("car"), "is_marked": pl.lit(True), "score": pl.lit(0.9)} | names
    return table.with_columns(**(sides | defaults)).with_columns(**more)


def driving(capture, who, x0, frames=range(10)):
    return [(capture, k, who, x0 + 3.0 * k) for k in frames]


LABELS = boxes(*driving("a", 1, 0), *driving("a", 2, 200), *driving("b", 1, 0))


def beside(labels, frames, told):
    """Sequences of labels and tracks; objects of captures are tracks unless they have a name."""
    name = pl.format("{} {}", "capture_id", "object_id")
    named = told.with_columns(whole_id=pl.coalesce("whole_id", name))
    return sequences(labels, frames, named)


def detected(of):
    return report_detections(of, account(of))


def tracked(of):
    return report_tracks(of, of.told, account_of(of))


def row(report, kind="vehicle", split="all", part=""):
    [found] = report.filter(kind=kind, split=split, part=part).to_dicts()
    return found


def test_what_was_found_as_it_is_reaches_all_and_each_camera_has_its_row():
    of = beside(LABELS, looked(), LABELS)
    found, followed = detected(of), tracked(of)
    assert found.schema == DETECTION_REPORT.schema
    assert followed.schema == TRACK_REPORT.schema
    whole = row(found)
    assert (whole["ap"], whole["ap50"], whole["labels"]) == (1, 1, 30)
    assert (whole["missed"], whole["ghost"]) == (0, 0)
    assert row(followed)["hota"] == pytest.approx(1)
    assert row(followed)["limit_hota"] == pytest.approx(1)
    assert row(found, split="camera", part="north/gate")["labels"] == 20
    assert row(followed, split="hour", part="09:00")["labels"] == 10
    assert row(followed, split="height", part="24 to 48 px")["hota"] == pytest.approx(1)
    assert row(found, split="height", part="24 to 48 px")["labels"] == 30
    assert found.filter(split="height")["part"].to_list() == ["24 to 48 px"]


def test_errors_are_counted_where_they_are_made():
    told = boxes(*driving("a", 1, 0), *driving("a", 2, 200, range(5)), *driving("b", 1, 400))
    of = beside(LABELS, looked(), told)
    whole, gate, ramp = (
        row(detected(of), **which)
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
    follow = row(tracked(of))
    assert (follow["missed"], follow["ghost"], follow["switches"]) == (15, 10, 0)
    assert row(tracked(of), split="camera", part="north/gate")["ghost"] == 0


def test_a_kind_that_only_some_captures_have_has_its_interval():
    walking = boxes(*driving("b", 7, 300), kind=pl.lit("person"))
    labels = pl.concat([LABELS, walking])
    of = beside(labels, looked(), labels)
    person = row(tracked(of), "person")
    assert person["hota_low"] == pytest.approx(1)
    assert person["labels"] == 10


def test_somebody_who_becomes_somebody_else_is_a_switch():
    told = boxes(*driving("a", 1, 0, range(5)), *driving("a", 7, 0, range(5, 10)))
    labels = boxes(*driving("a", 1, 0))
    of = beside(labels, looked(), told)
    followed = row(tracked(of))
    assert followed["switches"] == 1
    assert followed["det_a"] == pytest.approx(1)
    assert followed["ass_a"] == pytest.approx(0.5)
    tall = row(tracked(of), split="height", part="24 to 48 px")
    for told in (followed, tall):
        assert told["hota"] < 0.8
        assert told["limit_hota"] == pytest.approx(1)


def test_who_finds_what_does_not_count_is_not_wrong():
    hidden = LABELS.with_columns(is_marked=pl.col("object_id") != 2)
    of = beside(hidden, looked(), LABELS)
    assert row(detected(of))["ghost"] == 0
    assert row(detected(of))["labels"] == 20
    assert row(tracked(of))["hota"] == pytest.approx(1)


def test_what_is_of_a_kind_that_nobody_labelled_is_no_ghost():
    plate = boxes(*driving("a", 9, 500), kind=pl.lit("plate"))
    car = boxes(*driving("b", 8, 500))
    of = beside(LABELS, looked(), pl.concat([LABELS, plate, car]))
    for what in (account(of), account_of(of)):
        assert what.filter(error="ghost")["kind"].unique().to_list() == ["vehicle"]


def test_frames_that_nobody_looked_at_do_not_count_and_those_without_labels_do():
    every_other = looked().filter(pl.col("frame") % 2 == 0)
    of = beside(LABELS, every_other, LABELS)
    assert row(detected(of))["labels"] == 15
    ghost = boxes(("a", 15, 9, 500.0))
    of = beside(LABELS, looked(20), pl.concat([LABELS, ghost]))
    assert row(detected(of))["precision"] == pytest.approx(30 / 31)


def test_classes_of_a_group_are_one_and_unknown_ones_keep_their_name():
    names = ["Car", "truck", "pedestrian", "motorcycle", "horse"]
    assert grouped(pl.DataFrame({"kind": names}))["kind"].to_list() == [
        "vehicle", "vehicle", "person", "two_wheeler", "horse",
    ]  # fmt: skip


def test_where_nothing_was_found_precision_is_not_known():
    low = boxes(*driving("b", 5, 300), y1_px=20.0)
    report = detected(beside(pl.concat([LABELS, low]), looked(), LABELS))
    nothing = row(report, split="height", part="0 to 24 px")
    assert (nothing["recall"], nothing["precision"], nothing["missed"]) == (0, None, 10)


def test_frames_are_counted_camera_by_camera_in_the_order_of_time():
    of = beside(LABELS, looked().reverse(), LABELS)
    for (camera,), frames in of.frames.group_by("camera"):
        assert frames["frame"].to_list() == list(range(10)), camera
        assert frames["captured_at"].is_sorted()


def test_without_labels_there_is_nothing_to_report():
    of = beside(LABELS.clear(), looked(), LABELS)
    assert detected(of).is_empty()
    assert tracked(of).is_empty()


def test_what_is_a_little_off_or_of_another_kind_is_neither_missed_nor_a_ghost():
    labels = boxes(*driving("a", 1, 0), *driving("a", 2, 200))
    off = boxes(*driving("a", 1, 25))
    other = boxes(*driving("a", 2, 200), kind=pl.lit("person"))
    of = beside(labels, looked(), pl.concat([off, other]))
    for report in (detected(of), tracked(of)):
        for where in ({}, {"split": "height", "part": "24 to 48 px"}):
            told = row(report, **where)
            wrong = [told[error] for error in ("missed", "ghost", "localisation", "class")]
            assert wrong == [0, 0, 10, 10]


def test_a_box_a_little_lower_than_its_band_is_of_a_label_in_it():
    labels, low = boxes(*driving("a", 1, 0)), boxes(*driving("a", 1, 0), y0_px=18.0)
    found = detected(beside(labels, looked(), low))
    assert row(found, split="height", part="24 to 48 px")["ap50"] == 1


def test_parts_add_up_to_the_whole_in_every_split():
    tall = boxes(*driving("b", 3, 300), y1_px=90.0)
    labels = pl.concat([LABELS, tall])
    told = boxes(*driving("a", 1, 4), *driving("b", 1, 400), *driving("b", 3, 350, range(4)))
    of = beside(labels, looked(), told)
    for report in (detected(of), tracked(of)):
        for split in ("site", "camera", "hour", "weather", "height"):
            part = report.filter(kind="vehicle", split=split)
            for column in ("labels", "missed"):
                assert part[column].sum() == row(report)[column]


def test_weather_is_that_of_a_capture_s_labels_unless_they_say_none_or_several():
    said = {"a": ["rain"] * 20, "b": ["rain"] * 5 + ["clear"] * 5}
    skies = pl.Series([sky for some in said.values() for sky in some])
    of = beside(LABELS.with_columns(weather=skies), looked(), LABELS)
    for report in (detected(of), tracked(of)):
        parts = report.filter(split="weather").select("part", "labels").rows()
        assert parts == [("not said", 10), ("rain", 20)]


def over_two_windows(*, is_linked):
    """One car that is labelled in two captures of a camera, followed by a track in each."""
    hours = [looked().filter(capture_id="a").with_columns(capture_id=pl.lit(c)) for c in "ac"]
    later = hours[1].with_columns(pl.col("captured_at") + timedelta(hours=1))
    labels = boxes(*driving("a", 1, 0), *driving("c", 1, 40), *driving("c", 2, 300))
    name = pl.col("capture_id") + pl.col("object_id").cast(pl.String)
    whole = pl.when(pl.lit(is_linked) & (pl.col("object_id") == 1)).then(pl.lit("a1"))
    tracks = labels.with_columns(whole_id=whole.otherwise(name))
    return labels, pl.concat([hours[0], later]), tracks


def test_who_is_who_is_asked_over_all_windows_where_labels_know():
    for is_linked in (True, False):
        labels, frames, tracks = over_two_windows(is_linked=is_linked)
        known = labels.with_columns(whole_id=pl.col("object_id").cast(pl.String))
        told = row(tracked(beside(known, frames, tracks)))
        assert told["switches"] == (0 if is_linked else 1)
        assert (told["idf1"] == 1) == is_linked
        some = known.with_columns(whole_id=pl.when(pl.col("frame") > 0).then("whole_id"))
        for unknown in (labels, some):
            told = row(tracked(beside(unknown, frames, tracks)))
            assert told["idf1"] == 1, "asked by capture"


def test_a_capture_that_does_not_say_who_each_thing_is_is_not_for_tracks():
    only_a = pl.when(pl.col("capture_id") == "a").then("object_id")
    unnamed = LABELS.with_columns(object_id=only_a)
    assert followed(unnamed)["capture_id"].unique().to_list() == ["a"]
    assert followed(unnamed.with_columns(whole_id=only_a.cast(pl.String))).height == 20
    twice = pl.concat([LABELS, boxes(("a", 3, 2, 500.0), kind=pl.lit("truck"))])
    assert followed(twice)["capture_id"].unique().to_list() == ["b"], "both are vehicles"
    of_classes = pl.concat([LABELS, boxes(("a", 3, 2, 500.0), kind=pl.lit("person"))])
    assert followed(of_classes).height == 31, "each class may have numbers of its own"


def test_intervals_say_what_was_drawn():
    of = beside(LABELS, looked(), LABELS)
    for report in (detected(of), tracked(of)):
        assert row(report)["drawn_over"] == "20 stretches of 2 sequences"
        assert row(report, split="site", part="north")["drawn_over"] is None
    places = {f"c{k}": ("north", f"cam{k}", 0) for k in range(6)}
    labels = boxes(*(place for capture in places for place in driving(capture, 1, 0)))
    of = beside(labels, looked(captures=places), labels)
    for report in (detected(of), tracked(of)):
        assert row(report)["drawn_over"] == "6 sequences"


def test_rows_are_read_from_the_whole_to_heights_that_rise():
    tall = [boxes(*driving("b", 3 + k, 300), y1_px=10.0 + y) for k, y in enumerate((110, 80, 20))]
    people = boxes(*driving("a", 9, 100), kind=pl.lit("person"))
    labels = pl.concat([people, LABELS, *tall])
    rows = in_order(detected(beside(labels, looked(), labels)))
    assert rows["kind"].unique(maintain_order=True).to_list() == ["vehicle", "person"]
    own = rows.filter(kind="vehicle")
    assert own["split"].unique(maintain_order=True).to_list() == list(SPLITS)
    assert own.filter(split="height")["part"].to_list() == [
        "0 to 24 px", "24 to 48 px", "48 to 96 px", "96 to 192 px",
    ]  # fmt: skip


def test_what_is_not_judged_is_said_by_camera():
    captures = looked(1).select("site_id", "camera_id", "capture_id")
    assert covered(captures, LABELS, looked()) == "2 of 2 captures have labels."
    some = LABELS.filter(capture_id="a")
    assert covered(captures, some, looked().filter(capture_id="b")) == (
        "1 of 2 captures have labels. Not judged, for want of labels: north/ramp (1). "
        "Not judged, as nobody has looked at them: north/gate (1)."
    )
    what = "labels that say who is who"
    assert covered(captures, LABELS.clear(), looked(), what=what) == f"No capture has {what}."


def test_rows_of_an_account_are_found_again_in_their_capture():
    of = beside(LABELS, looked(), LABELS.filter(pl.col("object_id") == 1))
    missed = of.in_captures(account_of(of)).filter(pl.col("error") == "missed")
    assert missed.select("sequence", "frame").rows() == [("a", k) for k in range(10)]
    assert missed["place"][5] == "north/gate 03-02 08:00:01"
