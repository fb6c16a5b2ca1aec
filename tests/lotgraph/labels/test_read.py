"""Labels of captures, whatever format they are in."""

from datetime import UTC, datetime

import polars as pl
import pytest

from lotgraph.formats.columns import filled
from lotgraph.formats.kitti import write_kitti
from lotgraph.formats.mot import write_mot
from lotgraph.formats.parquet import write_parquet
from lotgraph.labels.columns import LABELS
from lotgraph.labels.read import labels_of

CAPTURES = pl.DataFrame(
    {
        "capture_id": ["a", "b"],
        "site_id": ["north"] * 2,
        "camera_id": ["gate"] * 2,
        "uri": ["north/gate/2026-03-02T08-00-00Z.mp4", "north/gate/2026-03-02T08-10-00Z.mp4"],
        "started_at": [datetime(2026, 3, 2, 8, minute, tzinfo=UTC) for minute in (0, 10)],
    }
)


def boxes(first):
    rows = {"frame": [first, first, first + 3], "object_id": [1, 2, 1], "kind": ["car"] * 3}
    sides = {"x0_px": [5.0, 90, 6], "y0_px": 10.0, "x1_px": [50.0, 120, 51], "y1_px": 40.0}
    return filled(pl.DataFrame(rows | {"score": 1.0} | sides))


@pytest.mark.parametrize(
    ("write", "suffix", "first"),
    [(write_parquet, ".parquet", 0), (write_mot, ".txt", 1), (write_kitti, ".txt", 0)],
)
def test_frames_are_counted_from_0_whatever_the_format(tmp_path, write, suffix, first):
    file = (tmp_path / CAPTURES["uri"][0]).with_suffix(suffix)
    file.parent.mkdir(parents=True)
    write(boxes(first), file)
    read = labels_of(CAPTURES, tmp_path)
    assert read.captures == 1
    assert read.rows.select("capture_id", "frame", "number", "object_id").rows() == [
        ("a", 0, 0, 1),
        ("a", 0, 1, 2),
        ("a", 3, 0, 1),
    ]
    assert read.rows.schema == LABELS.schema


def test_no_folder_and_no_file_is_not_labelled(tmp_path):
    for folder in (None, tmp_path, tmp_path / "absent"):
        read = labels_of(CAPTURES, folder)
        assert (read.rows.height, read.captures, read.sources, read.unread) == (0, 0, "", [])


def test_what_cannot_be_read_is_said_and_the_others_are_read(tmp_path):
    folder = (tmp_path / CAPTURES["uri"][0]).parent
    folder.mkdir(parents=True)
    (folder / "2026-03-02T08-00-00Z.txt").write_text("1,1,5,five,10,10\n")
    write_parquet(boxes(0), folder / "2026-03-02T08-10-00Z.parquet")
    read = labels_of(CAPTURES, tmp_path)
    assert read.rows["capture_id"].unique().to_list() == ["b"]
    [sentence] = read.unread
    assert "08-00-00Z.txt:1: expected a number as y0_px; got 'five'" in sentence


def test_labels_without_a_box_are_told_from_no_labels(tmp_path):
    file = (tmp_path / CAPTURES["uri"][0]).with_suffix(".txt")
    file.parent.mkdir(parents=True)
    file.write_text("")
    read = labels_of(CAPTURES, tmp_path)
    assert (read.captures, read.bare, read.unread) == (1, [CAPTURES["uri"][0]], [])


def test_other_labels_are_another_source(tmp_path):
    file = (tmp_path / CAPTURES["uri"][0]).with_suffix(".parquet")
    file.parent.mkdir(parents=True)
    sources = set()
    for shift in (0, 1):
        write_parquet(boxes(0).with_columns(pl.col("x1_px") + shift), file)
        sources.add(labels_of(CAPTURES, tmp_path).sources)
    assert len(sources) == 2


def test_parquet_may_tell_who_somebody_is_in_all_captures_and_the_weather(tmp_path):
    folder = (tmp_path / CAPTURES["uri"][0]).parent
    folder.mkdir(parents=True)
    sky = pl.when(pl.col("frame") == 0).then(pl.lit("rain")).otherwise(pl.lit(""))
    told = boxes(0).with_columns(whole_id=pl.col("object_id") + 40, weather=sky)
    write_parquet(told, folder / "2026-03-02T08-00-00Z.parquet")
    write_mot(boxes(1), folder / "2026-03-02T08-10-00Z.txt")
    rows = labels_of(CAPTURES, tmp_path).rows.select("capture_id", "frame", "whole_id", "weather")
    assert rows.filter(capture_id="a").rows() == [
        ("a", 0, "41", "rain"),
        ("a", 0, "42", "rain"),
        ("a", 3, "41", None),
    ]
    assert rows.filter(capture_id="b").select("whole_id", "weather").unique().rows() == [
        (None, None)
    ]


def test_weather_that_is_no_word_is_said(tmp_path):
    file = (tmp_path / CAPTURES["uri"][0]).with_suffix(".parquet")
    file.parent.mkdir(parents=True)
    write_parquet(boxes(0).with_columns(weather=pl.lit([1, 2])), file)
    read = labels_of(CAPTURES, tmp_path)
    assert read.captures == 0
    assert "08-00-00Z.parquet: expected words or numbers as whole_id and weather" in read.unread[0]
