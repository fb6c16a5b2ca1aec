"""Settings beside a file are used, or refused with a sentence; none is passed over in silence."""

import numpy as np
import onnx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from onnx import TensorProto

from lotgraph.detector.network.attempt import tried
from lotgraph.detector.network.heed import heed_input
from lotgraph.detector.network.look import look, view_of
from lotgraph.detector.network.model import LARGEST_SIDE, Eye
from lotgraph.errors import DetectorError

ROWS = {"output0": np.array([[[1, 1, 9, 9, 0.9, 0]] * 300], np.float32)}
NAMES = {"names": "{0: 'car'}"}
LEAST, MOST = ([0, 0], [LARGEST_SIDE + 1] * 2)


@pytest.fixture
def said(network, tmp_path):
    """Look into a file of rows with settings beside it."""

    def made(text, change=lambda _: None, answers=ROWS):
        file = network(answers, metadata=NAMES)
        model = onnx.load(file)
        change(model.graph)
        onnx.save(model, file)
        (tmp_path / "net.toml").write_text(text)
        return tried(file)[0]

    return made


def is_open(graph):
    for side in graph.input[0].type.tensor_type.shape.dim[2:]:
        side.dim_param = "any"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("full = inf", "full: expected a finite number; got inf"),
        ("full = nan", "full: expected "),
        ("full = 0", "full: expected greater than 0; got 0"),
        ("full = 1e6", "full: expected less than or equal to 65535"),
        ("mean = [nan, 0, 0]", "mean: expected a finite number; got nan"),
        ("std = [0, 1, 1]", "std: expected greater than 0; got 0"),
        ("std = [1, inf, 1]", "std: expected a finite number; got inf"),
        ("strides = []", "strides: "),
        ("strides = [0, 8]", "strides: expected greater than or equal to 1; got 0"),
        (f"size = {LEAST}", "size: expected greater than or equal to 1; got 0"),
        (f"size = {MOST}", f"size: expected less than or equal to {LARGEST_SIDE}"),
        ("size = [-5, 640]", "size: expected greater than or equal to 1; got -5"),
        ("anchors = [[]]", "anchors: "),
        ("anchors = [[10]]", "anchors: "),
        ("anchors = [[1, 2, 3]]", "anchors: expected as many widths and heights"),
        ("anchors = [[1, 2], [1, 2, 3, 4]]", "anchors: expected as many widths and heights"),
        ("anchors = [[1, -2]]", "anchors: expected greater than 0"),
        ('columns = ["x0", "y0", "x1", "y1", "score", "score"]', "columns: expected x0, y0"),
        ('columns = ["a", "b", "c", "d", "e", "f"]', "columns: expected x0, y0, x1, y1, score"),
        ("columns = []", "columns: expected x0, y0"),
        ("first_kind = -1", "first_kind: expected greater than or equal to 0"),
        ("names = []", "names: "),
    ],
)
def test_what_no_file_can_be_used_with_is_told_with_its_line(said, text, wanted):
    with pytest.raises(DetectorError) as told:
        said(f"# ours\n{text}\n", is_open)
    assert f"net.toml:2: {wanted}" in str(told.value)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("size = [640, 384]", r"takes pictures of 64 by 64 px only; leave `size` out"),
        ("strides = [8, 16]", r"strides = \[8, 16\], .*`rows`, has no such thing"),
        ("anchors = [[1, 2]]", r"anchors = \[\[1.0, 2.0\]\], .* leave `anchors` out"),
        ('activation = "sigmoid"', r"activation = 'sigmoid', .* has 'none'"),
        ("objectness = true", r"objectness = True, .* has no such thing"),
    ],
)
def test_what_this_file_has_no_use_for_is_told(said, text, wanted):
    with pytest.raises(DetectorError, match=wanted):
        said(text)


def test_what_is_said_and_fits_is_used(said):
    assert said("size = [64, 64]").eye.width == 64
    assert said("size = [96, 64]", is_open).eye.width == 96
    columns = ["x0", "y0", "x1", "y1", "kind", "score"]
    assert said(f"columns = {columns}").answer.columns == tuple(columns)
    answers = {"output0": np.ones((1, 5, 8), np.float32)}
    wider = ["kind", "score", "x0", "y0", "x1", "y1", "u", "v"]
    assert said(f"columns = {wider}", answers=answers).answer.columns == tuple(wider)


def test_levels_may_be_said_in_any_order(said):
    maps = {f"map{stride}": (1, 3 * 6, 64 // stride, 64 // stride) for stride in (8, 16)}
    answers = {name: np.zeros(shape, np.float32) for name, shape in maps.items()}
    text = "anchors = [[1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]]\nstrides = [16, 8]\n"
    assert said(text, answers=answers).answer.strides == (8, 16)
    with pytest.raises(DetectorError, match="18 columns cannot be of 4 boxes, as anchors say"):
        said(f"anchors = [{list(range(1, 9))}, {list(range(1, 9))}]", answers=answers)


def test_whole_numbers_are_not_scaled(said):
    def is_whole(graph):
        graph.input[0].type.tensor_type.elem_type = TensorProto.UINT8

    assert said("full = 255", is_whole).eye.full == 255
    for text in ("full = 1", "mean = [1, 2, 3]", "std = [2, 2, 2]"):
        with pytest.raises(DetectorError, match="takes the values 0 to 255 as they are"):
            said(text, is_whole)


@given(
    kind=st.sampled_from(["float16", "float32"]),
    full=st.floats(1e-30, 65_535),
    mean=st.floats(-1e30, 1e30),
    std=st.floats(1e-45, 1e30),
)
@example("float16", 255.0, 0.0, 1e-3)
@example("float16", 60_000.0, 30_000.0, 0.9)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_not_refused_makes_finite_pictures(kind, full, mean, std):
    eye = Eye("x", kind, 2, 2, False, 1, full=full, mean=(mean,) * 3, std=(std,) * 3)
    frames = np.array([[[[0] * 3, [255] * 3], [[100] * 3, [254] * 3]]], np.uint8)
    try:
        heed_input(eye)
    except DetectorError:
        return
    fixed, view = view_of(eye, 2, 2)
    assert np.isfinite(look(frames, fixed, view)).all()
