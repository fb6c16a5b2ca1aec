"""Turn what stands on a site into triangles and materials."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.plan import Plan, Structure
from lotgraph.twin.seeds import stream
from lotgraph.twin.stage.lamps import ARM_M, HEAD_M, POLE_FROM_M
from lotgraph.twin.stage.plants import foliage, hedge, tree
from lotgraph.twin.stage.season import Season
from lotgraph.twin.stage.shapes import Shape, box, joined, lifted, tube
from lotgraph.twin.stage.texture.catalogue import material
from lotgraph.twin.stage.town import gabled, town

FENCE_STEP_M = 0.14
GABLED_M, GABLED_SHARE = 7.5, 0.45  # houses up to so high may have gables, and so many do
OVERHANG_M = 0.22  # of roofs: cameras hang farther out than that from the walls below
ROUND_SHARE = 0.4  # of square pillars that stand as round ones


class Materials:
    """The rows of a site's table of materials, as they are asked for."""

    def __init__(self, plan: Plan) -> None:
        """Begin with the ground and the land around it."""
        self._plan = plan
        around = stream(plan.seed, "around").choice(["grass", "asphalt", "paving", "gravel"])
        self.rows = [self._draw(plan.ground, "ground"), self._draw(str(around), "around")]

    def add(self, texture: str, *purpose: str | int) -> int:
        """Add one of a texture; tells its row."""
        self.rows.append(self._draw(texture, *purpose))
        return len(self.rows) - 1

    def _draw(self, texture: str, *purpose: str | int) -> NDArray[np.float32]:
        return material(texture, self._plan.seed, self._plan.split, *purpose)


def stand(plan: Plan, season: Season) -> tuple[Shape, NDArray[np.float32]]:
    """All structures and gates and the town as one shape, and the materials (rows, COLUMNS)."""
    materials = Materials(plan)
    shapes = [
        lifted(_shape(one, number, plan, materials, season), one.base_m).placed(
            (*one.centre, 0.0), one.heading_rad
        )
        for number, one in enumerate(plan.structures)
    ]
    shapes += [_gate(plan, number, materials) for number in range(len(plan.gates))]
    if not plan.family.startswith("garage/closed"):
        shapes += town(plan, materials.add, season)
    nothing = Shape(np.empty((0, 3, 3)), np.empty((0, 3, 3)), np.empty(0, np.int32))
    return joined([nothing, *shapes]), np.stack(materials.rows)


def _shape(one: Structure, number: int, plan: Plan, materials: Materials, season: Season) -> Shape:
    chance = stream(plan.seed, "structure", number)
    if one.kind == "tree":
        return tree(one.size_m, lambda name, use: materials.add(name, use, number), chance, season)
    if one.kind == "lamp":
        return _lamp(one, number, materials)
    if one.kind == "sign":
        return _sign(one, number, materials)
    if one.kind == "planter":
        return _planter(one, number, materials, chance)
    own = materials.add(one.texture, "structure", number)
    if one.kind == "fence":
        return _fence(one, own)
    return _solid(one, own, materials, chance)


def _solid(one: Structure, own: int, materials: Materials, chance: np.random.Generator) -> Shape:
    x, y, z = one.size_m
    if one.kind == "pillar" and x == y and chance.random() < ROUND_SHARE:
        return tube(x / 2, z, own, sides=20)
    if one.kind == "building":
        return _house(one, own, materials, chance)
    return box(one.size_m, own, own)


def _house(one: Structure, own: int, materials: Materials, chance: np.random.Generator) -> Shape:
    """Walls, a roof with its edge or a gable, and pipes that run down the corners."""
    x, y, z = one.size_m
    roof = materials.add("dark", "roof", own)
    edge = materials.add(str(chance.choice(["metal", "dark", "plaster"])), "edge", own)
    pipes = [
        tube(0.05, 0.96 * z, edge, sides=6).placed((side * (x / 2 + 0.06), out * y, 0.0))
        for side in (-1, 1)
        for out in (-0.47, 0.47)
    ]
    if z < GABLED_M and chance.random() < GABLED_SHARE:
        tiles = materials.add("tiles", "roof", own)
        house = gabled((y, x, z), own, tiles).placed((0.0, 0.0, 0.0), np.pi / 2)
        return joined([house, *pipes])
    out = float(chance.uniform(0.04, OVERHANG_M))
    rim = box((x + 2 * out, y + 2 * out, float(chance.uniform(0.15, 0.5))), edge, roof)
    pieces = [box(one.size_m, own, roof), lifted(rim, z - 0.1), *pipes]
    for _ in range(int(chance.integers(0, 4))):  # machines and chimneys
        size = tuple(chance.uniform((0.6, 0.6, 0.5), (2.4, 2.4, 1.8)).tolist())
        spot = chance.uniform(-0.4, 0.4, 2) * (x, y)
        pieces.append(box(size, edge).placed((*spot, z)))
    return joined(pieces)


def _planter(
    one: Structure, number: int, materials: Materials, chance: np.random.Generator
) -> Shape:
    x, y, z = one.size_m
    own = materials.add(one.texture, "structure", number)
    if one.texture == "leaves":
        return hedge(one.size_m, own, chance)
    rim = box((x, y, 0.6 * z), own, materials.add("grass", "planter", number))
    leaves = materials.add("leaves", "planter", number)
    bush = foliage((0.85 * x, 0.85 * y, z), leaves, chance)
    return joined([rim, lifted(bush, 0.3 * z)])


def _lamp(one: Structure, number: int, materials: Materials) -> Shape:
    x, y, z = one.size_m
    glass = materials.add("lamp", "lamp", number)
    if one.base_m > POLE_FROM_M:
        return box((x, y, z), glass)
    metal = materials.add("metal", "lamp", number)
    wide = float(np.clip(y, 0.2, 0.3))
    head = box((HEAD_M, wide, 0.1), metal).placed((ARM_M, 0.0, z))
    pane = box((0.8 * HEAD_M, 0.8 * wide, 0.02), glass).placed((ARM_M, 0.0, z - 0.02))
    arm = box((ARM_M, 0.05, 0.05), metal).placed((ARM_M / 2, 0.0, z))
    return joined([tube(0.07, z + 0.05, metal, sides=8), arm, head, pane])


def _sign(one: Structure, number: int, materials: Materials) -> Shape:
    x, y, z = one.size_m
    wide, thick = max(x, y), 0.04
    high = min(z, max(0.45 * z, min(wide, 1.2)))
    board = box((thick, wide, high), materials.add("sign", "sign", number))
    if one.base_m > POLE_FROM_M:
        return lifted(board, z - high)
    post = tube(0.035, z - 0.1, materials.add("metal", "sign", number), sides=8)
    post = replace(post, triangles=post.triangles - (0.05, 0.0, 0.0))
    return joined([lifted(board, z - high), post])


def _fence(one: Structure, own: int) -> Shape:
    """Posts, two rails and upright bars between them, along the longer side."""
    x, y, z = one.size_m
    long = max(x, y)
    bars = np.arange(-long / 2, long / 2 + 1e-6, FENCE_STEP_M)
    posts = np.linspace(-long / 2, long / 2, max(2, int(np.ceil(long / 2.5)) + 1))
    bar = box((0.02, 0.02, 0.9 * z), own).placed((0.0, 0.0, 0.05 * z))
    pieces = [_repeated(bar, bars), _repeated(box((0.06, 0.06, z), own), posts)]
    pieces += [lifted(box((long, 0.04, 0.05), own), at * z) for at in (0.12, 0.85)]
    return joined(pieces).placed((0.0, 0.0, 0.0), 0.0 if x >= y else np.pi / 2)


def _repeated(shape: Shape, at_m: NDArray[np.float64]) -> Shape:
    """The same at each of many places along x."""
    off = np.zeros((len(at_m), 1, 1, 3))
    off[..., 0] = at_m[:, None, None]
    return Shape(
        (shape.triangles + off).reshape(-1, 3, 3),
        np.tile(shape.normals, (len(at_m), 1, 1)),
        np.tile(shape.material, len(at_m)),
    )


def _gate(plan: Plan, number: int, materials: Materials) -> Shape:
    """A barrier that stands open beside its lane: a cabinet, and the boom upright."""
    gate = plan.gates[number]
    lane = next(lane for lane in plan.lanes if lane.lane_id == gate.lane_id)
    place, heading = along(np.array(lane.points), gate.at_m)
    left = np.array([-np.sin(heading), np.cos(heading)])
    spot = place + left * (lane.width_m / 2 + 0.35)
    cabinet = box((0.35, 0.3, 1.05), materials.add("metal", "gate", number))
    boom = box((0.06, 0.08, 0.85 * lane.width_m), materials.add("hazard", "gate", number))
    boom = lifted(boom.placed((0.0, -0.1, 0.0)), 0.9)
    return joined([cabinet, boom]).placed((spot[0], spot[1], 0.0), heading)


def along(points: NDArray[np.float64], at_m: float) -> tuple[NDArray[np.float64], float]:
    """The place so many metres along a line, and the heading there."""
    steps = np.diff(points, axis=0)
    lengths = np.hypot(*steps.T)
    ends = np.cumsum(lengths)
    piece = min(int(np.searchsorted(ends, at_m)), len(lengths) - 1)
    share = (at_m - (ends[piece] - lengths[piece])) / max(lengths[piece], 1e-9)
    heading = float(np.arctan2(steps[piece, 1], steps[piece, 0]))
    return points[piece] + np.clip(share, 0, 1) * steps[piece], heading
