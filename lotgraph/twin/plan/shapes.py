"""Rectangles and lines on the ground: what covers what, and what lies how far from what."""

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.plan.model import Lane, Point

Floats = NDArray[np.float64]
UNIT_CORNERS = np.array([[0.5, 0.5], [-0.5, 0.5], [-0.5, -0.5], [0.5, -0.5]])


def rectangles(centres: Floats, sizes: Floats, headings: Floats) -> Floats:
    """Corners (n, 4, 2) of rectangles: centres (n, 2), sizes (n, 2) along and across (n,) headings.

    The corners go anticlockwise from the one ahead on the left.
    """
    cos, sin = np.cos(headings), np.sin(headings)
    turns = np.stack([np.stack([cos, -sin], -1), np.stack([sin, cos], -1)], -2)
    local = UNIT_CORNERS[None] * sizes.reshape(-1, 1, 2)
    turned: Floats = np.einsum("nij,nkj->nki", turns, local)
    return turned + centres.reshape(-1, 1, 2)


def strips(lane: Lane) -> Floats:
    """The ground a lane covers: one rectangle (4, 2) for each of its pieces."""
    points = np.array(lane.points)
    pieces = np.diff(points, axis=0)
    lengths = np.hypot(*pieces.T)
    sizes = np.stack([lengths, np.full(len(lengths), lane.width_m)], -1)
    return rectangles((points[1:] + points[:-1]) / 2, sizes, np.arctan2(pieces[:, 1], pieces[:, 0]))


def overlaps(one: Floats, other: Floats, slack_m: float = 0.05) -> tuple[NDArray, NDArray]:
    """Which of (n, 4, 2) and (m, 4, 2) rectangles share more ground than a rim of `slack_m`.

    Indices of the pairs, in order. Pairs too far apart to touch are dropped before their corners
    are compared, most of them without being looked at.
    """
    first, second = _near(one, other, max(-slack_m, 0.0))
    kept = _depth(one[first], other[second]) > slack_m
    return first[kept], second[kept]


def _near(one: Floats, other: Floats, spare_m: float) -> tuple[NDArray, NDArray]:
    """Pairs whose circles touch, in order: of neighbours on the axis that spreads them most."""
    if not len(one) or not len(other):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    reach = [np.hypot(*(r[:, 0] - r[:, 2]).T) / 2 + spare_m / 2 for r in (one, other)]
    middle = [r.mean(axis=1) for r in (one, other)]
    axis = int(np.ptp(middle[1], axis=0).argmax())
    order = np.argsort(middle[1][:, axis], kind="stable")
    line = middle[1][order, axis]
    far = reach[0] + reach[1].max()
    low = np.searchsorted(line, middle[0][:, axis] - far, side="left")
    counts = np.searchsorted(line, middle[0][:, axis] + far, side="right") - low
    first = np.repeat(np.arange(len(one)), counts)
    second = order[np.arange(len(first)) - np.repeat(counts.cumsum() - counts - low, counts)]
    apart = np.hypot(*(middle[0][first] - middle[1][second]).T)
    kept = apart < reach[0][first] + reach[1][second]
    first, second = first[kept], second[kept]
    inner = np.lexsort((second, first))
    return first[inner], second[inner]


def _depth(one: Floats, other: Floats) -> Floats:
    """How deep each rectangle lies in the one beside it; negative where they are apart."""
    depths = []
    for shape in (one, other):
        for side in (shape[:, 0] - shape[:, 1], shape[:, 1] - shape[:, 2]):
            axis = side / np.maximum(np.hypot(side[:, :1], side[:, 1:]), 1e-9)
            spans = [np.einsum("nki,ni->nk", corners, axis) for corners in (one, other)]
            tops, bottoms = [s.max(axis=1) for s in spans], [s.min(axis=1) for s in spans]
            depths.append(np.minimum(*tops) - np.maximum(*bottoms))
    return np.min(depths, axis=0) if len(one) else np.empty(0)


def length_of(points: tuple[Point, ...]) -> float:
    """Metres along a line."""
    return float(np.hypot(*np.diff(np.array(points), axis=0).T).sum())


def nearest(points: tuple[Point, ...], places: Floats) -> tuple[Floats, Floats]:
    """How far each of (n, 2) places is from a line, and how many metres along it that is."""
    line = np.array(points)
    pieces = np.diff(line, axis=0)
    lengths = np.hypot(*pieces.T)
    from_start = places[:, None] - line[None, :-1]
    share = np.einsum("nki,ki->nk", from_start, pieces) / np.maximum(lengths, 1e-9) ** 2
    share = share.clip(0, 1)
    gaps = from_start - share[..., None] * pieces
    distances = np.hypot(gaps[..., 0], gaps[..., 1])
    best = distances.argmin(axis=1)
    rows = np.arange(len(places))
    before = np.concatenate([[0.0], lengths.cumsum()[:-1]])
    return distances[rows, best], before[best] + share[rows, best] * lengths[best]


def along(points: tuple[Point, ...], at_m: float) -> tuple[Point, float]:
    """The place so many metres along a line, and the heading there."""
    line = np.array(points)
    pieces = np.diff(line, axis=0)
    lengths = np.hypot(*pieces.T)
    before = np.concatenate([[0.0], lengths.cumsum()])
    piece = int(np.clip(np.searchsorted(before, at_m, side="right") - 1, 0, len(pieces) - 1))
    share = (at_m - before[piece]) / max(lengths[piece], 1e-9)
    x, y = line[piece] + share * pieces[piece]
    return (float(x), float(y)), float(np.arctan2(pieces[piece][1], pieces[piece][0]))
