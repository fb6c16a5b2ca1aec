"""Turns an ONNX network into one of whole numbers of eight bits, but for its last layers."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from lotgraph.training.draw import opened
from lotgraph.training.export import TAKEN
from lotgraph.training.stock import Stock
from lotgraph.twin.seeds import stream

if TYPE_CHECKING:
    from onnx import ModelProto

LOOKED_AT = 64  # stills that tell how large numbers become
WHOLE = ("Conv", "Add", "Concat", "MaxPool", "Resize")


def quantise(model: "ModelProto", stock: Stock, seed: int = 0) -> "ModelProto":
    """A model that computes with whole numbers; scores and boxes are still made from real ones.

    How large numbers become is seen on stills as they are, filled up with grey as in use.
    """
    import onnx
    from onnxruntime.quantization import (
        CalibrationDataReader,
        CalibrationMethod,
        QuantFormat,
        QuantType,
        quantize_static,
    )

    class Reader(CalibrationDataReader):  # type: ignore[misc]
        def __init__(self) -> None:
            self._left = _pictures(model, stock, seed)

        def get_next(self) -> dict[str, np.ndarray] | None:
            return next(self._left, None)

    nodes = list(model.graph.node)
    first = next(n for n, node in enumerate(nodes) if node.op_type == "Reshape")
    rest = [node.name for node in nodes[first:]]
    rest += [n.name for n in nodes if n.op_type == "Conv" and _is_last(n.input[1])]
    with TemporaryDirectory() as folder:
        before, after = Path(folder) / "before.onnx", Path(folder) / "after.onnx"
        prepared = onnx.ModelProto()
        prepared.CopyFrom(model)
        prepared.metadata_props.add(key="onnx.quant.pre_process", value="onnxruntime.quant")
        onnx.save(prepared, before)
        quantize_static(
            before, after, Reader(), quant_format=QuantFormat.QDQ, per_channel=True,
            activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
            calibrate_method=CalibrationMethod.MinMax, op_types_to_quantize=list(WHOLE),
            nodes_to_exclude=rest, extra_options={"CalibMovingAverage": True},
        )  # fmt: skip
        made = onnx.load(after)
    del made.metadata_props[:]
    made.metadata_props.extend(model.metadata_props)
    return made


def _is_last(weight: str) -> bool:
    return weight.endswith((".score.weight", ".box.weight"))


def _pictures(model: "ModelProto", stock: Stock, seed: int) -> Iterator[dict[str, np.ndarray]]:
    """Stills as the network takes them."""
    shape = model.graph.input[0].type.tensor_type.shape
    height, width = (one.dim_value for one in shape.dim[2:])
    chance = stream(seed, "calibration")
    for _ in range(LOOKED_AT):
        yield {TAKEN: boxed(opened(stock.draw(chance)[0]), height, width)}


def boxed(picture: np.ndarray, height: int, width: int) -> np.ndarray:
    """A picture (1, 3, h, w) in [0, 1], scaled into a size and filled up with grey all round."""
    import cv2

    scale = min(height / picture.shape[0], width / picture.shape[1])
    high, wide = round(picture.shape[0] * scale), round(picture.shape[1] * scale)
    top, left = (height - high) // 2, (width - wide) // 2
    made = np.full((height, width, 3), 114, np.uint8)
    made[top : top + high, left : left + wide] = cv2.resize(picture, (wide, high))
    return (made.transpose(2, 0, 1)[None] / 255).astype(np.float32)
