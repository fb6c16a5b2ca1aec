"""How much of the sky each place sees past what stands around it."""

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.stage.embree.library import Solid

RAYS = 40
REACH_M = 14.0  # what is farther away is part of the skyline, not of a dark corner
LIFT_M = 0.02
LOOKS_DOWN = -0.5  # the upward part of a normal from which hardly any sky is seen anyway
GOLDEN = np.pi * (3 - np.sqrt(5))


def hemisphere(count: int = RAYS) -> NDArray[np.float64]:
    """Directions (count, 3) around z, as dense as the cosine to it: each is worth the same."""
    k = np.arange(count)
    sin = np.sqrt((k + 0.5) / count)
    turn = k * GOLDEN
    return np.stack([sin * np.cos(turn), sin * np.sin(turn), np.sqrt(1 - sin**2)], -1)


def free_sky(
    solid: Solid,
    places: NDArray[np.floating],
    normals: NDArray[np.floating],
    *,
    is_above_only: bool = False,
    count: int = RAYS,
) -> NDArray[np.float32]:
    """Share (n,) of the half space before a surface that no face of a solid stands in.

    With `is_above_only`, of what of that lies above the horizon (all of it for what looks down).
    One round of n rays for each of `count` directions: O(n) memory.
    """
    up = np.where(np.abs(normals[:, 2:]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]])  # noqa: PLR2004
    right = np.cross(up, normals)
    right /= np.linalg.norm(right, axis=1, keepdims=True)
    ahead = np.cross(normals, right)
    origins = (places + LIFT_M * normals).astype(np.float32)
    free, asked = np.zeros(len(places), np.float32), np.zeros(len(places), np.float32)
    for x, y, z in hemisphere(count):
        rays = (x * right + y * ahead + z * normals).astype(np.float32)
        counts = (rays[:, 2] > 0) | (not is_above_only) | (normals[:, 2] < LOOKS_DOWN)
        is_free = ~solid.hides(origins, rays, REACH_M)
        free += is_free & counts
        asked += counts
    return np.asarray(free / np.maximum(asked, 1), np.float32)
