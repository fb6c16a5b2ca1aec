"""A person's figure: joints by the phase of the stride, and the limbs around them."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.bodies.mesh import Part, Piece
from lotgraph.twin.bodies.shapes import block, ellipsoid, sleeve, soft_box

Upper = Literal["shirt", "jacket", "coat", "vest"]
Lower = Literal["trousers", "shorts", "skirt"]
Bag = Literal["", "backpack", "shoulder", "shopping", "two shopping", "suitcase"]
Head = Literal["short", "long", "bald", "cap", "hat", "hood"]

SWING = np.radians(23.0)  # of a thigh, to either side, at a walk


@dataclass(frozen=True)
class Figure:
    """What does not change while somebody walks. `girth` is 1 for a slim person."""

    height_m: float
    girth: float
    upper: Upper
    lower: Lower
    is_striped: bool
    head: Head
    bag: Bag
    arm_swing: float
    lean_rad: float
    carries_phone: bool


@dataclass(frozen=True)
class Joints:
    """Joints of one side at one moment, each (3,) m, over a ground that is found later."""

    hip: NDArray
    knee: NDArray
    ankle: NDArray
    toes_up_rad: float
    shoulder: NDArray
    elbow: NDArray
    hand: NDArray


def pose(figure: Figure, side: float, phase: float, stride: float, grip: NDArray | None) -> Joints:
    """Joints of the left (`side` 1) or right (-1) half; a hand holds `grip` where one is given.

    The left heel meets the ground at phase 0, the right one at 0.5.
    """
    h = figure.height_m
    turn = (phase + (0.0 if side > 0 else 0.5)) % 1.0
    thigh = stride * (SWING * np.cos(2 * np.pi * turn) + np.radians(3.0))
    bend = np.radians(4.0) + stride * np.radians(
        10.0 * _bump(turn, 0.15, 0.08) + 54.0 * _bump(turn, 0.72, 0.11)
    )
    toes = stride * np.radians(16.0 * _bump(turn, 0.0, 0.06) - 48.0 * _bump(turn, 0.6, 0.09))
    hip = np.array([0.0, side * 0.052 * h, 0.53 * h])
    knee = hip + 0.245 * h * _down(thigh)
    ankle = knee + 0.245 * h * _down(thigh - bend)
    lean = 0.29 * h * np.sin(figure.lean_rad)
    shoulder = np.array([lean, side * (0.098 + 0.018 * figure.girth) * h, 0.80 * h])
    if grip is not None:
        hangs = np.array([-0.3, 0.0, -1.0])
        elbow, hand = reach(shoulder, grip, 0.172 * h, 0.165 * h, hangs)
    else:
        arm = -stride * figure.arm_swing * SWING * np.cos(2 * np.pi * turn) + np.radians(3.0)
        out = np.array([0.0, side * 0.12, 0.0])
        elbow = shoulder + 0.172 * h * _unit(_down(arm) + out)
        bent = arm + np.radians(14.0) + stride * max(arm, 0.0) * 0.8
        hand = elbow + 0.165 * h * _unit(_down(bent) + 0.3 * out)
    return Joints(hip, knee, ankle, toes, shoulder, elbow, hand)


def _bump(turn: float, at: float, wide: float) -> float:
    away = (turn - at + 0.5) % 1.0 - 0.5
    return float(np.exp(-((away / wide) ** 2)))


def _down(angle: float) -> NDArray:
    """Straight down, turned forwards."""
    return np.array([np.sin(angle), 0.0, -np.cos(angle)])


def _unit(vector: NDArray) -> NDArray:
    return np.asarray(vector / np.linalg.norm(vector))


def reach(
    start: NDArray, goal: NDArray, upper: float, fore: float, towards: NDArray
) -> tuple[NDArray, NDArray]:
    """Elbow and hand of a limb that reaches for a goal as far as it can, bent `towards`."""
    way = goal - start
    far = min(float(np.linalg.norm(way)), 0.985 * (upper + fore))
    ahead = _unit(way)
    along = (far**2 + upper**2 - fore**2) / (2 * far)
    aside = _unit(towards - ahead * (towards @ ahead))
    elbow = start + ahead * along + aside * np.sqrt(max(upper**2 - along**2, 0.0))
    return elbow, start + ahead * far


def limbs(figure: Figure, joints: Joints) -> list[Piece]:
    """Leg, shoe, arm and hand of one side."""
    h, girth = figure.height_m, figure.girth
    legs = {"trousers": [Part.LOWER_CLOTHES] * 6, "skirt": [Part.SKIN] * 6,
            "shorts": [Part.LOWER_CLOTHES] * 3 + [Part.SKIN] * 3}[figure.lower]  # fmt: skip
    loose = 1.12 if figure.lower == "trousers" else 1.0
    hip, knee, ankle = joints.hip, joints.knee, joints.ankle
    line = [_shifted(hip, 0.02 * h), _mix(hip, knee, 0.35), _mix(hip, knee, 0.85),
            _shifted(knee, 0.0, 0.004 * h), _mix(knee, ankle, 0.3), _mix(knee, ankle, 0.75),
            _shifted(ankle, -0.012 * h)]  # fmt: skip
    radii = np.array([0.052, 0.05, 0.036, 0.033, 0.034, 0.026, 0.024]) * h * loose
    radii[:3] *= 0.75 + 0.25 * girth
    along = np.array([np.cos(joints.toes_up_rad), 0.0, np.sin(joints.toes_up_rad)])
    sole = ankle + np.array([along[2], 0.0, -along[0]]) * 0.018 * h
    shoe = [sole + along * at * h for at in (-0.042, -0.03, 0.04, 0.085, 0.112)]
    naked = figure.upper == "vest"
    arm = [
        Part.UPPER_CLOTHES,
        Part.UPPER_CLOTHES,
        *[Part.SKIN if naked else Part.UPPER_CLOTHES] * 3,
    ]
    wide = 1.25 if figure.upper in {"jacket", "coat"} else 1.0
    shoulder, elbow, hand = joints.shoulder, joints.elbow, joints.hand
    sleeves = [_shifted(shoulder, 0.016 * h), _shifted(shoulder, -0.006 * h),
               _mix(shoulder, elbow, 0.5), elbow,
               _mix(elbow, hand, 0.5), hand]  # fmt: skip
    thick = np.array([0.018, 0.034, 0.03, 0.026, 0.025, 0.019]) * h * wide * (0.8 + 0.2 * girth)
    return [
        sleeve(line, radii, radii * 1.08, legs, 7),
        sleeve(shoe, np.array([0.018, 0.026, 0.03, 0.029, 0.014]) * h,
               np.array([0.014, 0.026, 0.022, 0.016, 0.009]) * h, Part.SHOE, 6),
        sleeve(sleeves, thick, thick, arm, 6),
        ellipsoid((0.05 * h, 0.03 * h, 0.06 * h), tuple(_shifted(hand, -0.016 * h, 0.004)),
                  Part.SKIN, 5, 3),
    ]  # fmt: skip


def _shifted(point: NDArray, up: float, ahead: float = 0.0) -> NDArray:
    return np.asarray(point + np.array([ahead, 0.0, up]))


def _mix(one: NDArray, other: NDArray, share: float) -> NDArray:
    return np.asarray(one + (other - one) * share)


def trunk(figure: Figure, spread_m: float) -> list[Piece]:
    """Torso, neck, head, hair and what is worn there; the hem follows knees `spread_m` apart."""
    h, girth = figure.height_m, figure.girth
    thick = {"shirt": 1.0, "vest": 1.02, "jacket": 1.14, "coat": 1.18}[figure.upper]
    up = np.array([0.465, 0.50, 0.55, 0.63, 0.72, 0.785, 0.825, 0.86]) * h
    wide = np.array([0.06, 0.094, 0.093, 0.083, 0.098, 0.104, 0.082, 0.04]) * h
    deep = np.array([0.045, 0.068, 0.066, 0.06, 0.066, 0.058, 0.046, 0.034]) * h
    stout = np.array([1.0, 1.0, 1.3, 1.6, 1.1, 0.6, 0.4, 0.2]) * (girth - 1.0)
    wide, deep = wide * (1 + 0.5 * stout) * thick, deep * (1 + stout) * thick
    x = np.sin(figure.lean_rad) * np.maximum(up - 0.53 * h, 0.0)
    line = np.column_stack([x, np.zeros(len(up)), up])
    first = Part.UPPER_CLOTHES
    second = Part.SECOND if figure.is_striped else first
    hips = first if figure.upper in {"jacket", "coat"} else Part.LOWER_CLOTHES
    parts = [hips, hips, first, second, first, second, first]
    pieces = [sleeve(line, wide, deep, parts, 10)]
    if figure.upper == "coat":
        pieces.append(_hem(h, wide[3], deep[3], 0.66, 0.33, spread_m, Part.UPPER_CLOTHES))
    elif figure.upper == "jacket":
        pieces.append(_hem(h, wide[3], deep[3], 0.66, 0.47, spread_m * 0.4, Part.UPPER_CLOTHES))
    if figure.lower == "skirt":
        pieces.append(_hem(h, wide[2], deep[2], 0.57, 0.30, spread_m, Part.LOWER_CLOTHES))
    return [*pieces, *_head(figure, float(x[-1])), *_worn(figure, float(deep[4]), float(wide[2]))]


def _hem(  # noqa: PLR0913, PLR0917 -- where it begins and ends, and how wide
    h: float, wide: float, deep: float, top: float, foot: float, spread_m: float, part: Part
) -> Piece:
    """Skirt of a coat or a dress: wide enough for the legs in it."""
    up = np.array([top, (top + foot) / 2, foot]) * h
    line = np.column_stack([np.zeros(3), np.zeros(3), up])
    reach = 0.5 * spread_m + 0.05 * h
    across = np.array([wide * 1.03, max(wide, 0.105 * h) * 1.08, 0.115 * h])
    along = np.array([deep * 1.03, max(deep * 1.1, 0.6 * reach), max(deep * 1.15, reach)])
    return sleeve(line, across, along, part, 10)


def _head(figure: Figure, x: float) -> list[Piece]:
    h = figure.height_m
    middle = np.array([x + 0.012 * h, 0.0, 0.928 * h])
    neck = [(x - 0.005 * h, 0.0, 0.84 * h), (x, 0.0, 0.865 * h), (x + 0.006 * h, 0.0, 0.895 * h)]
    pieces = [
        sleeve(neck, np.full(3, 0.033 * h), np.full(3, 0.035 * h), Part.SKIN, 6),
        ellipsoid((0.112 * h, 0.09 * h, 0.142 * h), tuple(middle), Part.SKIN, 8, 5),
    ]
    if figure.head == "bald":
        return pieces
    part = Part.HAIR if figure.head in {"short", "long"} else Part.TRIM
    cover = middle + np.array([-0.016, 0.0, 0.016]) * h
    size = 1.14 if figure.head in {"hat", "hood"} else 1.0
    pieces.append(ellipsoid(
        (0.118 * h * size, 0.104 * h * size, 0.136 * h * size), tuple(cover), part, 8, 5
    ))  # fmt: skip
    if figure.head == "long":
        line = [middle + np.array([-0.02, 0, 0.03]) * h, middle + np.array([-0.05, 0, -0.03]) * h,
                middle + np.array([-0.06, 0, -0.12]) * h]  # fmt: skip
        pieces.append(sleeve(line, np.array([0.04, 0.052, 0.04]) * h,
                             np.array([0.03, 0.032, 0.015]) * h, Part.HAIR, 6))  # fmt: skip
    if figure.head == "cap":
        at = (middle[0] + 0.075 * h, 0.0, middle[2] + 0.03 * h)
        pieces.append(block((0.06 * h, 0.08 * h, 0.008 * h), at, Part.TRIM))
    if figure.head == "hat":
        at = (cover[0], 0.0, cover[2] + 0.012 * h)
        pieces.append(ellipsoid((0.2 * h, 0.19 * h, 0.02 * h), at, Part.TRIM, 8, 3))
    return pieces


def _worn(figure: Figure, back: float, side: float) -> list[Piece]:
    """Bags that hang from the shoulders; those in a hand are `carried`."""
    h = figure.height_m
    if figure.bag == "backpack":
        x = np.sin(figure.lean_rad) * 0.18 * h - back - 0.05 * h
        return [soft_box((0.11 * h, 0.16 * h, 0.24 * h), (x, 0.0, 0.71 * h), Part.BAG, 0.7)]
    if figure.bag == "shoulder":
        bag = soft_box(
            (0.17 * h, 0.05 * h, 0.14 * h), (0.0, -side - 0.045 * h, 0.5 * h), Part.BAG, 0.6
        )
        strap = [(0.0, -side - 0.03 * h, 0.55 * h), (0.045 * h, 0.0, 0.70 * h + back * 0.1),
                 (0.0, 0.06 * h, 0.825 * h)]  # fmt: skip
        line = np.array(strap) + np.array([[0, 0, 0], [back * 0.75, 0, 0], [0, 0, 0]])
        return [bag, sleeve(line, np.full(3, 0.01 * h), np.full(3, 0.012 * h), Part.BAG, 4)]
    return []


def pulled(figure: Figure) -> NDArray | None:
    """Where the right hand holds what is pulled behind, if there is something."""
    h = figure.height_m
    return np.array([-0.14 * h, -0.16 * h, 0.47 * h]) if figure.bag == "suitcase" else None


def suitcase(hand: NDArray) -> list[Piece]:
    """A suitcase on the ground behind a hand, tilted towards it."""
    top = hand * (1.0, 1.0, 0.62) - np.array([0.16, 0.0, 0.0])
    foot = hand * (1.0, 1.0, 0.0) + np.array([-0.40, 0.0, 0.06])
    wheels = ellipsoid((0.05, 0.3, 0.05), (foot[0], foot[1], 0.025), Part.TYRE, 6, 3)
    case = sleeve([top, (top + foot) / 2, foot], [0.17, 0.19, 0.18], [0.1, 0.12, 0.1], Part.BAG, 8)
    return [sleeve([hand, top], [0.02, 0.02], [0.02, 0.02], Part.TRIM, 4), case, wheels]


def carried(figure: Figure, hands: list[NDArray]) -> list[Piece]:
    """Shopping bags below the right hand or both."""
    h = figure.height_m
    count = {"shopping": 1, "two shopping": 2}.get(figure.bag, 0)
    pieces = []
    for hand in hands[:count]:
        x, y, z = (float(one) for one in hand)
        pieces.append(block((0.17 * h, 0.06 * h, 0.19 * h), (x, y, z - 0.15 * h), Part.BAG))
    return pieces
