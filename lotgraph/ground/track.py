"""Tracks things on the ground: who is who, where, how fast and how sure that is."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from lotgraph.ground.model import Floats, Ints, Marks, Sightings
from lotgraph.ground.real import real
from lotgraph.ground.spread import FIRST, learn_spread, variances
from lotgraph.ground.stitch import LONGEST_S, LONGEST_STANDING_S, stitch
from lotgraph.ground.weigh import learn_worth

PATIENCE_S = 1.0  # without a sighting, before a track is over for the first pass
STANDING_PATIENCE_S = 6.0
STILL_PATIENCE_S = 4 * 3600.0  # for a standing one, while the observer stands too
STEPS = 2.5  # of time that are waited for at least
UNKNOWN = 0.5  # how likely a sighting is real before anything is known
FIRST_FRAMES = 10  # after which the first is learnt online; then each time they have doubled
NEW = 0.05  # of all sightings at least may be new
ROOM_M2 = 4000.0  # that an observer sees, about
LONGEST_GAP_S = 1.0  # within which a thing is told where it was not seen
GOES_MPS = 1.0  # from which on the way says which way a vehicle faces, where it was not seen too
MOST_MOMENTS = 200_000  # that are held at once, 336 bytes each, while ways are smoothed


@dataclass(frozen=True)
class Ways:
    """What became of sightings: rows are moments of tracks, by track and frame."""

    track: Ints
    frame: Ints
    row: Ints  # of the sighting, or -1 where it was not seen
    state: Floats  # (k, 6): x, y, speed along both, heading, turn rate
    cov: Floats  # (k, 6, 6)
    pose: Floats  # (f, 3) of the observer


@dataclass(frozen=True)
class Patience:
    """Seconds for which who was not seen is waited for."""

    moving: float
    standing: float


def follow(
    seen: Sightings, *, poses: Floats | None, is_online: bool = False, is_still: bool = False
) -> Ways:
    """Track sightings told as an observer sees them.

    `poses` (f, 3) say where it is, x, y and heading; without, they are found from what it sees,
    unless it stands still. Rows are in the order that `Sightings` asks for.
    """
    least = STEPS * seen.step_s
    standing = STILL_PATIENCE_S if is_still else max(STANDING_PATIENCE_S, least)
    patience = Patience(max(PATIENCE_S, least), standing)
    longest = max(LONGEST_S, least), max(LONGEST_STANDING_S, standing)
    if poses is None:
        poses = _poses(seen, max(longest), is_online=is_online, is_still=is_still)
    distance = np.hypot(*seen.place_m.T)
    sight = np.arctan2(seen.place_m[:, 1], seen.place_m[:, 0]) + poses[seen.frame, 2]
    world = _moved(seen, poses)
    if is_online:
        world, likely, density = _weighed_online(world, distance, sight, patience)
        return _as_seen(world, *_link(world, likely, density, patience), poses)
    world, likely, density = _weighed(world, distance, sight, patience, len(seen.times_s))
    track, _, _ = _link(world, likely, density, patience)
    track = stitch(world, track, float(density[-1]), longest)
    return whole(world, np.where(real(world, track, likely), track, -1), poses)


def _weighed(
    world: Sightings, distance: Floats, sight: Floats, patience: Patience, frames: int
) -> tuple[Sightings, Floats, Floats]:
    """Sightings with their spread, how likely each is real, and the density of what is new.

    All of that is learnt from the first `frames`.
    """
    told = world if frames == len(world.times_s) else world.first(frames)
    rows = slice(len(told))
    sigmas = FIRST.sigmas(distance[rows], told.size_m[:, 0])
    told = told.with_spread(variances(sigmas, sight[rows]))
    unknown = np.full((len(told), 2), UNKNOWN)
    track, _, _ = _link(told, unknown, _density(told, unknown), patience)
    spread = learn_spread(told, track, distance[rows], sight[rows])
    worth = learn_worth(told, spread.sigmas(distance[rows], told.size_m[:, 0]))
    likely = worth.of(world.kind, world.rank)
    density = _density(told, likely[rows])[:1]
    sigmas = spread.sigmas(distance, world.size_m[:, 0])
    world = world.with_spread(variances(sigmas, sight))
    return world, likely, np.repeat(density, len(world.times_s))


def _weighed_online(
    world: Sightings, distance: Floats, sight: Floats, patience: Patience
) -> tuple[Sightings, Floats, Floats]:
    """The same, each frame by what was learnt from frames before it; the first by nothing."""
    spread = variances(FIRST.sigmas(distance, world.size_m[:, 0]), sight)
    likely, frames = np.full((len(world), 2), UNKNOWN), len(world.times_s)
    density = np.full(frames, NEW * 10 / ROOM_M2)
    begin = FIRST_FRAMES
    while begin < frames:
        learnt, worth, new = _weighed(world, distance, sight, patience, begin)
        first = world.ends[begin]
        spread[first:], likely[first:] = learnt.spread[first:], worth[first:]
        density[begin:] = new[begin:]
        begin *= 2
    return world.with_spread(spread), likely, density


def _link(
    seen: Sightings, likely: Floats, density: Floats, patience: Patience
) -> tuple[Ints, Floats, Marks]:
    from lotgraph.ground.link.kernels import link

    columns = (seen.told, seen.size_m, seen.up_m, seen.kind, likely, density)
    track, kept, is_firm = link(
        seen.times_s, seen.ends, *columns, patience.moving, patience.standing
    )
    return track, kept, is_firm


def _poses(seen: Sightings, longest_s: float, *, is_online: bool, is_still: bool) -> Floats:
    """Where the observer is found to be at each frame; offline knowing what comes later."""
    from lotgraph.ground.observer.kernels import moves_of

    if is_still:
        return np.zeros((len(seen.times_s), 3))
    told = np.column_stack([seen.place_m, seen.heading_rad, seen.size_m[:, 0]])
    move, pace = moves_of(seen.times_s, seen.ends, told, -seen.rank, np.zeros(3), 1, longest_s)
    if not is_online:  # once more from the end on, with what is known by then
        times, ends = -seen.times_s[::-1], len(seen) - seen.ends[::-1]
        back, _ = moves_of(times, ends, told[::-1].copy(), -seen.rank[::-1], -pace, -1, longest_s)
        move[1:] = _inverse(back[:0:-1])
    return _joined(move)


def _inverse(move: Floats) -> Floats:
    x, y, turn = move.T
    cos, sin = np.cos(turn), np.sin(turn)
    return np.column_stack([-cos * x - sin * y, sin * x - cos * y, -turn])


def _joined(move: Floats) -> Floats:
    """Poses (f, 3) after moves each told as the frame before sees it."""
    turn = np.cumsum(move[:, 2])
    cos, sin = np.cos(turn - move[:, 2]), np.sin(turn - move[:, 2])
    x, y = cos * move[:, 0] - sin * move[:, 1], sin * move[:, 0] + cos * move[:, 1]
    return np.column_stack([np.cumsum(x), np.cumsum(y), turn])


def _moved(seen: Sightings, pose: Floats) -> Sightings:
    """Sightings where they are in the world."""
    x, y, turn = pose[seen.frame].T
    cos, sin = np.cos(turn), np.sin(turn)
    place = np.column_stack([
        x + cos * seen.place_m[:, 0] - sin * seen.place_m[:, 1],
        y + sin * seen.place_m[:, 0] + cos * seen.place_m[:, 1],
    ])  # fmt: skip
    xx, xy, yy, of_heading = seen.spread.T
    spread = np.column_stack([
        cos**2 * xx - 2 * cos * sin * xy + sin**2 * yy,
        cos * sin * (xx - yy) + (cos**2 - sin**2) * xy,
        sin**2 * xx + 2 * cos * sin * xy + cos**2 * yy, of_heading,
    ])  # fmt: skip
    return replace(seen, place_m=place, heading_rad=seen.heading_rad + turn, spread=spread)


def _density(seen: Sightings, likely: Floats) -> Floats:
    """Things new, in each frame (f,) and square metre, about."""
    frames = max(len(seen.times_s), 1)
    new = max(float((1 - likely[:, 0]).sum()), NEW * len(seen), 1e-3) / frames / ROOM_M2
    return np.full(frames, new)


def _as_seen(seen: Sightings, track: Ints, kept: Floats, is_firm: Marks, pose: Floats) -> Ways:
    rows = np.lexsort((seen.frame, track))
    rows = rows[is_firm[rows]]
    cov = np.zeros((len(rows), 6, 6))
    cov[:, 0, 0], cov[:, 0, 1], cov[:, 1, 1], cov[:, 4, 4] = kept[rows, 6:].T
    cov[:, 1, 0] = cov[:, 0, 1]
    return Ways(track[rows], seen.frame[rows], rows, kept[rows, :6], cov, pose)


def whole(seen: Sightings, track: Ints, pose: Floats) -> Ways:
    """Moments of tracks from their first sighting to their last, smoothed; -1 is nobody's.

    Of those at which a thing was not seen, only those that may be told, between sightings less than
    LONGEST_GAP_S apart, and those at which it goes. Smoothing needs all the same every frame of a
    way, hidden hours too: that takes O(frames of all tracks) time, and 1 kB for each frame of the
    longest, or of some tracks with MOST_MOMENTS together.
    """
    rows = np.lexsort((seen.frame, track))
    rows = rows[track[rows] >= 0]
    _, where = np.unique(track[rows], return_inverse=True)
    firsts = np.flatnonzero(np.diff(where, prepend=-1))
    lasts = np.append(firsts[1:], len(rows))[: len(firsts)] - 1
    until = np.cumsum(seen.frame[rows[lasts]] - seen.frame[rows[firsts]] + 1)
    parts = np.flatnonzero(np.diff(until // MOST_MOMENTS)) + 1
    edges = [0, *firsts[parts].tolist(), len(rows)]
    some = [_whole(seen, rows[low:high], where[low:high]) for low, high in pairwise(edges)]
    track, frame, row, state, cov = (np.concatenate(one) for one in zip(*some, strict=True))
    return Ways(track, frame, row, state, cov, pose)


def _whole(seen: Sightings, rows: Ints, where: Ints) -> tuple[Ints, Ints, Ints, Floats, Floats]:
    """The columns of ways of some tracks, whose sightings lie in these rows."""
    from lotgraph.ground.smooth.kernels import smooth

    frame = seen.frame[rows]
    firsts = np.flatnonzero(np.diff(where, prepend=-1))
    lasts = np.append(firsts[1:], len(rows))[: len(firsts)] - 1
    spans, gap_s = np.diff(frame, append=0), np.diff(seen.times_s[frame], append=0.0)
    spans[lasts] = 1  # a track's last is its end
    at = np.cumsum(spans) - spans  # where each sighting's moment is
    moment = np.full(int(spans.sum()), -1)
    moment[at] = rows
    every = np.repeat(frame - at, spans) + np.arange(len(moment))
    begins = np.append(at[firsts], len(moment))
    own = where - where[:1]
    length = np.exp(np.bincount(own, np.log(seen.size_m[rows, 0])) / np.bincount(own))
    state, cov = smooth(seen.times_s, begins, every, moment, length, seen.told)[:2]
    is_kept = (moment >= 0) | (np.repeat(gap_s, spans) < LONGEST_GAP_S)
    is_kept |= np.hypot(state[:, 2], state[:, 3]) > GOES_MPS
    whose = np.repeat(where, spans)[is_kept]
    return whose, every[is_kept], moment[is_kept], state[is_kept], cov[is_kept]
