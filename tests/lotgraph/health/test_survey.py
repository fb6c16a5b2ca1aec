"""survey: every sampled frame is a row; the reference is the scene and not what passes."""

from datetime import UTC, datetime

import numpy as np
import pytest

from lotgraph.errors import ShapeError
from lotgraph.health.columns import FRAME_QUALITY
from lotgraph.health.measure import look
from lotgraph.health.survey import survey
from lotgraph.video.batch import Batch
from scripts.drawn import paint as painted

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PLACE = {"site_id": "north", "camera_id": "gate", "capture_id": "c1", "started_at": NOON}


def batches_of(times_s, frames, each=8):
    for k in range(0, len(frames), each):
        part = slice(k, k + each)
        yield Batch(np.arange(len(frames))[part], times_s[part], np.stack(frames[part]))


def test_every_frame_is_a_row_of_the_contract(scene_frames):
    times_s, frames = scene_frames(seconds=10.0)
    rows = survey(batches_of(times_s, frames), **PLACE).rows
    assert rows.schema == FRAME_QUALITY.schema
    assert rows["frame"].to_list() == list(range(20))
    assert (rows["captured_at"] - NOON).dt.total_milliseconds().to_list() == [
        500 * k for k in range(20)
    ]
    assert rows["site_id"].unique().to_list() == ["north"]


def test_batches_of_any_length_give_the_same_rows(scene_frames):
    times_s, frames = scene_frames(seconds=10.0)
    one, many = (survey(batches_of(times_s, frames, each), **PLACE).rows for each in (1, 20))
    assert one.equals(many)


def test_rows_are_packed_a_few_at_a_time_and_none_is_lost(scene_frames, monkeypatch):
    times_s, frames = scene_frames(seconds=10.0)
    whole = survey(batches_of(times_s, frames), **PLACE).rows
    monkeypatch.setattr("lotgraph.health.survey._HELD_ROWS", 3)
    assert survey(batches_of(times_s, frames), **PLACE).rows.equals(whole)


def test_the_reference_is_the_place_and_not_the_vehicle_before_it(scene_frames):
    times_s, frames = scene_frames(vehicles=0)
    hidden = [f.copy() for f in frames]
    for k in range(9):  # a lorry passes in the first four seconds
        hidden[k][20:170, 30 * k : 30 * k + 190] = 210
    reference = survey(batches_of(times_s, hidden), **PLACE).reference
    away = np.abs(reference.plate.astype(int) - look(frames[0]).view)
    assert np.median(away) < 8
    assert np.percentile(away, 95) < 20


def test_a_scene_is_waited_for(scene_frames):
    times_s, frames = scene_frames()
    late = [
        painted.during(painted.black(), 0, 6)(f, t) for t, f in zip(times_s, frames, strict=True)
    ]
    found = survey(batches_of(times_s, late), **PLACE)
    assert found.rows["kept_share"].to_list()[-1] > 0.8
    assert found.rows["kept_share"].to_list()[0] == 0.0


def test_without_a_scene_there_is_no_reference_and_nothing_is_compared():
    dark = [np.zeros((180, 320, 3), np.uint8)] * 12
    found = survey(batches_of(np.arange(12) / 2, dark), **PLACE)
    assert found.reference is None
    assert found.rows["gain"].is_null().all()
    assert found.rows["level"].to_list() == [0.0] * 12


def test_a_reference_of_another_shape_is_not_compared_with(scene_frames):
    times_s, frames = scene_frames(seconds=5.0)
    wide = survey(batches_of(times_s, frames), **PLACE).reference
    square = [f[:, 70:250] for f in frames]
    found = survey(batches_of(times_s, square), reference=wide, **PLACE)
    assert found.rows["kept_share"].is_null().all()


def test_nothing_to_look_at_gives_no_rows():
    found = survey([], **PLACE)
    assert found.rows.equals(FRAME_QUALITY.empty())
    assert found.reference is None


def test_what_is_no_picture_is_refused():
    tiny = Batch(np.zeros(1, int), np.zeros(1), np.zeros((1, 8, 8, 3), np.uint8))
    with pytest.raises(ShapeError):
        survey([tiny], **PLACE)
