"""Seat a rider on a motorbike or a bicycle, hands on the bars and feet on the pegs."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.bands import kept
from lotgraph.twin.bodies.figure import Figure, Joints, limbs, reach, trunk
from lotgraph.twin.bodies.mesh import Part, Piece, join, moved
from lotgraph.twin.bodies.shapes import ellipsoid
from lotgraph.twin.seeds import Split, stream

AHEAD_UP = np.array([1.0, 0.0, 0.5])  # where a knee points
HANGS = np.array([-0.3, 0.0, -1.0])  # where an elbow does
HEIGHTS_M = (1.55, 1.92)


def draw_rider(seed: int, split: Split, *, is_bicycle: bool) -> Figure:
    """Draw who rides: a motorbike always with a helmet."""
    r = stream(seed, "rider")
    return Figure(
        height_m=kept(float(r.normal(1.73, 0.07)), split, *HEIGHTS_M),
        girth=1.0 + 0.35 * kept(float(r.beta(1.3, 2.6)), split, 0.0, 1.0),
        upper="shirt" if is_bicycle and r.random() < 0.5 else "jacket",  # noqa: PLR2004
        lower="shorts" if is_bicycle and r.random() < 0.3 else "trousers",  # noqa: PLR2004
        is_striped=bool(r.random() < 0.2),  # noqa: PLR2004
        head="bald" if not is_bicycle or r.random() < 0.5 else "short",  # noqa: PLR2004
        bag="backpack" if r.random() < 0.3 else "",  # noqa: PLR2004
        arm_swing=0.0,
        lean_rad=float(np.radians(r.uniform(14, 34) if is_bicycle else r.uniform(4, 16))),
        carries_phone=False,
    )


def seat_rider(
    figure: Figure, seat: NDArray, grip: NDArray, pegs: tuple[NDArray, NDArray]
) -> list[Piece]:
    """Seat somebody; `grip` and the two `pegs` (left, right) are where hands and soles are."""
    h = figure.height_m
    hips = seat + np.array([0.0, 0.0, 0.05 * h])
    lift = hips - np.array([0.0, 0.0, 0.53 * h])
    body = moved(join(trunk(replace(figure, upper="shirt"), 0.0)), lift)
    pieces, sole = [body], np.array([0.0, 0.0, 0.04 * h])
    for side, peg in zip((1.0, -1.0), pegs, strict=True):
        hip = hips + np.array([0.0, side * 0.052 * h, 0.0])
        knee, ankle = reach(hip, peg + sole, 0.245 * h, 0.245 * h, AHEAD_UP)
        lean = 0.29 * h * np.sin(figure.lean_rad)
        shoulder = hips + np.array([lean, side * (0.098 + 0.018 * figure.girth) * h, 0.27 * h])
        bar, out = grip * (1.0, side, 1.0), np.array([0.0, side * 0.8, 0.0])
        elbow, hand = reach(shoulder, bar, 0.172 * h, 0.175 * h, HANGS + out)
        pieces += limbs(figure, Joints(hip, knee, ankle, 0.0, shoulder, elbow, hand))
    if figure.head == "bald":
        x, z = lift[0] + np.sin(figure.lean_rad) * 0.33 * h, lift[2] + 0.945 * h
        size = (0.155 * h, 0.135 * h, 0.14 * h)
        pieces.append(ellipsoid(size, (x, 0.0, z), Part.HAIR, 10, 6))
        visor = (0.06 * h, 0.115 * h, 0.06 * h)
        pieces.append(ellipsoid(visor, (x + 0.055 * h, 0.0, z), Part.GLASS, 8, 4))
    return pieces
