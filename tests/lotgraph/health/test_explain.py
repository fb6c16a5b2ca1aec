"""A fault's sentence names the figures that gave it away, and none that says nothing."""

import polars as pl

from lotgraph.health.columns import FRAME_QUALITY
from lotgraph.health.explain import explain


def rows(**figures):
    row = dict.fromkeys(FRAME_QUALITY.schema) | {"gain": 1.0, "is_found": True} | figures
    return pl.DataFrame([row], schema=FRAME_QUALITY.schema)


def test_blur_is_told_by_how_much_wider_edges_are_than_usual():
    said = explain("blurred", rows(softness=2.5, detail=0.9, edge_width_px=20.0), 4.0)
    assert said == "For 4.0 s edges were 2.5 times as wide as usual."


def test_blur_from_the_first_frame_on_is_told_by_edges_alone():
    said = explain("blurred", rows(softness=1.0, detail=1.01, edge_width_px=20.0), 4.6)
    assert said == "For 4.6 s the sharpest edges were 20 px (of 640) wide."


def test_of_a_camera_that_sees_another_scene_it_is_said_what_to_do():
    said = explain("moved", rows(gain=None, is_found=False), 9.0)
    assert said.startswith("For 9.0 s nothing of the reference was recognised, and another scene")
    assert said.endswith("looks where it should; write is_fixed = false if it pans by design.")
