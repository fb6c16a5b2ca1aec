"""Looks at frames in parts as well, so that what is small in the whole is found too."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from lotgraph.detector.model import Detector, Found, Frames, Wishes, checked, joined
from lotgraph.detector.suppress import best_of, resolve
from lotgraph.detector.suppression import Suppression

REVISION = 2  # raised when the same looks are merged into other boxes
SHARED = 0.25  # of a tile that the next one sees too, at least
TOUCH_PX = 2.0  # a box this near an inner edge may go on beyond it
COVERED = 0.5  # share of a cut box that a whole one covers if it is the same thing
ABREAST = 0.6  # overlap of the sides along an edge of two pieces of one thing


class Tiled:
    """A detector that looks at the whole frame and at tiles of it, and merges what it finds.

    A box that a tile's edge cuts is dropped where one that is not cut, or a larger one, covers half
    of it; pieces that go on in each other are joined. What is then left overlaps as little, and is
    of as many kinds and boxes, as was wished of the detector itself. Costs a look for each tile.
    """

    def __init__(self, detector: Detector, side_px: int, wishes: Wishes) -> None:
        self._detector, self._side_px, self._wishes = detector, side_px, wishes

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it tells apart."""
        return self._detector.kinds

    @property
    def version(self) -> str:
        """That of the detector, how frames are divided, and how looks are merged."""
        told = json.dumps(self._wishes.told() | {"revision": REVISION}, sort_keys=True)
        digest = hashlib.sha256(told.encode()).hexdigest()[:12]
        return f"{self._detector.version} tiles:{self._side_px}:{digest}"

    @property
    def most(self) -> int:
        """Boxes of a frame that are given, the best."""
        return self._wishes.most

    def detect(self, frames: Frames) -> Found:
        """Find boxes in (b, h, w, 3) frames."""
        return best_of(self._merged(frames, self._detector.detect), self.most)

    def propose(self, frames: Frames) -> Found:
        """The same before the best of each look, and of each frame, are taken."""
        return self._merged(frames, self._detector.propose)

    def _merged(self, frames: Frames, look: Callable[[Frames], Found]) -> Found:
        height, width = checked(frames).shape[1:3]
        whole = look(frames)
        parts, cuts = [whole], [np.zeros(len(whole), np.bool_)]
        tiles = tiles_of(width, height, self._side_px)
        for x0, y0, x1, y1 in tiles if len(tiles) > 1 else ():
            found = look(np.ascontiguousarray(frames[:, y0:y1, x0:x1]))
            moved = found.box + np.array([x0, y0, x0, y0], np.float32)
            inner = np.array([x0 > 0, y0 > 0, x1 < width, y1 < height])
            near = np.abs(moved - np.array([x0, y0, x1, y1], np.float32)) <= TOUCH_PX
            parts.append(Found(found.frame, moved, found.score, found.kind))
            cuts.append((near & inner).any(axis=1))
        return merged(joined(parts), np.concatenate(cuts), self._wishes)


def tiles_of(width: int, height: int, side_px: int) -> list[tuple[int, int, int, int]]:
    """Corners of tiles that cover a frame, all of one size, evenly apart.

    Those of a mirrored frame are mirrored to a pixel: a middle one may not lie on whole pixels.
    """
    pairs = product(_spans(height, side_px), _spans(width, side_px))
    return [(x0, y0, x1, y1) for (y0, y1), (x0, x1) in pairs]


def _spans(length: int, side_px: int) -> list[tuple[int, int]]:
    side = min(length, side_px)
    step = max(1, int(side * (1 - SHARED)))
    count = 1 + -(-(length - side) // step)
    starts = np.linspace(0, length - side, count).round().astype(int).tolist()
    return [(start, start + side) for start in starts]


def merged(found: Found, is_cut: NDArray[np.bool_], wishes: Wishes) -> Found:
    """One box of each thing, of boxes of which some are cut at the edge of a tile.

    A piece may be taken for another kind than the whole; where kinds may be one thing it counts.
    Of different scores, boxes mirrored or moved are merged the same, in whatever order they come.
    """
    from lotgraph.detector.kernels import piece_together

    box = found.box.astype(np.float64)
    group = np.zeros_like(found.kind) if wishes.across_kinds else found.kind
    order = np.lexsort((*box.T[::-1], found.kind, -found.score, group, found.frame))
    rows, group = found.only(order), group[order]
    is_new = (np.diff(rows.frame) != 0) | (np.diff(group) != 0)
    ends = np.concatenate([[0], np.flatnonzero(is_new) + 1, [len(rows)]]).astype(np.int64)
    pieced, is_kept = piece_together(box[order], is_cut[order], ends, COVERED, ABREAST)
    whole = Found(rows.frame, pieced.astype(np.float32), rows.score, rows.kind)
    # Each look was softened by itself; soft would only lower the copy that another look has.
    is_soft = wishes.suppression is Suppression.SOFT
    once = replace(wishes, suppression=Suppression.HARD) if is_soft else wishes
    return resolve(whole.only(is_kept), once)
