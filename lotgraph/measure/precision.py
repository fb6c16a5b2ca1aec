"""Average precision of boxes with scores, over thresholds of overlap, classes and sizes.

As COCO defines it (101 recalls) and, over the same curve, as Pascal VOC does since 2010 (the area
below it). Lin et al., 2014; Everingham et al., 2010.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.errors import MeasureError
from lotgraph.measure.model import Floats, Ints

LEVELS = np.linspace(0.5, 0.95, 10)
RECALLS = np.linspace(0.0, 1.0, 101)
MOST = 100  # predictions of a class in an image that count, the best first
SIZES = {  # px of area, both ends within
    "all": (0.0, 1e10),
    "small": (0.0, 32.0**2),
    "medium": (32.0**2, 96.0**2),
    "large": (96.0**2, 1e10),
}


@dataclass(frozen=True)
class Labels:
    """Boxes of the truth. Who finds a crowd is neither right nor wrong, however often."""

    image: Ints  # (n,)
    kind: Ints  # (n,) class
    box: Floats  # (n, 4): x0, y0, width, height
    area: Floats  # (n,) px, which may be less than the box's
    is_crowd: NDArray[np.bool_]  # (n,)


@dataclass(frozen=True)
class Detections:
    """Predicted boxes."""

    image: Ints
    kind: Ints
    box: Floats  # (n, 4): x0, y0, width, height
    score: Floats


@dataclass(frozen=True)
class Precision:
    """Precision at recalls, and recall: NaN where no label counts."""

    kinds: Ints  # (k,)
    precision: Floats  # (levels, recalls, k, sizes)
    recall: Floats  # (levels, k, sizes): of all predictions together
    area: Floats  # (levels, k, sizes): below the curve of precision over recall

    def ap(self, level: float | None = None, size: str = "all", kind: int | None = None) -> float:
        """Mean precision over recalls and, unless one is named, levels and classes; NaN of none."""
        return self._mean(self.precision, level, size, kind)

    def voc(self, level: float = 0.5, kind: int | None = None) -> float:
        """Mean over classes of the area below the curve."""
        return self._mean(self.area[:, None], level, "all", kind)

    def most_recall(
        self, level: float | None = None, size: str = "all", kind: int | None = None
    ) -> float:
        """Mean over classes of the share of labels that is found at all."""
        return self._mean(self.recall[:, None], level, size, kind)

    def figures(self, kind: int | None = None) -> dict[str, float]:
        """By the names of the field, of one class or of the mean of all."""
        sized = {f"AP {size}": self.ap(None, size, kind) for size in SIZES if size != "all"}
        return {
            "AP": self.ap(kind=kind), "AP50": self.ap(0.5, kind=kind),
            "AP75": self.ap(0.75, kind=kind), **sized, "AR": self.most_recall(kind=kind),
            "VOC": self.voc(kind=kind),
        }  # fmt: skip

    def _mean(self, values: Floats, level: float | None, size: str, kind: int | None) -> float:
        if level is not None:
            values = values[np.isclose(LEVELS, level)]
        values = values[..., list(SIZES).index(size)]
        if kind is not None:
            values = values[..., self.kinds == kind]
        known = values[~np.isnan(values)]
        return float(known.mean()) if len(known) else np.nan


def precision_of(
    labels: Labels,
    detections: Detections,
    most: int = MOST,
    sizes: Sequence[str] = tuple(SIZES),
) -> Precision:
    """Measure predictions, of some sizes; ties of scores go by image, then by row.

    Raises:
        MeasureError: if a box or score is not finite.
    """
    for called, values in (
        ("a label's box", labels.box),
        ("a detection's box", detections.box),
        ("a score", detections.score),
    ):
        if not np.isfinite(values).all():
            row = int(np.argwhere(~np.isfinite(values))[0][0])
            raise MeasureError(f"row {row}: {called} is not finite; drop such rows first")
    kinds = np.unique(labels.kind)
    shape = (len(LEVELS), len(kinds), len(SIZES))
    precision = np.full((len(LEVELS), len(RECALLS), len(kinds), len(SIZES)), np.nan)
    recall, area = np.full(shape, np.nan), np.full(shape, np.nan)
    for k, kind in enumerate(kinds):
        own, found = labels.kind == kind, detections.kind == kind
        curves = _curves(only(labels, own), best_first(detections, found, most), sizes)
        for size, curve in zip(sizes, curves, strict=True):
            if curve is not None:
                s = list(SIZES).index(size)
                precision[:, :, k, s], recall[:, k, s], area[:, k, s] = curve
    return Precision(kinds, precision, recall, area)


def only(labels: Labels, is_own: NDArray[np.bool_]) -> Labels:
    """Of one class, by image."""
    order = np.flatnonzero(is_own)
    order = order[np.argsort(labels.image[order], kind="stable")]
    return Labels(*(getattr(labels, name)[order] for name in Labels.__annotations__))


def best_first(detections: Detections, is_own: NDArray[np.bool_], most: int) -> Detections:
    """Of one class, by image and in it by score, the best `most` of each image."""
    rows = np.flatnonzero(is_own)
    rows = rows[np.lexsort((rows, -detections.score[rows], detections.image[rows]))]
    image = detections.image[rows]
    first = np.searchsorted(image, image, "left")
    rows = rows[np.arange(len(rows)) - first < most]
    return Detections(*(getattr(detections, name)[rows] for name in Detections.__annotations__))


def _curves(
    labels: Labels, found: Detections, sizes: Sequence[str]
) -> list[tuple[Floats, Floats, Floats] | None]:
    """For each size: precision at recalls, recall, area below; None where no label counts."""
    verdict, counted = verdicts(labels, found, sizes=sizes)
    order = np.argsort(-found.score, kind="stable")
    return [
        curve(verdict[size][:, order], counted[size]) if counted[size] else None
        for size in range(len(sizes))
    ]


def verdicts(
    labels: Labels,
    found: Detections,
    heights_px: Floats | None = None,
    *,
    sizes: Sequence[str] = tuple(SIZES),
    levels: Floats = LEVELS,
) -> tuple[NDArray[np.int8], Ints]:
    """Of one class as `only` and `best_first` give it: whether each detection is right.

    (sizes, levels, n) of 1, 0 or -1 for neither; and how many labels of each size count. Sizes are
    some of COCO's, of areas, or from and to the heights (sizes, 2) given.
    """
    from lotgraph.measure.kernels import match

    images = np.union1d(labels.image, found.image)
    ends = [
        np.concatenate([[0], np.searchsorted(one.image, images, "right")])
        for one in (labels, found)
    ]
    ranges = np.array([SIZES[name] for name in sizes])
    of_label, of_found = labels.area, found.box[:, 2] * found.box[:, 3]
    if heights_px is not None:
        ranges, of_label, of_found = heights_px, labels.box[:, 3], found.box[:, 3]
    told: tuple[NDArray[np.int8], Ints] = match(
        levels, ranges, np.ascontiguousarray(labels.box), np.ascontiguousarray(of_label),
        labels.is_crowd, ends[0], np.ascontiguousarray(found.box), np.ascontiguousarray(of_found),
        ends[1],
    )  # fmt: skip
    return told


def curve(verdict: NDArray[np.int8], counted: int) -> tuple[Floats, Floats, Floats]:
    """Precision at recalls, recall and area below; of verdicts (levels, n), best first."""
    right, wrong = np.cumsum(verdict == 1, axis=1), np.cumsum(verdict == 0, axis=1)
    recall = right / counted
    precision = right / (right + wrong + np.spacing(1))
    envelope = np.maximum.accumulate(precision[:, ::-1], axis=1)[:, ::-1]
    at_recalls = np.zeros((len(verdict), len(RECALLS)))
    for level in range(len(verdict)):
        at = np.searchsorted(recall[level], RECALLS, "left")
        inside = at < verdict.shape[1]
        at_recalls[level, inside] = envelope[level, at[inside]]
    steps = np.diff(recall, axis=1, prepend=0.0)
    last = recall[:, -1] if verdict.shape[1] else np.zeros(len(verdict))
    return at_recalls, last, (steps * envelope).sum(axis=1)
