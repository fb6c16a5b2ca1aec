"""Tells heads apart that answer for every cell of the input."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lotgraph.detector.network.grid import cells_of, corners
from lotgraph.detector.network.model import Answer, Outputs
from lotgraph.detector.network.name import COCO
from lotgraph.detector.network.settings import Said
from lotgraph.errors import DetectorError

BOX = 4  # numbers of a box
LEVELS = ((8, 16, 32), (8, 16, 32, 64), (4, 8, 16, 32), (16, 32), (4, 8, 16), (16, 32, 64))
PER_CELL = (1, 3)  # boxes of a cell
REACH = (7, 15, 16)  # cells that a distance reaches, as a distribution over one bin more
ROUNDING = 1e-3
BEYOND_SHARE, MOST_SHARE = -0.2, 1.5  # how far boxes at the edge reach, in shares of the input
MAPS = 4  # sides of a map (batch, columns, h, w); one more where boxes of a cell are apart
NEAR_SHARE = 0.1  # of the input: boxes that are decoded lie about their cells


@dataclass(frozen=True)
class Table:
    """An answer with a row for each box of each cell."""

    values: NDArray[np.float32]  # (pictures, rows, columns)
    size: tuple[int, int]  # of the input in px
    strides: tuple[int, ...]
    per_cell: int
    is_channels_first: bool

    @classmethod
    def of(cls, values: NDArray[np.float32], size: tuple[int, int], said: Said) -> "Table | None":
        """The table, if one of two sides (pictures, a, b) counts cells."""
        for is_first in (False, True):
            rows = values.shape[2 if is_first else 1]
            for strides in (said.strides,) if said.strides else LEVELS:
                for per_cell in PER_CELL:
                    if rows == per_cell * cells_of(*size, strides):
                        table = values.transpose(0, 2, 1) if is_first else values
                        return cls(table, size, strides, per_cell, is_first)
        return None

    @property
    def is_decoded(self) -> bool:
        """Whether boxes lie about their cells."""
        boxes = self.values[..., :BOX]
        if is_relative(boxes):
            return True
        corner, stride = corners(*self.size, self.strides, self.per_cell)
        middle = (boxes[..., :2] + boxes[..., 2:]) / 2 if is_upright(boxes) else boxes[..., :2]
        away = np.abs(middle - corner - stride / 2)
        return float(np.median(away)) < NEAR_SHARE * max(self.size)


def read_table(table: Table, told: tuple[int, ...], said: Said) -> tuple[Answer, int]:
    """How a table is laid out, and how many kinds it tells apart."""
    columns = table.values.shape[2]
    reach = _reach(table, said)
    if reach is not None:
        made = Answer("bins", (), corners="xyxy")
        return _placed(made, table), columns - BOX * (reach + 1)
    has_objectness = said.objectness
    if has_objectness is None:
        has_objectness = _has_objectness(table, told)
    kinds = columns - BOX - has_objectness
    fewer = [count for count in told if count < kinds]
    if table.is_channels_first and kinds not in told and fewer:
        kinds = fewer[0]  # what follows are masks or points
    scores = table.values[..., BOX : columns if not fewer else BOX + has_objectness + kinds]
    activation = said.activation or ("none" if is_shares(scores) else "sigmoid")
    if said.head == "cells" or (
        said.head is None and has_objectness and table.per_cell == 1 and not table.is_decoded
    ):
        made = Answer("cells", (), has_objectness=True, activation=activation)
        return _placed(made, table), kinds
    boxes = table.values[..., :BOX]
    made = Answer(
        "boxes",
        (),
        said.corners or ("xyxy" if is_upright(boxes) else "cxcywh"),
        is_relative=is_relative(boxes) if said.relative is None else said.relative,
        has_objectness=has_objectness,
        activation=activation,
    )
    return _placed(made, table), kinds


def _placed(answer: Answer, table: Table) -> Answer:
    return replace(answer, strides=table.strides, is_channels_first=table.is_channels_first)


def _reach(table: Table, said: Said) -> int | None:
    """Cells that distances reach, if there are such; else None."""
    columns = table.values.shape[2]
    for reach in REACH if said.head in {None, "bins"} else ():
        kinds = columns - BOX * (reach + 1)
        if kinds < 1:
            continue
        scores, distances = table.values[..., :kinds], table.values[..., kinds:]
        if said.head == "bins" or (is_shares(scores) and not is_shares(distances)):
            return reach
    if said.head == "bins":
        raise DetectorError(f"its {columns} columns are no kinds and four distances")
    return None


def _has_objectness(table: Table, told: tuple[int, ...]) -> bool:
    """YOLOv5 to v7 and YOLOX have one; from v8 on, channels come first and there is none."""
    columns = table.values.shape[2]
    if table.per_cell > 1:
        return True
    if columns - BOX in told or columns - BOX - 1 in told:
        return columns - BOX not in told
    if columns - BOX - 1 == len(COCO):
        return True
    return not table.is_channels_first and columns - BOX != len(COCO)


def is_shares(values: NDArray[np.float32]) -> bool:
    """Whether all are from 0 to 1, but for rounding."""
    return bool(values.min(initial=0) >= -ROUNDING and values.max(initial=0) <= 1 + ROUNDING)


def is_relative(boxes: NDArray[np.float32]) -> bool:
    """Whether boxes are in shares of the input; those of things at its edges reach beyond it."""
    return bool(boxes.size and boxes.min() >= BEYOND_SHARE and boxes.max() <= MOST_SHARE)


def is_upright(boxes: NDArray[np.float32]) -> bool:
    """Whether numbers (…, 4) can be two corners: the second is beyond the first in all of them."""
    return bool((boxes[..., 2:] >= boxes[..., :2]).all()) and boxes.size > 0


def recognise_maps(
    first: Outputs, size: tuple[int, int], told: tuple[int, ...], said: Said
) -> tuple[Answer, int] | None:
    """A map for each level, before decoding: (1, boxes, h, w, columns) or (1, columns, h, w)."""
    levels: dict[int, str] = {}
    for name, value in first.items():
        if value.ndim in {MAPS, MAPS + 1}:
            height, width = value.shape[2:4]
            if height and width and size[0] % width == 0 and size[0] * height == size[1] * width:
                levels[size[0] // width] = name
    strides = tuple(sorted(levels))
    columns = {_columns(first[levels[stride]], told, said) for stride in strides}
    if len(strides) <= 1 or len(columns) != 1:
        return None
    [(per_cell, count)] = columns
    names = tuple(levels[stride] for stride in strides)
    activation: Literal["none", "sigmoid"] = "sigmoid"
    if per_cell == 1:
        scores = np.concatenate([first[n][:, BOX:].reshape(-1) for n in names])
        activation = "none" if is_shares(scores) else "sigmoid"
        made = Answer("cells", names, has_objectness=True, activation=activation, strides=strides)
        return made, count - BOX - 1
    if not said.anchors or len(said.anchors) != len(strides):
        raise DetectorError(
            f"its maps of {count} columns for {per_cell} boxes of a cell need the sizes that these "
            f"begin with: write anchors = [[w, h, w, h, …], …], one list for each of the strides "
            f"{', '.join(map(str, strides))}, or export it with its boxes decoded"
        )
    if any(len(sizes) != 2 * per_cell for sizes in said.anchors):
        raise DetectorError(
            f"its maps have {per_cell} boxes of a cell; anchors say the sizes of "
            f"{len(said.anchors[0]) // 2}"
        )
    made = Answer("anchors", names, has_objectness=True, activation="sigmoid", strides=strides)
    made = replace(made, anchors=said.anchors)
    return made, count - BOX - 1


def _columns(value: NDArray, told: tuple[int, ...], said: Said) -> tuple[int, int]:
    """Boxes of a cell, and numbers of each."""
    if value.ndim > MAPS:
        return value.shape[1], value.shape[4]
    channels = value.shape[1]
    if said.anchors:
        per_cell = len(said.anchors[0]) // 2
        if channels % per_cell:
            raise DetectorError(
                f"its maps of {channels} columns cannot be of {per_cell} boxes, as anchors say"
            )
    else:
        per_cell = 3 if channels in {3 * (n + BOX + 1) for n in (*told, len(COCO))} else 1
    return per_cell, channels // per_cell
