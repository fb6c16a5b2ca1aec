# ruff: noqa: PLR2004 -- a made-up world is made of such numbers
"""Crowds that nobody filmed: people and vehicles before a camera, as a detector sees them.

Things stand on the ground before a pinhole camera that may pan, shake and drive. What is nearer
hides what is behind it. Detectors miss in runs, jitter by a share of the box and slowly drift about
it, cut boxes where things are hidden, see things twice, see two as one, and see things at places
they like where nothing is.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from lotgraph.formats.columns import EDGES, filled

WIDTH, HEIGHT = 1280.0, 720.0
EYE_M, FOCAL = 3.0, 900.0
WARM_UP_S = 20.0


@dataclass(frozen=True)
class Family:
    """What is filmed, by which camera and which detector."""

    things: int = 25
    are_vehicles: bool = False
    fps: float = 25.0
    seconds: float = 20.0
    pan: float = 0.0  # radians a second, at most
    shake: float = 0.0  # radians a frame, one sigma
    drive: float = 0.0  # metres a second
    recall: float = 0.93
    jitter: float = 0.03
    alarms: float = 2.0  # a frame, over all scores
    double: float = 0.03
    floor: float = -2.5  # of how sure it is of what it tells
    scale: str = "share"  # or percent, margin, constant


FAMILIES = {
    "square": Family(),
    "crowd": Family(things=60, alarms=4.0, recall=0.85),
    "slow film": Family(fps=5.0, seconds=60.0, things=15),
    "handheld": Family(pan=0.25, shake=0.006, recall=0.88),
    "walk": Family(pan=0.1, shake=0.003, drive=1.2, fps=14.0, seconds=30.0),
    "road": Family(are_vehicles=True, things=14, scale="percent"),
    "drive": Family(are_vehicles=True, things=14, drive=8.0, fps=10.0, seconds=40.0, shake=0.002),
    "raw": Family(alarms=30.0, recall=0.85, jitter=0.05, double=0.3, floor=-4.0),
    "strict": Family(recall=0.8, jitter=0.06, floor=0.0),
    "poor": Family(recall=0.6, jitter=0.07, alarms=10.0, double=0.1, scale="margin"),
    "mute": Family(scale="constant", alarms=0.4, double=0.01),
}


def filmed(family: Family, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Truth and detections, frames from 1 on."""
    chance = np.random.default_rng([seed, 7])
    frames = int(family.seconds * family.fps)
    place, size, identity = _walked(family, chance, frames)
    boxes, depth = _seen(family, chance, place, size)
    inside = _clipped(boxes)
    wide, high = inside[..., 2] - inside[..., 0], inside[..., 3] - inside[..., 1]
    full = (boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1])
    there = (depth > 1.5) & (wide > 4) & (high > 12) & (wide * high > 0.25 * full) & (high < 640)
    visible = _visible(inside, depth, there)
    frame, thing = np.nonzero(there & ((visible > 0.05) | (not family.are_vehicles)))
    truth = _table(frame + 1, identity[frame, thing], inside[frame, thing], None)
    return truth, _detected(family, chance, inside, visible, there)


def _walked(family: Family, chance: Any, frames: int) -> tuple[Any, Any, Any]:
    """Places (frames, n, 2) in metres, sizes (n, 2), and who: those who left return as others."""
    n, dt = family.things, 1 / family.fps
    reach = np.array([26.0, 40.0]) if family.are_vehicles else np.array([12.0, 22.0])
    place = (chance.random((n, 2)) - [0.5, 0.0]) * [2 * reach[0], reach[1]] + [0, 4]
    speed = chance.uniform(4, 14, n) if family.are_vehicles else chance.uniform(0.6, 1.8, n)
    speed[chance.random(n) < 0.15] = 0.0
    turn = chance.choice([0.0, np.pi], n) + chance.normal(0, 0.3, n)
    friend = (chance.random(n) < 0.3) & (np.arange(n) > 0) & (not family.are_vehicles)
    size = np.array([1.9, 1.5]) if family.are_vehicles else np.array([0.65, 1.72])
    sizes = size * np.exp(chance.normal(0, 0.1, (n, 2)))
    if family.are_vehicles:
        sizes[:, 0] *= np.where(np.abs(np.cos(turn)) > 0.7, 2.2, 1.0)
    who, path, names = np.arange(1, n + 1), np.empty((frames, n, 2)), np.empty((frames, n), int)
    here, eye = place.copy(), 0.0
    for frame in range(frames):
        for k in np.flatnonzero(friend):
            here[k] = here[k - 1] + [0.7, 0.15] if frame == 0 else here[k]
            turn[k], speed[k] = turn[k - 1], speed[k - 1]
        if not family.are_vehicles:
            turn += chance.normal(0, 0.35, n) * np.sqrt(dt)
            pause = chance.random(n) < 0.02 * dt
            speed[pause] = np.where(speed[pause] > 0.1, 0.0, 1.2)
        here += (speed * dt)[:, None] * np.column_stack([np.cos(turn), 0.5 * np.sin(turn)])
        eye += family.drive * dt
        gone = (
            (np.abs(here[:, 0]) > reach[0])
            | (here[:, 1] - eye < 2)
            | (here[:, 1] - eye > reach[1] + 8)
        )
        for k in np.flatnonzero(gone):
            side = chance.choice([-1.0, 1.0])
            here[k] = [-side * (reach[0] - 0.2), eye + 4 + chance.random() * reach[1]]
            if family.drive > 2:
                here[k] = [(chance.random() - 0.5) * reach[0], eye + reach[1] + 6]
            turn[k], who[k] = (0.0 if side > 0 else np.pi) + chance.normal(0, 0.3), who.max() + 1
        path[frame], names[frame] = here - [0, eye], who
    return path, sizes, names


def _seen(family: Family, chance: Any, place: Any, size: Any) -> tuple[Any, Any]:
    frames = len(place)
    t = np.arange(frames) / family.fps
    pan = family.pan * np.sin(2 * np.pi * t / 8 + chance.random() * 6) * 8 / (2 * np.pi)
    yaw = (
        pan
        + np.cumsum(chance.normal(0, family.shake, frames)) * 0.3
        + chance.normal(0, family.shake, frames)
    )
    tilt = 0.12 + chance.normal(0, family.shake, frames)
    x, z = place[..., 0], place[..., 1]
    c, s = np.cos(yaw)[:, None], np.sin(yaw)[:, None]
    side, depth = c * x - s * z, s * x + c * z
    near = np.maximum(depth, 0.5)
    level = HEIGHT / 2 - FOCAL * tilt[:, None]
    foot = level + FOCAL * EYE_M / near
    head = level + FOCAL * (EYE_M - size[:, 1]) / near
    u, half = WIDTH / 2 + FOCAL * side / near, FOCAL * size[:, 0] / near / 2
    sway = 1 + 0.12 * np.sin(2 * np.pi * t[:, None] * 1.8 + np.arange(len(size)))
    half = half * (1 if family.are_vehicles else sway)
    return np.stack([u - half, head, u + half, foot], axis=-1), depth


def _clipped(boxes: Any) -> Any:
    return np.clip(boxes, 0, [WIDTH, HEIGHT, WIDTH, HEIGHT])


def _visible(boxes: Any, depth: Any, there: Any) -> Any:
    """Share of each box that nothing nearer covers, counted at 8 by 8 points."""
    grid = (np.arange(8) + 0.5) / 8
    shares = np.zeros(depth.shape)
    for frame in range(len(boxes)):
        some = np.flatnonzero(there[frame])
        order = some[np.argsort(depth[frame, some])]
        for position, k in enumerate(order):
            x0, y0, x1, y1 = boxes[frame, k]
            px, py = np.meshgrid(x0 + grid * (x1 - x0), y0 + grid * (y1 - y0))
            nearer = boxes[frame, order[:position]]
            hit = ((px[..., None] > nearer[:, 0]) & (px[..., None] < nearer[:, 2])
                   & (py[..., None] > nearer[:, 1]) & (py[..., None] < nearer[:, 3]))  # fmt: skip
            shares[frame, k] = 1 - hit.any(axis=-1).mean()
    return shares


def _detected(family: Family, chance: Any, boxes: Any, visible: Any, there: Any) -> pl.DataFrame:
    frames, n = visible.shape
    keep = np.exp(-1 / (0.4 * family.fps))
    mood, drift = chance.normal(size=n), chance.normal(size=(n, 4))
    liked = 2 + int(family.alarms)
    places = chance.random((liked, 2)) * [WIDTH, HEIGHT * 0.8]
    sizes = 60 * np.exp(chance.normal(0, 0.5, (liked, 1))) * [0.8, 1.8]
    place_mood, likes = chance.normal(size=liked), chance.uniform(-1.5, 1.0, liked)
    found: list[tuple[float, ...]] = []
    for frame in range(frames):
        mood = keep * mood + np.sqrt(1 - keep**2) * chance.normal(size=n)
        drift = keep * drift + np.sqrt(1 - keep**2) * chance.normal(size=(n, 4))
        place_mood = keep * place_mood + np.sqrt(1 - keep**2) * chance.normal(size=liked)
        box = boxes[frame]
        high, wide = box[:, 3] - box[:, 1], box[:, 2] - box[:, 0]
        span = np.stack([wide, high, wide, high], axis=1)
        ease = 2.2 * (visible[frame] - 0.35) / 0.65 + 0.8 * np.log(np.maximum(high, 1) / 40)
        ease = np.minimum(ease, 2.5) + _ease_of(family.recall)
        sure = ease + 0.9 * mood + 0.5 * chance.normal(size=n)
        noise = family.jitter * (0.7 * chance.normal(size=(n, 4)) + 0.7 * drift)
        noise *= 1 + (1 - visible[frame])[:, None]
        for k in np.flatnonzero(there[frame] & (visible[frame] > 0.1)):
            if sure[k] < family.floor:
                continue
            found.append((frame, sure[k], *(box[k] + noise[k] * span[k])))
            if chance.random() < family.double:
                shift = chance.normal(0, 0.15, 4) * span[k]
                found.append((frame, sure[k] - 2 - chance.random(), *(box[k] + shift)))
        for k in np.flatnonzero(place_mood + 0.5 * chance.normal(size=liked) + likes > 0.5):
            wobble = chance.normal(0, family.jitter, 4) * np.tile(sizes[k], 2)
            low = places[k] + wobble[:2]
            sureness = -1.5 + 0.5 * likes[k] + 0.4 * place_mood[k] + 0.4 * chance.normal()
            found.append((frame, sureness, *low, *(low + sizes[k] + wobble[2:])))
        for _ in range(chance.poisson(0.5 * family.alarms)):
            low = chance.random(2) * [WIDTH, HEIGHT]
            span_px = 60 * np.exp(chance.normal(0, 0.6)) * np.array([0.8, 1.8])
            found.append((frame, -1.5 + 0.8 * chance.normal(), *low, *(low + span_px)))
    rows = np.array(found)
    rows = rows[rows[:, 1] > family.floor]
    rows[:, 2:] = _clipped(rows[:, 2:])
    rows = rows[(rows[:, 4] - rows[:, 2] > 3) & (rows[:, 5] - rows[:, 3] > 3)]
    return _table(rows[:, 0].astype(int) + 1, None, rows[:, 2:], scored(rows[:, 1], family.scale))


def _ease_of(recall: float) -> float:
    return 2.5 * (recall - 0.75)


def scored(sure: Any, scale: str) -> Any:
    """Scores of a scale, by how sure a detector is."""
    share = 1 / (1 + np.exp(-sure))
    return {
        "share": share,
        "percent": 100 * share,
        "margin": sure - 0.5,
        "constant": np.ones(len(sure)),
    }[scale]


def _table(frame: Any, object_id: Any, box: Any, score: Any) -> pl.DataFrame:
    columns = {name: box[:, k] for k, name in enumerate(EDGES)}
    more = {"object_id": object_id} if object_id is not None else {"score": score}
    return filled(pl.DataFrame({"frame": frame, **columns, **more}))


def faster(family: Family, fps: float) -> Family:
    """The same at another frame rate."""
    return replace(family, fps=fps)
