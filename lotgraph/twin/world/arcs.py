"""Lines with rounded corners: what a vehicle that steers can follow.

A piece is a row (x, y, heading, curvature, length, speed allowed): an arc, or straight where its
curvature is 0. Pieces that follow one another share place and heading.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHORTEST_M = 0.02  # two points nearer than this are one
SHARPEST_RAD = math.radians(165)  # beyond it a corner is a way back, which needs a cusp
STRAIGHT_RAD = 1e-4
GENTLE_RAD = 0.6  # a change of track, not a turn
GENTLE_M = 16.0  # how wide it is liked


class Mark(NamedTuple):
    """A point to head for: how wide its corner is liked, and how fast one drives after it."""

    x: float
    y: float
    liked_m: float = 7.0
    top_mps: float = 5.0


class Corner(NamedTuple):
    """A point where a line bends, and how much of the line its rounding takes."""

    turn_rad: float
    least_m: float
    liked_m: float


def round_off(marks: Sequence[Mark], least_m: float) -> Floats | None:
    """Pieces (n, 6) along marks, corners as wide as there is room for, up to what is liked.

    None where a corner has no room for the least radius.
    """
    line = _apart(marks)
    if len(line) < 2:  # noqa: PLR2004 -- a line has two ends
        return None
    steps = [(b.x - a.x, b.y - a.y) for a, b in itertools.pairwise(line)]
    lengths = [math.hypot(*step) for step in steps]
    headings = [math.atan2(dy, dx) for dx, dy in steps]
    corners = [
        _corner(before, after, mark.liked_m, least_m)
        for (before, after), mark in zip(itertools.pairwise(headings), line[1:], strict=False)
    ]
    cuts = _share(lengths, corners)
    if cuts is None:
        return None
    return np.array(list(_pieces(line, lengths, headings, corners, cuts)))


def _apart(marks: Sequence[Mark]) -> list[Mark]:
    kept = [marks[0]]
    for mark in marks[1:]:
        if math.dist(mark[:2], kept[-1][:2]) > SHORTEST_M:
            kept.append(mark)
    return kept


def _corner(before: float, after: float, liked_m: float, least_m: float) -> Corner:
    turn = math.remainder(after - before, math.tau)
    if abs(turn) < STRAIGHT_RAD:
        return Corner(0.0, 0.0, 0.0)
    if abs(turn) > SHARPEST_RAD:
        return Corner(turn, math.inf, math.inf)
    reach = math.tan(abs(turn) / 2)
    liked = GENTLE_M if abs(turn) < GENTLE_RAD else max(liked_m, least_m)
    return Corner(turn, least_m * reach, liked * reach)


def _share(lengths: list[float], corners: list[Corner]) -> list[float] | None:
    """How much of the line each corner cuts off on both sides; None where there is no room."""
    ends = [Corner(0.0, 0.0, 0.0), *corners, Corner(0.0, 0.0, 0.0)]
    room = []
    for length, one, other in zip(lengths, ends, ends[1:], strict=False):
        spare = length - one.least_m - other.least_m
        if not spare >= -1e-9:  # noqa: PLR2004 -- rounding of floats
            return None
        wish = one.liked_m + other.liked_m - one.least_m - other.least_m
        room.append(min(1.0, max(spare, 0.0) / wish) if wish > 0 else 1.0)
    return [
        c.least_m + (c.liked_m - c.least_m) * min(before, after)
        for c, before, after in zip(corners, room, room[1:], strict=False)
    ]


def _pieces(
    line: list[Mark],
    lengths: list[float],
    headings: list[float],
    corners: list[Corner],
    cuts: list[float],
) -> Iterator[tuple[float, ...]]:
    x, y, done = line[0].x, line[0].y, 0.0
    for index, (length, heading) in enumerate(zip(lengths, headings, strict=True)):
        cut = cuts[index] if index < len(cuts) else 0.0
        straight = length - done - cut
        if straight > 1e-9:  # noqa: PLR2004 -- rounding of floats
            yield x, y, heading, 0.0, straight, line[index].top_mps
            x, y = x + straight * math.cos(heading), y + straight * math.sin(heading)
        if cut > 0:
            turn = corners[index].turn_rad
            radius = cut / math.tan(abs(turn) / 2)
            corner, after = line[index + 1], headings[index + 1]
            top = min(line[index].top_mps, corner.top_mps)
            yield x, y, heading, math.copysign(1 / radius, turn), radius * abs(turn), top
            x, y = corner.x + cut * math.cos(after), corner.y + cut * math.sin(after)
        done = cut


def end_of(
    piece: Sequence[float] | Floats, within_m: float | None = None
) -> tuple[float, float, float]:
    """Where a piece ends, or is so many metres into it, and which way the line runs there."""
    x, y, heading, curvature, length = (float(value) for value in piece[:5])
    along = length if within_m is None else within_m
    half = curvature * along / 2
    chord = along if half == 0 else along * math.sin(half) / half
    return (
        x + chord * math.cos(heading + half),
        y + chord * math.sin(heading + half),
        heading + 2 * half,
    )


def length_of(pieces: Floats) -> float:
    """Metres along the pieces."""
    return float(pieces[:, 4].sum())


def split(pieces: Floats, at_m: float) -> tuple[Floats, Floats]:
    """Cut pieces in two, so many metres along; 0 < `at_m` < their length."""
    starts = np.concatenate([[0.0], pieces[:-1, 4].cumsum()])
    index = int(np.searchsorted(starts, at_m, side="right")) - 1
    within = at_m - starts[index]
    x, y, heading = end_of(pieces[index], float(within))
    first, second = pieces[: index + 1].copy(), pieces[index:].copy()
    first[-1, 4] = within
    second[0, :3] = x, y, heading
    second[0, 4] -= within
    return first, second


def place_on(pieces: Floats, within_m: Floats) -> Floats:
    """Places (n, 4): x, y, heading, curvature so many metres into one piece (n, >= 4) each."""
    x, y, heading, curvature = pieces[:, 0], pieces[:, 1], pieces[:, 2], pieces[:, 3]
    half = curvature * within_m / 2
    chord = within_m * np.sinc(half / np.pi)  # np.sinc has a pi of its own
    return np.stack(
        [
            x + chord * np.cos(heading + half),
            y + chord * np.sin(heading + half),
            heading + 2 * half,
            curvature,
        ],
        axis=-1,
    )
