"""Puts windows of one camera one after the other: whose boxes were where, step by step."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.formats.columns import EDGES

ROUNDING_S, FRAMES = 1.0, 2  # as captures of a window may overlap: names carry whole seconds
_FRAME = ("captured_at", "capture_id", "frame")


@dataclass(frozen=True)
class Window:
    """Rows of track_boxes and of detected_frames of one window of a site."""

    boxes: pl.DataFrame
    frames: pl.DataFrame

    def of(self, camera_id: str) -> "Window":
        """Those of one camera."""
        return Window(*(table.filter(camera_id=camera_id) for table in (self.boxes, self.frames)))


@dataclass(frozen=True)
class Ordered:
    """Boxes of one camera over windows, by frame.

    Attributes:
        z: (n, 4) of boxes, their centres and the logarithms of their sides.
        is_seen: (n,) whether a box was detected there.
        name: (n,) of its track, by number; those of window k are from `begun[k]` on.
        step: (n,) of its frame, by number.
        ends: (frames + 1,) boxes of frame f are from `ends[f]` to `ends[f + 1]`.
        times_s: (frames,) rise; a window that begins, by its clock, before the one before it
            ends is put off until that is over, and so are those that follow.
        ids: of tracks, by number.
        begun: (windows + 1,) the first track of each.
        is_torn: (windows - 1,) where two `overlap`.
        second: how long a frame lasts, usually.
    """

    z: NDArray[np.float64]
    is_seen: NDArray[np.bool_]
    name: NDArray[np.int64]
    step: NDArray[np.int64]
    ends: NDArray[np.int64]
    times_s: NDArray[np.float64]
    ids: pl.Series
    begun: NDArray[np.int64]
    is_torn: NDArray[np.bool_]
    second: float


def in_order(windows: Sequence[Window]) -> Ordered:
    """Put windows of one camera one after the other; those without frames are left out."""
    shown = [one for one in windows if one.frames.height]
    moments = [_moments(one) for one in shown]
    second = _usual(moments)
    ids = [one.boxes["track_id"].unique().sort() for one in shown]
    begun = np.cumsum([0, *map(len, ids)])
    frames = np.cumsum([0, *map(len, moments)])
    parts = [_numbered(*one) for one in zip(shown, ids, begun[:-1], frames[:-1], strict=True)]
    boxes = pl.concat(parts).sort("step", "name")
    edges = boxes.select(EDGES).to_numpy().astype(float)
    z = np.hstack([(edges[:, :2] + edges[:, 2:]) / 2, np.log(edges[:, 2:] - edges[:, :2])])
    step = boxes["step"].to_numpy()
    back = np.array([_back_s(one, other) for one, other in pairwise(moments)])
    late = np.cumsum([0.0, *np.where(back >= 0, back + second, 0.0)])
    since = moments[0][0]
    at = [(own - since) / 1e6 + put_off for own, put_off in zip(moments, late, strict=True)]
    return Ordered(
        z=np.ascontiguousarray(z),
        is_seen=boxes["is_seen"].to_numpy(),
        name=boxes["name"].to_numpy(),
        step=step,
        ends=np.searchsorted(step, np.arange(frames[-1] + 1)),
        times_s=np.concatenate(at),
        ids=pl.concat(ids),
        begun=begun,
        is_torn=back > _allowed_s(second),
        second=second,
    )


def overlaps(before: Sequence[Window], own: Window) -> Iterator[str]:
    """Say in a sentence of each camera if its footage begins before that of `before` ends."""
    for camera in own.frames["camera_id"].unique().sort():
        windows = [one.of(camera) for one in (*before, own)]
        moments = [_moments(one) for one in windows if one.frames.height][-2:]
        back = _back_s(moments[0], moments[-1]) if len(moments) > 1 else 0.0
        if back > _allowed_s(_usual(moments)):
            yield (
                f"{camera}: by its clock this footage begins {back:.1f} s before that of the "
                "window before ends; was the clock set back, or does a capture lie there twice? "
                "Who stands is linked, who moves is not."
            )


def _numbered(
    window: Window, ids: pl.Series, first_name: np.int64, first_step: np.int64
) -> pl.DataFrame:
    frames = window.frames.select(_FRAME).unique()
    rank = pl.col("captured_at").rank("dense").cast(pl.Int64)
    frames = frames.with_columns(step=rank - 1 + int(first_step))
    numbers = pl.int_range(len(ids), eager=True) + int(first_name)
    names = pl.DataFrame({"track_id": ids, "name": numbers})
    return window.boxes.join(frames, on=_FRAME).join(names, on="track_id")


def _moments(window: Window) -> NDArray[np.int64]:
    return window.frames["captured_at"].unique().sort().dt.epoch("us").to_numpy()


def _back_s(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """How long before footage ends the next begins; below 0 where it comes after."""
    return float(one[-1] - other[0]) / 1e6


def _allowed_s(second: float) -> float:
    return ROUNDING_S + FRAMES * second


def _usual(moments: Sequence[NDArray[np.int64]]) -> float:
    steps = np.concatenate([np.diff(own) for own in moments])
    return float(np.median(steps)) / 1e6 if len(steps) else 0.0
