"""Where number plates are seen in a frame of the twin."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.training.columns import LABELS
from lotgraph.twin.bodies.mesh import Mesh, Part
from lotgraph.twin.optics import project
from lotgraph.twin.plan import Camera
from lotgraph.twin.stage.see import Seen
from lotgraph.twin.world.model import Poses

LEAST_WIDTH_PX = 8.0  # narrower, nobody tells one from a sticker
LEAST_SEEN = 0.6  # of its pixels
FACES_COS = 0.2  # of the angle to the camera: flatter, it is a line
DEPTH_M = 0.4  # by which its pixels may be off: its own vehicle's boot is farther off than that


def plates(camera: Camera, seen: Seen, poses: Poses, meshes: Mapping[int, Mesh]) -> pl.DataFrame:
    """Rows of `LABELS`, but for the still's name, of plates that face the camera and are seen."""
    found = []
    shown = set(seen.numbers[seen.visible[:, 0] > 0].tolist())
    columns = (poses.object_id, poses.x_m, poses.y_m, poses.heading_rad)
    for number, x, y, heading in zip(*(one.tolist() for one in columns), strict=True):
        if number in shown:
            for corners in _corners(meshes[number]):
                cos, sin = np.cos(heading), np.sin(heading)
                turn = np.array([(cos, sin, 0.0), (-sin, cos, 0.0), (0.0, 0.0, 1.0)])
                row = _seen(camera, seen, number, corners @ turn + (x, y, 0.0))
                if row is not None:
                    found.append(row)
    names = [name for name in LABELS.schema if name not in {"still_id", "kind", "owner"}]
    schema = {name: LABELS.schema[name] for name in names}
    return pl.DataFrame(found, schema, orient="row").with_columns(
        kind=pl.lit("plate"), owner=pl.lit(0, pl.Int32)
    )


def _corners(mesh: Mesh) -> list[NDArray[np.float64]]:
    """Triangles (m, 3, 3) of the front plate and of the rear one, in the vehicle's own axes."""
    triangles = mesh.vertices[mesh.faces[mesh.part == Part.PLATE]].astype(np.float64)
    is_front = triangles[:, :, 0].mean(axis=1) > 0
    return [one for one in (triangles[is_front], triangles[~is_front]) if len(one)]


def _seen(
    camera: Camera, seen: Seen, number: int, triangles: NDArray[np.float64]
) -> tuple[float | bool, ...] | None:
    normal = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]).sum(
        axis=0
    )
    middle = triangles.reshape(-1, 3).mean(axis=0)
    ray = np.array(camera.position_m) - middle
    if normal @ ray < FACES_COS * np.linalg.norm(normal) * np.linalg.norm(ray):
        return None
    pixels, _ = project(camera, triangles.reshape(-1, 3))
    if np.isnan(pixels).any():
        return None
    low, high = pixels.min(axis=0), pixels.max(axis=0)
    size = np.array([camera.width_px, camera.height_px], float)
    if (low < 0).any() or (high > size).any() or high[0] - low[0] < LEAST_WIDTH_PX:
        return None
    x0, y0 = np.floor(low).astype(int)
    x1, y1 = np.ceil(high).astype(int)
    window = (slice(y0, y1), slice(x0, x1))
    near = np.abs(seen.depth[window] - np.linalg.norm(ray)) < DEPTH_M
    share = float(((seen.object_id[window] == number) & near).mean())
    return (*low, *high, share, False) if share >= LEAST_SEEN else None
