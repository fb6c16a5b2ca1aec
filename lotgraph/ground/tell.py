"""Tells what became of boxes in space: a row for each moment of each track, as a table."""

import numpy as np
import polars as pl

from lotgraph.formats.columns import EDGES
from lotgraph.ground.columns import GROUND as TOLD
from lotgraph.ground.lay import CAMERA, Axes, lay
from lotgraph.ground.model import Floats, Ints, Marks, Sightings
from lotgraph.ground.spread import LONG_M
from lotgraph.ground.track import LONGEST_GAP_S, Ways, follow

FACING = ((0.5, 1.5), (2.0, 0.5))  # m/s from which the way says where the front is, and its weight
SURE_SHARE = 0.5  # of a thing's width: where its place is less sure, it is not told unseen


def track_in_space(  # noqa: PLR0913 -- each says what only the caller can know
    boxes: pl.DataFrame,
    *,
    fps: float = 10.0,
    axes: Axes = CAMERA,
    poses: Floats | None = None,
    is_online: bool = False,
    is_still: bool = False,
) -> pl.DataFrame:
    """Tracks of boxes in space, by frame and object.

    The observer moves in a way that is found from what it sees, unless `poses` (frames, 3) tell its
    place and heading, or it `is_still`. Online, a frame knows nothing of those after it; else gaps
    are filled, ways smoothed and what is not held for real left out. Boxes that were seen keep
    their box in the picture. Only the order of scores counts. Where the world is moved, or frames
    are numbered later, who is whom stays, and places go along to 5 cm.

    Raises:
        TrackError: if none of the boxes has a place in space.
    """
    kept, seen = lay(boxes, axes, fps)
    if not len(kept):
        return TOLD.to_frame()
    ways = follow(seen, poses=poses, is_online=is_online, is_still=is_still)
    return _numbered(told_of(kept, seen, ways, axes, is_online=is_online))


def told_of(
    kept: pl.DataFrame, seen: Sightings, ways: Ways, axes: Axes, *, is_online: bool
) -> pl.DataFrame:
    """What is told of each moment of ways of sightings, which are rows of a table."""
    before, after, share, gap_s = _neighbours(seen, ways)
    names = (*EDGES, axes.up, "score")
    flat = kept.select(names).to_numpy()
    between = (1 - share) * flat[before] + share * flat[after]
    pose = ways.pose[ways.frame]
    x, y = (ways.state[:, :2] - pose[:, :2]).T
    cos, sin = np.cos(pose[:, 2]), np.sin(pose[:, 2])
    heading = ways.state[:, 4] - pose[:, 2] + np.pi * _is_back(seen, ways, is_online=is_online)
    xx, xy, yy = ways.cov[:, 0, 0], ways.cov[:, 0, 1], ways.cov[:, 1, 1]
    size = np.exp(_mean(np.log(seen.size_m[before]), ways, is_online=is_online))
    told = dict(zip(names, between.T, strict=True)) | {
        "frame": seen.number[ways.frame],
        "object_id": ways.track,
        "kind": _kind(kept, seen, before, ways, is_online=is_online),
        axes.first: cos * x + sin * y,
        axes.second: cos * y - sin * x,
        "length_m": size[:, 0],
        "width_m": size[:, 1],
        "height_m": size[:, 2],
        "heading_rad": axes.turn * (heading - 2 * np.pi * np.rint(heading / (2 * np.pi))),
        "speed_mps": np.hypot(ways.state[:, 2], ways.state[:, 3]),
        "turn_radps": axes.turn * ways.state[:, 5],
        "var_xx_m2": cos**2 * xx + 2 * cos * sin * xy + sin**2 * yy,
        "var_xy_m2": cos * sin * (yy - xx) + (cos**2 - sin**2) * xy,
        "var_yy_m2": sin**2 * xx - 2 * cos * sin * xy + cos**2 * yy,
        "var_heading_rad2": ways.cov[:, 4, 4],
        "is_seen": ways.row >= 0,
    }
    is_sure = np.sqrt((xx + yy) / 2) < SURE_SHARE * size[:, 1]
    is_told = (ways.row >= 0) | (is_sure & (gap_s < LONGEST_GAP_S))
    return pl.DataFrame(told).filter(is_told)


def _neighbours(seen: Sightings, ways: Ways) -> tuple[Ints, Ints, Floats, Floats]:
    """Sightings before and after each moment, or itself; how far between, and seconds apart."""
    at = np.arange(len(ways.row))
    before = np.maximum.accumulate(np.where(ways.row >= 0, at, 0))
    after = np.minimum.accumulate(np.where(ways.row >= 0, at, len(at))[::-1])[::-1]
    first, last, now = (seen.times_s[ways.frame[one]] for one in (before, after, at))
    share = (now - first) / np.where(last > first, last - first, 1.0)
    return ways.row[before], ways.row[after], share[:, None], last - first


def _so_far(values: Floats, ways: Ways, *, is_online: bool) -> Floats:
    """Sums over each track: of all of it, or online of what came until then."""
    starts = np.flatnonzero(np.diff(ways.track, prepend=-1))
    counts = np.diff(np.append(starts, len(ways.track)))
    sums = np.cumsum(values, axis=0)
    before = np.repeat(sums[starts] - values[starts], counts, axis=0)
    ends = np.repeat(starts + counts - 1, counts)
    return np.asarray((sums if is_online else sums[ends]) - before)


def _mean(values: Floats, ways: Ways, *, is_online: bool) -> Floats:
    is_seen = (ways.row >= 0).astype(float)[:, None]
    total, count = (_so_far(v, ways, is_online=is_online) for v in (values * is_seen, is_seen))
    return total / count


def _is_back(seen: Sightings, ways: Ways, *, is_online: bool) -> Marks:
    """Whether a state faces where the back is: by what was seen, and by the way it goes."""
    is_seen = ways.row >= 0
    raw = seen.heading_rad[ways.row] + ways.pose[ways.frame, 2]
    says = np.where(is_seen, np.sign(np.cos(raw - ways.state[:, 4])), 0.0)
    walks = seen.size_m[ways.row, 0] < LONG_M
    fast, weight = np.where(walks[:, None], FACING[0], FACING[1]).T
    speed = np.hypot(ways.state[:, 2], ways.state[:, 3])
    along = np.cos(np.arctan2(ways.state[:, 3], ways.state[:, 2]) - ways.state[:, 4])
    says += np.where((speed > fast) & is_seen, weight * np.sign(along), 0.0)
    return np.asarray(_so_far(says, ways, is_online=is_online) < 0)


def _kind(
    kept: pl.DataFrame, seen: Sightings, before: Ints, ways: Ways, *, is_online: bool
) -> pl.Series:
    """The class that most of a track's sightings have; of as many, the first by name."""
    names = kept["kind"].unique().sort()
    votes = np.zeros((len(before), max(len(names), 1)))
    votes[np.arange(len(before)), seen.kind[before] - 1] = ways.row >= 0
    most = _so_far(votes, ways, is_online=is_online).argmax(axis=1)
    return names.gather(most)


def _numbered(told: pl.DataFrame) -> pl.DataFrame:
    """Objects numbered from 1 in the order in which they are first there."""
    first = told.group_by("object_id").agg(pl.col("frame").min()).sort("frame", "object_id")
    number = first.select("object_id", number=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))
    told = told.join(number, on="object_id", how="left", maintain_order="left")
    return in_columns(told.with_columns(object_id="number"))


def in_columns(told: pl.DataFrame) -> pl.DataFrame:
    """Rows with all columns that are told on the ground, by frame and object."""
    table = told.with_columns(is_marked=pl.lit(value=True))
    missing = [pl.lit(None).alias(name) for name in TOLD if name not in table.columns]
    table = table.with_columns(missing).select(pl.col(n).cast(kind) for n, kind in TOLD.items())
    return table.sort("frame", "object_id")
