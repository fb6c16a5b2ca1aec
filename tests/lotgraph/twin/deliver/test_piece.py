"""Pieces cover what is rendered, once."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.deliver.piece import pieces
from lotgraph.twin.plan import Camera, Plan

CAMERA = Camera("gate", (0.0, 0.0, 4.0), 0.0, 0.3)
PLAN = Plan("north", "train", 2, (), (), (CAMERA, replace(CAMERA, camera_id="exit", fps=12.5)))


@given(st.integers(1, 4000), st.floats(0.1, 900))
def test_every_frame_of_every_camera_is_in_one_piece(duration_s, capture_s):
    for camera in PLAN.cameras:
        own = [piece for piece in pieces(PLAN, duration_s, capture_s) if piece.camera is camera]
        times = np.concatenate([piece.times_s for piece in own])
        assert np.array_equal(times, np.arange(round(duration_s * camera.fps)) / camera.fps)
        assert all(len(piece.times_s) == len(own[0].times_s) for piece in own[:-1])
