"""What the lamps of vehicles throw on what is around them."""

from collections.abc import Iterable
from itertools import product

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.bodies.mesh import Mesh, Part
from lotgraph.twin.stage.lamps import COLUMNS

HEAD, BRAKE, REVERSE = 1, 2, 16  # bits of a thing's lights
# Kilocandela by colour, range in metres, cosine at the edge, how often its fading is squared, sine
# of the height above which it is cut, and sine of how far it points down.
HEAD_LAMP = ((18.0, 17.2, 15.6), 25.0, 0.78, 2.0, -0.012, 0.02)
TAIL_LAMP = ((0.012, 0.0004, 0.0002), 2.5, 0.1, 1.0, 1.0, 0.05)
BRAKE_LAMP = ((0.07, 0.0028, 0.001), 4.0, 0.1, 1.0, 1.0, 0.05)
REVERSE_LAMP = ((0.24, 0.23, 0.2), 6.0, 0.3, 1.0, 1.0, 0.3)
FAR_M = 10.0  # beams that reach farther are worth their shadows
WIDE = 0.5  # cosine at the edge of beams that a cube holds as well as a pyramid
CUBE = np.array(list(product((-1.0, 1.0), repeat=3)))
AHEAD_M = 0.05  # a lamp's light starts this far before its glass, not to be caught in it


def beams_of(mesh: Mesh, lights: int, frame: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rows (k, COLUMNS) of lamps that burn, in the world; `frame` says where the mesh stands."""
    rows: list[list[float]] = []
    if lights & HEAD:
        rows += _middle(mesh, Part.HEAD_LAMP, HEAD_LAMP, 1.0)
    if lights & BRAKE:
        rows += _middle(mesh, Part.BRAKE_LAMP, BRAKE_LAMP, -1.0)
    elif lights & HEAD:
        rows += _middle(mesh, Part.TAIL_LAMP, TAIL_LAMP, -1.0)
    if lights & REVERSE:
        rows += _middle(mesh, Part.REVERSE_LAMP, REVERSE_LAMP, -1.0)
    if not rows:
        return np.empty((0, COLUMNS), np.float32)
    table = np.array(rows)
    x, y, cos, sin = frame[:4].astype(float)
    turn = np.array([[cos, sin], [-sin, cos]])
    table[:, :2] = table[:, :2] @ turn + (x, y)
    table[:, 3:5] = table[:, 3:5] @ turn
    return table.astype(np.float32)


def _middle(
    mesh: Mesh, part: Part, lamp: tuple[tuple[float, ...], float, float, float, float, float],
    way: float,
) -> Iterable[list[float]]:  # fmt: skip
    """One beam for all lamps of a part: two, a step apart, throw nearly the same shadows."""
    colour, reach, edge, fade, cut, down = lamp
    corners = mesh.vertices[mesh.faces[mesh.part == part]].reshape(-1, 3)
    if len(corners):
        _, y, z = corners.mean(axis=0).tolist()
        ends = corners[:, 0].max() if way > 0 else corners[:, 0].min()
        level = way * float(np.sqrt(1 - down * down))
        place = [float(ends) + way * AHEAD_M, y, z]
        yield [*place, level, 0.0, -down, *colour, reach, edge, fade, cut, 1.0, 0.0]


def lit_space(beam: NDArray[np.float32]) -> NDArray[np.float64]:
    """Corners (k, 3) of a hull around all that a beam can light."""
    row = beam.astype(float)
    place, ahead, reach, edge = row[:3], row[3:6], row[9], row[10]
    if edge < WIDE:
        return np.asarray(place + reach * CUBE)
    x, y, z = ahead.tolist()
    flat = float(np.hypot(x, y))
    side = np.array([y, -x, 0.0]) / flat  # and what is upright to it and to the way ahead
    up = np.array([-x * z, -y * z, flat * flat]) / flat
    lateral = reach * np.sqrt(1 - edge**2) / edge
    far = place + reach * ahead
    spread = np.array([side + up, side - up]) * lateral
    return np.concatenate([[place], far + spread, far - spread])
