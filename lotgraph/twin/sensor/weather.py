"""What rain and snow put before a lens and upon it."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.plan import Camera
from lotgraph.twin.seeds import stream

Rows = NDArray[np.float32]
FALL_WIDTHS_S = 1.3  # picture widths a second at which drops near the lens cross it
DROP_SLOTS = 40  # places on the lens that a drop may take
DROP_LIVES_S = (40.0, 260.0)


def falling(camera: Camera, seed: int, t_s: float, shutter_s: float, rain: float) -> Rows:
    """Streaks (n, 6) of one frame, as `kernels.falling` has them.

    The longer the shutter is open, the longer and fainter they are.
    """
    camera_id, width, height = camera.camera_id, camera.width_px, camera.height_px
    chance = stream(seed, "falling", camera_id, round(t_s * 1e6))
    lean = stream(seed, "wind", camera_id).normal(0, 0.18) + 0.05 * chance.normal()
    count = chance.poisson(190 * rain)
    depth = 1 / (0.12 + 0.88 * chance.random(count))  # most are far
    speed = FALL_WIDTHS_S * width * (2.6 / depth) * (0.85 + 0.3 * chance.random(count))
    run_y = np.maximum(speed * shutter_s, 1.0)
    half = 0.28 * width / 640 * (0.5 + 2.2 / depth)
    alpha = np.clip(2.5 * half / (run_y + 2 * half), 0.06, 0.55)
    columns = (
        width * chance.random(count),
        (height + run_y) * chance.random(count) - run_y / 2,
        run_y * (lean + 0.06 * chance.normal(size=count)),
        run_y,
        half,
        alpha,
    )
    return np.stack(columns, axis=1).astype(np.float32)


def flakes(camera: Camera, seed: int, t_s: float, shutter_s: float, snow: float) -> Rows:
    """Flakes (n, 6) of one frame, as `kernels.falling` has them."""
    rows = falling(camera, seed, t_s, shutter_s / 9, 1.6 * snow)
    rows[:, 4] *= 2.2
    rows[:, 5] = np.minimum(1.8 * rows[:, 5], 0.6)
    return rows


def drops(camera: Camera, seed: int, t_s: float, rain: float) -> Rows:
    """Drops (n, 5) on the lens at a moment, as `kernels.drops` has them: they come, stay and dry.

    Each of the slots holds one drop after the other, so that any moment can be asked for alone.
    """
    camera_id, width, height = camera.camera_id, camera.width_px, camera.height_px
    shelter, lives, phases = _habit(seed, camera_id)
    rows = []
    for slot in range(DROP_SLOTS):
        turn, part = divmod(t_s / lives[slot] + phases[slot], 1.0)
        falls, size, x, y, slides, flat = _drop(seed, camera_id, slot, int(turn))
        if falls > rain * shelter:
            continue
        radius = width * (0.012 + 0.045 * size**2.5)
        opacity = 0.55 * min(1.0, 30 * part, 4 * (1 - part))
        slid = 2 * slides * part * part * radius
        shape = (radius * (1 - 0.3 * part), opacity, 0.7 * flat - 0.35)
        rows.append((x * width, y * height + slid, *shape))
    return np.array(rows, np.float32).reshape(-1, 5)


@lru_cache(256)
def _habit(seed: int, camera_id: str) -> tuple[float, NDArray, NDArray]:
    """How much rain a housing lets onto its lens, how long drops live in each slot, and when."""
    chance = stream(seed, "drops", camera_id)
    shelter = float(chance.beta(1.0, 1.6))
    return shelter, chance.uniform(*DROP_LIVES_S, DROP_SLOTS), chance.random(DROP_SLOTS)


@lru_cache(8192)
def _drop(seed: int, camera_id: str, slot: int, turn: int) -> tuple[float, ...]:
    """Whether one drop falls at all, its size, x, y, how it slides and how flat it is; in 0..1."""
    return tuple(stream(seed, "drop", camera_id, slot, turn).random(6).tolist())
