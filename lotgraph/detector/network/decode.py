"""Turns a network's answer into boxes in px of its input."""

import numpy as np
from numpy.typing import NDArray

from lotgraph.detector.model import Found, joined
from lotgraph.detector.network.dense import BOX, MAPS, REACH
from lotgraph.detector.network.grid import corners
from lotgraph.detector.network.model import Answer, Eye, Floats, Outputs, floats
from lotgraph.errors import DetectorError

TABLES = 3  # sides of a batch of tables (batch, rows, columns)
LARGEST_KIND = 2**31 - 1  # what is beyond is refused as this would be
LARGEST_LOG = 20.0  # e to this many cells is beyond any picture; more would overflow


def decode(outputs: Outputs, answer: Answer, eye: Eye, frames: int, least: float) -> Found:
    """Boxes of at least a score, of the first `frames` of a batch; each of its likeliest kind.

    In px of the input, not yet suppressed where the network does not do so, and perhaps beyond
    the edges.

    Raises:
        DetectorError: if the answer is not laid out as it was when it was tried out.
    """
    try:
        parts = [floats(outputs[name]) for name in answer.outputs]
        found = _HEADS[answer.head](parts, answer, eye, frames, least)
    except (IndexError, ValueError) as error:
        shapes = ", ".join(f"{name} {value.shape}" for name, value in outputs.items())
        raise DetectorError(f"an answer of another layout than before: {shapes}") from error
    return Found(
        found.frame,
        _upright(found.box, answer, eye),
        found.score,
        found.kind - answer.first_kind,
    )


def _cells(parts: list[Floats], answer: Answer, eye: Eye, frames: int, least: float) -> Found:
    """YOLOX: offsets and logarithms of sizes, in cells."""
    table = _table(parts, answer)[:frames]
    found, row = _scored(table[..., 4:], answer, least)
    corner, stride = corners(eye.width, eye.height, answer.strides)
    told = table[found.frame, row, :4]
    size = np.exp(np.minimum(told[:, 2:], LARGEST_LOG)) * stride[row]
    return _with(found, np.hstack([told[:, :2] * stride[row] + corner[row], size]))


def _boxes(parts: list[Floats], answer: Answer, eye: Eye, frames: int, least: float) -> Found:
    """YOLOv5 to v11: boxes as they are."""
    table = _table(parts, answer)[:frames]
    found, row = _scored(table[..., 4:], answer, least)
    return _with(found, table[found.frame, row, :4])


def _bins(parts: list[Floats], answer: Answer, eye: Eye, frames: int, least: float) -> Found:
    """NanoDet: how far the four sides are from the cell's corner, as distributions over cells."""
    table = _table(parts, answer)[:frames]
    reach = next(r for r in REACH if table.shape[2] - BOX * (r + 1) == answer.n_kinds)
    found, row = _scored(table[..., : answer.n_kinds], answer, least)
    told = table[found.frame, row, answer.n_kinds :].reshape(-1, 4, reach + 1)
    corner, stride = corners(eye.width, eye.height, answer.strides)
    away = (_softmax(told) * np.arange(reach + 1)).sum(axis=2) * stride[row]
    return _with(found, np.hstack([corner[row] - away[:, :2], corner[row] + away[:, 2:]]))


def _anchors(parts: list[Floats], answer: Answer, eye: Eye, frames: int, least: float) -> Found:
    """YOLOv5 and v7 before decoding: offsets of boxes of stated sizes."""
    levels = []
    for part, stride, sizes in zip(parts, answer.strides, answer.anchors, strict=True):
        per_cell = len(sizes) // 2
        if part.ndim == MAPS:
            batch, _, high, wide = part.shape
            part = part.reshape(batch, per_cell, -1, high, wide).transpose(0, 1, 3, 4, 2)
        batch, _, high, wide, columns = part.shape
        table = part.reshape(batch, -1, columns)[:frames]
        found, row = _scored(table[..., 4:], answer, least)
        corner, _ = corners(wide * stride, high * stride, (stride,), per_cell)
        told = _sigmoid(table[found.frame, row, :4]) * 2
        of_cell = np.asarray(sizes, np.float32).reshape(per_cell, 2)[row // (high * wide)]
        middle = (told[:, :2] - 0.5) * stride + corner[row]
        levels.append(_with(found, np.hstack([middle, told[:, 2:] ** 2 * of_cell])))
    return joined(levels)


def _pairs(parts: list[Floats], answer: Answer, eye: Eye, frames: int, least: float) -> Found:
    """Boxes in one table, what they are in another."""
    boxes, scores = (part.reshape(-1, *part.shape[-2:])[:frames] for part in parts)
    if answer.activation == "softmax":
        scores = _softmax(scores)[..., :-1]  # the last one: nothing is there
    found, row = _scored(scores, answer, least)
    return _with(found, boxes[found.frame, row])


def _rows(parts: list[Floats], answer: Answer, eye: Eye, frames: int, least: float) -> Found:
    """What suppression has left, a row each."""
    [table] = parts
    batch = table.shape[0] if table.ndim == TABLES else 1
    rows = table.reshape(-1, len(answer.columns))
    column = dict(zip(answer.columns, rows.T, strict=True))
    frame = column.get("frame", np.repeat(np.arange(batch), len(rows) // max(1, batch)))
    box = np.stack([column[side] for side in ("x0", "y0", "x1", "y1")], axis=1)
    found = _listed(frame, box, column["score"], column["kind"])
    return _asked_for(found, frames, least)


def _lists(parts: list[Floats], answer: Answer, eye: Eye, frames: int, least: float) -> Found:
    """What suppression has left, a column each; perhaps with how many of them count."""
    boxes, scores, kinds, *number = parts
    batch = boxes.shape[0] if boxes.ndim == TABLES else 1
    if answer.outputs[0] == answer.outputs[1]:
        scores = boxes[..., 4]
    box = boxes[..., :4].reshape(-1, 4)
    each = len(box) // max(1, batch)
    frame = np.repeat(np.arange(batch), each)
    score = scores.reshape(-1)
    if number:
        counts = number[0].reshape(-1)
        score = np.where(np.tile(np.arange(each), batch) < np.repeat(counts, each), score, -1)
    return _asked_for(_listed(frame, box, score, kinds.reshape(-1)), frames, least)


def _listed(frame: NDArray, box: Floats, score: Floats, kind: Floats) -> Found:
    """Rows as they are; those whose kind or frame is no number lose their score, and go by that."""
    is_number = np.isfinite(kind) & np.isfinite(frame)
    place, number = (
        np.clip(np.where(is_number, one, 0), -LARGEST_KIND, LARGEST_KIND) for one in (frame, kind)
    )
    return Found(
        place.astype(np.int64),
        box,
        np.where(is_number, score, np.float32(np.nan)),
        np.rint(number).astype(np.int64),
    )


def _asked_for(found: Found, frames: int, least: float) -> Found:
    return found.only((found.score >= least) & (found.frame >= 0) & (found.frame < frames))


_HEADS = {
    "cells": _cells,
    "bins": _bins,
    "anchors": _anchors,
    "boxes": _boxes,
    "pairs": _pairs,
    "rows": _rows,
    "lists": _lists,
}


def _table(parts: list[Floats], answer: Answer) -> Floats:
    """All levels in one table (batch, rows, columns)."""
    if parts[0].ndim == MAPS:
        parts = [part.reshape(*part.shape[:2], -1).transpose(0, 2, 1) for part in parts]
        return np.concatenate(parts, axis=1)
    [table] = parts
    return table.transpose(0, 2, 1) if answer.is_channels_first else table


def _scored(scores: Floats, answer: Answer, least: float) -> tuple[Found, NDArray[np.int64]]:
    """Rows (frames, rows, columns) of at least a score, with no box yet, and their places.

    The score is the likeliest kind's, times that of anything being there.
    """
    is_sigmoid = answer.activation == "sigmoid"
    kinds = scores[..., 1 : 1 + answer.n_kinds] if answer.has_objectness else scores
    kinds = kinds[..., : answer.n_kinds]
    if answer.has_objectness:  # no kind's score is above 1: most rows need no look at kinds
        there = _sigmoid(scores[..., 0]) if is_sigmoid else scores[..., 0]
        frame, row = np.nonzero(there >= least)
        some = kinds[frame, row]
        kind = some.argmax(axis=1) if some.size else np.empty(0, np.int64)
        best = some[np.arange(len(some)), kind]
        score = (_sigmoid(best) if is_sigmoid else best) * there[frame, row]
    else:
        most = kinds.max(axis=2)
        most = _sigmoid(most) if is_sigmoid else most
        frame, row = np.nonzero(most >= least)
        kind, score = kinds[frame, row].argmax(axis=1), most[frame, row]
    is_kept = score >= least
    none = np.zeros((len(frame), 4), np.float32)
    found = Found(frame.astype(np.int64), none, score, kind.astype(np.int64)).only(is_kept)
    return found, row[is_kept]


def _with(found: Found, box: Floats) -> Found:
    return Found(found.frame, box, found.score, found.kind)


def _upright(box: Floats, answer: Answer, eye: Eye) -> Floats:
    """Numbers of boxes as two corners in px."""
    if answer.corners == "cxcywh":
        made: NDArray = np.hstack([box[:, :2] - box[:, 2:] / 2, box[:, :2] + box[:, 2:] / 2])
    elif answer.corners == "xywh":
        made = np.hstack([box[:, :2], box[:, :2] + box[:, 2:]])
    else:
        made = box[:, [1, 0, 3, 2]] if answer.corners == "yxyx" else box
    if answer.is_relative:
        made = made * np.array([eye.width, eye.height] * 2, np.float32)
    return np.asarray(made, np.float32)


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -60, 60))), np.float32)


def _softmax(values: Floats) -> Floats:
    """Over the last axis."""
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)
