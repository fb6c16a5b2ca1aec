"""Projection agrees with OpenCV, and rays undo it."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.errors import TwinError
from lotgraph.twin.optics import axes, moved, project, rays, rectangle
from lotgraph.twin.plan import Camera

PLAIN = Camera("gate", (3.0, -4.0, 6.0), yaw_rad=0.7, pitch_rad=0.4)
ANGLE = st.floats(-3.1, 3.1)
CAMERAS = st.builds(
    Camera,
    camera_id=st.just("any"),
    position_m=st.tuples(*(st.floats(-50, 50),) * 3),
    yaw_rad=ANGLE,
    pitch_rad=st.floats(-1.5, 1.5),
    roll_rad=st.floats(-0.3, 0.3),
    focal_px=st.floats(600, 1200),
    distortion=st.tuples(
        st.floats(-0.25, 0.25),
        st.floats(-0.03, 0.06),
        st.floats(-0.003, 0.003),
        st.floats(-0.003, 0.003),
        st.floats(0, 0.01),
    ),
    width_px=st.just(64),
    height_px=st.just(36),
).map(lambda camera: replace(camera, focal_px=camera.focal_px / 10))


@settings(max_examples=60, deadline=None)
@given(CAMERAS, st.tuples(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5)), st.floats(0.5, 80))
def test_a_point_on_a_pixels_ray_falls_on_that_pixel(camera, jitter, metres):
    origins, directions = rays(camera, jitter)
    pixels, depth = project(camera, origins.astype(float) + metres * directions.astype(float))
    x, y = np.meshgrid(np.arange(64) + 0.5 + jitter[0], np.arange(36) + 0.5 + jitter[1])
    assert np.abs(pixels - np.stack([x.ravel(), y.ravel()], axis=1)).max() < 1e-3  # float32 rays
    assert np.all(depth > 0)


@settings(max_examples=60, deadline=None)
@given(CAMERAS)
def test_the_inverse_of_the_lens_is_exact(camera):
    from lotgraph.twin.optics.cast import _local

    width, height, focal_px = camera.width_px, camera.height_px, camera.focal_px
    local = _local(width, height, focal_px, camera.distortion, (0.0, 0.0))
    pixels, _ = project(camera, camera.position_m + 10 * local @ axes(camera))
    x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    assert np.abs(pixels - np.stack([x.ravel(), y.ravel()], axis=1)).max() < 1e-6


@settings(max_examples=60, deadline=None)
@given(CAMERAS, st.integers(0, 2**32))
def test_projection_agrees_with_opencv(camera, seed):
    local = np.random.default_rng(seed).uniform((-0.3, -0.2, 1), (0.3, 0.2, 1), (50, 3))
    local *= np.random.default_rng(seed).uniform(1, 60, (50, 1))
    turn = axes(camera)
    points = local @ turn + camera.position_m
    matrix = np.array(
        [[camera.focal_px, 0, 32], [0, camera.focal_px, 18], [0, 0, 1]], dtype=np.float64
    )
    shift = -turn @ np.array(camera.position_m)
    expected, _ = cv2.projectPoints(
        points, cv2.Rodrigues(turn)[0], shift, matrix, np.array(camera.distortion)
    )
    pixels, depth = project(camera, points)
    np.testing.assert_allclose(pixels, expected[:, 0], atol=1e-7)
    np.testing.assert_allclose(depth, local[:, 2], atol=1e-9)


def test_east_ahead_has_south_to_the_right_and_the_ground_below():
    level = Camera("c", (0, 0, 5), yaw_rad=0, pitch_rad=0)
    (right, below), _ = project(level, np.array([[10, -2, 5], [10, 0, 0]]))
    assert right[0] > 320
    assert right[1] == 180
    assert below[0] == 320
    assert below[1] > 180


def test_a_camera_that_pitches_looks_down_and_one_that_rolls_tilts_the_level():
    tipped = Camera("c", (0, 0, 5), yaw_rad=0, pitch_rad=np.arctan2(5, 10))
    np.testing.assert_allclose(project(tipped, np.array([[10, 0, 0]]))[0], [[320, 180]], atol=1e-9)
    rolled = Camera("c", (0, 0, 5), yaw_rad=0, pitch_rad=0, roll_rad=0.1)
    (right, left), _ = project(rolled, np.array([[10, -2, 5], [10, 2, 5]]))
    assert right[1] < 180 < left[1]


def test_what_is_behind_or_folded_back_falls_nowhere():
    behind = PLAIN.position_m - axes(PLAIN)[2]
    assert np.isnan(project(PLAIN, behind[None])[0]).all()
    barrel = replace(PLAIN, distortion=(-0.3, 0.0, 0.0, 0.0, 0.0))
    aside = PLAIN.position_m + np.array([3.0, 0, 1]) @ axes(PLAIN)
    assert np.isnan(project(barrel, aside[None])[0]).all()


@pytest.mark.parametrize("bend", [(-0.9, 0, 0, 0, 0), (0, -0.9, 0, 0, 0), (0, 0, 0.5, 0, 0)])
def test_a_lens_that_folds_is_refused_with_a_sentence(bend):
    wide = replace(PLAIN, focal_px=300.0, distortion=tuple(map(float, bend)))
    with pytest.raises(TwinError, match=r"camera gate: distortion .* folds within the picture"):
        rays(wide)


def test_a_nudged_camera_sees_the_same_point_elsewhere():
    ahead = (PLAIN.position_m + 10 * axes(PLAIN)[2])[None]
    (x, y), *_ = project(moved(PLAIN, yaw_rad=0.01, pitch_rad=0.02, zoom=2.0), ahead)[0]
    assert x - 320 == pytest.approx(1000 * np.tan(0.01) * np.cos(0.4), rel=0.05)
    assert y - 180 == pytest.approx(-1000 * np.tan(0.02), rel=0.05)


@settings(max_examples=60, deadline=None)
@given(st.floats(5, 40), st.floats(-3, 3), st.floats(0, 6.2))
def test_a_rectangle_holds_all_that_the_box_shows(metres, aside, heading):
    camera = replace(PLAIN, distortion=(-0.25, 0.05, 0.001, -0.001, 0.0))
    centre = camera.position_m + np.array([aside, 1, metres]) @ axes(camera)
    turn = np.array([[np.cos(heading), np.sin(heading), 0], [-np.sin(heading), np.cos(heading), 0]])
    turn = np.vstack([turn, [0, 0, 1]])
    grid = np.stack(np.meshgrid(*(np.linspace(-1, 1, 9),) * 3, indexing="ij"), axis=-1)
    points = (grid.reshape(-1, 3) * (2.3, 0.9, 0.8)) @ turn + centre
    ends = np.array([[x, y, z] for x in (-2.3, 2.3) for y in (-0.9, 0.9) for z in (-0.8, 0.8)])
    x0, y0, x1, y1 = rectangle(camera, ends @ turn + centre)
    pixels, _ = project(camera, points)
    inside = (pixels >= 0).all(axis=1) & (pixels < (640, 360)).all(axis=1)
    for x, y in pixels[inside]:
        assert x0 <= x < x1
        assert y0 <= y < y1
