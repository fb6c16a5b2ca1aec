"""Says what stands so close before a lens that it hides much of the picture, which may be meant."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from lotgraph.twin.plan.model import Camera, Plan, Structure
from lotgraph.twin.plan.see import RADII, axes_of, hidden, widest
from lotgraph.twin.plan.shapes import Floats

CLOSE_M = 1.0
LEAST_SHARE = 0.2  # of the picture's width
STEPS = np.linspace(0.05, 1.0, 20) * CLOSE_M  # that it is measured in how close
RAYS = (80, 24)  # across and down the picture
STANDS_M = 0.5  # a lamp that begins higher hangs, and has no post
POST_M, TRUNK_SHARE = 0.14, (0.05, 0.55)  # a lamp's post; a trunk's width and height of a tree's
BOARD_M, BOARD_SHARE, MOST_BOARD_M = 0.04, 0.45, 1.2  # of a sign: how thick, and how high


@dataclass(frozen=True)
class Close:
    """A structure before a lens, and which share of the picture's width it hides."""

    camera_id: str
    structure: Structure
    away_m: float
    share: float

    @property
    def said(self) -> str:
        """The same in a sentence."""
        x, y = self.structure.centre
        return (
            f"camera {self.camera_id}: the {self.structure.kind} at ({x:g}, {y:g}) is "
            f"{self.away_m:.1g} m before its lens and hides about {self.share:.0%} of the "
            "picture's width; move one, unless that is meant"
        )


def close_up(plan: Plan) -> Iterator[Close]:
    """What stands within a metre of a lens and hides a fifth of the picture's width or more.

    A column of the picture counts as hidden where half of it is or more. Fences are seen through.
    """
    for camera in plan.cameras:
        origin, rays = np.array(camera.position_m), _rays(camera)
        for one in plan.structures:
            if one.kind == "fence" or not _is_near(camera, one):
                continue
            solid = [_solid(one)]
            covered = hidden(origin, solid, origin + CLOSE_M * rays).reshape(RAYS[::-1])
            share = float((covered.mean(axis=0) >= 0.5).mean())  # noqa: PLR2004 -- half
            if share >= LEAST_SHARE:
                before = rays[covered.ravel()]
                away_m = next(m for m in STEPS if hidden(origin, solid, origin + m * before).any())
                yield Close(camera.camera_id, one, float(away_m), share)


def _rays(camera: Camera) -> Floats:
    """Unit vectors (n, 3) row by row through the picture, roll and slant of the lens left out."""
    across = ((np.arange(RAYS[0]) + 0.5) / RAYS[0] - 0.5) * camera.width_px / camera.focal_px
    down = ((np.arange(RAYS[1]) + 0.5) / RAYS[1] - 0.5) * camera.height_px / camera.focal_px
    bent = np.stack(np.meshgrid(across, down), -1).reshape(-1, 2)
    shown = np.hypot(*bent.T)
    k1, k2, _, _, k3 = camera.distortion
    radii = RADII[widest(camera) >= RADII]
    square = radii**2
    straight = np.interp(shown, radii * (1 + square * (k1 + square * (k2 + square * k3))), radii)
    flat = bent * (straight / shown)[:, None]
    to_right, to_ground, away = axes_of(camera)
    rays = flat[:, :1] * to_right + flat[:, 1:] * to_ground + away
    unit: Floats = rays / np.linalg.norm(rays, axis=1, keepdims=True)
    return unit


def _is_near(camera: Camera, one: Structure) -> bool:
    x, y, z = camera.position_m
    reach = math.hypot(*one.size_m[:2]) / 2 + CLOSE_M
    if math.hypot(x - one.centre[0], y - one.centre[1]) > reach:
        return False
    return one.base_m - CLOSE_M <= z <= one.base_m + one.size_m[2] + CLOSE_M


def _solid(one: Structure) -> Structure:
    """The box in which nothing is seen through: of a lamp its post, of a tree its trunk."""
    x, y, z = one.size_m
    if one.kind == "lamp":
        size = one.size_m if one.base_m > STANDS_M else (POST_M, POST_M, z)
        return replace(one, kind="pillar", size_m=size)
    if one.kind == "sign":
        wide = max(x, y)
        high = min(z, max(BOARD_SHARE * z, min(wide, MOST_BOARD_M)))
        size = (BOARD_M, wide, high)
        return replace(one, kind="pillar", size_m=size, base_m=one.base_m + z - high)
    if one.kind == "tree":
        wide = TRUNK_SHARE[0] * z
        return replace(one, kind="pillar", size_m=(wide, wide, TRUNK_SHARE[1] * z))
    return replace(one, kind="pillar")
