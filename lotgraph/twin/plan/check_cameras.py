"""Checks that cameras hang where they can, and look at something of the site."""

import math
from collections.abc import Iterator

import numpy as np

from lotgraph.twin.plan.model import Camera, Plan, Structure
from lotgraph.twin.plan.problem import Problem
from lotgraph.twin.plan.see import places_of, sees

POLES = ("lamp", "sign", "fence")  # thin things: a camera may hang in the box around one


def camera_problems(plan: Plan) -> Iterator[Problem]:
    """What is wrong with the cameras of a plan whose numbers and names are right."""
    if not plan.cameras:
        yield Problem(("cameras",), "expected one camera or more; got none")
    places = places_of(plan)
    for index, camera in enumerate(plan.cameras):
        keys, name = ("cameras", index), f"camera {camera.camera_id}"
        height_m = camera.position_m[2]
        if height_m <= 0:
            said = f"{name} is underground; expected a height above 0 m; got {height_m:g}"
            yield Problem((*keys, "position_m"), said)
            continue
        around = next((one for one in plan.structures if _is_inside(camera, one)), None)
        if around:
            x, y = around.centre
            said = f"{name} is inside the {around.kind} at ({x:g}, {y:g}); move one"
            yield Problem((*keys, "position_m"), said)
        elif not sees(camera, plan.structures, places).any():
            said = f"{name} looks at nothing of the site; expected a lane or a stall in its picture"
            yield Problem(keys, f"{said}; turn it, or see what stands in its way")
        if not reaches_its_corners(camera):
            said = f"{name}: expected a lens whose picture reaches its corners without folding; got"
            yield Problem((*keys, "distortion"), f"{said} {camera.distortion}; use weaker terms")


def _is_inside(camera: Camera, structure: Structure) -> bool:
    if structure.kind in POLES:
        return False
    x, y, z = camera.position_m
    right, up = x - structure.centre[0], y - structure.centre[1]
    cos, sin = math.cos(structure.heading_rad), math.sin(structure.heading_rad)
    ahead, left = cos * right + sin * up, -sin * right + cos * up
    length, width, height = structure.size_m
    if not structure.base_m <= z <= structure.base_m + height:
        return False
    return abs(ahead) <= length / 2 and abs(left) <= width / 2


def reaches_its_corners(camera: Camera) -> bool:
    """Whether every pixel belongs to one direction: the lens' radius grows up to the corners."""
    k1, k2, _, _, k3 = camera.distortion
    corner = math.hypot(camera.width_px, camera.height_px) / 2 / camera.focal_px
    radius = np.linspace(0, 4 * corner, 400)
    shown = radius * (1 + k1 * radius**2 + k2 * radius**4 + k3 * radius**6)
    falls = np.flatnonzero(np.diff(shown) <= 0)
    return bool(shown[falls[0] if len(falls) else -1] >= corner)
