"""Tiny ONNX files whose answer is known."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from lotgraph.detector.model import Wishes
from lotgraph.detector.network.attempt import tried
from lotgraph.detector.network.run import NetworkDetector
from lotgraph.detector.network.start import start

OPSET = 17


def written(file: Path, graph, metadata=None) -> Path:
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    helper.set_model_props(model, metadata or {})
    onnx.save(model, file)
    return file


@pytest.fixture
def network(tmp_path):
    """Write a network that answers the same to every picture; return its path."""

    def made(answers, size=(64, 64), *, metadata=None, also=()):
        width, height = size
        dtype = helper.np_dtype_to_tensor_dtype(np.dtype(np.float32))
        picture = helper.make_tensor_value_info("images", dtype, [1, 3, height, width])
        nodes, outputs, stored = [], [], []
        for called, value in answers.items():
            stored.append(numpy_helper.from_array(value, f"{called}_stored"))
            nodes.append(helper.make_node("Identity", [f"{called}_stored"], [called]))
            told = helper.np_dtype_to_tensor_dtype(value.dtype)
            outputs.append(helper.make_tensor_value_info(called, told, value.shape))
        graph = helper.make_graph(nodes, "g", [picture, *also], outputs, stored)
        return written(tmp_path / "net.onnx", graph, metadata)

    return made


@pytest.fixture
def opened():
    """Open a network in this process, which is quicker."""

    def made(file, **wishes):
        layout, _ = tried(file)
        return NetworkDetector(file, layout, start(file, threads=1), "0" * 64, Wishes(**wishes))

    return made


@pytest.fixture
def gated(network):
    """Write a network that answers to bright pictures alone, with `rest` to all others."""

    def made(rows, rest=0.0, metadata=None):
        file = network({"output0": rows}, metadata=metadata)
        model = onnx.load(file)
        graph = model.graph
        for name, value in (("level", 0.8), ("rest", rest)):
            graph.initializer.append(numpy_helper.from_array(np.float32([value]), name))
        del graph.node[:]
        graph.node.extend(
            [
                helper.make_node("ReduceMean", ["images"], ["mean"], keepdims=0),
                helper.make_node("Greater", ["mean", "level"], ["is_bright"]),
                helper.make_node("Where", ["is_bright", "output0_stored", "rest"], ["output0"]),
            ]
        )
        return written(file, graph, metadata)

    return made
