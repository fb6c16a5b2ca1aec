"""What of a site does not move, ready to be traced."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.plan import Plan
from lotgraph.twin.stage.bake import LOOKS_DOWN, free_sky
from lotgraph.twin.stage.build import stand
from lotgraph.twin.stage.embree.library import Solid
from lotgraph.twin.stage.lamps import site_lamps
from lotgraph.twin.stage.mark import Marks, mark
from lotgraph.twin.stage.season import SUMMER, Season
from lotgraph.twin.stage.shapes import Shape, corners_of
from lotgraph.twin.stage.texture.blots import Blots, blots

GRID_M = 0.5
GROUND_RAYS = 128  # under a roof little light is left, and steps in it show
RIM_M = 12.0  # of ground around the site over which the free sky is known


@dataclass(frozen=True, eq=False)
class Scenery:
    """Faces with the normals (m, 3, 3) and free sky (m, 3) of their corners, and materials (m,).

    `free` (rows, columns) is the share of the sky free over the ground, `frame` its x0, y0 and
    cell; `lanes` (k, 5) the ends and the half width of paved pieces.
    """

    plan: Plan
    solid: Solid
    normals: NDArray[np.float32]
    material: NDArray[np.int32]
    shade: NDArray[np.float32]
    free: NDArray[np.float32]
    frame: NDArray[np.float32]
    materials: NDArray[np.float32]
    marks: Marks
    blots: Blots
    lamps: NDArray[np.float32]
    lanes: NDArray[np.float32]

    @property
    def ground_m2(self) -> float:
        """Ground of the site."""
        x0, y0, x1, y1 = self.plan.extent_m
        return max((x1 - x0) * (y1 - y0), 1.0)

    def free_over(self, x_m: float, y_m: float) -> float:
        """Share of the sky free over a place on the ground; all of it off the grid."""
        from lotgraph.twin.stage.meet.kernels import free_over

        return float(free_over(self.free, self.frame, np.float32(x_m), np.float32(y_m)))


def survey(plan: Plan, season: Season = SUMMER) -> Scenery:
    """Build a plan's scenery; a second or two, mostly for the free sky."""
    shape, materials = stand(plan, season)
    solid = Solid(shape.triangles)
    x0, y0, x1, y1 = plan.extent_m
    x = np.arange(x0 - RIM_M, x1 + RIM_M + GRID_M, GRID_M)
    y = np.arange(y0 - RIM_M, y1 + RIM_M + GRID_M, GRID_M)
    ground = np.stack([*np.meshgrid(x, y), np.zeros((len(y), len(x)))], -1).reshape(-1, 3)
    up = np.broadcast_to((0.0, 0.0, 1.0), ground.shape)
    free = free_sky(solid, ground, up, count=GROUND_RAYS).reshape(len(y), len(x))
    places, normals, corner = corners_of(shape, _away(shape, plan))
    shade = free_sky(solid, places, normals, is_above_only=True)
    looks_down = normals[:, 2] < LOOKS_DOWN  # it is lit by the ground below it, as that is
    columns = np.clip(np.rint((places[:, 0] - x[0]) / GRID_M), 0, len(x) - 1).astype(int)
    rows = np.clip(np.rint((places[:, 1] - y[0]) / GRID_M), 0, len(y) - 1).astype(int)
    shade[looks_down] *= free[rows, columns][looks_down]
    shade = shade[corner]
    return Scenery(
        plan,
        solid,
        shape.normals.astype(np.float32),
        shape.material,
        shade,
        free,
        np.array([x[0], y[0], GRID_M], np.float32),
        materials,
        mark(plan),
        blots(plan),
        site_lamps(plan),
        _paved(plan),
    )


def _away(shape: Shape, plan: Plan) -> NDArray[np.float64]:
    """How far each face (m,) lies beyond the rim of the site."""
    x0, y0, x1, y1 = plan.extent_m
    x, y = shape.triangles[:, 0, :2].T
    beyond = np.stack([x0 - x, x - x1, y0 - y, y - y1]).max(axis=0, initial=0.0)
    return np.asarray(beyond)


def _paved(plan: Plan) -> NDArray[np.float32]:
    pieces = [
        (*start, *end, lane.width_m / 2 + 0.5)
        for lane in plan.lanes
        for start, end in zip(lane.points[:-1], lane.points[1:], strict=True)
    ]
    return np.array(pieces, np.float32).reshape(-1, 5)
