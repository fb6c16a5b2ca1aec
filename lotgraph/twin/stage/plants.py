"""Trees, bushes and hedges: patches of leaves, and the twigs that winter shows."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.stage.season import Season
from lotgraph.twin.stage.shapes import Shape, joined, lifted, tube

Size = tuple[float, float, float]
EVERGREEN = 0.25  # of the trees
BRANCH_ORDERS = 3
LAYERS = (
    2.4  # square deviations of leaves over each square metre of crown: twice as many as hide it
)


def foliage(
    size: Size, material: int, chance: np.random.Generator, leaves: float = 1.0, most: int = 2600
) -> Shape:
    """A crown that stands on z = 0: small tilted patches strewn over and within an ellipsoid.

    Patches rather than a hull: a hull's outline and shadow are too round to be a tree's.
    """
    count = int(np.clip(110 * size[0] * size[2], 200, most))
    outward = chance.normal(size=(count, 3))
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    lumps = np.sin(outward @ (chance.normal(size=(3, 5)) * 3.2)).mean(axis=1, keepdims=True)
    depth = 1 - 0.5 * chance.random((count, 1)) ** 2 + 0.3 * lumps
    centre = outward * depth * np.array(size) / 2 + (0, 0, size[2] / 2)
    kept = chance.random(count) < leaves
    return _patches(
        centre[kept], outward[kept], _patch_m(size[0] * size[2], count), material, chance
    )


def hedge(size: Size, material: int, chance: np.random.Generator) -> Shape:
    """A clipped hedge around the origin: patches of leaves all over a box, and some inside."""
    x, y, z = size
    areas = np.array([y * z, y * z, x * z, x * z, x * y])
    count = int(np.clip(80 * areas.sum(), 120, 1500))
    side = chance.choice(5, count, p=areas / areas.sum())
    normals = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1]], float)[side]
    spots = chance.uniform(-0.5, 0.5, (count, 3))
    spots = np.where(normals != 0, 0.5 * normals, spots)
    ragged = 1 - 0.18 * chance.random((count, 1)) ** 2
    places = spots * ragged * size + (0, 0, z / 2)
    return _patches(places, normals, _patch_m(areas.sum(), count), material, chance)


def tree(
    size: Size,
    materials: Callable[[str, str], int],
    chance: np.random.Generator,
    season: Season,
    most: int = 2600,
) -> Shape:
    """A tree that stands on the ground; `materials` gives the row of a texture for a purpose."""
    x, y, z = size
    is_evergreen = chance.random() < EVERGREEN
    leaves = 1.0 if is_evergreen else season.leaves
    bark = materials("bark", "trunk")
    pieces = [tube(0.025 * z, 0.55 * z, bark, sides=7)]
    if leaves < 0.9:  # noqa: PLR2004 -- else nobody sees them
        pieces.append(_twigs((x, y, 0.72 * z), 0.28 * z, bark, chance))
    if leaves > 0:
        texture = "leaves" if is_evergreen or season.turned < chance.random() else "autumn"
        crown = foliage((x, y, 0.72 * z), materials(texture, "crown"), chance, leaves, most)
        pieces.append(lifted(crown, 0.28 * z))
    return joined(pieces)


def _twigs(size: Size, from_m: float, material: int, chance: np.random.Generator) -> Shape:
    """Branches that fork and fork again, thinner each time."""
    starts = np.column_stack([np.zeros((9, 2)), from_m + size[2] * chance.uniform(0.0, 0.35, 9)])
    ways = chance.normal(size=(9, 3)) * (1, 1, 0.3) + (0, 0, 0.9)
    length, thick = 0.42 * max(size[0], size[2]), 0.011 * size[2]
    triangles, normals = [], []
    for _ in range(BRANCH_ORDERS):
        ways /= np.linalg.norm(ways, axis=1, keepdims=True)
        ends = starts + ways * length * chance.uniform(0.6, 1.1, (len(starts), 1))
        side = np.cross(ways, chance.normal(size=ways.shape))
        side *= thick / np.linalg.norm(side, axis=1, keepdims=True)
        other = np.cross(ways, side)
        for across in (side, other):  # two blades across each other look round enough
            triangles += [
                np.stack([starts - across, starts + across, ends], axis=1),
                np.stack([starts + across, starts - across, ends], axis=1),
            ]
            facing = np.cross(across, ways) / thick
            normals += [facing, -facing]
        parts = chance.uniform(0.35, 1.0, (len(starts), 4, 1))
        starts, ways = (
            (starts[:, None] + parts * (ends - starts)[:, None]).reshape(-1, 3),
            (ways[:, None] + 0.65 * chance.normal(size=(len(starts), 4, 3))).reshape(-1, 3),
        )
        length, thick = 0.5 * length, 0.45 * thick
    every, facing = np.concatenate(triangles), np.repeat(np.concatenate(normals)[:, None], 3, 1)
    return Shape(every, facing, np.full(len(every), material, np.int32))


def _patch_m(area_m2: float, count: int) -> float:
    """Deviation of a patch's edges with which so many hide most of what lies behind them."""
    return float(np.sqrt(LAYERS * area_m2 / count))


def _patches(
    centre: NDArray[np.float64],
    outward: NDArray[np.float64],
    size_m: float,
    material: int,
    chance: np.random.Generator,
) -> Shape:
    count = len(centre)
    edges = chance.normal(size=(2, count, 3)) * size_m
    triangles = np.stack(
        [centre + edges[0], centre + edges[1], centre - edges.mean(axis=0)], axis=1
    )
    normals = outward + 0.28 * chance.normal(size=(count, 3)) + (0, 0, 0.3)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    faces = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    turned = (faces * normals).sum(axis=1) < 0
    triangles[turned] = triangles[turned][:, ::-1]
    return Shape(
        triangles, np.repeat(normals[:, None], 3, axis=1), np.full(count, material, np.int32)
    )
