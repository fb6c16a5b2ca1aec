"""Puts boxes in an order that does not depend on the order in which they came."""

import numpy as np
import polars as pl

from lotgraph.errors import TrackError
from lotgraph.formats.columns import EDGES
from lotgraph.tracker.alike import unit
from lotgraph.tracker.model import Boxes, Looks

MOST_FPS = 1000.0
MOST_PX = 1e7  # beyond, no camera looks


def prepare(table: pl.DataFrame, fps: float, looks: Looks | None = None) -> Boxes:
    """Boxes of a table (`lotgraph.formats.columns`) of one camera, whose frames are evenly spaced.

    Left out are boxes without a size, and those that are there twice, whose best score counts.
    Boxes without a score have the lowest there was until their frame, as those of minus infinity;
    those of infinity have the highest. `looks` (rows, d) are numbers that are nearly the same of
    boxes of one thing, whatever they are.

    Raises:
        TrackError: if no camera has such a frame rate, or looks are not of these boxes.
    """
    check_rate(fps)
    edges = table.select(EDGES).to_numpy(order="c")
    size = edges[:, 2:] - edges[:, :2]
    usable = np.isfinite(edges).all(axis=1) & (np.abs(edges) < MOST_PX).all(axis=1)
    usable &= (size > 0).all(axis=1)
    row = np.flatnonzero(usable)
    edges, frame = edges[row], table["frame"].to_numpy()[row]
    score = _scores(table).to_numpy()[row]
    names = kinds_of(table)
    kind = table["kind"].replace_strict({n: k for k, n in enumerate(names)}).to_numpy()[row]
    z = np.column_stack([(edges[:, :2] + edges[:, 2:]) / 2, np.log(edges[:, 2:] - edges[:, :2])])
    order = np.lexsort((-score, kind, z[:, 3], z[:, 2], z[:, 1], z[:, 0], frame))
    z, frame, kind = z[order], frame[order], kind[order]
    fresh = np.ones(len(z), np.bool_)
    fresh[1:] = (np.diff(frame) != 0) | (np.diff(z, axis=0) != 0).any(axis=1) | (np.diff(kind) != 0)
    frame = frame[fresh]
    frames, starts = np.unique(frame, return_index=True)
    row = row[order][fresh]
    return Boxes(
        z=np.ascontiguousarray(z[fresh]),
        score=score[order][fresh],
        kind=kind[fresh].astype(np.int64),
        step=np.searchsorted(frames, frame),
        row=row,
        frames=frames,
        times_s=(frames - frames[0]) / fps if len(frames) else np.empty(0),
        ends=np.append(starts, len(frame)),
        looks=_looks(looks, len(table))[row],
    )


def _looks(looks: Looks | None, count: int) -> Looks:
    if looks is None:
        return np.empty((count, 0), np.float32)
    if len(looks) != count:
        raise TrackError(f"expected looks of {count} boxes, got looks of {len(looks)}")
    return unit(looks)


def check_rate(fps: float) -> None:
    """Refuse a frame rate that no camera has.

    Raises:
        TrackError: if it is one.
    """
    if not 0 < fps <= MOST_FPS:
        raise TrackError(f"frames a second: expected above 0 and up to {MOST_FPS:g}, got {fps:g}")


def _scores(table: pl.DataFrame) -> pl.Series:
    """Finite scores of all boxes: what comes later must not change what was said."""
    told = table.select("frame", score=pl.col("score").fill_nan(None).fill_null(-np.inf))
    finite = pl.col("score").is_finite()
    if told.select(finite.all()).item():
        return told["score"]
    known = (
        told.filter(finite)
        .group_by("frame")
        .agg(low=pl.col("score").min(), high=pl.col("score").max())
    )
    until = told.select(pl.col("frame").unique().sort()).join(known, on="frame", how="left")
    until = (
        until.sort("frame")
        .select("frame", low=pl.col("low").cum_min(), high=pl.col("high").cum_max())
        .with_columns(pl.col("low", "high").forward_fill().fill_null(0.0))
    )
    bounded = told.join(until, on="frame", maintain_order="left")
    return bounded.select(pl.col("score").clip(pl.col("low"), pl.col("high")))["score"]


def kinds_of(table: pl.DataFrame) -> list[str]:
    """The classes of a table, in the order of their names: those that numbers stand for."""
    return sorted(table["kind"].unique())
