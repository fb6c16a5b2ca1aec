"""view_window: a row for each camera and hour, from captures that can be read to their end."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from lotgraph.errors import CaptureError
from lotgraph.video.batch import Batch
from lotgraph.views.columns import CAMERA_VIEWS
from lotgraph.views.window import view_window
from scripts.drawn.scene import Scene

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
TIMES_S = np.arange(0, 8, 2.0)
FRAMES = np.stack([Scene().frame(n, t_s) for n, t_s in enumerate(TIMES_S)])


def captures(*rows):
    return pl.DataFrame(
        [
            {
                "site_id": "north",
                "camera_id": camera,
                "uri": uri,
                "started_at": START + timedelta(minutes=minutes),
                "duration_s": 8.0,
            }
            for camera, minutes, uri in rows
        ]
    )


def play(capture, _rate_hz):
    yield Batch(np.arange(len(TIMES_S)), TIMES_S, FRAMES)
    if capture["uri"] == "bad":
        raise CaptureError("changing", "another file lies there now")


def test_captures_of_one_hour_make_one_row():
    rows, unread = view_window(
        captures(("gate", 0, "a"), ("gate", 5, "b"), ("gate", 60, "c")), play
    )
    assert rows.select("camera_id", "hour", "frames").rows() == [("gate", 8, 8), ("gate", 9, 4)]
    assert unread == []


def test_a_capture_that_fails_at_its_end_has_no_part_in_the_row():
    rows, unread = view_window(captures(("gate", 0, "a"), ("gate", 5, "bad")), play)
    assert rows["frames"].to_list() == [4]
    assert unread == ["bad: another file lies there now"]


def test_a_camera_of_which_nothing_can_be_read_has_no_row():
    rows, _ = view_window(captures(("gate", 0, "bad")), play)
    assert rows.equals(CAMERA_VIEWS.empty())


def test_long_windows_are_looked_at_more_rarely():
    rates = []

    def note(capture, rate_hz):
        rates.append(rate_hz)
        return play(capture, rate_hz)

    view_window(captures(("gate", 0, "a")), note)
    view_window(captures(("gate", 0, "a")).with_columns(duration_s=3600.0), note)
    assert rates == [0.5, 1 / 60]
