"""Boxes of a picture on the ground: things that are projected are found where they were."""

import cv2
import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.cameras.fit.kernels import pixel
from lotgraph.cameras.model import CameraModel, looking
from lotgraph.cameras.sizes import usual_sizes
from lotgraph.cameras.stand import stand

HIGH = (1.0, -2.0, 6.0)


def camera(*, bend=(-0.2, 0.05, 0.001, -0.001, 0.0), yaw=0.4, pitch=0.45, size=(1280, 720)):
    middle = (size[0] / 2, size[1] / 2)
    return CameraModel((800.0, 820.0), middle, bend, size, HIGH, looking(yaw, pitch, 0.02))


def corners(x, y, heading, sizes):
    length, width, height = sizes
    signs = np.array([(a, b, c) for a in (-1, 1) for b in (-1, 1) for c in (0, 2)]) / 2
    flat = signs * (length, width, height)
    cos, sin = np.cos(heading), np.sin(heading)
    turned = np.array([[cos, sin, 0], [-sin, cos, 0], [0, 0, 1]])
    return flat @ turned + (x, y, 0)


def box_of(model, points):
    """Edges in the picture by OpenCV, cut by it."""
    matrix = np.array(
        [[model.focal_px[0], 0, model.centre_px[0]], [0, model.focal_px[1], model.centre_px[1]],
         [0, 0, 1.0]]
    )  # fmt: skip
    shift = -model.axes @ np.array(model.position_m)
    turn, _ = cv2.Rodrigues(model.axes)
    pixels, _ = cv2.projectPoints(points, turn, shift, matrix, np.array(model.distortion))
    size = np.array(model.size_px)
    low, high = pixels[:, 0].min(axis=0).clip(0, size), pixels[:, 0].max(axis=0).clip(0, size)
    return [*low, *high]


def seen(model, things):
    """A table of boxes of things: kind, x, y, heading."""
    rows = []
    for kind, x, y, heading in things:
        sizes = np.exp(usual_sizes(pl.Series([kind]))[0, :3])
        rows.append((0, kind, *box_of(model, corners(x, y, heading, sizes))))
    names = ("frame", "kind", "x0_px", "y0_px", "x1_px", "y1_px")
    return pl.DataFrame(rows, schema=names, orient="row")


def ahead(model, far, aside):
    """A place of the ground so far from below the camera, and so far left of where it looks."""
    along = model.axes[2, :2] / np.hypot(*model.axes[2, :2])
    return np.array(HIGH[:2]) + far * along + aside * np.array([-along[1], along[0]])


@given(st.floats(5, 40), st.floats(-3, 3), st.floats(0, 3))
def test_points_fall_where_opencv_has_them(far, aside, up):
    model = camera()
    x, y = ahead(model, far, aside)
    expected = box_of(model, np.array([[x, y, up]]))[:2]
    if 0 < expected[0] < 1280 and 0 < expected[1] < 720:
        assert pixel(model.told, x, y, up) == pytest.approx(expected, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["car", "van", "person", "bus", "bicycle"]),
    st.floats(9, 35), st.floats(-0.25, 0.25), st.floats(-3, 3), st.booleans(),
)  # fmt: skip
def test_what_is_of_usual_size_is_found_where_it_stands(kind, far, side, heading, is_known):
    model = camera()
    x, y = ahead(model, far, side * far)
    known = np.array([[heading, 0.1]]) if is_known else None
    [told] = stand(seen(model, [(kind, x, y, heading)]), model, known)
    off, spread = told[:2] - (x, y), np.array([[told[3], told[4]], [told[4], told[5]]])
    assert off @ np.linalg.solve(spread, off) < 12
    if is_known:
        assert np.hypot(*off) < 0.3 + 0.02 * far


def test_what_is_far_is_less_sure_than_what_is_near():
    model = camera()
    places = [ahead(model, far, 0) for far in (10, 20, 40)]
    told = stand(seen(model, [("car", *place, 1.0) for place in places]).with_columns(
        frame=pl.int_range(3)), model)  # fmt: skip
    assert (np.diff(told[:, 3] + told[:, 5]) > 0).all()


def test_a_box_that_the_picture_cuts_is_less_sure_but_no_nearer():
    model = camera()
    x, y = ahead(model, 7.5, 0)
    whole = stand(seen(model, [("car", x, y, 1.2)]), model)[0]
    low = camera(size=(1280, 600))
    low = CameraModel(low.focal_px, model.centre_px, low.distortion, (1280, 520), HIGH, low.axes)
    cut = stand(seen(low, [("car", x, y, 1.2)]), low)[0]
    assert cut[3] + cut[5] > 1.5 * (whole[3] + whole[5])
    assert np.hypot(*(cut[:2] - (x, y))) < 3 * np.sqrt(cut[3] + cut[5])


def test_a_box_behind_another_is_less_sure():
    model = camera()
    x, y = ahead(model, 20, 0)
    alone = seen(model, [("car", x, y, 1.0)])
    before = seen(model, [("car", *ahead(model, 15, 0), 1.0)])
    one, other = (stand(boxes, model)[0] for boxes in (alone, pl.concat([alone, before])))
    assert other[3] + other[5] > 1.5 * (one[3] + one[5])


@pytest.mark.parametrize("frame", [-1, 0, 7])
def test_what_frames_are_called_does_not_count(frame):
    model = camera()
    boxes = seen(model, [("car", *ahead(model, far, 0.5), 0.5) for far in (15, 21)])
    told = stand(boxes.with_columns(frame=pl.lit(frame)), model)
    assert np.array_equal(told, stand(boxes, model), equal_nan=True)


def test_the_sky_stands_nowhere_near_and_nothing_gives_nothing():
    model = camera()
    sky = pl.DataFrame({"frame": [0], "kind": ["car"], "x0_px": [600.0], "y0_px": [1.0],
                        "x1_px": [601.0], "y1_px": [1.5]})  # fmt: skip
    told = stand(sky, model)
    assert np.isnan(told).all() or told[0, 3] + told[0, 5] > 25
    assert stand(sky.clear(), model).shape == (0, 7)
