"""What is known of a network's file, and how it is to be used."""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

LARGEST_SIDE = 16_384  # px of an input
OUR_NAME = "lotgraph"  # of the producer, and of the graph, in files that `lotgraph train` writes
Fit = Literal["centre", "corner", "stretch"]
Corners = Literal["cxcywh", "xyxy", "yxyx", "xywh"]
Head = Literal["cells", "bins", "anchors", "boxes", "pairs", "rows", "lists"]
"""How an answer is laid out.

cells: offsets from cells of a grid, as YOLOX gives them. bins: distances from them as
distributions, as NanoDet does. anchors: offsets of stated boxes, as YOLOv5 and v7 do before
decoding. boxes: a box and its classes in each row, decoded. pairs: boxes and classes apart.
rows: what is left after suppression, a row each. lists: the same, a column each.
"""


@dataclass(frozen=True)
class Port:
    """An input or output by name; a size that may be any is None."""

    name: str
    kind: str  # float32, float16, uint8, int64, …
    shape: tuple[int | None, ...]


@dataclass(frozen=True)
class Facts:
    """What a file says of itself."""

    inputs: tuple[Port, ...]
    outputs: tuple[str, ...]
    metadata: dict[str, str]
    is_scaled_inside: bool  # its first steps bring 0 to 255 into the range that it wants
    is_ours: bool = False  # `lotgraph train` wrote it


@dataclass(frozen=True)
class Eye:
    """How a frame becomes the network's input."""

    name: str
    kind: str
    width: int
    height: int
    is_elastic: bool  # the shorter side may be cut down to a multiple of 32
    batch: int  # frames at once; 0: any number
    channels_last: bool = False
    is_bgr: bool = False
    full: float = 1.0  # what 255 becomes, before mean and std
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    std: tuple[float, float, float] = (1.0, 1.0, 1.0)
    fit: Fit = "centre"
    pad: int = 114
    sizes: tuple[tuple[str, str, str], ...] = ()  # further inputs: name, type, what is asked for


@dataclass(frozen=True)
class Answer:
    """How a network's output becomes boxes."""

    head: Head
    outputs: tuple[str, ...]  # in the order that the head names them
    corners: Corners = "cxcywh"
    is_relative: bool = False  # boxes in shares of the input instead of px
    has_objectness: bool = False
    is_channels_first: bool = False
    activation: Literal["none", "sigmoid", "softmax"] = "none"
    strides: tuple[int, ...] = ()
    anchors: tuple[tuple[float, ...], ...] = ()  # of each stride: width, height, width, height, …
    columns: tuple[str, ...] = ()  # of rows: x0 y0 x1 y1 score kind, frame
    first_kind: int = 0  # number that stands for the first kind
    is_suppressed: bool = False
    n_kinds: int = 0  # how many it tells apart; 0: it does not say


@dataclass(frozen=True)
class Layout:
    """All that is needed to use a network."""

    eye: Eye
    answer: Answer
    kinds: tuple[str, ...]
    assumed: tuple[str, ...] = field(default=())  # phrases: what the file does not say
    is_px_assumed: bool = False  # no box was seen yet that tells px from shares of the input


Floats = NDArray[np.float32]
Outputs = dict[str, NDArray[Any]]  # by name; of one frame or a batch


def floats(values: NDArray[Any]) -> Floats:
    """As numbers of single precision, whatever a network answers in."""
    return np.asarray(values, np.float32)
