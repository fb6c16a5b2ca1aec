"""Looks into an ONNX file without running it, and refuses what no honest one holds."""

import math
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from lotgraph.detector.network.beside import is_beside
from lotgraph.detector.network.model import LARGEST_SIDE, OUR_NAME, Facts, Port
from lotgraph.errors import DetectorError

LARGEST_BYTES = 2**31 - 1  # what a message of this kind may have; more lies in files beside
DEEPEST = 8  # branches and loops inside each other
LONGEST_TEXT = 200_000  # characters of metadata that are kept
PACKED = ("float_data", "int32_data", "int64_data", "double_data", "uint64_data")
PLAIN = ("float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint8", "bool")
MOST_VALUES = 16  # of a mean or deviation: one a channel
EXTERNAL = 1  # onnx.TensorProto.EXTERNAL, data_location


def examine(file: Path) -> tuple[Facts, list[Path]]:
    """What a file says of itself, and the files beside it that hold its weights.

    Raises:
        DetectorError: if it is no ONNX model, is cut off, lies about the size of its weights, asks
            for a picture of impossible size, or wants files outside its own folder.
    """
    model = _parsed(file)
    graph = model.graph
    weights = {tensor.name for tensor in graph.initializer}
    inputs = tuple(_port(one) for one in graph.input if one.name not in weights)
    if not graph.node or not inputs or not graph.output:
        raise DetectorError(
            f"{file}: expected an ONNX model with inputs, steps and outputs; got {len(inputs)}, "
            f"{len(graph.node)} and {len(graph.output)} of them; export it again"
        )
    tensors = chain(_tensors(graph), *(_inside(one.node, 0) for one in model.functions))
    beside = [path for tensor in tensors if (path := _checked(file, tensor))]
    for port in inputs:
        if any(side is not None and not 0 < side <= LARGEST_SIDE for side in port.shape):
            raise DetectorError(
                f"{file}: its input {port.name} is of {port.shape}; expected sides of 1 to "
                f"{LARGEST_SIDE}"
            )
    metadata = {one.key[:100]: one.value[:LONGEST_TEXT] for one in model.metadata_props[:100]}
    outputs = tuple(one.name for one in graph.output)
    # What makes whole numbers of a network puts its own name in place of the producer's.
    is_ours = OUR_NAME in {model.producer_name, graph.name}
    facts = Facts(inputs, outputs, metadata, _is_scaled(file, graph, inputs), is_ours)
    return facts, sorted(set(beside))


def _parsed(file: Path) -> Any:
    import onnx
    from google.protobuf.message import DecodeError

    try:
        size = file.stat().st_size
        if size > LARGEST_BYTES:
            raise DetectorError(
                f"{file}: is of {size:,} bytes; an ONNX file has at most {LARGEST_BYTES:,}"
            )
        content = file.read_bytes()
    except OSError as error:
        raise DetectorError(f"{file}: cannot be read: {error.strerror}") from error
    try:
        return onnx.ModelProto.FromString(content)
    except (DecodeError, RecursionError, ValueError) as error:
        raise DetectorError(f"{file}: expected an ONNX model; {_instead(content)}") from error


def _instead(content: bytes) -> str:
    """What a file that is no ONNX model looks like."""
    if content[:2] == b"PK" or content[:1] == b"\x80":
        return "it looks like a PyTorch checkpoint; export it to ONNX, nothing here unpickles"
    if content[4:8] == b"TFL3":
        return "it is a TensorFlow Lite model; export it to ONNX"
    if not content:
        return "it is empty"
    if content[:256].isascii() and content[:256].decode().replace("\n", " ").isprintable():
        return f"it is a text that begins with {content[:40].decode('ascii')!r}"
    return "it is cut off or something else; fetch or export it again"


def _tensors(graph: Any, depth: int = 0) -> Iterator[Any]:
    """Every tensor stored in a graph and in the graphs inside it."""
    if depth > DEEPEST:
        raise DetectorError(f"its graphs lie {depth} deep in each other; expected {DEEPEST}")
    yield from graph.initializer
    for sparse in graph.sparse_initializer:
        yield from (sparse.values, sparse.indices)
    yield from _inside(graph.node, depth)


def _inside(nodes: Any, depth: int) -> Iterator[Any]:
    for node in nodes:
        for attribute in node.attribute:
            if attribute.HasField("t"):
                yield attribute.t
            yield from attribute.tensors
            for inner in (*attribute.graphs, *([attribute.g] if attribute.HasField("g") else [])):
                yield from _tensors(inner, depth + 1)


def _checked(file: Path, tensor: Any) -> Path | None:
    """The file beside that holds a tensor; None where the model does so itself."""
    import onnx

    name = tensor.name[:80]
    if any(side < 0 for side in tensor.dims):
        raise DetectorError(f"{file}: its weights {name} have sides {list(tensor.dims)}")
    count = math.prod(tensor.dims)
    if tensor.data_location == EXTERNAL:
        return _beside(file, tensor)
    if tensor.data_type == onnx.TensorProto.STRING:
        return None
    stored, packed = len(tensor.raw_data), max(len(getattr(tensor, part)) for part in PACKED)
    # Typed fields may hold several small numbers in one; raw bytes hold at least two bits each.
    if max(stored * 8 // _bits(tensor.data_type), packed * 8) < count:
        raise DetectorError(
            f"{file}: its weights {name} should be {list(tensor.dims)}, but hold {stored:,} bytes "
            f"and {packed:,} numbers; it is damaged"
        )
    return None


def _bits(kind: int) -> int:
    """Bits of a number of a stored kind, at least."""
    named = _named(kind)
    return np.dtype(named).itemsize * 8 if named in PLAIN else 2


def _beside(file: Path, tensor: Any) -> Path:
    told = {entry.key: entry.value for entry in tensor.external_data}
    location = told.get("location", "")
    folder = file.resolve().parent
    if not is_beside(folder, location):
        raise DetectorError(
            f"{file}: its weights {tensor.name[:80]} lie in {location[:200]!r}, outside its own "
            "folder, which is not opened; put them beside it and export it again"
        )
    place: Path = (folder / location).resolve()
    if not place.is_file():
        raise DetectorError(f"{file}: its weights lie in {location!r}, which is not beside it")
    try:
        end = int(told.get("offset") or 0) + int(told.get("length") or 0)
    except ValueError:
        end = -1
    if not 0 <= end <= place.stat().st_size:
        raise DetectorError(f"{file}: its weights reach beyond the end of {location!r}")
    return place


def _named(kind: int) -> str:
    import onnx

    try:
        return onnx.helper.tensor_dtype_to_np_dtype(kind).name
    except (KeyError, ValueError, TypeError):
        return "unknown"


def _port(one: Any) -> Port:
    kind = one.type.tensor_type
    if not one.type.HasField("tensor_type"):
        return Port(one.name, "no tensor", ())
    sides = tuple(
        int(side.dim_value) if side.HasField("dim_value") and side.dim_value != -1 else None
        for side in kind.shape.dim
    )
    return Port(one.name, _named(kind.elem_type), sides)


def _is_scaled(file: Path, graph: Any, inputs: tuple[Port, ...]) -> bool:
    """Whether the first steps divide by about 255, or take away a mean of more than 2."""
    import onnx

    folder = str(file.resolve().parent)  # where `_beside` found what lies outside the model
    stored = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Constant" and node.attribute and node.attribute[0].HasField("t"):
            stored[node.output[0]] = node.attribute[0].t
    reached = {inputs[0].name}
    for node in graph.node[:50]:
        if not node.input or node.input[0] not in reached:
            continue
        if node.op_type in {"Cast", "Transpose", "Identity", "Squeeze", "Unsqueeze"}:
            reached |= set(node.output)
        elif node.op_type in {"Div", "Mul", "Sub"} and len(node.input) > 1:
            tensor = stored.get(node.input[1])
            if tensor is None or math.prod(tensor.dims) > MOST_VALUES:
                continue
            numbers = onnx.numpy_helper.to_array(tensor, folder).astype(np.float64)
            value = float(np.abs(numbers).max())
            least = {"Div": 50.0, "Sub": 2.0, "Mul": 0.0}[node.op_type]
            if value > least and (node.op_type != "Mul" or value < 1 / 50):
                return True
    return False
