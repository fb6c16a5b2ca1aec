"""Compares boxes of some frames as they are with how they would be in frames of other numbers."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from lotgraph.measure.meet import in_frames, overlapping
from lotgraph.measure.model import Floats, Tracks
from lotgraph.measure.rules import KITTI_REGION, numbered, tracks_of

FRAMES, BOXES = 64, 64  # of the truth, evenly taken, and of each at most: what is compared
SURE = 3.0  # standard errors by which something else must fit better
LEAST_SHIFT = 0.01  # of mean overlap: less is not worth a word

Couple = tuple[pl.DataFrame, pl.DataFrame]
"""What is true of a sequence, and what is predicted."""


def gain_of(couples: Sequence[Couple], later: Sequence[int]) -> float:
    """By how much predictions fit better with numbers so much higher; 0 where chance may have it.

    In mean overlap of true boxes, of all sequences together.
    """
    now, then = [np.zeros(0)], [np.zeros(0)]
    for (true, told), by in zip(couples, later, strict=True):
        some, theirs = some_of(judged(true)), in_frames(tracks_of(numbered(told)))
        now.append(overlap_of(some, theirs))
        then.append(overlap_of(moved(some, -by), theirs))
    before, after = np.concatenate(now), np.concatenate(then)
    return float((after - before).mean()) if is_better(after, before, LEAST_SHIFT) else 0.0


def judged(truth: pl.DataFrame) -> pl.DataFrame:
    """True boxes that predictions are to find."""
    return truth.filter(pl.col("is_marked") & (pl.col("kind") != KITTI_REGION))


def some_of(true: pl.DataFrame) -> Tracks:
    """True boxes of some frames, and of full frames some."""
    frames = true["frame"].unique().sort()
    if frames.is_empty():
        return in_frames(tracks_of(numbered(true)))
    seen = frames.gather(np.unique(np.linspace(0, len(frames) - 1, FRAMES).astype(np.int64)))
    rank = pl.int_range(pl.len()).over("frame")
    every = (pl.len().over("frame") - 1) // BOXES + 1
    kept = true.filter(pl.col("frame").is_in(seen.implode())).filter(rank % every == 0)
    return in_frames(tracks_of(numbered(kept)))


def overlap_of(some: Tracks, others: Tracks) -> Floats:
    """By how much each box is overlapped at best, by one of the other side in its frame."""
    best = np.zeros(len(some))
    if len(some) and len(others):
        _, (_, rows, _, share, *_) = overlapping(some, others)
        np.maximum.at(best, rows, share)
    return best


def moved(tracks: Tracks, by: int) -> Tracks:
    """Tracks in frames of numbers so much higher."""
    return Tracks(tracks.frame + by, tracks.object_id, tracks.box)


def is_better(other: Floats, now: Floats, least: float) -> bool:
    """Whether all boxes together fit better, and by more than chance would have it."""
    if not len(now):
        return False
    gain = other - now
    error = gain.std() / np.sqrt(len(gain))
    return bool(gain.mean() > max(least, SURE * error))
