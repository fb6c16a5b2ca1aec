"""Drives that never were: what stands and moves around an observer, and how a detector tells it.

Roads are lines that the observer follows; everything else is placed by how far along it is and how
far aside. Detections are noisier with distance, missed in runs, hidden by what is nearer, now and
then back to front; false alarms sit at places that look like something, and anywhere.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from lotgraph.formats.columns import filled

FOCAL_PX, WIDTH_PX, HEIGHT_PX, CAMERA_M = 720.0, 1242, 375, 1.65
FAR_M, NEAR_M = 75.0, 3.0
KINDS = ("car", "pedestrian", "cyclist")
SIZES_M = {"car": (4.2, 1.75, 1.5), "pedestrian": (0.8, 0.65, 1.75), "cyclist": (1.75, 0.6, 1.75)}
LEAST_SEEN = 0.05  # of a thing that the truth knows
CELLS = 720  # of the view, in which it is counted what hides what


@dataclass(frozen=True)
class Family:
    """A kind of drive, and of detector."""

    speed_mps: float = 9.0
    turning: float = 0.15  # radians a second, now and then
    parked: int = 40
    along: int = 8  # vehicles that drive the same way, and as many that come towards
    crossing: int = 6
    walkers: int = 14
    cyclists: int = 4
    clutter: int = 30  # places that look like something
    anywhere: float = 0.5  # false alarms a frame besides
    noise: float = 1.0
    recall: float = 0.97
    scores: str = "unit"
    seconds: float = 20.0
    fps: float = 10.0


FAMILIES = {
    "town": Family(),
    "road": Family(speed_mps=24.0, turning=0.03, parked=6, along=16, crossing=0, walkers=0,
                   cyclists=1, clutter=14, scores="wide"),
    "junction": Family(speed_mps=0.0, turning=0.0, parked=12, along=6, crossing=18, walkers=18,
                       cyclists=6, scores="wide"),
    "crowd": Family(speed_mps=1.5, parked=10, along=2, crossing=2, walkers=60, cyclists=10,
                    clutter=14, scores="constant"),
    "turns": Family(speed_mps=7.0, turning=0.5, parked=50, noise=1.3, clutter=40, scores="wide"),
    "poor": Family(noise=2.2, recall=0.8, clutter=80, anywhere=3.0, scores="wide"),
    "slow": Family(fps=2.5, seconds=40.0),
}  # fmt: skip


def drive(family: Family, seed: int) -> tuple[pl.DataFrame, pl.DataFrame, np.ndarray]:
    """Truth, detections, and the observer's true places (frames, 3): east, north, heading."""
    chance = np.random.default_rng(seed)
    times = np.arange(int(family.seconds * family.fps)) / family.fps
    line, observer = _road(family, chance, times)
    kind, poses, sizes = _things(family, chance, times, line)
    places = _clutter(family, chance, line)
    bias = chance.normal(size=(len(kind), 4))
    mood = chance.normal(size=len(kind))
    lasting = np.exp(-1.0 / family.fps)
    truth: list[pl.DataFrame] = []
    found: list[pl.DataFrame] = []
    pitch = np.cumsum(chance.normal(0, 0.002, len(times))) * 0.3
    for frame in range(len(times)):
        bias = lasting * bias + np.sqrt(1 - lasting**2) * chance.normal(size=bias.shape)
        mood = lasting * mood + np.sqrt(1 - lasting**2) * chance.normal(size=mood.shape)
        local = _local(poses[:, frame], observer[frame])
        visible = _visible(local, sizes)
        rise = pitch[frame] * np.hypot(local[:, 0], local[:, 1])
        is_there = visible > LEAST_SEEN
        who = np.flatnonzero(is_there)
        truth.append(_table(frame, kind[who], local[who], sizes[who], rise[who], who))
        found += _found(family, chance, frame, kind, local, sizes, rise, visible, bias, mood)
        found += _false(family, chance, frame, _local(places, observer[frame]), places)
    told = _scaled(pl.concat(found), family.scores)
    return pl.concat(truth), told.sample(fraction=1.0, shuffle=True, seed=seed), observer


def _road(family: Family, chance: Any, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A line (n, 3) in steps of half a metre, and where on it the observer is."""
    steps = 1200
    bends = np.repeat(chance.normal(0, 1, 1 + steps // 60), 60)[:steps]
    bends *= np.repeat(chance.random(1 + steps // 60) < 0.4, 60)[:steps]  # noqa: PLR2004
    speed = max(family.speed_mps, 1.0)
    heading = np.cumsum(np.clip(bends, -1.5, 1.5) * family.turning / speed * 0.5)
    line = np.cumsum(np.stack([np.cos(heading), np.sin(heading)], axis=1) * 0.5, axis=0)
    knots = np.arange(0, times[-1] + 8, 5.0)
    shares = np.clip(chance.normal(0.9, 0.35, len(knots)), 0, 1.4)
    pace = np.interp(times, knots, family.speed_mps * shares)
    gone = 100.0 + np.concatenate([[0], np.cumsum(pace)[:-1]]) * (times[1] - times[0])
    line = np.concatenate([line, heading[:, None]], axis=1)
    return line, _at(line, np.minimum(gone, steps / 2 - 60), np.zeros(len(times)))


def _at(line: np.ndarray, along: np.ndarray, aside: np.ndarray) -> np.ndarray:
    """Places and headings (n, 3) so far along a road and to its left."""
    at = np.arange(len(line)) * 0.5
    x, y, heading = (np.interp(along, at, line[:, k]) for k in range(3))
    beyond = along - np.clip(along, 0, at[-1])
    x, y = x + beyond * np.cos(heading), y + beyond * np.sin(heading)
    return np.stack([x - aside * np.sin(heading), y + aside * np.cos(heading), heading], axis=1)


def _things(
    family: Family, chance: Any, times: np.ndarray, line: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Class numbers (k,), poses (k, frames, 3) and sizes (k, 3) of all there is."""
    kinds, poses = [], []
    reach = 100 + family.speed_mps * times[-1] + 70
    still = np.ones(len(times))
    for _ in range(family.parked):
        side = chance.choice([-1, 1])
        pose = _at(line, still * chance.uniform(90, reach), still * side * chance.normal(5.6, 0.2))
        pose[:, 2] += np.pi * (chance.random() < 0.3) + chance.normal(0, 0.03)  # noqa: PLR2004
        kinds.append(0)
        poses.append(pose)
    for k in range(2 * family.along):
        way, lane = (1, -0.0) if k % 2 else (-1, 3.4)
        pace = _pace(chance, times, max(family.speed_mps, 8.0), stops=True)
        begin = chance.uniform(105, reach) if way > 0 else chance.uniform(150, reach + 200)
        kinds.append(0)
        poses.append(_led(_at(line, begin + way * pace, still * lane), chance.random() < 0.5))  # noqa: PLR2004
    for _ in range(family.crossing):
        pace = _pace(chance, times, 8.0, stops=True) - chance.uniform(0, 120)
        way, place = chance.choice([-1, 1]), chance.uniform(112, reach)
        turn = np.clip((pace + chance.uniform(-60, 60)) / 10, 0, np.pi / 2)  # some turn aside
        aside = way * (pace - 10 * (turn - np.sin(turn)))
        kinds.append(0)
        poses.append(_led(_at(line, place + 10 * (1 - np.cos(turn)), aside), flip=False))
    for k in range(family.walkers + family.cyclists):
        kinds.append(1 if k < family.walkers else 2)
        speed = chance.normal(1.3, 0.25) if k < family.walkers else chance.normal(4.5, 0.8)
        pace = _pace(chance, times, max(speed, 0.3), stops=k < family.walkers)
        way, side = chance.choice([-1, 1]), chance.choice([-1, 1])
        wander = np.cumsum(chance.normal(0, 0.05, len(times))) * np.sqrt(times[1] - times[0])
        place = chance.uniform(105, reach)
        if chance.random() < 0.3 and k < family.walkers:  # noqa: PLR2004 -- cross the road
            pose = _at(line, place + wander, way * (pace - chance.uniform(0, 20)))
        else:
            offset = side * chance.uniform(7, 9) if k < family.walkers else side * 3.0
            pose = _at(line, place + way * pace, offset + wander)
        poses.append(_led(pose, flip=False))
    sizes = np.array([SIZES_M[KINDS[k]] for k in kinds])
    sizes = sizes * np.exp(chance.normal(0, 0.08, sizes.shape))
    return np.array(kinds), np.array(poses), sizes


def _pace(chance: Any, times: np.ndarray, speed: float, *, stops: bool) -> np.ndarray:
    """Metres gone at each time, at a speed that changes every few seconds."""
    knots = np.arange(0, times[-1] + 8, 4.0)
    some = speed * np.clip(chance.normal(1, 0.2, len(knots)), 0.2, 2)
    if stops and chance.random() < 0.3:  # noqa: PLR2004
        some[chance.integers(len(knots)) :][:2] = 0
    pace = np.interp(times, knots, some)
    gone = np.concatenate([[0], np.cumsum(pace)[:-1]]) * (times[1] - times[0])
    return np.asarray(gone)


def _led(pose: np.ndarray, flip: bool) -> np.ndarray:
    """Poses that face where they go; where they stand, where they went."""
    step = np.gradient(pose[:, :2], axis=0)
    moves = np.hypot(*step.T) > 0.01  # noqa: PLR2004
    if moves.any():
        heading = np.unwrap(np.arctan2(step[moves, 1], step[moves, 0]))
        pose[:, 2] = np.interp(np.arange(len(pose)), np.flatnonzero(moves), heading)
    elif flip:
        pose[:, 2] += np.pi
    return pose


def _clutter(family: Family, chance: Any, line: np.ndarray) -> np.ndarray:
    """Places that look like something: east, north, heading, class, how much they look so."""
    some = family.clutter
    reach = 100 + family.speed_mps * family.seconds + 70
    side = chance.choice([-1, 1], some) * chance.uniform(6, 16, some)
    pose = _at(line, chance.uniform(100, reach, some), side)
    kind = chance.choice([0, 1, 1, 2], some)
    return np.column_stack([pose, kind, chance.beta(1.2, 2.5, some)])


def _local(poses: np.ndarray, observer: np.ndarray) -> np.ndarray:
    """Right, ahead and heading about the axis down, as a camera at the observer has them."""
    offset = poses[:, :2] - observer[:2]
    sin, cos = np.sin(observer[2]), np.cos(observer[2])
    ahead, left = offset @ [cos, sin], offset @ [-sin, cos]
    heading = -(poses[:, 2] - observer[2]) - np.pi / 2
    wrapped = (heading + np.pi) % (2 * np.pi) - np.pi
    return np.column_stack([-left, ahead, wrapped, poses[:, 3:]])


def _visible(local: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Share of each in view that nothing nearer hides; 0 of what is not in the picture."""
    right, ahead = local[:, 0], local[:, 1]
    distance = np.hypot(right, ahead)
    reach = FOCAL_PX * right / np.maximum(ahead, 0.1)
    in_view = (ahead > NEAR_M) & (distance < FAR_M) & (np.abs(reach) < WIDTH_PX / 2)
    turned = np.arctan2(ahead, right) + local[:, 2]
    half = (sizes[:, 0] * np.abs(np.sin(turned)) + sizes[:, 1] * np.abs(np.cos(turned))) / 2
    centre = (reach / WIDTH_PX + 0.5) * CELLS
    wide = np.maximum(FOCAL_PX * half / np.maximum(ahead, 0.1) / WIDTH_PX * CELLS, 0.5)
    taken, share = np.zeros(CELLS, bool), np.zeros(len(local))
    for k in np.flatnonzero(in_view)[np.argsort(distance[in_view])]:
        cells = slice(max(int(centre[k] - wide[k]), 0), max(int(centre[k] + wide[k]) + 1, 1))
        if taken[cells].size:
            share[k] = 1 - taken[cells].mean()
            taken[cells] = True
    return share


def _found(  # noqa: PLR0913, PLR0917
    family: Family, chance: Any, frame: int, kind: np.ndarray, local: np.ndarray,
    sizes: np.ndarray, rise: np.ndarray, visible: np.ndarray, bias: np.ndarray, mood: np.ndarray,
) -> list[pl.DataFrame]:  # fmt: skip
    distance = np.hypot(local[:, 0], local[:, 1])
    half = np.where(kind == 0, 65.0, 45.0)
    likely = family.recall / (1 + np.exp((distance - half) / 6)) * visible**0.5
    likely[visible < 0.15] = 0  # noqa: PLR2004
    from scipy.stats import norm

    luck = norm.cdf(np.sqrt(0.6) * mood + np.sqrt(0.4) * chance.normal(size=len(mood)))
    who = np.flatnonzero(luck < likely)
    mixed = np.sqrt(0.5) * bias[who] + np.sqrt(0.5) * chance.normal(size=(len(who), 4))
    far, noise = distance[who], family.noise
    ray = local[who, :2] / far[:, None]
    off = mixed[:, :1] * ((0.08 + 0.004 * far) * noise)[:, None] * ray
    off += mixed[:, 1:2] * ((0.05 + 0.002 * far) * noise)[:, None] * ray[:, ::-1] * [-1, 1]
    told = local[who].copy()
    told[:, :2] += off
    told[:, 2] += mixed[:, 2] * np.where(kind[who] == 1, 0.4, 0.05) * noise
    told[:, 2] += np.pi * (chance.random(len(who)) < np.where(kind[who] == 1, 0.15, 0.03))
    told[:, 2] = (told[:, 2] + np.pi) % (2 * np.pi) - np.pi
    big = sizes[who] * np.exp(chance.normal(0, 0.04 * noise, (len(who), 3)))
    up = rise[who] + mixed[:, 3] * (0.05 + 0.001 * far)
    called = np.where(chance.random(len(who)) < 0.02, 3 - np.maximum(kind[who], 1), kind[who])  # noqa: PLR2004
    called = np.where(kind[who] == 0, 0, called)
    latent = 2.2 - far / 30 + 1.5 * (visible[who] - 1) + chance.normal(0, 0.7, len(who))
    return [_table(frame, called, told, big, up, None, latent)]


def _false(
    family: Family, chance: Any, frame: int, local: np.ndarray, places: np.ndarray
) -> list[pl.DataFrame]:
    looks = places[:, 4] * (np.hypot(local[:, 0], local[:, 1]) < FAR_M) * (local[:, 1] > NEAR_M)
    who = np.flatnonzero(chance.random(len(places)) < looks * 0.8)
    some = chance.poisson(family.anywhere)
    where = np.column_stack([chance.uniform(-25, 25, some), chance.uniform(5, 70, some),
                             chance.uniform(-np.pi, np.pi, some)])  # fmt: skip
    kind = np.concatenate([places[who, 3].astype(int), chance.integers(0, 3, some)])
    told = np.concatenate([local[who, :3], where])
    told[:, :2] += chance.normal(0, 0.25 * family.noise, (len(told), 2))
    told[:, 2] = (told[:, 2] + chance.normal(0, 0.5, len(told)) + np.pi) % (2 * np.pi) - np.pi
    sizes = np.array([SIZES_M[KINDS[k]] for k in kind]).reshape(-1, 3)
    sizes = sizes * np.exp(chance.normal(0, 0.15, sizes.shape))
    latent = chance.normal(-1.2, 0.8, len(told)) + np.concatenate([places[who, 4], np.zeros(some)])
    return [_table(frame, kind, told, sizes, np.zeros(len(told)), None, latent)]


def _table(  # noqa: PLR0913, PLR0917
    frame: int, kind: np.ndarray, local: np.ndarray, sizes: np.ndarray, rise: np.ndarray,
    who: np.ndarray | None, latent: np.ndarray | None = None,
) -> pl.DataFrame:  # fmt: skip
    length, width, height = sizes.T
    signs = np.array([(a, b, c) for a in (-1, 1) for b in (-1, 1) for c in (0, 1)])
    cos, sin = np.cos(local[:, 2]), np.sin(local[:, 2])
    along = signs[:, 0] * length[:, None] / 2
    aside = signs[:, 1] * width[:, None] / 2
    x = local[:, :1] + along * cos[:, None] + aside * sin[:, None]
    z = np.maximum(local[:, 1:2] - along * sin[:, None] + aside * cos[:, None], 0.5)
    y = (CAMERA_M + rise)[:, None] - signs[:, 2] * height[:, None]
    column, row = FOCAL_PX * x / z + WIDTH_PX / 2, FOCAL_PX * y / z + HEIGHT_PX / 2
    boxes = pl.DataFrame({
        "frame": np.full(len(local), frame, np.int64), "kind": [KINDS[k] for k in kind],
        "x0_px": column.min(axis=1).clip(0, WIDTH_PX), "y0_px": row.min(axis=1).clip(0, HEIGHT_PX),
        "x1_px": column.max(axis=1).clip(0, WIDTH_PX), "y1_px": row.max(axis=1).clip(0, HEIGHT_PX),
        "x_m": local[:, 0], "y_m": CAMERA_M + rise, "z_m": local[:, 1], "length_m": length,
        "width_m": width, "height_m": height, "heading_rad": local[:, 2],
        "object_id": who if who is not None else np.full(len(local), -1),
        "score": latent if latent is not None else np.ones(len(local)),
    }, schema_overrides={"kind": pl.String})  # fmt: skip
    wide, tall = pl.col("x1_px") - pl.col("x0_px"), pl.col("y1_px") - pl.col("y0_px")
    seen = boxes.filter((wide > 1) & (tall > 1))
    return filled(seen.with_columns(pl.when(pl.col("object_id") >= 0).then("object_id")))


def _scaled(told: pl.DataFrame, scale: str) -> pl.DataFrame:
    latent = pl.col("score")
    unit = 1 / (1 + (-latent).exp())
    scales = {"unit": unit, "wide": 2.5 + 2.5 * latent, "constant": pl.lit(1.0)}
    return told.with_columns(scales[scale].alias("score"))
