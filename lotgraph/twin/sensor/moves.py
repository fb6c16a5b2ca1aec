"""Small moves of a camera's head: someone looks at something nearby and lets it swing back."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lotgraph.twin.optics import moved
from lotgraph.twin.plan import Camera, Plan
from lotgraph.twin.seeds import stream

HOUR_S = 3600.0
YAW_RAD, PITCH_RAD = math.radians(4.0), math.radians(1.5)
MOST_ZOOM = 1.12
TURN_S = (0.6, 2.5)
HOLD_S = (8.0, 240.0)
LANDS_RAD = math.radians(0.03)  # gears never come home exactly; well below a pixel


@dataclass(frozen=True)
class Move:
    """A head that leaves at `begins_s`, takes `turn_s`, and is as far off until the next move."""

    begins_s: float
    turn_s: float
    yaw_rad: float
    pitch_rad: float
    zoom: float


def draw_moves(
    plan: Plan, camera_id: str, seconds: float, seed: int, *, looks_per_hour: float = 0.0
) -> tuple[Move, ...]:
    """Looks aside and ways home of one camera, in order; each hour's depend on that hour alone.

    A look that would begin before the last one is home again does not happen. Each site has its
    own, whatever its cameras are called.
    """
    found: list[Move] = []
    free_s = 0.0
    for hour in range(math.ceil(seconds / HOUR_S)):
        chance = stream(seed, "moves", plan.split, plan.site_id, camera_id, hour)
        for begins_s in sorted(HOUR_S * (hour + chance.random(chance.poisson(looks_per_hour)))):
            turn_s, home_s = (float(one) for one in chance.uniform(*TURN_S, 2))
            hold_s = float(HOLD_S[0] * (HOLD_S[1] / HOLD_S[0]) ** chance.random())
            yaw, pitch = chance.normal(0, (YAW_RAD / 2, PITCH_RAD / 2)).clip(
                (-YAW_RAD, -PITCH_RAD), (YAW_RAD, PITCH_RAD)
            )
            zoom = MOST_ZOOM ** chance.uniform(-1, 1)
            off = chance.normal(0, LANDS_RAD, 2)
            ends_s = begins_s + turn_s + hold_s + home_s
            if begins_s < free_s or ends_s > HOUR_S * (hour + 1):
                continue
            found.append(Move(float(begins_s), turn_s, float(yaw), float(pitch), float(zoom)))
            found.append(Move(ends_s - home_s, home_s, float(off[0]), float(off[1]), 1.0))
            free_s = ends_s
    return tuple(found)


def camera_at(camera: Camera, moves: Sequence[Move], t_s: float) -> Camera:
    """The camera as it looks at a moment; as planned before the first of its moves."""
    begun = [move for move in moves if move.begins_s <= t_s]
    if not begun:
        return camera
    last = begun[-1]
    before = begun[-2] if len(begun) > 1 else Move(0, 0, 0, 0, 1)
    part = min(1.0, (t_s - last.begins_s) / last.turn_s) if last.turn_s > 0 else 1.0
    share = part * part * (3 - 2 * part)  # motors start and stop softly
    return moved(
        camera,
        yaw_rad=before.yaw_rad + share * (last.yaw_rad - before.yaw_rad),
        pitch_rad=before.pitch_rad + share * (last.pitch_rad - before.pitch_rad),
        zoom=before.zoom + share * (last.zoom - before.zoom),
    )
