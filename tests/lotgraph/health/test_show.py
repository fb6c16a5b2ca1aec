"""Pictures of a judged window: what can be shown is shown, what cannot is said."""

import io
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from PIL import Image

from lotgraph.errors import CaptureError
from lotgraph.health.columns import CAMERA_HEALTH, FRAME_QUALITY
from lotgraph.health.evidence import WIDTH_PX
from lotgraph.health.show import cameras_sheet, evidence_of, timeline

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
CAPTURES = pl.DataFrame({"camera_id": ["gate", "ramp"], "capture_id": ["g", "r"]}).with_columns(
    started_at=START, ended_at=START + timedelta(seconds=10)
)


def rows(camera="gate", capture="g"):
    table = pl.DataFrame(
        {
            "camera_id": camera,
            "capture_id": capture,
            "captured_at": [START + timedelta(seconds=second) for second in range(10)],
            "frame": range(0, 100, 10),
        }
    )
    return pl.concat([FRAME_QUALITY.empty(), table], how="diagonal_relaxed")


def faults(*seconds, confidence=0.9):
    table = [
        {
            "camera_id": "gate",
            "kind": "covered",
            "started_at": START + timedelta(seconds=second),
            "ended_at": START + timedelta(seconds=second + 3),
            "confidence": confidence,
            "evidence_capture_id": "g",
            "evidence_frame": 10 * second + 5,
        }
        for second in seconds
    ]
    return pl.DataFrame(table, schema=CAMERA_HEALTH.schema)


@pytest.fixture
def camera():
    """Gives frames, notes which were asked for, and cannot read those named `broken`."""

    class Fetched(list):
        broken = frozenset()

        def __call__(self, capture_id, frame):
            self.append((capture_id, frame))
            if (capture_id, frame) in self.broken:
                raise CaptureError("unreadable", f"frame {frame} does not decode")
            return np.full((180, 320, 3), frame, np.uint8)

    return Fetched()


def size(picture):
    return Image.open(io.BytesIO(picture)).size


def test_evidence_is_the_frame_at_fault_beside_the_last_sampled_one_before_it(camera):
    [picture] = evidence_of(faults(4), rows(), camera)
    assert camera == [("g", 45), ("g", 30)]
    assert size(picture)[0] == 2 * WIDTH_PX


def test_a_fault_from_the_first_frame_on_has_no_frame_before_it(camera):
    [picture] = evidence_of(faults(0), rows(), camera)
    assert size(picture)[0] == WIDTH_PX


def test_a_frame_before_that_cannot_be_read_is_left_out(camera):
    camera.broken = {("g", 30)}
    [picture] = evidence_of(faults(4), rows(), camera)
    assert size(picture)[0] == WIDTH_PX


def test_evidence_that_cannot_be_read_is_an_error_in_its_place(camera):
    camera.broken = {("g", 45)}
    first, second = evidence_of(faults(4, 7), rows(), camera)
    assert isinstance(first, CaptureError)
    assert size(second)[0] == 2 * WIDTH_PX


def test_a_sheet_shows_the_surest_fault_else_the_middle_sampled_frame(camera):
    both = pl.concat([rows(), rows("ramp", "r")])
    found = pl.concat([faults(2, confidence=0.6), faults(7)])
    cameras_sheet(CAPTURES, both, found, camera)
    assert camera == [("g", 75), ("r", 50)]


def test_a_sheet_falls_back_to_a_sampled_frame_and_then_to_an_empty_cell(camera):
    camera.broken = {("g", 75)}
    sheet = cameras_sheet(CAPTURES, rows(), faults(7), camera)
    assert camera == [("g", 75), ("g", 50)]
    assert size(sheet) == size(cameras_sheet(CAPTURES, rows(), faults(), camera))


def test_pictures_are_the_same_bytes_each_time(camera):
    span = (START, START + timedelta(hours=1))
    for draw in (
        lambda: next(evidence_of(faults(4), rows(), camera)),
        lambda: cameras_sheet(CAPTURES, rows(), faults(7), camera),
        lambda: timeline(CAPTURES, faults(4), span, "north"),
    ):
        assert draw() == draw()
