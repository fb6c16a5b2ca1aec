"""A small site, and things of simple shapes to stand on it."""

from datetime import UTC, datetime
from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest

from lotgraph.twin.bodies.mesh import Mesh, Part, corner_normals
from lotgraph.twin.plan import Camera, Gate, Lane, Plan, Stall, Structure
from lotgraph.twin.stage.light import light_at
from lotgraph.twin.stage.see import Stage
from lotgraph.twin.stage.weather import Weather
from lotgraph.twin.world.model import Poses

NOON = datetime(2026, 6, 20, 13, tzinfo=UTC)
SIZE = {"width_px": 160, "height_px": 90}


def box_mesh(size=(4.0, 1.8, 1.5), part=Part.BODY, gloss=0.0):
    """A box on the ground around its owner's origin."""
    low, high = np.array([-size[0] / 2, -size[1] / 2, 0.0]), np.array([*size]) / (2, 2, 1)
    vertices = np.array([np.where(pick, high, low) for pick in product((0, 1), repeat=3)])
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = np.array([face for a, b, c, d in quads for face in ((a, b, c), (a, c, d))])
    count = len(faces)
    return Mesh(
        vertices=vertices.astype(np.float32),
        faces=faces.astype(np.int32),
        part=np.full(count, part, np.uint8),
        uv=np.zeros((count, 3, 2), np.float32),
        normal=corner_normals(vertices, faces),
        colour=np.full((count, 3), 0.4, np.float32),
        gloss=np.full(count, gloss, np.float32),
        metallic=np.zeros(count, np.float32),
        atlas=np.zeros((1, 1, 3), np.uint8),
        wheel=np.zeros(8, np.uint8),
        hubs=np.zeros((0, 3), np.float32),
        steered=np.zeros(0, np.bool_),
    )


def poses_of(*rows):
    """Poses of (number, x, y, heading) or with lights as a fifth."""
    table = np.array([(*row, 0)[:5] for row in rows], float).reshape(-1, 5)
    nothing = np.zeros(len(table))
    return Poses(
        object_id=table[:, 0].astype(np.int32),
        kind=nothing.astype(np.uint8),
        x_m=table[:, 1],
        y_m=table[:, 2],
        heading_rad=table[:, 3],
        speed_mps=nothing,
        steer_rad=nothing,
        phase=nothing,
        lights=table[:, 4].astype(np.uint8),
        is_awake=np.ones(len(table), np.bool_),
    )


def site(**changes):
    """A plan with one of each structure, seen by three cameras."""
    stalls = tuple(Stall(f"s{k}", "aisle", (2.6 * k - 6.5, 8.0), np.pi / 2) for k in range(6))
    words = {
        "lanes": (
            Lane("in", "entry", ((-40, 0), (-10, 0))),
            Lane("aisle", "aisle", ((-10, 0), (12, 0)), is_one_way=True),
        ),
        "stalls": stalls,
        "cameras": (
            Camera(
                "bent", (-12, -9, 5.0), 0.6, 0.35, 0.02, 110, (-0.25, 0.06, 0.001, 0, 0), **SIZE
            ),
            Camera("plain", (0, -14, 6.0), np.pi / 2, 0.4, 0.0, 120, **SIZE),
            Camera("steep", (4, 2, 7.0), 1.0, 1.3, 0.0, 90, **SIZE),
        ),
        "gates": (Gate("g", "in", 25.0),),
        "structures": (
            Structure("building", (0, 24), (20, 8, 7), texture="facade"),
            Structure("wall", (14, 0), (0.3, 20, 1.5), texture="brick"),
            Structure("tree", (-9, 14), (4, 4, 6)),
            Structure("lamp", (9, 12), (0.6, 0.3, 6)),
            Structure("lamp", (-12, 3), (0.6, 0.3, 5)),
            Structure("fence", (0, -16), (20, 0.1, 1.5), texture="metal"),
            Structure("pillar", (3, 3), (0.4, 0.4, 2.8), texture="hazard"),
            Structure("sign", (6, 11), (0.1, 0.6, 2.4), -1.5),
            Structure("kerb", (0, 11), (20, 0.3, 0.14)),
            Structure("planter", (-11, 8), (2, 1, 0.8)),
            Structure("roof", (-12, 18), (6, 6, 0.3), base_m=2.6),
        ),
        "extent_m": (-16.0, -16.0, 16.0, 20.0),
    }
    return Plan("lot", "train", 4, **{**words, **changes})


@pytest.fixture(scope="session")
def kit():
    """What the tests make their scenes of."""
    return SimpleNamespace(
        box=box_mesh(), box_mesh=box_mesh, poses_of=poses_of, site=site, noon=NOON
    )


@pytest.fixture(scope="session")
def stage():
    """The small site, ready to be seen."""
    return Stage(site())


@pytest.fixture(scope="session")
def noon():
    """Clear light with shadows."""
    return light_at(site(), NOON, Weather())
