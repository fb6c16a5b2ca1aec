"""Boxes say where each thing is, what is hidden of it and what the picture cuts off."""

import numpy as np
import polars as pl
import pytest

from lotgraph.twin.plan import Camera
from lotgraph.twin.stage.see import Seen
from lotgraph.twin.truth.boxes import FRAME_COLUMNS, Shown, boxes
from lotgraph.twin.truth.columns import BOXES
from lotgraph.twin.world.model import Poses

CAMERA = Camera("gate", (0.0, 0.0, 4.0), 0.0, 0.3, width_px=64, height_px=64)


def poses(kinds):
    n = len(kinds)
    names = ("x_m", "y_m", "heading_rad", "speed_mps", "steer_rad", "phase")
    floats = {name: np.arange(n) + place + 0.5 for place, name in enumerate(names)}
    numbers = np.arange(1, n + 1, dtype=np.int32)
    return Poses(
        numbers,
        np.array(kinds, np.uint8),
        **floats,
        lights=np.zeros(n, np.uint8),
        is_awake=np.ones(n, bool),
    )


def seen(**rows):
    """What was counted of each number: pixels and box, alone and with what stands before it."""
    numbers = np.array([int(name[1:]) for name in rows], np.int32)
    alone, visible = (np.array([row[side] for row in rows.values()]) for side in (0, 1))
    nothing = np.zeros((64, 64), np.int32)
    return Seen(nothing, nothing, nothing, numbers, alone, visible)


def shown(number):
    return Shown(f"body {number}", "car", "red")


def test_a_thing_half_hidden_keeps_its_whole_box():
    (row,) = boxes(
        CAMERA,
        seen(n2=((100, 10, 12, 20, 22), (50, 15, 13, 19, 21))),
        poses([0, 1, 0]),
        shown,
    ).to_dicts()
    assert (row["object_id"], row["kind"], row["body"]) == (2, "walker", "body 2")
    at = [row[name] for name in ("x_m", "y_m", "heading_rad", "speed_mps")]
    assert at == [1.5, 2.5, 3.5, 4.5]
    assert [row[name] for name in ("x0_px", "y0_px", "x1_px", "y1_px")] == [10, 12, 20, 22]
    seen_at = [row[f"seen_{name}"] for name in ("x0_px", "y0_px", "x1_px", "y1_px")]
    assert seen_at == [15, 13, 19, 21]
    assert (row["seen_area_px"], row["visible_share"]) == (50, 0.5)
    assert not row["is_cut_off"]


def test_what_shows_no_pixel_has_no_row():
    frame = seen(n1=((100, 10, 12, 20, 22), (0, 0, 0, 0, 0)), n2=((4, 1, 1, 3, 3),) * 2)
    assert boxes(CAMERA, frame, poses([0, 0]), shown)["object_id"].to_list() == [2]


@pytest.mark.parametrize("box", [(0, 5, 9, 9), (5, 0, 9, 9), (5, 5, 64, 9), (5, 5, 9, 64)])
def test_every_edge_of_the_picture_cuts(box):
    frame = seen(n1=((20, *box), (20, *box)))
    assert boxes(CAMERA, frame, poses([0]), shown)["is_cut_off"].to_list() == [True]


def test_a_frame_with_nobody_has_a_table_of_the_same_columns():
    nobody = Seen(*(np.zeros((64, 64)),) * 3, *(np.zeros(s, int) for s in (0, (0, 5), (0, 5))))
    found = boxes(CAMERA, nobody, poses([]), shown)
    assert found.height == 0
    wanted = {name: kind for name, kind in BOXES.schema.items() if name not in FRAME_COLUMNS}
    assert found.schema == pl.Schema(wanted)
