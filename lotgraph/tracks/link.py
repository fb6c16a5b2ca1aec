"""Links tracks over the edge of two windows: who ends the one and begins the other is the same."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.formats.columns import EDGES
from lotgraph.tracker.alike import UNLIKE
from lotgraph.tracker.model import MOTION, by_track
from lotgraph.tracker.track import HOW, JOIN_LEAST, JOIN_PER_S, LONGEST_GAP_S
from lotgraph.tracks.columns import TRACK_LINKS

_FRAME = ("captured_at", "capture_id", "frame")


@dataclass(frozen=True)
class Window:
    """Rows of track_boxes and of detected_frames of one window of a site."""

    boxes: pl.DataFrame
    frames: pl.DataFrame


@dataclass(frozen=True)
class _Seen:
    """Boxes of one camera over two windows, by frame.

    `name` (n,) counts tracks, of which those from `fresh` on are of the later window.
    """

    z: NDArray[np.float64]
    is_seen: NDArray[np.bool_]
    name: NDArray[np.int64]
    step: NDArray[np.int64]
    ends: NDArray[np.int64]
    times_s: NDArray[np.float64]
    ids: pl.Series
    fresh: int


def link_windows(before: Window, after: Window) -> pl.DataFrame:
    """Rows of track_links: tracks of `after` that go on from `before`, camera by camera.

    Whoever moves is joined as within a window, over at most as long a gap. Whoever stands is the
    same over any gap, unless its place was seen free in between.
    """
    links = []
    for (camera,), boxes in after.boxes.group_by("camera_id", maintain_order=True):
        earlier = before.boxes.filter(camera_id=camera)
        frames = pl.concat([before.frames, after.frames]).filter(camera_id=camera)
        if earlier.height:
            links.append(_of_camera(earlier, boxes, frames))
    return TRACK_LINKS.conform(pl.concat([TRACK_LINKS.empty(), *links]))


def _of_camera(earlier: pl.DataFrame, later: pl.DataFrame, frames: pl.DataFrame) -> pl.DataFrame:
    seen = _seen(earlier, later, frames)
    order, ends = by_track(np.where(seen.is_seen, seen.name, -1), seen.step)
    at = seen.times_s[seen.step[order]]
    after, is_standing = _paired(seen, order, ends)
    one = np.flatnonzero(after >= 0)
    other = after[one]
    site, camera = later.select("site_id", "camera_id").row(0)
    return TRACK_LINKS.table(
        site_id=pl.repeat(site, len(one), eager=True),
        camera_id=pl.repeat(camera, len(one), eager=True),
        track_id=seen.ids.gather(other),
        before_track_id=seen.ids.gather(one),
        gap_s=at[ends[other]] - at[ends[one + 1] - 1],
        is_standing=is_standing[one],
    )


def _seen(earlier: pl.DataFrame, later: pl.DataFrame, frames: pl.DataFrame) -> _Seen:
    frames = frames.select(_FRAME).unique().sort(_FRAME)
    frames = frames.with_columns(step=pl.col("captured_at").rank("dense").cast(pl.Int64) - 1)
    moments = frames["captured_at"].unique().sort()
    ids = pl.concat([one["track_id"].unique().sort() for one in (earlier, later)])
    numbers = pl.DataFrame({"track_id": ids, "name": pl.int_range(len(ids), eager=True)})
    boxes = (
        pl.concat([earlier, later])
        .join(frames, on=_FRAME)
        .join(numbers, on="track_id")
        .sort("step", "name")
    )
    edges = boxes.select(EDGES).to_numpy().astype(float)
    z = np.hstack([(edges[:, :2] + edges[:, 2:]) / 2, np.log(edges[:, 2:] - edges[:, :2])])
    step = boxes["step"].to_numpy()
    times = (moments - moments[0]).dt.total_microseconds().to_numpy() / 1e6
    return _Seen(
        z=np.ascontiguousarray(z),
        is_seen=boxes["is_seen"].to_numpy(),
        name=boxes["name"].to_numpy(),
        step=step,
        ends=np.searchsorted(step, np.arange(len(times) + 1)),
        times_s=times,
        ids=ids,
        fresh=earlier["track_id"].n_unique(),
    )


def _paired(
    seen: _Seen, order: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Which track each of the earlier window goes on as, or -1, and whether it stood."""
    from lotgraph.tracker.stand.kernels import goes_on, tips

    at = seen.times_s[seen.step[order]]
    comes, leaves, has_come, has_left = tips(seen.z[order], at, ends)
    after = _moving(seen, order, ends)
    is_old = np.arange(len(ends) - 1) < seen.fresh
    is_taken = np.zeros(len(ends) - 1, np.bool_)
    is_taken[after[after >= 0]] = True
    first, last = seen.step[order[ends[:-1]]], seen.step[order[ends[1:] - 1]]
    stood = goes_on(
        comes, leaves, has_left & is_old & (after < 0), has_come & ~is_old & ~is_taken,
        first, last, seen.z, seen.ends, _second(seen.times_s),
        np.zeros(len(seen.times_s), np.int64),
    )  # fmt: skip
    return np.where(after >= 0, after, stood), has_left & ((after < 0) | has_come[after])


def _moving(seen: _Seen, order: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    from lotgraph.pairing.kernels import pair
    from lotgraph.tracker.join.kernels import links, tips_of

    at, count, fresh = seen.times_s[seen.step[order]], len(ends) - 1, seen.fresh
    last, first = tips_of(seen.z[order], at, ends, MOTION, HOW)
    even, unlooked = np.zeros(count), np.zeros((count, 0))
    rows, columns, costs = links(
        last[:fresh], first[fresh:], unlooked, unlooked, even,
        LONGEST_GAP_S, JOIN_LEAST, JOIN_PER_S, UNLIKE, MOTION, HOW,
    )  # fmt: skip
    after = np.full(count, -1)
    taken = pair(rows, columns, costs, fresh, count - fresh)
    after[:fresh] = np.where(taken >= 0, taken + fresh, -1)
    return after


def _second(times_s: NDArray[np.float64]) -> float:
    """How long a frame lasts, usually."""
    return float(np.median(np.diff(times_s))) if len(times_s) > 1 else 0.0
