"""What stands on a site for ever and would be hit."""

import numpy as np

from lotgraph.twin.plan.model import Plan
from lotgraph.twin.plan.shapes import along, length_of, overlaps, rectangles
from lotgraph.twin.world.arcs import Floats
from lotgraph.twin.world.berth import OFF_SITE_M, unit
from lotgraph.twin.world.schedule import boxes_of

STANDS = ("wall", "pillar", "building", "planter", "tree", "fence", "sign", "lamp")
STEM_M = {"tree": 0.5, "sign": 0.2, "lamp": 0.3}  # what one would hit of it
HEAD_ROOM_M = 2.2
BEYOND_M = OFF_SITE_M + 8.0  # the length of a vehicle more


def fixed_boxes(plan: Plan) -> Floats:
    """Boxes (n, 6) of what stands on the ground and would be hit.

    But for what stands where vehicles come from or vanish, beyond the ends of the lanes.
    """
    rows = []
    for one in plan.structures:
        if one.kind in STANDS and one.base_m < HEAD_ROOM_M:
            length = min(one.size_m[0], STEM_M.get(one.kind, np.inf))
            width = min(one.size_m[1], STEM_M.get(one.kind, np.inf))
            rows.append((*one.centre, one.heading_rad, length, width))
    table, beyond = (np.array(each).reshape(-1, 5) for each in (rows, _beyond(plan)))
    shapes, strips = (rectangles(t[:, :2], t[:, 3:], t[:, 2]) for t in (table, beyond))
    hidden, _ = overlaps(shapes, strips)
    return boxes_of(np.delete(table, hidden, axis=0).tolist())


def _beyond(plan: Plan) -> list[tuple[float, float, float, float, float]]:
    """Strips (x, y, heading, length, width) from the outer ends of entries and exits on."""
    strips = []
    for lane in plan.lanes:
        if lane.kind in {"entry", "exit"}:
            at_m, sign = (0.0, -1) if lane.kind == "entry" else (length_of(lane.points), 1)
            (x, y), heading = along(lane.points, at_m)
            ux, uy = unit(heading)
            ahead = sign * BEYOND_M / 2
            strips.append((x + ahead * ux, y + ahead * uy, heading, BEYOND_M, lane.width_m))
    return strips
