"""A window that is looked through: rows of what was found, and of where was looked."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.detections.columns import DETECTED_FRAMES, DETECTIONS
from lotgraph.detections.window import detect_window, usable
from lotgraph.detector.model import Found
from lotgraph.detector.regions import Region
from lotgraph.errors import CaptureError
from lotgraph.promises import promises_of
from lotgraph.video import Batch

BEGUN = datetime(2026, 3, 2, 8, tzinfo=UTC)


class Scripted:
    """Finds in each frame what its upper left pixel says: so many boxes, side by side."""

    kinds = ("car", "person")
    version = "scripted 1"
    most = 100

    def propose(self, frames):
        return self.detect(frames)

    def detect(self, frames):
        counts = frames[:, 0, 0, 0].astype(np.int64)
        frame = np.repeat(np.arange(len(frames)), counts)
        place = np.concatenate([np.arange(n) for n in counts] or [[]]).astype(np.float32)
        box = np.stack([place, place + 1, place + 2.03, place + 3.5], axis=1).astype(np.float32)
        score = (0.9 - place / 100).astype(np.float32)
        return Found(frame, box, score, (place % 2).astype(np.int64))


def captures(*rows):
    """Rows of (capture, camera, seconds after the window began)."""
    table = pl.DataFrame(rows, ["capture_id", "camera_id", "at"], orient="row")
    began = pl.lit(BEGUN) + pl.duration(seconds="at")
    return table.with_columns(site_id=pl.lit("north"), uri=pl.col("capture_id"), started_at=began)


def playing(**counts):
    """Frames 0.2 s apart of each capture, three at a time; a string is an error at that place."""

    def play(capture):
        shown = counts[capture["capture_id"]]
        for first in range(0, len(shown), 3):
            some = shown[first : first + 3]
            if broken := [one for one in some if isinstance(one, str)]:
                raise CaptureError("damaged", broken[0])
            pixels = np.zeros((len(some), 20, 30, 3), np.uint8)
            pixels[:, 0, 0, 0] = some
            index = np.arange(first, first + len(some))
            yield Batch(index, index * 0.2, pixels)

    return play


class Thin(Scripted):
    """Finds a box of its own size, and one that is so thin."""

    def __init__(self, sides):
        self.sides = np.array(sides, np.float32)

    def detect(self, frames):
        box = np.array([[1, 2, 3, 4], [5, 5, 5, 5]], np.float32)
        box[1, 2:] += self.sides
        return Found(np.zeros(2, np.int64), box, np.ones(2, np.float32), np.zeros(2, np.int64))


@given(st.tuples(*[st.floats(2**-18, 1, width=32)] * 2))
def test_no_box_loses_its_area_by_how_it_is_told(sides):
    found = detect_window(captures(("a", "gate", 10)), Thin(sides), playing(a=[0]))
    rows = found.detections
    assert (rows["x0_px"] < rows["x1_px"]).all()
    assert (rows["y0_px"] < rows["y1_px"]).all()
    assert found.frames["boxes"].to_list() == [rows.height]
    assert rows["number"].to_list() == list(range(rows.height))
    assert rows.height == 2 or min(sides) < 1 / 16
    assert rows.height == 1 or min(sides) >= 1 / 32


def test_each_box_is_a_row_with_its_moment_its_place_and_who_found_it():
    found = detect_window(captures(("a", "gate", 10)), Scripted(), playing(a=[0, 2, 1, 1]))
    rows = found.detections
    assert rows["frame"].to_list() == [1, 1, 2, 3]
    assert rows["number"].to_list() == [0, 1, 0, 0]
    assert rows["kind"].to_list() == ["car", "person", "car", "car"]
    assert rows["captured_at"][0] == BEGUN + timedelta(seconds=10.2)
    assert rows.select("x0_px", "y0_px", "x1_px", "y1_px").row(1) == (1, 2, 3.0, 4.5)
    assert rows.select("width_px", "height_px", "detector").row(0) == (30, 20, "scripted 1")


def test_frames_in_which_nothing_was_found_are_told_of_too():
    found = detect_window(captures(("a", "gate", 0)), Scripted(), playing(a=[0, 2, 0, 1]))
    assert found.frames.select("frame", "boxes").rows() == [(0, 0), (1, 2), (2, 0), (3, 1)]


def test_a_capture_that_breaks_off_is_said_and_what_came_before_counts():
    rows = captures(("a", "gate", 0), ("b", "ramp", 0))
    found = detect_window(rows, Scripted(), playing(a=[1, 1, 1, "cut off"], b=[2]))
    assert found.frames.group_by("camera_id").len().sort("camera_id").rows() == [
        ("gate", 3),
        ("ramp", 1),
    ]
    assert found.unread == ["a: cut off"]


def test_nothing_captured_gives_empty_tables_of_the_right_columns():
    found = detect_window(captures(("a", "gate", 0)).clear(), Scripted(), playing())
    assert found.detections.schema == DETECTIONS.schema
    assert found.frames.schema == DETECTED_FRAMES.schema
    assert found.detections.is_empty()


@given(st.permutations(range(4)), st.lists(st.integers(0, 3), min_size=1, max_size=9))
def test_the_order_of_captures_does_not_matter(order, counts):
    rows = captures(("a", "gate", 0), ("b", "gate", 60), ("c", "ramp", 0), ("d", "mast", 9))
    play = playing(a=counts, b=[1], c=counts[::-1], d=[])
    one, other = (detect_window(some, Scripted(), play) for some in (rows, rows[list(order)]))
    assert one.detections.equals(other.detections)
    assert one.frames.equals(other.frames)


def test_boxes_are_told_no_finer_than_every_machine_agrees_on():
    class Trembling(Scripted):
        def detect(self, frames):
            found = super().detect(frames)
            return Found(found.frame, found.box + 1e-3, found.score + 1e-5, found.kind)

    rows, play = captures(("a", "gate", 0)), playing(a=[3, 2])
    one, other = (detect_window(rows, who, play) for who in (Scripted(), Trembling()))
    assert one.detections.equals(other.detections)


def test_cameras_that_were_left_out_are_not_looked_at():
    rows = captures(("a", "gate", 0), ("b", "ramp", 0), ("c", "mast", 0))
    cameras = pl.DataFrame(
        {"site_id": ["north"] * 2, "camera_id": ["gate", "ramp"], "is_usable": [True, False]}
    )
    assert usable(rows, cameras)["camera_id"].to_list() == ["gate", "mast"]


@pytest.mark.parametrize("contract", [DETECTIONS, DETECTED_FRAMES])
def test_every_promise_is_one_that_can_be_asked(contract):
    assert promises_of(contract)


def test_a_detector_that_rests_finds_the_same_where_nothing_moves_at_fewer_looks():
    rows, play = captures(("a", "gate", 0)), playing(a=[2] * 9)
    whole, resting = (detect_window(rows, Scripted(), play, is_resting=k) for k in (False, True))
    assert whole.detections.equals(resting.detections)
    assert (whole.looks, resting.looks) == (9, 1)


def test_of_a_camera_with_a_region_only_what_stands_in_it_counts():
    rows = captures(("a", "gate", 0), ("b", "ramp", 0))
    street = Region(leave_out=(((0, 0), (0.05, 0), (0.05, 1), (0, 1)),))
    play = playing(a=[3], b=[3])
    found = detect_window(rows, Scripted(), play, regions={"gate": street})
    assert found.detections["camera_id"].to_list() == ["gate", "gate", *["ramp"] * 3]
    assert found.frames["boxes"].to_list() == [2, 3]
    assert found.detections["detector"].n_unique() == 2
