"""What lies beyond a site: houses, trees, hedges and poles with wires, out to some 150 m.

Nobody goes there and nothing there is in a plan; without it a camera would look into a void.
"""

import math
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.bands import banded
from lotgraph.twin.plan import Plan
from lotgraph.twin.plan.shapes import along, length_of
from lotgraph.twin.seeds import stream
from lotgraph.twin.stage.plants import hedge, tree
from lotgraph.twin.stage.season import Season
from lotgraph.twin.stage.shapes import Shape, box, lifted, tube

Materials = Callable[..., int]
RINGS_M = ((22.0, 45.0), (50.0, 90.0), (100.0, 160.0))  # beyond the site's rim
COARSE_M = 9.0  # longest edge of a face: far away nobody sees how free the sky is
KEPT_CLEAR_M = 9.0  # beside ways in and out
WIRE_STEPS = 7
FACADES = ("facade", "facade", "plaster", "brick", "concrete", "metal", "glass")


def town(plan: Plan, materials: Materials, season: Season) -> Iterator[Shape]:
    """Everything beyond the rim of a site: a few thousand triangles."""
    chance = stream(plan.seed, "town")
    x0, y0, x1, y1 = plan.extent_m
    middle, rim = np.array([(x0 + x1) / 2, (y0 + y1) / 2]), math.hypot(x1 - x0, y1 - y0) / 2
    taken = _taken(plan)
    dense = banded(chance, plan.split, 0.15, 1.0)
    rows = [materials(name, "town", number) for number, name in enumerate(FACADES)]
    roofs = [materials(name, "roofs", number) for number, name in enumerate(("tiles", "dark"))]
    for low, high in RINGS_M:
        count = int(dense * (low + high + 2 * rim) * math.pi / 34)
        for place in _places(chance, middle, rim, (low, high), count, taken, 18.0):
            yield _house(place, plan, chance, rows, roofs)
        for place in _places(chance, middle, rim, (low, high), 7 + count // 2, taken, 4.0):
            tall = banded(chance, plan.split, 4.0, 13.0)
            wide = tall * chance.uniform(0.45, 0.85)
            yield tree((wide, wide, tall), materials, chance, season, 420).placed((*place, 0.0))
    leaves = materials("leaves", "hedges")
    for place in _places(chance, middle, rim, RINGS_M[0], 6, taken, 9.0):
        size = (chance.uniform(6, 16), 0.9, banded(chance, plan.split, 0.8, 2.4))
        yield hedge(size, leaves, chance).placed((*place, 0.0), chance.uniform(0, math.pi))
    if chance.random() < 0.5:  # noqa: PLR2004 -- of the towns have wires on poles
        yield from _wires(plan, (middle, rim), taken, materials, chance)


def _taken(plan: Plan) -> NDArray[np.float64]:
    """Places (n, 3) x, y and radius that must stay clear: ways, and houses of the plan."""
    rows = [
        (*one.centre, max(one.size_m[:2]) / 2 + 2.0)
        for one in plan.structures
        if one.kind == "building"
    ]
    for lane in plan.lanes:
        if lane.kind != "aisle":
            ends = np.array(lane.points if lane.kind == "exit" else lane.points[::-1])
            way = ends[-1] - ends[-2]
            way = way / np.linalg.norm(way)
            rows += [(*(ends[-1] + way * far), KEPT_CLEAR_M) for far in range(0, 200, 8)]
            steps = np.arange(0.0, length_of(lane.points), 6.0).tolist()
            rows += [(*along(lane.points, at_m)[0], KEPT_CLEAR_M) for at_m in steps]
    return np.array(rows, float).reshape(-1, 3)


def _places(  # noqa: PLR0913, PLR0917 -- where, how many, and what to keep away from
    chance: np.random.Generator, middle: NDArray, rim: float, ring: tuple[float, float],
    count: int, taken: NDArray, radius: float,
) -> list[tuple[float, float]]:  # fmt: skip
    angle = chance.uniform(0, 2 * math.pi, count)
    away = rim + chance.uniform(*ring, count)
    spots = middle + away[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    gaps = np.linalg.norm(spots[:, None] - taken[None, :, :2], axis=2) - taken[None, :, 2]
    free = gaps.min(axis=1, initial=np.inf) > radius
    return [(float(x), float(y)) for x, y in spots[free]]


def _house(
    place: tuple[float, float],
    plan: Plan,
    chance: np.random.Generator,
    rows: list[int],
    roofs: list[int],
) -> Shape:
    wide, deep = chance.uniform(9, 32), chance.uniform(8, 14)
    high = banded(chance, plan.split, 3.0, 15.0)
    side = rows[int(chance.integers(len(rows)))]
    heading = math.radians(90 * chance.integers(4)) + 0.2 * chance.normal()
    if high < 9 and chance.random() < 0.7:  # noqa: PLR2004 -- low houses have gables
        shape = gabled((wide, deep, high), side, roofs[int(chance.integers(2))])
    else:
        shape = box((wide, deep, high), side, roofs[1], COARSE_M)
    return shape.placed((*place, 0.0), heading)


def gabled(size: tuple[float, float, float], side: int, roof: int, eaves: float = 0.2) -> Shape:
    """A house with a ridge along its length; `size` is up to the eaves."""
    x, y, z = size
    rise = 0.38 * y
    walls = box(size, side, roof, COARSE_M)
    half, out = x / 2 + eaves, y / 2 + eaves
    low = z - rise * eaves / (y / 2)
    ridge = [(-half, 0, z + rise), (half, 0, z + rise)]
    faces = []
    for way in (-1, 1):
        foot = [(-half, way * out, low), (half, way * out, low)]
        quad = [*foot, ridge[1], ridge[0]] if way < 0 else [*foot[::-1], ridge[0], ridge[1]]
        faces += [[quad[0], quad[1], quad[2]], [quad[0], quad[2], quad[3]]]
    ends = [[(way * x / 2, -way * y / 2, z), (way * x / 2, way * y / 2, z),
             (way * x / 2, 0, z + rise)] for way in (-1, 1)]  # fmt: skip
    triangles = np.concatenate([np.array(faces, float), np.array(ends, float)])
    normals = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    material = np.array([roof] * 4 + [side] * 2, np.int32)
    return Shape(
        np.concatenate([walls.triangles, triangles]),
        np.concatenate([walls.normals, np.repeat(normals[:, None], 3, axis=1)]),
        np.concatenate([walls.material, material]),
    )


def _wires(
    plan: Plan,
    site: tuple[NDArray, float],
    taken: NDArray,
    materials: Materials,
    chance: np.random.Generator,
) -> Iterator[Shape]:
    """A row of poles past the site, with wires that sag between them."""
    wood, black = materials("bark", "poles"), materials("dark", "wires")
    high, apart = banded(chance, plan.split, 6.5, 9.5), banded(chance, plan.split, 22.0, 38.0)
    heading = chance.uniform(0, 2 * math.pi)
    ahead, left = (
        np.array([math.cos(heading + turn), math.sin(heading + turn)]) for turn in (0, math.pi / 2)
    )
    foot = site[0] + left * (site[1] + chance.uniform(4, 14))
    places = [foot + ahead * apart * number for number in range(-3, 4)]
    for one in places:
        if (np.linalg.norm(taken[:, :2] - one, axis=1) < taken[:, 2]).any():
            continue  # wires pass over a way, poles do not stand in it
        yield tube(0.11, high, wood, sides=6).placed((*one, 0.0))
        arm = box((0.09, 1.4, 0.09), wood, None, COARSE_M)
        yield lifted(arm, high - 0.5).placed((*one, 0.0), heading)
    for one, other in pairwise(places):
        for side in (-0.6, 0.0, 0.6):
            share = np.linspace(0, 1, WIRE_STEPS)
            spots = one + share[:, None] * (other - one) + side * left
            sag = high - 0.4 - 0.028 * apart * 4 * share * (1 - share)
            yield _wire(np.column_stack([spots, sag]), black)


def _wire(points: NDArray[np.float64], material: int) -> Shape:
    """A thin upright ribbon along points (n, 3), seen from both sides."""
    a, b = points[:-1], points[1:]
    down = np.array([0, 0, 0.028])
    quads = [np.stack([a, b, b - down], 1), np.stack([a, b - down, a - down], 1)]
    one = np.concatenate(quads)
    triangles = np.concatenate([one, one[:, ::-1]])
    normals = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return Shape(
        triangles,
        np.repeat(normals[:, None], 3, axis=1),
        np.full(len(triangles), material, np.int32),
    )
