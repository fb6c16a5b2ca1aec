"""Warns where truth and predictions hardly belong together; what is legal is judged all the same.

Boxes are compared in some frames: as they are, as frames of other numbers, and enlarged or shrunk.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import polars as pl

from lotgraph.measure.meet import TAKEN_FOR, in_frames
from lotgraph.measure.model import Floats, Tracks
from lotgraph.measure.rules import (
    MOT_DISTRACTORS,
    MOT_JUDGED,
    judged_apart,
    numbered,
    tracks_of,
)
from lotgraph.measure.shift import LEAST_SHIFT, is_better, judged, moved, overlap_of, some_of

LEAST_SCALE = 0.1  # of mean overlap: less is not worth a word
FEW = 0.5  # of the truth's frames with predictions: of fewer that is said
HARDLY = 0.1  # share of boxes that lie on one of the other side
BEYOND = 0.1  # share of predicted frames before and after the truth
SCALES = (1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4, 4 / 3, 3 / 2, 2.0, 3.0, 4.0)
ALIKE = 1.25  # times as far to the right and down: as good as the same size
SAME_NUMBER = "do both count from the same number?"
NAMED = 5  # sequences or classes that a sentence names


def warnings_of(
    truth: Mapping[str, pl.DataFrame],
    predicted: Mapping[str, pl.DataFrame],
    frame: str = "frame",
    *,
    rules: str = "plain",
) -> list[str]:
    """Sentences on sequences, of tables of boxes by name.

    `frame` is what frames are called; `rules` are those that tracks are judged by.
    """
    empty = sorted(name for name in truth if name not in predicted or predicted[name].is_empty())
    said = [f"nothing is predicted in {named(empty)}: counts as nothing found"] if empty else []
    for name in sorted(set(truth) - set(empty)):
        true, told = judged(truth[name]), predicted[name]
        if true.is_empty():
            said.append(f"{name}: the truth has no box: all that is predicted counts as wrong")
            continue
        words = [*_frames(true, told, frame), *_fit(true, told, frame)]
        said += [f"{name}: {one}" if name else one for one in words]
    if rules in MOT_DISTRACTORS:
        return [*said, *_pedestrians(predicted)]
    sides = ([judged(boxes) for boxes in truth.values()], predicted.values())
    return [*said, *_kinds(*(judged_apart(_named_in(side), rules) for side in sides))]


def named(names: Sequence[str]) -> str:
    """The first few of names, and how many more there are."""
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _frames(true: pl.DataFrame, told: pl.DataFrame, frame: str) -> Iterator[str]:
    ours, theirs = (side["frame"].unique().sort().to_numpy() for side in (true, told))
    common = len(np.intersect1d(ours, theirs))
    outside = int(((theirs < ours[0]) | (theirs > ours[-1])).sum())
    where = (
        f"the truth has {frame}s {ours[0]:,} to {ours[-1]:,}, the predictions {theirs[0]:,} to "
        f"{theirs[-1]:,}"
    )
    if not common:
        yield f"{where}: none in common"
    elif common < FEW * len(ours):
        yield (
            f"{where}: {common:,} of the truth's {len(ours):,} have predictions, in the others "
            "nothing counts as found"
        )
    elif outside > BEYOND * len(theirs):
        yield f"{where}: {outside:,} of these {len(theirs):,} lie outside, and count as wrong"


def _kinds(ours: set[str], theirs: set[str]) -> Iterator[str]:
    """Classes of all sequences that one side alone has; one sequence may well lack some."""
    if not ours or not theirs:
        return
    if not ours & theirs:
        yield (
            f"no class in common: the truth has {named(sorted(ours))}, the predictions "
            f"{named(sorted(theirs))}; each is judged by itself"
        )
        return
    sides = {"the truth has": ours - theirs, "the predictions have": theirs - ours}
    alone = [f"only {who} {named(sorted(some))}" for who, some in sides.items() if some]
    if alone:
        yield f"{'; '.join(alone)}: each class is judged by itself"


def _named_in(side: Iterable[pl.DataFrame]) -> set[str]:
    return {kind for boxes in side for kind in boxes["kind"].unique()}


def _pedestrians(predicted: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """What is predicted beside pedestrians, or instead, where these alone are judged."""
    kinds = _named_in(predicted.values()) - {""}
    others = named(sorted(kinds - {MOT_JUDGED}))
    if MOT_JUDGED in kinds and others:
        yield f"{MOT_JUDGED}s are judged; predictions of {others} are left out"
    elif others:
        yield f"no prediction is called {MOT_JUDGED}: all are judged as such, {others}"


def _fit(true: pl.DataFrame, told: pl.DataFrame, frame: str) -> Iterator[str]:
    """Whether boxes would fit better otherwise, or hardly fit at all."""
    some, theirs = some_of(true), in_frames(tracks_of(numbered(told)))
    now = overlap_of(some, theirs)
    begins, ends = (int(theirs.frame[k]) - int(some.frame[k]) for k in (0, -1))
    shifts = {by: overlap_of(moved(some, by), theirs) for by in {-1, 1, begins} - {0}}
    by = max(sorted(shifts), key=lambda one: float(shifts[one].mean()))
    if is_better(shifts[by], now, LEAST_SHIFT):
        yield (
            f"the predictions fit better with numbers of {frame}s {abs(by):,} "
            f"{'lower' if by > 0 else 'higher'} ({_instead(shifts[by], now)}); {SAME_NUMBER}"
        )
        return
    if begins == ends and abs(begins) == 1:
        yield (
            f"the predictions begin and end one {frame} "
            f"{'later' if begins > 0 else 'earlier'} than the truth; {SAME_NUMBER}"
        )
    scales = {by: overlap_of(some, _scaled(theirs, by)) for by in _scales(true, told)}
    best = max(sorted(scales), key=lambda one: float(scales[one].mean()), default=None)
    if best and is_better(scales[best], now, LEAST_SCALE):
        yield (
            f"the predictions fit better {best[0]:.3g} times as wide and {best[1]:.3g} times as "
            f"high ({_instead(scales[best], now)}); are both in px of the same picture?"
        )
        return
    found = now[np.isin(some.frame, theirs.frame)] >= TAKEN_FOR
    if len(found) and found.mean() < HARDLY:
        yield f"{found.mean():.0%} of the truth's boxes are found; are both of the same footage?"


def _instead(other: Floats, now: Floats) -> str:
    return f"mean overlap {other.mean():.2f} instead of {now.mean():.2f}"


def _scales(true: pl.DataFrame, told: pl.DataFrame) -> set[tuple[float, float]]:
    """By what predictions may have to be multiplied; nothing where both reach equally far."""
    ours, theirs = (
        one.select(pl.col("x1_px", "y1_px").quantile(0.99)).row(0) for one in (true, told)
    )
    if min(*ours, *theirs) <= 0:
        return set()
    across, down = ours[0] / theirs[0], ours[1] / theirs[1]
    if all(1 / ALIKE < one < ALIKE for one in (across, down)):
        return set()
    return {(across, down), *((one, one) for one in SCALES)}


def _scaled(tracks: Tracks, by: tuple[float, float]) -> Tracks:
    return Tracks(tracks.frame, tracks.object_id, tracks.box * np.array([*by, *by]))
