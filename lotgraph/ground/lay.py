"""Lays boxes in space on the plane that things move on, as columns."""

import math
from dataclasses import dataclass

import numpy as np
import polars as pl

from lotgraph.errors import TrackError
from lotgraph.formats.columns import EDGES
from lotgraph.ground.model import Floats, Ints, Sightings

METRES = ("x_m", "y_m", "z_m", "length_m", "width_m", "height_m", "heading_rad")
MOST_M, MOST_SIZE_M = 1e5, 100.0
SPREAD = ("var_xx_m2", "var_xy_m2", "var_yy_m2", "var_heading_rad2")
SAME_GROUND = 0.5  # two things of a class have no more of it in common


@dataclass(frozen=True)
class Axes:
    """Which columns are the plane, and which way is up."""

    first: str
    second: str
    up: str
    upward: float  # 1 where the column grows upwards
    turn: float  # 1 where headings grow from the first axis towards the second


CAMERA = Axes("x_m", "z_m", "y_m", -1.0, -1.0)  # right, ahead; heading about the axis down
GROUND = Axes("x_m", "y_m", "z_m", 1.0, 1.0)  # east, north; heading anticlockwise


def is_in_space(boxes: pl.DataFrame) -> bool:
    """Whether most boxes say where in space they are, and how large."""
    placed = boxes.select(pl.all_horizontal(pl.col(n).is_finite() for n in METRES)).to_series()
    return bool(len(boxes)) and 2 * int(placed.sum() or 0) > len(boxes)


def lay(boxes: pl.DataFrame, axes: Axes, fps: float) -> tuple[pl.DataFrame, Sightings]:
    """The boxes that can be tracked, in an order of their own, and the same as columns.

    Left out are boxes without a place, with a size of 0 or less or beyond 100 m, and such as lie on
    a surer one of their class. Frames are those from the first to the last; `time_s` counts where
    it is there, else frames do.

    Raises:
        TrackError: if no box has a place, or time makes no sense.
    """
    if not (math.isfinite(fps) and 0 < fps <= 1e4):  # noqa: PLR2004
        raise TrackError(f"frames a second: expected a number above 0, got {fps:g}")
    usable = pl.all_horizontal(
        pl.col("frame").is_not_null(),
        *(pl.col(name).is_finite() & (pl.col(name).abs() < MOST_M) for name in METRES),
        *(pl.col(name).is_between(1e-3, MOST_SIZE_M) for name in METRES[3:6]),
    )
    kept = boxes.filter(usable.fill_null(value=False))
    if len(boxes) and not len(kept):
        raise TrackError(
            f"expected boxes in space ({', '.join(METRES)}, sizes above 0); none of {len(boxes):,} "
            "has that: boxes of the picture alone are tracked in the picture"
        )
    score = pl.col("score").fill_nan(None)
    kept = kept.with_columns(score.fill_null(score.min()).fill_null(1.0).alias("score"))
    kept = kept.sort("frame", "kind", axes.first, axes.second, *METRES, "score", *EDGES)
    return _once(kept, axes, fps)


def _once(kept: pl.DataFrame, axes: Axes, fps: float) -> tuple[pl.DataFrame, Sightings]:
    from lotgraph.ground.support.kernels import repeated

    seen = columns_of(kept, axes, fps)
    footprint = np.column_stack([seen.place_m, seen.size_m[:, :2], seen.heading_rad])
    order = np.lexsort((np.arange(len(seen)), -seen.rank))
    place = np.empty(len(seen), np.int64)
    place[order] = np.arange(len(seen))
    is_kept = ~repeated(seen.ends, footprint, seen.kind, place, SAME_GROUND)
    return kept.filter(is_kept), seen.only(is_kept)


def columns_of(kept: pl.DataFrame, axes: Axes, fps: float) -> Sightings:
    """Boxes that can all be tracked, by frame, as columns.

    Raises:
        TrackError: if time makes no sense.
    """
    frames, times = _times(kept, fps)
    ends = np.searchsorted(kept["frame"].to_numpy(), np.append(frames, frames[-1:] + 1))
    if not len(frames):
        ends = np.zeros(1, np.int64)
    rank, kind = (kept[n].rank("dense").cast(pl.Int64).to_numpy() for n in ("score", "kind"))
    heading = axes.turn * kept["heading_rad"].to_numpy()
    spread = np.zeros((len(kept), 4))
    if set(SPREAD) <= set(kept.columns):
        spread = kept.select(SPREAD).to_numpy()
    return Sightings(
        frames,
        times,
        ends.astype(np.int64),
        kept.select(axes.first, axes.second).to_numpy(order="c"),
        heading - 2 * np.pi * np.rint(heading / (2 * np.pi)),
        kept.select("length_m", "width_m", "height_m").to_numpy(order="c"),
        axes.upward * kept[axes.up].to_numpy(),
        kind,
        rank,
        spread,
    )


def _times(kept: pl.DataFrame, fps: float) -> tuple[Ints, Floats]:
    """Frames that there are, also without a box, and when they were.

    Raises:
        TrackError: if a later frame is not later.
    """
    if "time_s" not in kept.columns:
        frames = kept["frame"].unique().sort().to_numpy()
        if len(frames) and _are_few(frames[-1] - frames[0], frames):
            frames = np.arange(frames[0], frames[-1] + 1)
        return frames, frames / fps
    stamps = kept.group_by("frame").agg(pl.col("time_s").min()).sort("frame")
    times = stamps["time_s"].to_numpy()
    if not np.isfinite(times).all() or (np.diff(times) <= 0).any():
        raise TrackError("time_s: expected a finite time for each frame, later for later frames")
    return _whole(stamps["frame"].to_numpy(), times)


def _whole(frames: Ints, times: Floats) -> tuple[Ints, Floats]:
    """The same and what lacks in between, where both numbers and times leave room for it.

    The least steps say how much room a frame takes: those that were skipped evenly do not lack.
    """
    apart, later = np.diff(frames), np.diff(times)
    if not len(apart):
        return frames, times
    with np.errstate(over="ignore"):  # beside a step of next to nothing; numbers bound it then
        steps = np.minimum(apart // apart.min(), np.rint(later / later.min())).astype(np.int64)
    if (steps == 1).all() or not _are_few(int(steps.sum()), frames):
        return frames, times
    from_first = frames - frames[0]
    place = np.concatenate([[0], np.cumsum(steps)])
    number = np.rint(np.interp(np.arange(place[-1] + 1), place, from_first)).astype(np.int64)
    return frames[0] + number, np.interp(number, from_first, times)


def _are_few(steps: int, frames: Ints) -> bool:
    """Whether so many steps may all be held: numbers of frames may be far apart."""
    return bool(steps < 50 * len(frames) + 1000)
