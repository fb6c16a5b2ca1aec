"""Hangs cameras where they see most of what no other sees yet."""

import math
from dataclasses import dataclass, replace

import numpy as np

from lotgraph.twin.plan import lenses
from lotgraph.twin.plan.dice import Dice
from lotgraph.twin.plan.draft import Draft, Mount
from lotgraph.twin.plan.lenses import LENSES, Lens
from lotgraph.twin.plan.model import Camera, Structure
from lotgraph.twin.plan.overlap import CAR_M, threshold
from lotgraph.twin.plan.see import FAR_M, NEAR_M, Flags, hidden, on_ground
from lotgraph.twin.plan.shapes import Floats, along, length_of

MOST_MOUNTS = 30
STEP_RAD = math.radians(30)  # between two directions tried
CLEAR_CAR_PX = 42.0  # a car at least as long is liked
FEWEST_PLACES = 6  # a camera that sees fewer is liked less
WAY_WEIGHT = 6.0  # of an entry or exit beside a stall
AISLE_WEIGHT = 0.4
SLOPE = (0.5, 1.05)  # down from level, of a 1 mm lens: longer ones look farther
APART_M = 5.0  # between places on lanes
AGAIN = (0.1, 0.25, 0.4)  # what is it worth to see what one other camera sees already
MOST_SHARE = 0.5  # of all there is: a camera that sees more is liked less


@dataclass(frozen=True)
class Look:
    """Views that could be: rows of mount, yaw, pitch, and which lens; and what they see."""

    mount: np.ndarray
    yaw: Floats
    pitch: Floats
    lens: np.ndarray
    seen: Flags


def hang(draft: Draft, dice: Dice, count: int) -> tuple[list[Camera], list[Structure]]:
    """So many cameras, or fewer where more would see nothing, and the poles of those that have one.

    O(mounts * places * structures) time; memory is that of one mount.
    """
    mounts = _chosen(draft, dice)
    kinds = LENSES[dice.split]
    places, weights = _targets(draft)
    look = _looks(mounts, kinds, places, draft.structures, dice)
    cameras, poles = [], []
    for number, index in enumerate(_picked(look, weights, count, dice), start=1):
        mount = mounts[look.mount[index]]
        pose = (float(look.yaw[index]), float(look.pitch[index]))
        cameras.append(_camera(f"cam{number:02d}", mount, pose, kinds[look.lens[index]], dice))
        poles += [mount.pole] if mount.pole else []
    return cameras, poles


def _targets(draft: Draft) -> tuple[Floats, Floats]:
    """Places (n, 3) worth seeing, and what each is worth (n,)."""
    stalls = [stall.centre for stall in draft.stalls]
    ways = [threshold(lane) for lane in draft.lanes if lane.kind != "aisle"]
    aisles = [
        along(lane.points, at_m)[0]
        for lane in draft.lanes
        if lane.kind == "aisle"
        for at_m in np.arange(1.0, length_of(lane.points), APART_M)
    ]
    worth = [1.0] * len(stalls) + [WAY_WEIGHT] * len(ways) + [AISLE_WEIGHT] * len(aisles)
    return on_ground([*stalls, *ways, *aisles]), np.array(worth)


def _picked(look: Look, weights: Floats, count: int, dice: Dice) -> list[int]:
    """Views one after the other, each worth most after those before it.

    The second sees nothing that the first does, where there is such a one.
    """
    taste = 0.8 + 0.4 * dice.chance.random(len(look.yaw))
    shares = (look.seen @ weights) / weights.sum()
    taste *= np.where(shares < MOST_SHARE, 1.0, 0.4)
    taste *= np.where(look.seen.sum(axis=1) >= FEWEST_PLACES, 1.0, 0.1)
    worth = np.array([1.0, dice.pick(AGAIN), 0.01])
    times = np.zeros(len(weights), int)
    free = np.ones(len(look.yaw), bool)
    picked: list[int] = []
    while len(picked) < count and free.any():
        gain = worth[np.minimum(times, len(worth) - 1)] * weights
        score = np.where(free, (look.seen @ gain) * taste, 0.0)
        if len(picked) == 1:
            score *= np.where((look.seen & look.seen[picked[0]]).any(axis=1), 0.05, 1.0)
        best = int(score.argmax())
        if score[best] <= 0:
            break
        picked.append(best)
        times += look.seen[best]
        free &= look.mount != look.mount[best]
    return picked


def _chosen(draft: Draft, dice: Dice) -> list[Mount]:
    """Some of the mounts, those with poles only where one can stand."""
    order = dice.chance.permutation(len(draft.mounts)).tolist()
    mounts = [draft.mounts[n] for n in order if not _is_within(draft.mounts[n], draft.structures)]
    standing = {id(one) for one in draft.fitting([one.pole for one in mounts if one.pole])}
    return [one for one in mounts if one.pole is None or id(one.pole) in standing][:MOST_MOUNTS]


def _is_within(mount: Mount, structures: list[Structure]) -> bool:
    """Whether a camera there would hang in leaves or in a wall, as far as a circle tells."""
    x, y, z = mount.position_m
    return any(
        math.hypot(x - one.centre[0], y - one.centre[1]) < 0.1 + max(one.size_m[:2]) * 0.71
        and one.base_m <= z <= one.base_m + one.size_m[2]
        for one in structures
        if one.kind == "tree"
    )


def _looks(
    mounts: list[Mount],
    kinds: tuple[Lens, ...],
    places: Floats,
    structures: list[Structure],
    dice: Dice,
) -> Look:
    rows, shadows = [], []
    for number, mount in enumerate(mounts):
        shadows.append(hidden(np.array(mount.position_m), structures, places))
        steps = max(1, round(2 * mount.spread_rad / STEP_RAD))
        for step in range(steps):
            yaw = mount.facing_rad - mount.spread_rad + (step + dice.free(0.2, 0.8)) * STEP_RAD
            lens = dice.whole(0, len(kinds) - 1)
            pitch = math.atan(dice.free(*SLOPE) / math.sqrt(kinds[lens].focal_mm))
            rows.append((number, yaw, pitch, lens))
    table = np.array(rows).reshape(-1, 4)
    of = table[:, 0].astype(int)
    seen = (
        _shown(mounts, table, kinds, places) & ~np.array(shadows, bool).reshape(-1, len(places))[of]
    )
    return Look(of, table[:, 1], table[:, 2], table[:, 3].astype(int), seen)


def _shown(mounts: list[Mount], table: Floats, kinds: tuple[Lens, ...], places: Floats) -> Flags:
    """Which places (views, places) lie in which picture, large enough."""
    origin = np.array([mount.position_m for mount in mounts]).reshape(-1, 3)[
        table[:, 0].astype(int)
    ]
    focal = np.array([kind.focal_px for kind in kinds])[table[:, 3].astype(int), None]
    widest = np.array([kind.widest for kind in kinds])[table[:, 3].astype(int), None]
    k1, k2, k3 = np.array([kind.usual_bend for kind in kinds])[table[:, 3].astype(int)].T[..., None]
    cos_yaw, sin_yaw = np.cos(table[:, 1, None]), np.sin(table[:, 1, None])
    cos_pitch, sin_pitch = np.cos(table[:, 2, None]), np.sin(table[:, 2, None])
    x, y, z = (places[None] - origin[:, None]).transpose(2, 0, 1)
    ahead = x * cos_yaw + y * sin_yaw
    away = ahead * cos_pitch - z * sin_pitch
    reach = np.maximum(away, 1e-6)
    right, down = (x * sin_yaw - y * cos_yaw) / reach, (-ahead * sin_pitch - z * cos_pitch) / reach
    square = right**2 + down**2
    bend = (1 + square * (k1 + square * (k2 + square * k3))) * focal
    far = np.minimum(FAR_M, focal * CAR_M / CLEAR_CAR_PX)
    shown: Flags = (away > NEAR_M) & (away < far) & (square < widest**2)
    shown &= np.abs(right) * bend < 0.96 * lenses.WIDTH_PX / 2
    shown &= np.abs(down) * bend < 0.96 * lenses.HEIGHT_PX / 2
    return shown


def _camera(name: str, mount: Mount, pose: tuple[float, float], lens: Lens, dice: Dice) -> Camera:
    focal_px, distortion = lenses.ground(lens, dice)
    return Camera(
        name,
        mount.position_m,
        yaw_rad=math.remainder(pose[0], math.tau),
        pitch_rad=pose[1],
        roll_rad=math.radians(dice.number(-1.5, 1.5)),
        focal_px=focal_px,
        distortion=distortion,
        width_px=lenses.WIDTH_PX,
        height_px=lenses.HEIGHT_PX,
        clock_offset_s=dice.number(-4.0, 4.0) if dice.happens(0.6) else dice.number(-0.4, 0.4),
        clock_drift_ppm=dice.number(-60.0, 60.0),
        crf=dice.pick((20, 23, 25, 27, 28, 30, 32, 34)),
    )


def renamed(cameras: list[Camera]) -> list[Camera]:
    """The same, numbered as someone would who walks over the site from west to east."""
    ordered = sorted(cameras, key=lambda one: one.position_m)
    return [replace(one, camera_id=f"cam{n:02d}") for n, one in enumerate(ordered, start=1)]
