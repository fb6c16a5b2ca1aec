"""Whether rain and snow fall before a camera."""

import numpy as np

from lotgraph.twin.plan import Camera, Plan
from lotgraph.twin.plan.shapes import overlaps, rectangles

HOUSING_M = 0.3


def is_sheltered(camera: Camera, plan: Plan) -> bool:
    """Whether a camera hangs under a roof of the site."""
    x, y, z = camera.position_m
    roofs = [one for one in plan.structures if one.kind == "roof" and one.base_m >= z]
    if not roofs:
        return False
    over = rectangles(
        np.array([one.centre for one in roofs]),
        np.array([one.size_m[:2] for one in roofs]),
        np.array([one.heading_rad for one in roofs]),
    )
    housing = rectangles(np.array([(x, y)]), np.full((1, 2), HOUSING_M), np.zeros(1))
    return len(overlaps(housing, over)[0]) > 0
