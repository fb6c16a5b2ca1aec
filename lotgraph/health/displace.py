"""Tell a camera that was moved from one that sways, creeps, or has traffic before it."""

from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

# Of a picture 640 wide, so that 5 px are told: a stall line at 30 m is then off by a wheel. At rest
# cameras are found within 1.7 px of their baseline.
MOVED_PX = 4.0
_SETTLED_PX = 2.5
_REST_FRAMES = 10  # the rest position follows slow creep (sun on a mast) over five seconds
_AGREE_FRAMES = 3  # a new position holds in three frames before it is believed
_LOST_FRAMES = 8  # not found for so long, at two frames a second, between two that agree
_KEPT_SHARE = 0.3  # less is recognised after laying back: it was laid back wrongly
_RADIUS_PX = 306.0  # mean distance of corners and centre at 640 x 480: turns become lengths
# A vehicle that hides all moves, and hardly stands; what is all smooth is a cover. What is burned
# into a picture goes on being recognised.
_ELSEWHERE_KEPT, _ELSEWHERE_LOST, _ELSEWHERE_SMOOTH = 0.15, 0.15, 0.95
_MOSTLY_KEPT, _MOSTLY_LOST = _KEPT_SHARE, 0.5


class Measures(Protocol):
    """Measures of one camera in order of time."""

    def raw(self, name: str) -> NDArray[np.float64]:
        """A measure as it is; NaN where there is none."""

    def steady(self, name: str) -> NDArray[np.float64]:
        """A measure's running median."""


def displacement(
    measures: Measures, sway_px: float | NDArray[np.float64] | None
) -> NDArray[np.float64]:
    """Distance from where the camera rested, over the bound; (n,).

    With a baseline (`sway_px` known) rest is the reference itself. Without one it is where the
    window's footage began, followed slowly, so that only a step counts.
    """
    positions = _positions(measures)
    if sway_px is None:
        distance = _from_rest(positions)
        bound: float | NDArray[np.float64] = MOVED_PX
    else:
        distance = np.linalg.norm(_running_median(_found_between(positions)), axis=1)
        bound = MOVED_PX + 3.0 * sway_px
    return np.fmax(distance / bound, _elsewhere(measures))


def _positions(measures: Measures) -> NDArray[np.float64]:
    """Right, down, turn and zoom as lengths in px, (n, 4); NaN where none was found."""
    turn = np.radians(measures.raw("turn_deg")) * _RADIUS_PX
    zoom = (measures.raw("zoom") - 1.0) * _RADIUS_PX
    positions = np.stack([measures.raw("right_px"), measures.raw("down_px"), turn, zoom], axis=1)
    doubtful = (measures.raw("is_found") != 1.0) | (measures.raw("kept_share") < _KEPT_SHARE)
    positions[doubtful] = np.nan
    return positions


def _found_between(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where a camera is not found for a moment, but lies in the same place before and after."""
    filled = positions.copy()
    known = np.flatnonzero(np.isfinite(positions[:, 0]))
    for before, after in pairwise(known.tolist()):
        stayed = np.linalg.norm(positions[after] - positions[before]) < _SETTLED_PX
        if stayed and after - before <= _LOST_FRAMES:
            filled[before + 1 : after] = positions[before]
    return filled


def _from_rest(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Distance of each frame from the rest position; where none was found, that of the last.

    A frame far from rest counts only once it agrees with the next ones: they moved together.
    """
    distance = np.zeros(len(positions))
    known = np.flatnonzero(np.isfinite(positions[:, 0]))
    rest: list[NDArray[np.float64]] = []
    away = 0.0
    for place, i in enumerate(known):
        ahead = positions[known[place : place + _AGREE_FRAMES]]
        here = np.median(ahead, axis=0)
        spread = float(np.linalg.norm(ahead - here, axis=1).max())
        centre = np.median(rest, axis=0) if rest else here
        far = float(np.linalg.norm(here - centre))
        settled = len(ahead) == _AGREE_FRAMES and spread < _SETTLED_PX
        if far >= MOVED_PX and (settled or away >= MOVED_PX):
            away = far
        elif far < MOVED_PX:
            away = 0.0
            # Of the first frame alone nobody knows whether it is odd.
            rest = [*rest[1 - _REST_FRAMES :], positions[i]] if rest else [here]
        distance[i:] = away
    return distance


def _running_median(positions: NDArray[np.float64]) -> NDArray[np.float64]:
    if len(positions) < _AGREE_FRAMES:
        return positions
    padded = np.pad(positions, ((1, 1), (0, 0)), mode="edge")
    return np.asarray(np.median([padded[:-2], padded[1:-1], padded[2:]], axis=0))


def _elsewhere(measures: Measures) -> NDArray[np.float64]:
    """Nothing is recognised, yet what is seen stands still and is full of edges."""
    kept, lost = measures.steady("kept_share"), measures.steady("lost_share")
    nothing = (kept < _ELSEWHERE_KEPT) & (lost > _ELSEWHERE_LOST)
    nothing |= (kept < _MOSTLY_KEPT) & (lost > _MOSTLY_LOST)
    edges = measures.steady("smooth_share") < _ELSEWHERE_SMOOTH
    scene = np.isfinite(measures.steady("edge_width_px"))
    lit = np.abs(np.log2(np.maximum(measures.steady("light"), 0.01))) < 1.3  # noqa: PLR2004
    return np.where(nothing & edges & scene & lit, 1.5, 0.0)
