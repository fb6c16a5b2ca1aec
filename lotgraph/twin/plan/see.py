"""Says roughly what a camera sees of its site: through its lens, past what stands in the way.

Enough to hang cameras by and to find one that sees nothing; the pictures' exact geometry is the
room optics'. Vehicles hide nothing here, and of a tree only its crown does.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.plan.model import Camera, Plan, Structure
from lotgraph.twin.plan.shapes import Floats, along, length_of

Flags = NDArray[np.bool_]
FAR_M = 70.0  # beyond, a car is a few pixels
NEAR_M = 1.5
CAR_HEIGHT_M = 0.7  # half of a car, so that a kerb in front of it hides nothing
STEP_M = 2.5  # between two places looked at along a lane
OPAQUE = ("pillar", "wall", "building", "roof", "planter", "tree")
CROWN = (0.8, 0.35)  # of a tree's box: how wide what hides is, and from how high up
RADII = np.linspace(0.0, 6.0, 400)  # tangents of angles from a lens' axis, up to 80 degrees


def places_of(plan: Plan) -> Floats:
    """Places (n, 3) where vehicles drive and stand: along the lanes and in each stall."""
    on_lanes = [
        along(lane.points, at_m)[0]
        for lane in plan.lanes
        for at_m in np.arange(0.0, length_of(lane.points), STEP_M)
    ]
    return on_ground([*on_lanes, *(stall.centre for stall in plan.stalls)])


def on_ground(points: Sequence[tuple[float, float]]) -> Floats:
    """Places (n, 3) in the middle of a car's height."""
    places = np.array(points).reshape(-1, 2)
    return np.column_stack([places, np.full(len(places), CAR_HEIGHT_M)])


def axes_of(camera: Camera) -> Floats:
    """Unit vectors (3, 3) to the picture's right, down and away from the camera, roll left out."""
    cos_yaw, sin_yaw = math.cos(camera.yaw_rad), math.sin(camera.yaw_rad)
    cos_pitch, sin_pitch = math.cos(camera.pitch_rad), math.sin(camera.pitch_rad)
    away = (cos_pitch * cos_yaw, cos_pitch * sin_yaw, -sin_pitch)
    down = (-sin_pitch * cos_yaw, -sin_pitch * sin_yaw, -cos_pitch)
    return np.array([(sin_yaw, -cos_yaw, 0.0), down, away])


def sees(camera: Camera, structures: Sequence[Structure], places: Floats) -> Flags:
    """Which of (n, 3) places are in the picture, near enough, and not hidden."""
    right, down, away = axes_of(camera) @ (places - np.array(camera.position_m)).T
    shown: Flags = (away > NEAR_M) & (away < FAR_M)
    flat = np.stack([right, down]) / np.maximum(away, 1e-6)
    square = (flat**2).sum(axis=0)
    k1, k2, _, _, k3 = camera.distortion
    bent = flat * (1 + square * (k1 + square * (k2 + square * k3))) * camera.focal_px
    shown &= square < widest(camera) ** 2
    shown &= (np.abs(bent[0]) < camera.width_px / 2) & (np.abs(bent[1]) < camera.height_px / 2)
    candidates = np.flatnonzero(shown)
    origin = np.array(camera.position_m)
    shown[candidates[hidden(origin, structures, places[candidates])]] = False
    return shown


def widest(camera: Camera) -> float:
    """Tangent of the angle from its axis at which a lens begins to fold, or that it never shows."""
    k1, k2, _, _, k3 = camera.distortion
    square = RADII**2
    folded = 1 + square * (3 * k1 + square * (5 * k2 + square * 7 * k3)) <= 0
    return float(RADII[folded.argmax()] if folded.any() else RADII[-1])


def hidden(origin: Floats, structures: Sequence[Structure], places: Floats) -> Flags:
    """Whether a box stands between a place (3,) and each of (n, 3): O(n * structures) memory."""
    boxes = boxes_that_hide(structures)
    highest = max(origin[2], places[:, 2].max(initial=0.0))
    lowest = min(origin[2], places[:, 2].min(initial=origin[2]))
    boxes = boxes[(boxes[:, 5] < highest) & (boxes[:, 6] > lowest)]
    if not len(boxes) or not len(places):
        return np.zeros(len(places), bool)
    cos, sin = np.cos(boxes[:, 4]), np.sin(boxes[:, 4])
    x, y = origin[0] - boxes[:, 0], origin[1] - boxes[:, 1]
    start = np.stack([cos * x + sin * y, cos * y - sin * x])
    dx, dy, dz = (places - origin).T[:, :, None]
    way = np.stack([cos * dx + sin * dy, cos * dy - sin * dx])
    way[way == 0] = 1e-12  # along a side: no division by zero
    dz = np.where(dz == 0, 1e-12, dz)
    half = boxes[:, 2:4].T / 2
    one, other = (-half - start)[:, None] / way, (half - start)[:, None] / way
    low, high = (boxes[:, 5] - origin[2]) / dz, (boxes[:, 6] - origin[2]) / dz
    first = np.maximum(np.minimum(one, other).max(axis=0), np.minimum(low, high))
    last = np.minimum(np.maximum(one, other).min(axis=0), np.maximum(low, high))
    crossed: Flags = ((first < last) & (last > 0.0) & (first < 1.0)).any(axis=1)
    return crossed


def boxes_that_hide(structures: Sequence[Structure]) -> Floats:
    """Rows (n, 7) of what hides: centre, length and width, heading, underside, top."""
    rows = []
    for one in structures:
        if one.kind in OPAQUE:
            (length, width, height), base = one.size_m, one.base_m
            top = base + height
            if one.kind == "tree":
                length, width, base = length * CROWN[0], width * CROWN[0], base + CROWN[1] * height
            rows.append((*one.centre, length, width, one.heading_rad, base, top))
    return np.array(rows).reshape(-1, 7)
