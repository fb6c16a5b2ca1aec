"""Tracks by when frames were taken, whatever their numbers are."""

import math
from dataclasses import replace

import numpy as np
import polars as pl

from lotgraph.tracker.model import Boxes, Floats, Ints, stride_of
from lotgraph.tracker.online import track_online
from lotgraph.tracker.prepare import MOST_FPS, check_rate
from lotgraph.tracker.rate import USUAL_FPS
from lotgraph.tracker.tell import tell
from lotgraph.tracker.track import track

PARTS = (1, 2, 4, 8)  # of a usual step, that moments are told apart by
_WHOLE = 1e-6  # of a frame, off which a number is none


def track_by_clock(
    boxes: Boxes, table: pl.DataFrame, times: pl.DataFrame
) -> tuple[pl.DataFrame, float]:
    """Tracks of a table's boxes, and frames a second; `times` are as `read_times` gives them.

    `boxes` are the table's, prepared with any frame rate.
    What is put in between lies in frames that the numbers of frames leave room for. Where those
    follow on nobody looked in between, however long that was.

    Raises:
        TrackError: if no camera is as fast as the times say.
    """
    frames, at = times["frame"].to_numpy(), risen(times["time_s"].to_numpy())
    rate = rate_of(at)
    step, fps = numbered(at)
    place = np.searchsorted(frames, boxes.frames)
    bare = _bare(boxes.frames, at[place], rate)
    own = step[place]
    boxes = replace(boxes, frames=own, times_s=(own - own[:1]) / fps)
    told = tell(track(boxes, bare=bare), boxes.row, table)
    number = np.interp(told["frame"].to_numpy(), step, frames)
    is_frame = np.abs(number - np.rint(number)) < _WHOLE
    told = told.with_columns(frame=pl.Series(np.rint(number).astype(np.int64)))
    return told.filter(pl.Series(is_frame)), fps


def track_online_by_clock(
    boxes: Boxes, table: pl.DataFrame, times: pl.DataFrame
) -> tuple[pl.DataFrame, float]:
    """The same with nothing known of what comes after a frame."""
    frames, at = times["frame"].to_numpy(), risen(times["time_s"].to_numpy())
    fps = rate_of(at)
    at = at[np.searchsorted(frames, boxes.frames)]
    boxes = replace(boxes, times_s=at - at[:1])
    return tell(track_online(boxes), boxes.row, table), fps


def _bare(frames: Ints, times_s: Floats, fps: float) -> Ints:
    """How many frames that showed nobody were looked at before each: as many as could be.

    Both numbers and times must leave room for them: a clock may jump, and numbers may be moments.
    """
    by_number = np.diff(frames) // stride_of(frames)
    by_time = np.rint(np.diff(times_s) * fps).astype(np.int64)
    return np.concatenate([[0], np.maximum(np.minimum(by_number, by_time) - 1, 0)])


def risen(times_s: Floats) -> Floats:
    """Times that rise: where a clock stood or went back, as long passes as in the step before."""
    steps = np.diff(times_s)
    goes_on = steps > 0
    last = np.maximum.accumulate(np.where(goes_on, np.arange(len(steps)), -1))
    before = np.where(last >= 0, steps[last], 1 / USUAL_FPS) if len(steps) else steps
    risen: Floats = np.cumsum(np.concatenate([[0.0], np.where(goes_on, steps, before)]))
    return risen


def rate_of(times_s: Floats) -> float:
    """Frames a second by the usual step of times that rise; of a single frame what is usual.

    Raises:
        TrackError: if no camera is so fast.
    """
    steps = np.diff(times_s)
    usual = float(np.median(steps)) if len(steps) else 1 / USUAL_FPS
    fps = 1 / usual if usual > 0 else math.inf  # steps next to long times may be lost in rounding
    check_rate(fps)
    return fps


def numbered(times_s: Floats) -> tuple[Ints, float]:
    """Numbers of evenly spaced frames that lie where these do, and how many there are a second.

    Times rise. The step is the usual one; where that would give two the same number, a part of it,
    and where no part tells two apart, those after them are late until there is room again.
    """
    steps = np.diff(times_s)
    usual = float(np.median(steps)) if len(steps) else 1.0
    for parts in (p for p in PARTS if p == 1 or p <= MOST_FPS * usual):
        number = np.rint((times_s - times_s[:1]) * parts / usual).astype(np.int64)
        if (np.diff(number) > 0).all():
            break
    place = np.arange(len(number))
    return np.maximum.accumulate(number - place) + place, parts / usual
