"""Links tracks over the edges of windows: who ends in one and begins in a later one is the same."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.tracker.alike import UNLIKE
from lotgraph.tracker.model import MOTION, by_track
from lotgraph.tracker.track import HOW, JOIN_LEAST, JOIN_PER_S, LONGEST_GAP_S, longest_gap_s
from lotgraph.tracks.columns import TRACK_LINKS
from lotgraph.tracks.order import Ordered, Window, in_order

REACH = timedelta(hours=2)  # over which who stands is waited for
ALIKE = 0.85  # overlap, over their union, of places of one thing before and after nobody looked


def link_windows(before: Sequence[Window], own: Window) -> pl.DataFrame:
    """Rows of track_links: tracks of `own` that go on from those of `before`, camera by camera.

    `before` are windows one after the other, of which some may be missing or show nobody. Whoever
    moves goes on from the window just before, and is joined as within a window, over at most as
    long a gap, and with as much allowed for where frames are far apart. Whoever stands is the same
    as who stands in that place next, in whichever window, for up to `REACH`, unless the place was
    seen free in between; where nobody looked for longer than anybody moving is waited for, another
    may have come, so place and size must be `ALIKE`. Nobody else of the windows between is left out
    when that is told, so no track goes on as two.
    """
    links = [
        _of_camera([one.of(camera) for one in (*before, own)])
        for (camera,), _ in own.boxes.group_by("camera_id", maintain_order=True)
    ]
    return TRACK_LINKS.conform(pl.concat([TRACK_LINKS.empty(), *links]))


def _of_camera(windows: Sequence[Window]) -> pl.DataFrame:
    seen = in_order(windows)
    order, ends = by_track(np.where(seen.is_seen, seen.name, -1), seen.step)
    at = seen.times_s[seen.step[order]]
    after, is_standing = _paired(seen, order, ends)
    fresh = seen.begun[-2]
    one = np.flatnonzero(after[:fresh] >= fresh)
    other = after[one]
    site, camera = windows[-1].boxes.select("site_id", "camera_id").row(0)
    return TRACK_LINKS.table(
        site_id=pl.repeat(site, len(one), eager=True),
        camera_id=pl.repeat(camera, len(one), eager=True),
        track_id=seen.ids.gather(other),
        before_track_id=seen.ids.gather(one),
        gap_s=at[ends[other]] - at[ends[one + 1] - 1],
        is_standing=is_standing[one],
    )


def _paired(
    seen: Ordered, order: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Which track each goes on as in a later window, or -1, and whether it stood."""
    from lotgraph.tracker.stand.kernels import goes_on, tips

    at = seen.times_s[seen.step[order]]
    comes, leaves, has_come, has_left = tips(seen.z[order], at, ends)
    after = _moving(seen, order, ends)
    is_taken = np.zeros(len(ends) - 1, np.bool_)
    is_taken[after[after >= 0]] = True
    first, last = seen.step[order[ends[:-1]]], seen.step[order[ends[1:] - 1]]
    stood = goes_on(
        comes, leaves, has_left & (after < 0), has_come & ~is_taken,
        first, last, np.diff(ends), seen.z, seen.ends, seen.second,
        np.zeros(len(seen.times_s), np.int64),
    )  # fmt: skip
    for one in np.flatnonzero(stood >= 0):
        other = stood[one]
        if not _is_same(seen, leaves[one], comes[other], last[one], first[other]):
            stood[one] = -1
    return np.where(after >= 0, after, stood), has_left & ((after < 0) | has_come[after])


def _is_same(
    seen: Ordered,
    left: NDArray[np.float64],
    came: NDArray[np.float64],
    last: np.int64,
    first: np.int64,
) -> bool:
    """Whether what stands in a place again, which nobody saw free, is what stood there."""
    from lotgraph.tracker.room.kernels import lies

    between = seen.times_s[last : first + 1]
    if between[-1] - between[0] > REACH.total_seconds():
        return False
    unseen_s = float(np.diff(between).max())
    return unseen_s <= LONGEST_GAP_S + seen.second or bool(lies(left, came, ALIKE))


def _moving(seen: Ordered, order: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    from lotgraph.pairing.kernels import pair
    from lotgraph.tracker.follow.kernels import SLOW_S, slowness
    from lotgraph.tracker.join.kernels import links, tips_of

    at, count = seen.times_s[seen.step[order]], len(ends) - 1
    last, first = tips_of(seen.z[order], at, ends, MOTION, HOW)
    after = np.full(count, -1)
    least = JOIN_LEAST + (slowness(seen.second, MOTION) if seen.second > SLOW_S else 0.0)
    for k, is_torn in enumerate(seen.is_torn):
        if is_torn:
            continue
        a, b, c = seen.begun[k : k + 3]
        even, unlooked = np.zeros(c - a), np.zeros((c - a, 0))
        rows, columns, costs = links(
            last[a:b], first[b:c], unlooked, unlooked, even,
            longest_gap_s(seen.second), least, JOIN_PER_S, UNLIKE, MOTION, HOW,
        )  # fmt: skip
        taken = pair(rows, columns, costs, b - a, c - b)
        after[a:b] = np.where(taken >= 0, taken + b, -1)
    return after
