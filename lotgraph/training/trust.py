"""Spreads scores, so that what is likely nothing scores next to nothing.

The loss leaves empty ground at scores of a tenth, so a tracker would be given a thousand boxes of
nothing in a frame. A line through the logits is fitted to what is right (Platt, 1999), which
changes no order; before strangers' cameras it is surer than it should be, so half of that is done.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lotgraph.detector.model import Found
from lotgraph.detector.suppress import suppress
from lotgraph.training.crop import counted
from lotgraph.training.draw import opened
from lotgraph.training.export import TAKEN
from lotgraph.training.quantise import boxed
from lotgraph.training.stock import Stock, Things
from lotgraph.twin.seeds import stream

if TYPE_CHECKING:
    from onnx import ModelProto

LOOKED_AT = 160  # stills
LEAST, OVERLAP, RIGHT = 0.02, 0.65, 0.5
STEPS, TINY = 25, 1e-9
WEIGHT = 1e-3  # of leaving scores as they are, so that there is an answer for any
Floats = NDArray[np.float64]
_AS_IT_IS: Floats = np.array([1.0, 0.0])


def trust(model: "ModelProto", stock: Stock, seed: int = 0) -> tuple[float, float]:
    """Slope and shift of logits, from what a model finds in stills as they are.

    (1, 0), which changes nothing, where boxes are all right or all wrong.
    """
    import onnxruntime

    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    height, width = session.get_inputs()[0].shape[2:]
    chance = stream(seed, "trust")
    scores, rights = [], []
    for _ in range(LOOKED_AT):
        jpeg, _, things = stock.draw(chance, 0.0)
        picture = opened(jpeg)
        given = session.run(None, {TAKEN: boxed(picture, height, width)})[0][0]
        found = _found(given)
        score, right = _judged(found, _placed(things, picture.shape, height, width))
        scores.append(score)
        rights.append(right)
    slope, shift = line(np.concatenate(scores), np.concatenate(rights))
    half = float(np.sqrt(max(slope, 1.0)))
    return half, shift * half / slope if slope > 1 else 0.0


def line(score: Floats, right: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and shift of the logits of scores that make them likeliest, by Newton's steps."""
    if right.all() or not right.any():
        return 1.0, 0.0
    logit = np.log(score / (1 - score))
    told = np.column_stack([logit, np.ones(len(logit))])
    at = _AS_IT_IS
    for _ in range(STEPS):
        sure = np.exp(-np.logaddexp(0, -told @ at))
        slope = told.T @ (sure - right) + WEIGHT * (at - _AS_IT_IS)
        bend = (told * (sure * (1 - sure))[:, None]).T @ told + WEIGHT * np.eye(2)
        step = np.linalg.solve(bend, slope)
        # Where scores tell almost nothing, a whole step leads further away each time.
        while (
            _unlikely(told, right, at - step) > _unlikely(told, right, at)
            and np.abs(step).max() > TINY
        ):
            step = step / 2
        at = at - step
    return float(at[0]), float(at[1])


def _unlikely(told: Floats, right: NDArray[np.bool_], at: Floats) -> float:
    logit = told @ at
    far = WEIGHT / 2 * ((at - _AS_IT_IS) ** 2).sum()
    return float(np.logaddexp(0, np.where(right, -logit, logit)).sum() + far)


def _found(given: NDArray[np.float32]) -> Found:
    """The best kind of each cell, without boxes that lie on better ones."""
    score, kind = given[4:].max(axis=0), given[4:].argmax(axis=0)
    rows = np.flatnonzero((score > LEAST) & (score < 1))
    middle, extent = given[:2, rows].T, given[2:4, rows].T
    box = np.concatenate([middle - extent / 2, middle + extent / 2], axis=1)
    found = Found(np.zeros(len(rows), np.int64), box, score[rows], kind[rows].astype(np.int64))
    return suppress(found, OVERLAP, across_kinds=True)


def _placed(things: Things, shape: tuple[int, ...], height: int, width: int) -> Things:
    """Things where `boxed` takes them."""
    scale = min(height / shape[0], width / shape[1])
    left, top = (width - round(shape[1] * scale)) // 2, (height - round(shape[0] * scale)) // 2
    shift = np.array([left, top, left, top], np.float32)
    return Things(things.box * np.float32(scale) + shift, things.kind, things.share, things.owner)


def _judged(found: Found, things: Things) -> tuple[Floats, NDArray[np.bool_]]:
    """Scores, and which boxes are right; those of what need not be found are left out."""
    low = np.maximum(found.box[:, None, :2], things.box[None, :, :2])
    high = np.minimum(found.box[:, None, 2:], things.box[None, :, 2:])
    both = (high - low).clip(0).prod(axis=2)
    areas = [(one[:, 2:] - one[:, :2]).prod(axis=1) for one in (found.box, things.box)]
    share = both / (areas[0][:, None] + areas[1][None] - both + 1e-6)
    counts = counted(things)
    right = np.zeros(len(found), bool)
    for thing in np.flatnonzero(counts):
        fits = np.flatnonzero((share[:, thing] >= RIGHT) & ~right)
        if len(fits):
            right[fits[0]] = True  # rows come best first
    idle = (share[:, ~counts].max(axis=1, initial=0) >= RIGHT) & ~right
    return found.score[~idle].astype(np.float64), right[~idle]
