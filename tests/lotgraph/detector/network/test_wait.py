"""A network that gives no answer to a batch is ended, by the clock or by Ctrl-C."""

import _thread
import signal
import threading

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from lotgraph.detector.network import wait
from lotgraph.errors import DetectorError

ROWS = np.array([[[1, 1, 9, 9, 0.9, 0]] * 300], np.float32)
BRIGHT = np.full((1, 64, 64, 3), 255, np.uint8)


@pytest.fixture
def looping(gated, opened):
    """A detector that answers to dark pictures, as the trial's are, and never to bright ones."""
    file = gated(ROWS, metadata={"names": "{0: 'car'}"})
    model = onnx.load(file)
    graph = model.graph
    dtype = TensorProto.FLOAT
    named = {
        "round": (TensorProto.INT64, []),
        **dict.fromkeys(("goes_on", "still"), (TensorProto.BOOL, [])),
        **dict.fromkeys(("value", "doubled"), (dtype, [1, 300, 6])),
    }
    told = {name: helper.make_tensor_value_info(name, *what) for name, what in named.items()}
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["goes_on"], ["still"]),
            helper.make_node("Mul", ["value", "one"], ["doubled"]),
        ],
        "body",
        [told[name] for name in ("round", "goes_on", "value")],
        [told[name] for name in ("still", "doubled")],
        [numpy_helper.from_array(np.float32(1), "one")],
    )
    shape = numpy_helper.from_array(np.array([], np.int64), "scalar")
    graph.initializer.append(shape)
    graph.node[-1].output[0] = "gated"
    graph.node.extend(
        [
            helper.make_node("Reshape", ["is_bright", "scalar"], ["fire"]),
            helper.make_node("Loop", ["", "fire", "gated"], ["output0"], body=body),
        ]
    )
    onnx.save(model, file)
    return opened(file)


def test_one_that_never_answers_to_a_batch_is_given_up_with_its_name(looping, monkeypatch):
    monkeypatch.setattr(wait, "LEAST_S", 0.3)
    monkeypatch.setattr(wait, "PICTURE_S", 0.3)
    with pytest.raises(DetectorError, match=r"net\.onnx: gave no answer to a batch within"):
        looping.detect(BRIGHT)
    assert len(looping.detect(BRIGHT * 0)) == 0  # and the next batch is asked as ever


@pytest.fixture
def heard():
    """Ctrl-C is heard, as it is not by what a shell starts in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heard")
def test_ctrl_c_ends_one_that_never_answers(looping):
    threading.Timer(0.5, _thread.interrupt_main).start()
    with pytest.raises(KeyboardInterrupt):
        looping.detect(BRIGHT)


def test_a_batch_has_as_long_as_the_trial_gives_for_its_pictures():
    sizes = np.zeros((1, 2))
    for pictures, seconds in ((1, 180), (3, 180), (10, 600)):
        fed = {"images": np.zeros((pictures, 1)), "size": sizes}
        assert wait.patience_s(fed) == seconds
