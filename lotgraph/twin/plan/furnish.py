"""Small things that stand at the rim of a lot: bins, cabinets, benches, bollards, tubs."""

import math
from collections.abc import Iterator

from lotgraph.twin.plan.dice import Dice
from lotgraph.twin.plan.draft import Draft
from lotgraph.twin.plan.model import Point, Structure

COLOURS = ("painted", "painted", "metal", "concrete", "wood")
APART_M = (5.0, 16.0)
RIM_M = 0.55  # of the margin: where they stand, between the stalls and the edge
SIDES: tuple[Point, ...] = ((0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0))


def furnish(draft: Draft, dice: Dice) -> None:
    """Put up what fits; where nobody may stand, nothing does."""
    x0, y0, x1, y1 = draft.box()
    out = RIM_M * draft.margin_m
    found: list[Structure] = []
    for way in SIDES:
        if not dice.happens(0.7):
            continue
        start = (x0 - out, y0 - out) if way[0] + way[1] < 0 else (x1 + out, y1 + out)
        step = (1.0, 0.0) if way[0] == 0 else (0.0, 1.0)
        sign = 1.0 if way[0] + way[1] < 0 else -1.0
        length = (x1 - x0 if way[0] == 0 else y1 - y0) + 2 * out
        at_m = dice.free(0.0, APART_M[1])
        while at_m < length:
            place = (start[0] + sign * at_m * step[0], start[1] + sign * at_m * step[1])
            found += _group(place, math.atan2(-way[1], -way[0]), dice)
            at_m += dice.free(*APART_M)
    draft.put(found)


def _group(place: Point, heading: float, dice: Dice) -> Iterator[Structure]:
    """One thing or some that stand together, their fronts to the lot."""
    kind = dice.pick(("bin", "bins", "cabinet", "bench", "bollards", "tub"))
    if kind == "bin":
        wide = dice.number(0.35, 0.6)
        yield _thing(place, heading, (wide, wide, dice.number(0.8, 1.15)), dice.pick(COLOURS))
    elif kind == "bins":
        texture = dice.pick(("painted", "metal"))
        size = (dice.number(0.6, 1.1), dice.number(0.55, 1.3), dice.number(1.0, 1.4))
        for number in range(dice.whole(1, 4)):
            yield _thing(_beside(place, heading, number * (size[1] + 0.12)), heading, size, texture)
    elif kind == "cabinet":
        size = (dice.number(0.3, 0.5), dice.number(0.5, 1.6), dice.number(0.9, 1.7))
        yield _thing(place, heading, size, dice.pick(("painted", "plaster", "metal")))
    elif kind == "bench":
        size = (dice.number(0.4, 0.55), dice.number(1.4, 2.0), 0.45)
        yield _thing(place, heading, size, dice.pick(("wood", "concrete")))
    elif kind == "bollards":
        size = (0.11, 0.11, dice.number(0.7, 1.05))
        texture = dice.pick(("metal", "hazard", "painted"))
        for number in range(dice.whole(2, 6)):
            yield _thing(_beside(place, heading, number * 1.4), heading, size, texture)
    else:
        size = (dice.number(0.5, 1.0), dice.number(0.8, 2.2), dice.number(0.7, 1.3))
        yield Structure("planter", place, size, heading, texture="concrete")


def _thing(
    place: Point, heading: float, size: tuple[float, float, float], texture: str
) -> Structure:
    return Structure("pillar", place, size, heading, texture=texture)


def _beside(place: Point, heading: float, left_m: float) -> Point:
    return place[0] - left_m * math.sin(heading), place[1] + left_m * math.cos(heading)
