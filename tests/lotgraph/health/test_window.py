"""measure_window: every camera one timeline, whatever becomes of some of its captures."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from lotgraph.errors import CaptureError
from lotgraph.health.columns import FRAME_QUALITY
from lotgraph.health.window import measure_window
from lotgraph.video.batch import Batch
from lotgraph.views.columns import CAMERA_BASELINES
from lotgraph.views.learn import learn, merge_day
from lotgraph.views.window import view_window
from scripts.drawn.scene import Scene

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
NO_BASELINE = CAMERA_BASELINES.empty()
TIMES_S = np.arange(0, 6, 0.5)


def captures(*rows):
    """(camera, minutes after eight, uri) as the columns of captures that are used."""
    return pl.DataFrame(
        [
            {
                "site_id": "north",
                "camera_id": camera,
                "capture_id": uri,
                "uri": uri,
                "started_at": START + timedelta(minutes=minutes),
                "duration_s": 6.0,
            }
            for camera, minutes, uri in rows
        ]
    )


def film(view=0, size=(320, 180)):
    scene = Scene(view=view, size=size)
    frames = [scene.frame(round(10 * t_s), t_s) for t_s in TIMES_S]
    return [Batch(np.arange(len(frames)) * 5, TIMES_S, np.stack(frames))]


@pytest.fixture(scope="module")
def films():
    return {
        "square": film(size=(180, 180)),
        "here": film(),
        "elsewhere": film(view=1),
        "tiny": film(size=(16, 16)),
    }


@pytest.fixture
def play(films):
    """Plays the film that a capture's uri begins with; others cannot be read."""

    def one(capture, _losses_or_rate_hz=None):
        kind = capture["uri"].partition("/")[0]
        if kind not in films:
            raise CaptureError("unreadable", "nothing in it decodes")
        return films[kind]

    return one


def test_the_first_scene_of_a_camera_is_what_its_later_captures_are_compared_with(play):
    rows = measure_window(
        captures(("gate", 0, "here/1"), ("gate", 9, "elsewhere/2")), NO_BASELINE, play
    ).rows
    kept = rows.group_by("capture_id").agg(pl.col("kept_share").median()).sort("capture_id")
    elsewhere, here = kept["kept_share"]
    assert here > 0.8
    assert elsewhere < 0.4


def test_a_scene_does_not_carry_over_to_another_camera(play):
    rows = measure_window(
        captures(("gate", 0, "here/1"), ("ramp", 9, "elsewhere/2")), NO_BASELINE, play
    ).rows
    assert rows.group_by("camera_id").agg(pl.col("kept_share").median())["kept_share"].min() > 0.8


def test_a_baseline_wins_over_the_first_scene_of_the_window(play):
    views, _ = view_window(captures(("gate", 0, "here/1")), play)
    baseline = learn(merge_day(views))
    rows = measure_window(captures(("gate", 0, "elsewhere/2")), baseline, play).rows
    assert rows["kept_share"].median() < 0.4


def test_pictures_of_another_shape_than_the_baseline_are_compared_with_their_own_first_scene(play):
    views, _ = view_window(captures(("gate", 0, "here/1")), play)
    baseline = learn(merge_day(views))
    replaced = captures(("gate", 0, "square/2"), ("gate", 9, "square/3"))
    found = measure_window(replaced, baseline, play)
    assert found.rows.equals(measure_window(replaced, NO_BASELINE, play).rows)
    assert found.rows["kept_share"].min() > 0.8
    assert [sentence.partition(":")[0] for sentence in found.unlike] == ["square/2", "square/3"]
    assert found.unread == []


@pytest.mark.parametrize(
    ("bad", "said"),
    [("broken/2", "nothing in it decodes"), ("tiny/2", "at least 32 x 32")],
)
def test_what_cannot_be_read_is_said_and_the_rest_is_as_if_it_were_not_there(play, bad, said):
    good = [("gate", 0, "here/1"), ("gate", 20, "here/3"), ("ramp", 0, "elsewhere/4")]
    found = measure_window(captures(*good, ("gate", 10, bad)), NO_BASELINE, play)
    assert found.rows.equals(measure_window(captures(*good), NO_BASELINE, play).rows)
    [sentence] = found.unread
    assert sentence.startswith(f"{bad}: ")
    assert said in sentence


def test_what_the_decoder_lost_is_kept_by_capture_and_in_every_row_of_it(play):
    def damaged(capture, losses):
        yield from play(capture)
        losses.frames_shown, losses.frames_concealed = 8, 2  # complete when they have ended

    views, _ = view_window(captures(("gate", 0, "here/1")), play)
    for baseline in (NO_BASELINE, learn(merge_day(views))):
        found = measure_window(captures(("gate", 9, "square/2")), baseline, damaged)
        assert found.losses["square/2"].decoded_share == 0.75
        assert found.rows["decoded_share"].to_list() == [0.75] * len(TIMES_S)


def test_the_order_of_rows_does_not_matter(play):
    rows = [("gate", 0, "here/1"), ("gate", 9, "elsewhere/2"), ("ramp", 0, "elsewhere/3")]
    forth, back = (
        measure_window(captures(*some), NO_BASELINE, play).rows for some in (rows, rows[::-1])
    )
    assert forth.equals(back)


def test_no_captures_are_no_rows(play):
    none = captures(("gate", 0, "here/1")).clear()
    assert measure_window(none, NO_BASELINE, play).rows.equals(FRAME_QUALITY.empty())
