"""Writes a network as ONNX: boxes and scores as a YOLOv8 file gives them, 1 x (4 + kinds) x cells.

Kinds, stride and size of the picture stand in the file's metadata, under the names that such files
use, so that whoever reads those reads ours.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lotgraph.detector.network.model import OUR_NAME
from lotgraph.training.model import STRIDES, Shape, walk
from lotgraph.training.weights import COLOURS, folded, layers

if TYPE_CHECKING:
    from onnx import ModelProto

OPSET, IR_VERSION = 17, 8  # what runtimes of the last years read
HEIGHT_PX, WIDTH_PX = 384, 640
UNIT_PX = 4  # centres and strides are all of so many
TAKEN, GIVEN = "images", "output0"
FAR = 6.0  # exponent of a distance in strides, at most


class _Writer:
    """Walks the network with names of values."""

    def __init__(self, shape: Shape, weights: dict[str, NDArray[np.float32]]) -> None:
        from onnx import helper, numpy_helper

        self._helper, self._array = helper, numpy_helper.from_array
        self._folded = folded(shape, weights)
        self.nodes: list = []
        self.kept: list = []

    def node(self, kind: str, *inputs: str, gives: str = "", **options: Any) -> str:
        """Add a node; the name of what it gives."""
        name = gives or f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(self._helper.make_node(kind, list(inputs), [name], name=name, **options))
        return name

    def constant(self, name: str, value: NDArray) -> str:
        """Keep an array; its name."""
        self.kept.append(self._array(np.ascontiguousarray(value), name))
        return name

    def conv(  # noqa: PLR0913
        self, name: str, x: str, *, width: int, size: int = 3, stride: int = 1,
        is_last: bool = False,
    ) -> str:  # fmt: skip
        del width  # is that of the weights
        kernel, bias = self._folded[name]
        inputs = (x, self.constant(f"{name}.weight", kernel), self.constant(f"{name}.bias", bias))
        made = self.node("Conv", *inputs, kernel_shape=[size] * 2, strides=[stride] * 2,
                         pads=[size // 2] * 4)  # fmt: skip
        return made if is_last else self.node("Relu", made)

    def add(self, a: str, b: str) -> str:
        return self.node("Add", a, b)

    def join(self, *parts: str) -> str:
        return self.node("Concat", *parts, axis=1)

    def double(self, x: str) -> str:
        scales = f"twice{len(self.nodes)}"
        self.constant(scales, np.array([1, 1, 2, 2], np.float32))
        return self.node("Resize", x, "", scales, mode="nearest", nearest_mode="floor",
                         coordinate_transformation_mode="asymmetric")  # fmt: skip

    def pool(self, x: str, size: int) -> str:
        return self.node("MaxPool", x, kernel_shape=[size] * 2, pads=[size // 2] * 4)


def export(
    shape: Shape,
    weights: dict[str, NDArray[np.float32]],
    kinds: tuple[str, ...],
    size: tuple[int, int] = (HEIGHT_PX, WIDTH_PX),
) -> "ModelProto":
    """A network as an ONNX model for pictures (b, 3, h, w) of a size (h, w), RGB in [0, 1]."""
    from onnx import TensorProto, checker, helper

    writer = _Writer(shape, weights)
    ends = walk(shape, writer, TAKEN)
    _decode(writer, ends, shape, size)
    cells = sum(size[0] // stride * (size[1] // stride) for stride in STRIDES)
    taken = helper.make_tensor_value_info(TAKEN, TensorProto.FLOAT, ["batch", COLOURS, *size])
    rows = 4 + shape.kinds
    given = helper.make_tensor_value_info(GIVEN, TensorProto.FLOAT, ["batch", rows, cells])
    graph = helper.make_graph(writer.nodes, OUR_NAME, [taken], [given], writer.kept)
    opset = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION)
    model.producer_name = OUR_NAME
    helper.set_model_props(model, {
        "names": str(dict(enumerate(kinds))), "stride": str(max(STRIDES)), "task": "detect",
        "imgsz": json.dumps(list(size)), "channels": str(COLOURS),
    })  # fmt: skip
    checker.check_model(model)
    return model


def _decode(
    writer: _Writer, ends: list[tuple[str, str]], shape: Shape, size: tuple[int, int]
) -> None:
    """Cells' scores and boxes in pixels: centre, width and height."""
    scores: list[str] = []
    boxes: list[str] = []
    centres, steps = [], []
    for (score, box), stride in zip(ends, STRIDES, strict=True):
        high, wide = size[0] // stride, size[1] // stride
        for number, (one, rows) in enumerate(((score, shape.kinds), (box, 4))):
            name = f"cells{stride}.{number}"
            writer.constant(name, np.array([0, rows, high * wide], np.int64))
            (scores, boxes)[number].append(writer.node("Reshape", one, name))
        x, y = np.meshgrid(np.arange(wide) * 2 + 1, np.arange(high) * 2 + 1)
        centres.append(np.stack([x.ravel(), y.ravel()]) * stride // 2)
        steps.append(np.full((1, high * wide), stride))
    centre = _small(writer, "centres", np.concatenate(centres, 1)[None])
    step = _small(writer, "steps", np.concatenate(steps, 1)[None])
    least = writer.constant("least", np.array(-FAR, np.float32))
    most = writer.constant("most", np.array(FAR, np.float32))
    raw = writer.node("Clip", writer.node("Concat", *boxes, axis=2), least, most)
    far = writer.node("Mul", writer.node("Exp", raw), step)
    before = writer.node("Slice", far, *_bounds(writer, 0, 2))
    after = writer.node("Slice", far, *_bounds(writer, 2, 4))
    half = writer.constant("half", np.array(0.5, np.float32))
    aside = writer.node("Mul", writer.node("Sub", after, before), half)
    middle = writer.node("Add", centre, aside)
    extent = writer.node("Add", before, after)
    sure = writer.node("Sigmoid", writer.node("Concat", *scores, axis=2))
    writer.node("Concat", middle, extent, sure, axis=1, gives=GIVEN)


def _small(writer: _Writer, name: str, pixels: NDArray) -> str:
    """Numbers of pixels, kept in bytes as they are all of some unit."""
    from onnx import TensorProto

    unit = writer.constant(f"{name}.unit", np.array(UNIT_PX, np.float32))
    kept = writer.constant(name, (pixels // UNIT_PX).astype(np.uint8))
    return writer.node("Mul", writer.node("Cast", kept, to=TensorProto.FLOAT), unit)


def _bounds(writer: _Writer, first: int, end: int) -> list[str]:
    """What a slice of channels takes."""
    parts = {"first": first, "end": end, "axis": 1}
    return [writer.constant(f"{name}{first}", np.array([one])) for name, one in parts.items()]


def write(model: "ModelProto", path: Path) -> None:
    """Write a model, whole or not at all."""
    draft = path.with_name(f".{path.name}")
    draft.write_bytes(model.SerializeToString())
    draft.rename(path)


def count(shape: Shape) -> int:
    """How many weights a network has once norms are folded in."""
    return sum(one.width * (one.width_in * one.size**2 + 1) for one in layers(shape))
