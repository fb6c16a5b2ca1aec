"""Tells how a network's answer is laid out, by its shapes, names and values on some pictures."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lotgraph.detector.network.dense import (
    BOX,
    Table,
    is_relative,
    is_upright,
    read_table,
    recognise_maps,
)
from lotgraph.detector.network.model import Answer, Outputs, floats
from lotgraph.detector.network.settings import Said
from lotgraph.errors import DetectorError

ROW_COLUMNS = {
    6: ("x0", "y0", "x1", "y1", "score", "kind"),
    7: ("frame", "x0", "y0", "x1", "y1", "kind", "score"),
}
TABLES = 3  # sides of a batch of tables (batch, rows, columns)
MOST_ROWS = 5000  # what is left after suppression is not more
LISTED = {"rows", "lists", "pairs"}  # heads that may answer with no boxes at all
COCO_AND_NOTHING = 92  # columns of DETR: the 91 numbers of COCO, and that nothing is there
Known = tuple[Answer, int | None]


@dataclass(frozen=True)
class Seen:
    """What a network answered to some pictures of one size, one after the other."""

    width: int
    height: int
    outputs: tuple[Outputs, ...]  # of each picture, each of a batch of one
    told: tuple[int, ...] = ()  # lengths of the lists of names that there are

    @property
    def first(self) -> Outputs:
        """The answer to the first picture."""
        return self.outputs[0]

    def values(self, name: str) -> NDArray[np.float32]:
        """Rows of an output over all pictures, (n, columns)."""
        parts = [floats(one[name]) for one in self.outputs]
        return np.concatenate([part.reshape(-1, part.shape[-1]) for part in parts])


def recognise(seen: Seen, said: Said) -> Known:
    """How the answer is laid out, and how many kinds it tells apart, where it says so.

    Raises:
        DetectorError: if it looks like nothing that is known; lists the shapes.
    """
    found = _apart(seen, said) or _dense(seen, said) or _rows(seen, said) or _maps(seen, said)
    if found is None or (said.head is not None and found[0].head != said.head):
        shapes = ", ".join(f"{name} {value.shape}" for name, value in seen.first.items())
        wanted = f"no layout {said.head}" if said.head else "none of the layouts that are known"
        raise DetectorError(
            f"its answer to a picture of {seen.width} by {seen.height} is {shapes}, which is "
            f"{wanted} (heads of YOLOX, YOLOv5 to v11, without suppression, DETR, NanoDet; lists "
            "of boxes, scores and classes); export it with its boxes decoded, or describe it in "
            "a .toml beside it"
        )
    return found


def _apart(seen: Seen, said: Said) -> Known | None:
    """Boxes in one output, and what they are in others."""
    sized = {n: v for n, v in seen.first.items() if v.ndim in {2, 3}}
    for name in sorted(sized, key=lambda n: not _sounds(n, "box")):
        value = sized[name]
        others = {n: v for n, v in seen.first.items() if n != name}
        rows = value.shape[-2]
        columns = [n for n, v in others.items() if v.size == rows and v.ndim < BOX]
        tables = [n for n, v in others.items() if v.ndim == value.ndim and v.shape[-2] == rows]
        if value.shape[-1] == BOX and len(columns) > 1:
            return _lists(seen, said, name, columns), None
        if value.shape[-1] == BOX + 1 and columns and value.shape[-2] < MOST_ROWS:
            made = Answer("lists", (name, name, columns[0]), is_suppressed=True)
            return _boxed(seen, said, made), None
        if value.shape[-1] == BOX and tables:
            return _pairs(seen, said, name, tables[0])
    return None


def _lists(seen: Seen, said: Said, boxes: str, columns: list[str]) -> Answer:
    def is_label(name: str) -> tuple[bool, bool]:
        return _sounds(name, "label", "class", "cls"), seen.first[name].dtype.kind in "iu"

    labels = max(columns, key=is_label)
    scores = next(name for name in columns if name != labels)
    numbers = [n for n, v in seen.first.items() if v.size == 1 and n not in columns]
    made = Answer("lists", (boxes, scores, labels, *numbers[:1]), is_suppressed=True)
    return _boxed(seen, said, made)


def _pairs(seen: Seen, said: Said, boxes: str, scores: str) -> Known:
    values = seen.values(scores)
    kinds, activation = values.shape[1], said.activation or "none"
    if said.activation is None and (values.min(initial=0) < 0 or values.max(initial=0) > 1):
        has_nothing = kinds - 1 in seen.told or (kinds == COCO_AND_NOTHING and not seen.told)
        activation = "softmax" if has_nothing else "sigmoid"
    made = Answer("pairs", (boxes, scores), activation=activation)
    return _boxed(seen, said, made), kinds - (activation == "softmax")


def _boxed(seen: Seen, said: Said, answer: Answer) -> Answer:
    """The answer, with what the numbers of its boxes are."""
    boxes = answer.outputs[0]
    values = seen.values(boxes)[:, :BOX]
    if answer.is_suppressed:
        found = "yxyx" if _sounds(boxes, "detection_boxes") else "xyxy"
    else:
        found = "xyxy" if is_upright(values) else "cxcywh"
    shares = found == "yxyx" or is_relative(_filled(values))
    return replace(
        answer,
        corners=said.corners or found,  # type: ignore[arg-type]
        is_relative=shares if said.relative is None else said.relative,
        first_kind=said.first_kind or 0,
    )


def is_px_assumed(seen: Seen, answer: Answer, said: Said) -> bool:
    """Whether boxes are taken to be in px though no picture was answered with a box."""
    if said.relative is not None or answer.is_relative or answer.head not in LISTED:
        return False
    values = seen.values(answer.outputs[0])
    if answer.head == "rows":
        values = values[:, _sides(answer.columns)]
    return not len(_filled(values[:, :BOX]))


def _sides(columns: tuple[str, ...]) -> list[int]:
    return [columns.index(one) for one in ("x0", "y0", "x1", "y1")]


def _filled(boxes: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows that hold a box: lists are filled up with rows of one number, 0 or -1."""
    is_filled: NDArray[np.bool_] = (boxes != boxes[:, :1]).any(axis=1)
    return boxes[is_filled]


def _sounds(name: str, *words: str) -> bool:
    return any(word in name.lower() for word in words)


def _dense(seen: Seen, said: Said) -> Known | None:
    """One table with a row for every cell of the input, or for each of three boxes of it."""
    for name, value in seen.first.items():
        if value.ndim == TABLES and min(value.shape[1:]) > BOX:
            values = np.concatenate([floats(one[name]) for one in seen.outputs])
            table = Table.of(values, (seen.width, seen.height), said)
            if table is not None:
                answer, kinds = read_table(table, seen.told, said)
                return replace(answer, outputs=(name,)), kinds
    return None


def _rows(seen: Seen, said: Said) -> Known | None:
    """What suppression has left, a row each."""
    for name, value in seen.first.items():
        columns = said.columns or ROW_COLUMNS.get(value.shape[-1] if value.ndim > 1 else 0)
        if columns is None or value.ndim not in {2, 3} or value.shape[-1] != len(columns):
            continue
        if value.shape[-2] > MOST_ROWS:
            continue
        values = seen.values(name)
        made = Answer("rows", (name,), is_suppressed=True, columns=columns)
        boxes = values[:, _sides(columns)]
        shares = is_relative(_filled(boxes))
        return replace(
            made,
            corners=said.corners or "xyxy",
            is_relative=shares if said.relative is None else said.relative,
            first_kind=said.first_kind or 0,
        ), None
    return None


def _maps(seen: Seen, said: Said) -> Known | None:
    """A map of cells for each level, before decoding."""
    return recognise_maps(seen.first, (seen.width, seen.height), seen.told, said)
