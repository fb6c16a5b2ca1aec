"""Says roughly what a camera sees of its site: by a pinhole, past what stands in the way.

Enough to hang cameras by and to find one that sees nothing; the pictures' exact geometry, with
distortion, is the room optics'.
"""

import math

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.plan.model import Camera, Plan, Structure
from lotgraph.twin.plan.shapes import Floats, along, length_of

Flags = NDArray[np.bool_]
FAR_M = 70.0  # beyond, a car is a few pixels
NEAR_M = 1.5
CAR_HEIGHT_M = 0.7  # half of a car, so that a kerb in front of it hides nothing
STEP_M = 2.5  # between two places looked at along a lane
OPAQUE = ("pillar", "wall", "building", "roof", "planter")


def places_of(plan: Plan) -> Floats:
    """Places (n, 3) where vehicles drive and stand: along the lanes and in each stall."""
    on_lanes = [
        along(lane.points, at_m)[0]
        for lane in plan.lanes
        for at_m in np.arange(0.0, length_of(lane.points), STEP_M)
    ]
    places = np.array([*on_lanes, *(stall.centre for stall in plan.stalls)]).reshape(-1, 2)
    return np.column_stack([places, np.full(len(places), CAR_HEIGHT_M)])


def axes_of(camera: Camera) -> Floats:
    """Unit vectors (3, 3) to the picture's right, down and away from the camera, roll left out."""
    cos_yaw, sin_yaw = math.cos(camera.yaw_rad), math.sin(camera.yaw_rad)
    cos_pitch, sin_pitch = math.cos(camera.pitch_rad), math.sin(camera.pitch_rad)
    away = (cos_pitch * cos_yaw, cos_pitch * sin_yaw, -sin_pitch)
    down = (-sin_pitch * cos_yaw, -sin_pitch * sin_yaw, -cos_pitch)
    return np.array([(sin_yaw, -cos_yaw, 0.0), down, away])


def sees(camera: Camera, structures: tuple[Structure, ...], places: Floats) -> Flags:
    """Which of (n, 3) places are in the picture, near enough, and not hidden."""
    right, down, away = axes_of(camera) @ (places - np.array(camera.position_m)).T
    reach = np.maximum(away, 1e-6)
    shown: Flags = (away > NEAR_M) & (away < FAR_M)
    shown &= np.abs(right) * camera.focal_px < reach * camera.width_px / 2
    shown &= np.abs(down) * camera.focal_px < reach * camera.height_px / 2
    opaque = [one for one in structures if one.kind in OPAQUE]
    candidates = np.flatnonzero(shown)
    if len(opaque) and len(candidates):
        shown[candidates[_is_hidden(camera, opaque, places[candidates])]] = False
    return shown


def _is_hidden(camera: Camera, structures: list[Structure], places: Floats) -> Flags:
    """Whether a box stands between the camera and each place: O(places * structures) memory."""
    heading = np.array([one.heading_rad for one in structures])
    cos, sin = np.cos(heading), np.sin(heading)
    size = np.array([one.size_m for one in structures])
    middle = np.array([(*one.centre, one.base_m + one.size_m[2] / 2) for one in structures])

    def turned(vectors: Floats) -> Floats:
        x, y, z = np.moveaxis(vectors, -1, 0)
        return np.stack([cos * x + sin * y, -sin * x + cos * y, z + 0 * x], -1)

    start = turned(np.array(camera.position_m)[None] - middle)[None]
    way = turned((places - np.array(camera.position_m))[:, None] + 0 * middle[None])
    way = np.where(way == 0, 1e-12, way)  # along a side: no division by zero
    sides = np.stack([(-size / 2 - start) / way, (size / 2 - start) / way])
    first, last = sides.min(axis=0).max(axis=-1), sides.max(axis=0).min(axis=-1)
    crossed = (first < last) & (last > 0.0) & (first < 1.0)
    hidden: Flags = crossed.any(axis=1)
    return hidden
