"""Vehicles and people as the stage traces them: each in its own axes, built once per mesh."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.bodies.mesh import GLOWS, Mesh, Part
from lotgraph.twin.stage.bake import free_sky
from lotgraph.twin.stage.embree.library import Solid
from lotgraph.twin.stage.source import Sources
from lotgraph.twin.stage.view import View

RIM_M = 0.01  # by which a thing's box is wider than it, for rays that graze
GLOW = {  # kilocandela per square metre of a lamp that burns
    Part.HEAD_LAMP: (5.0, 4.8, 4.4),  # from above its beam, as cameras look
    Part.TAIL_LAMP: (0.9, 0.03, 0.01),
    Part.BRAKE_LAMP: (4.5, 0.16, 0.06),
    Part.INDICATOR_LEFT: (5.0, 1.9, 0.1),
    Part.INDICATOR_RIGHT: (5.0, 1.9, 0.1),
    Part.REVERSE_LAMP: (3.5, 3.4, 3.1),
}
SENDS_HOME = {Part.PLATE: 1.0, Part.TAIL_LAMP: 0.3, Part.BRAKE_LAMP: 0.2}  # share of its face
PARTS = max(Part) + 1
NO_ATLAS = np.zeros((1, 1, 3), np.float32)


@dataclass(frozen=True, eq=False)
class Cast:
    """A mesh ready to be traced: a solid in its axes, and its columns for `meet`."""

    mesh: Mesh
    solid: Solid
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    columns: tuple[NDArray, ...]


@dataclass(frozen=True, eq=False)
class Thing:
    """A cast where it stands: `frame` as kernels read it, `state` to tell whether it changed."""

    number: int
    cast: Cast
    frame: NDArray[np.float32]
    lights: int
    beams: NDArray[np.float32]
    state: tuple

    @cached_property
    def glows(self) -> NDArray[np.float32]:
        """Radiance (parts, 3) of each part's lamps."""
        table = np.zeros((PARTS, 3), np.float32)
        for part, bit in GLOWS.items():
            if self.lights & bit:
                table[part] = GLOW[part]
        return table


Placed = tuple[Thing, NDArray[np.float32]]  # and its windows, as `hull.kernels.spaces` tells them


def placed(things: Sequence[Thing], view: View, sources: Sources, *, is_wet: bool) -> list[Placed]:
    """Each thing with its windows in a view under sources of light."""
    from lotgraph.twin.stage.hull.kernels import spaces

    frames = np.array([thing.frame for thing in things], np.float32).reshape(-1, 10)
    windows = spaces(frames, sources.rows, is_wet, view.eye)
    return list(zip(things, windows, strict=True))


def cast(mesh: Mesh, like: Cast | None = None) -> Cast:
    """Build what a mesh needs once: some 20 ms; 1 ms where it is `like` another but for its wheels.

    How much sky their places see is then that of the other.
    """
    triangles = mesh.vertices[mesh.faces]
    solid = Solid(triangles)
    if like is not None:
        columns = (np.ascontiguousarray(mesh.normal), *like.columns[1:])
        low, high = mesh.vertices.min(axis=0) - RIM_M, mesh.vertices.max(axis=0) + RIM_M
        return Cast(mesh, solid, low, high, columns)
    corners, normals = triangles.reshape(-1, 3), mesh.normal.reshape(-1, 3)
    rows = np.round(np.concatenate([corners, normals], axis=1) * 1e3).astype(np.int64)
    _, first, name = np.unique(rows, axis=0, return_index=True, return_inverse=True)
    free = free_sky(solid, corners[first], normals[first])[name.ravel()].reshape(-1, 3)
    atlas = (mesh.atlas / np.float32(255)) ** np.float32(2.2) if mesh.atlas.size else NO_ATLAS
    home = np.zeros(PARTS, np.float32)
    home[list(SENDS_HOME)] = list(SENDS_HOME.values())
    metal = np.where(home[mesh.part] > 0, -home[mesh.part], mesh.metallic)
    columns = (
        mesh.normal, mesh.part, mesh.colour, mesh.gloss, metal, free, mesh.uv,
        atlas.astype(np.float32),
    )  # fmt: skip
    low, high = corners.min(axis=0) - RIM_M, corners.max(axis=0) + RIM_M
    return Cast(mesh, solid, low, high, tuple(np.ascontiguousarray(one) for one in columns))
