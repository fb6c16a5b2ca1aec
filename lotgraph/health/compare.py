"""Compare a frame with how its camera used to see: what is kept, lost, shifted."""

from collections import deque
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lotgraph.health.align import Landmarks, Shift
from lotgraph.health.edges import FEWEST_LEFT, Edges, heights_of, steepest_of, structure_of
from lotgraph.health.measure import TILE_PX, Look

_SAME = 0.35  # correlation of a tile with itself later; unrelated tiles stay below 0.2
_OTHER = 0.18
_TEXTURED_LEVELS = 3.0  # a tile of less structure (RMS) than this cannot be recognised
_STILL_LEVELS = 6.0  # a tile that changes less than this between looks holds nothing that moves
_NOISE_CHANGE = 1.2  # mean difference of two normal values over their deviation is 1.13
_LEVEL_STEP = 18.0  # a flat tile this far from what the light explains is another surface
_EDGE_STEP = 10.0  # weaker steps of the reference are texture that a codec may drop
_EDGE_HEIGHT, _SOFT_HEIGHT = 16.0, 4.0  # levels; lower ones are texture, or blurred into nothing
_FEWEST_EDGES = 4
_NOISE_STEP = 3.0  # steps that sensor noise makes on a plain sheet by day
_NOISE_SLOPES = 1.3  # of the noise: the steepest step that it makes in a tile, whatever its grain
_DOUBTED_PX = 2.0  # of the view: a camera that sways shifts less
_AS_GOOD = 0.85  # of a few tiles one or two are recognised or not by chance
_MOSTLY_KEPT = 0.45  # recognised: what few edges are left are those of the place
_FEWEST_TILES = 8  # recognised tiles, before light is judged by them
_FEWEST_LIT_TILES = 2  # of which one may lie in the shade of a vehicle
_SPREAD_LEVELS = 2.0  # tiles must differ at least this much for a gain to be told
_CALM_LOOKS = 5  # whose median drops grain and passers-by, and shows a cover after the third
_CELL_PX = 4  # the smallest thing that counts as a movement, in the view


@dataclass(frozen=True)
class Reference:
    """How a camera sees when nothing is wrong."""

    plate: NDArray[np.uint8]  # (H, 320) grey view without traffic
    slopes: NDArray[np.float32]  # (H/20, 16) steepest steps, as in Look

    @staticmethod
    def of(looks: list[Look]) -> "Reference":
        """The median of some looks: what moves is gone if it covers a place less than half.

        All are brought to one exposure first: where automatic exposure answers to what passes, a
        place would else keep the light of the moment in which it was free.
        """
        views = np.stack([x.view for x in looks]).astype(np.float32)
        middles = np.maximum(np.median(views, axis=(1, 2)), 1.0)
        fair = (np.median(middles) / middles).astype(np.float32)
        slopes = np.stack([x.slopes for x in looks]) * fair[:, None, None]
        plate = np.median(views * fair[:, None, None], axis=0)
        return Reference(
            plate=np.clip(np.rint(plate), 0, 255).astype(np.uint8),
            slopes=np.median(slopes, axis=0).astype(np.float32),
        )


@dataclass(frozen=True)
class Comparison:
    """One frame against the reference, after it was laid back onto it."""

    gain: float  # contrast of large shapes against the reference; NaN if too little is recognised
    light: float  # mean level against the reference
    kept_share: float  # textured tiles that are recognised
    lost_share: float  # tiles that can be judged and show another, still surface
    smooth_share: float  # of the inside of the lost area: tiles without a clear edge
    bare_share: float  # tiles that had an edge and lately have none, the most in one piece
    detail: float  # steepness of edges, each for its height, against the reference; NaN if too few
    softness: float  # width of edges anywhere against the reference; NaN if too few
    relief: float  # height of edges anywhere against the reference
    shift: Shift


class Comparer:
    """Holds what is needed of one reference, so that it is computed once."""

    def __init__(self, reference: Reference) -> None:
        self.reference = reference
        self.landmarks = Landmarks(reference.plate)
        self._structure = structure_of(reference.plate)
        self._power = _tile_mean(self._structure**2)
        self._level = _tile_mean(reference.plate.astype(np.float32))
        self._steepest = steepest_of(reference.plate)
        self._edges = Edges(reference.plate)
        self._recent: deque[NDArray[np.uint8]] = deque(maxlen=_CALM_LOOKS)
        usual = float(np.median(reference.slopes)) / 2
        self._smooth = min(max(usual, _NOISE_STEP), _EDGE_STEP)  # half of what is usual here

    def compare(self, now: Look, before: Look | None) -> Comparison:
        """Judge `now` against the reference; `before` is the look sampled just before it.

        Looks of one capture come in their order: what is bare is told by the last few.
        """
        shift, view = self._laid_back(now.view)
        textured = self._power > _TEXTURED_LEVELS**2
        structure = structure_of(view)
        match, amplitude = self._match(structure)
        kept = textured & (match > _SAME)
        level = _tile_mean(view.astype(np.float32))
        gain, explained = self._lit(level, kept, amplitude)
        other = np.where(textured, match < _OTHER, np.abs(level - explained) > _LEVEL_STEP)
        lost = other & (_movement(now, before) < _STILL_LEVELS + _NOISE_CHANGE * now.noise)
        # The rim of what covers the lens is an edge; only its inside can be smooth.
        inside = _eroded(lost) if _eroded(lost).any() else lost
        smooth = now.slopes < max(self._smooth, _NOISE_SLOPES * now.noise)
        fate = self._edges.fate(now.view, now.noise)
        self._recent.append(now.view)
        calm = structure_of(np.median(np.stack(self._recent), axis=0).astype(np.uint8))
        strange = self._match(calm)[0] < _OTHER
        kept_share = _share(kept, textured)
        seen = fate.left_share >= FEWEST_LEFT or kept_share >= _MOSTLY_KEPT
        return Comparison(
            gain=gain,
            light=float(level.mean() / max(self._level.mean(), 1.0)),
            kept_share=kept_share,
            lost_share=_share(lost, textured | lost),
            smooth_share=_share(inside & smooth, inside),
            bare_share=self._edges.bare_share(calm, strange, now.noise),
            detail=self._detail(view, structure, kept),
            softness=fate.softness if seen else float("nan"),
            relief=fate.relief,
            shift=shift,
        )

    def _laid_back(self, view: NDArray[np.uint8]) -> tuple[Shift, NDArray[np.uint8]]:
        """The shift of a view, and the view as if it had not shifted.

        Where other vehicles stand than before, they may be taken for those, a little elsewhere; but
        then less of the place is found again for it, and the camera rests.
        """
        shift = self.landmarks.shift(view)
        if not shift.is_found:
            return shift, view
        laid = shift.undo(view)
        doubted = shift.distance_px > _DOUBTED_PX
        if doubted and self._found_again(laid) < _AS_GOOD * self._found_again(view):
            rest = replace(shift, distance_px=0, right_px=0, down_px=0, turn_deg=0, zoom=1)
            return rest, view
        return shift, laid

    def _found_again(self, view: NDArray[np.uint8]) -> int:
        match, _ = self._match(structure_of(view))
        return int(((self._power > _TEXTURED_LEVELS**2) & (match > _SAME)).sum())

    def _match(
        self, structure: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Correlation of each tile's structure with the reference, and how strong it now is.

        Exposure plays no part in the one and is the other.
        """
        power = np.maximum(_tile_mean(structure**2), 0.05)
        common = _tile_mean(structure * self._structure)
        match = np.asarray(common / np.sqrt(power * self._power + 1e-6), dtype=np.float32)
        return match, np.asarray(common / np.maximum(self._power, 0.05), dtype=np.float32)

    def _lit(
        self,
        level: NDArray[np.float32],
        kept: NDArray[np.bool_],
        amplitude: NDArray[np.float32],
    ) -> tuple[float, NDArray[np.float32]]:
        """Gain of the light as the recognised tiles show it, and the levels it explains."""
        was = self._level
        if kept.sum() < _FEWEST_TILES:
            # Too few to tell contrast by; the brightness of those few, or of all, must do.
            by = kept if kept.sum() >= _FEWEST_LIT_TILES else np.ones_like(kept)
            return float("nan"), was * float(np.median(level[by] / np.maximum(was[by], 1.0)))
        x, y = was[kept], level[kept]
        spread = float(x.std())
        middle_x, middle_y = float(np.median(x)), float(np.median(y))
        lit = float(np.median(y / np.maximum(x, 1.0)))
        shapes = lit  # where all tiles are equally bright, their contrast is not to be seen
        if spread >= _SPREAD_LEVELS:
            shapes = float(((x - x.mean()) * (y - y.mean())).mean()) / spread**2
        # Lamps and shadows that fall on a part bend the line over all tiles, but hardly change
        # what is within one; blur does, and leaves the line. No light adds contrast to its own.
        within = float(np.median(amplitude[kept]))
        gain = max(min(max(shapes, within), lit), 0.0)
        return gain, middle_y + gain * (was - middle_x)

    def _detail(
        self, view: NDArray[np.uint8], structure: NDArray[np.float32], kept: NDArray[np.bool_]
    ) -> float:
        """Light, fog and dirt take from an edge's height what they take from its steepness.

        Only where the place is recognised: what passes or falls before it has edges of its own.
        """
        height = heights_of(structure)
        edges = kept & (self._edges.heights > _EDGE_HEIGHT) & (height > _SOFT_HEIGHT)
        edges &= self._steepest > _NOISE_STEP  # its neighbours' edges give a plain tile a height
        if edges.sum() < _FEWEST_EDGES:
            return float("nan")
        steepness = steepest_of(view)[edges] / height[edges]
        was = self._steepest[edges] / self._edges.heights[edges]
        # Six of ten edges must be soft before the picture is.
        return float(np.percentile(steepness / was, 60))


@dataclass(frozen=True)
class Change:
    """What differs between two looks, in grey levels."""

    mean: float
    peak: float  # of the cell of 4 x 4 px that changed most
    floor: float  # of the quarter of cells that changed least: noise, where there is any


def change(now: Look, before: Look) -> Change:
    """Compare two looks of the same shape."""
    import cv2

    difference = cv2.absdiff(now.view, before.view).astype(np.float32)
    height, width = difference.shape
    few = (width // _CELL_PX, height // _CELL_PX)
    cells = cv2.resize(difference, few, interpolation=cv2.INTER_AREA)
    return Change(float(cells.mean()), float(cells.max()), float(np.percentile(cells, 25)))


def _tile_mean(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    import cv2

    rows, columns = (side // TILE_PX for side in picture.shape)
    return np.asarray(cv2.resize(picture, (columns, rows), interpolation=cv2.INTER_AREA))


def _movement(now: Look, before: Look | None) -> NDArray[np.float32]:
    import cv2

    if before is None or before.view.shape != now.view.shape:
        return np.zeros(now.slopes.shape, np.float32)
    return _tile_mean(cv2.absdiff(now.view, before.view).astype(np.float32))


def _eroded(area: NDArray[np.bool_]) -> NDArray[np.bool_]:
    import cv2

    whole = np.ones((3, 3), np.uint8)
    return np.asarray(cv2.erode(area.astype(np.uint8), whole, borderValue=1), dtype=bool)


def _share(part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> float:
    return float(part.sum() / whole.sum()) if whole.any() else 0.0
