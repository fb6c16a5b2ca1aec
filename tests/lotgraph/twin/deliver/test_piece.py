"""Pieces cover what is recorded, once."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.twin.deliver.piece import pieces
from lotgraph.twin.plan import Camera, Plan

CAMERA = Camera("gate", (0.0, 0.0, 4.0), 0.0, 0.3)
PLAN = Plan("north", "train", 2, (), (), (CAMERA, replace(CAMERA, camera_id="exit", fps=12.5)))
CUTS = st.lists(st.integers(0, 4000), min_size=2, max_size=8, unique=True).map(sorted)


@given(CUTS, st.floats(0.1, 900))
def test_every_recorded_frame_of_every_camera_is_in_one_piece(cuts, capture_s):
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    for camera in PLAN.cameras:
        own = [piece for piece in pieces(PLAN, spans, capture_s) if piece.camera is camera]
        times = np.concatenate([piece.times_s for piece in own])
        wanted = [np.arange(round(a * camera.fps), round(b * camera.fps)) for a, b in spans]
        assert np.array_equal(times, np.concatenate(wanted) / camera.fps)
        assert max(len(piece.times_s) for piece in own) <= max(1, round(capture_s * camera.fps))
        assert len(own) <= sum((b - a) // capture_s + 1 for a, b in spans) * 2
