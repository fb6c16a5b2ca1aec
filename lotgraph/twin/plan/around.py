"""What stands around a lot and on its beds: buildings, fences, kerbs, trees, lamps, signs."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from lotgraph.twin.plan.dice import Dice
from lotgraph.twin.plan.draft import Draft, Mount
from lotgraph.twin.plan.model import Point, Structure
from lotgraph.twin.plan.shapes import along, length_of

Box = tuple[float, float, float, float]
QUARTER = math.pi / 2
FACADES = ("facade", "facade", "facade", "brick", "plaster", "concrete", "glass", "metal")
EDGES = ("fence", "wall", "kerb", "hedge", "open", "open")
PIECE_M = 1.0  # of a fence: some are left out where a lane passes
LONGEST_M = 60.0
HEDGE_M = 4.0  # a longer bush would be a thin one
SIDES = ((0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0))


class Side(NamedTuple):
    """What is on one side of a lot: its edge, and how far off its buildings stand, if any do."""

    way: Point  # outwards
    edge: str = "open"
    near_m: float | None = None


def outdoors(
    draft: Draft, dice: Dice, sides: Iterable[Side] | None = None, *, is_green: bool = True
) -> None:
    """Put everything around a lot under the open sky, and places for cameras."""
    chosen = list(sides) if sides else [_any_side(draft, dice, way) for way in SIDES]
    box, texture = draft.box(), dice.pick(FACADES)
    for side in chosen:
        _edge(draft, box, dice, side)
        if side.near_m is not None:
            houses = list(_buildings(box, dice, side.way, side.near_m, texture))
            for house in draft.put(houses):
                draft.mounts += fronts(house, side.way, dice)
    if is_green:
        draft.put(list(_trees(box, dice, draft.margin_m)))
    draft.put(list(_signs(draft, box, dice)))
    _plant_beds(draft, dice)
    _light(draft, box, dice)
    _poles(draft, box, dice)


def _any_side(draft: Draft, dice: Dice, way: Point) -> Side:
    edge = dice.pick(EDGES)
    if not dice.happens(0.8):
        return Side(way, edge)
    off = dice.free(1.0, 5.0) if dice.happens(0.5) else dice.free(8.0, 30.0)
    return Side(way, edge, draft.margin_m + off)


def _span(box: Box, side: Point, margin_m: float) -> tuple[Point, Point, float]:
    """One side of the box around a lot: where it begins, which way it goes, how long it is."""
    x0, y0, x1, y1 = box
    x0, y0, x1, y1 = x0 - margin_m, y0 - margin_m, x1 + margin_m, y1 + margin_m
    if side[0] == 0:
        return (x0, y0 if side[1] < 0 else y1), (1.0, 0.0), x1 - x0
    return (x0 if side[0] < 0 else x1, y0), (0.0, 1.0), y1 - y0


def fence_in(draft: Draft, thick_m: float, tall_m: float, texture: str) -> None:
    """Put a wall around a lot, open where lanes pass."""
    for way in SIDES:
        wall = Structure("wall", (0.0, 0.0), (0.0, thick_m, tall_m), texture=texture)
        _line(draft, draft.box(), way, wall, LONGEST_M)


def _edge(draft: Draft, box: Box, dice: Dice, side: Side) -> None:
    """Put a fence, wall, kerb or hedge along a side."""
    if side.edge == "open":
        return
    height = {"fence": (1.0, 2.2), "wall": (0.6, 2.4), "kerb": (0.1, 0.18), "hedge": (0.7, 1.6)}
    width = {"fence": 0.06, "wall": 0.25, "kerb": 0.2, "hedge": 0.8}[side.edge]
    texture = {
        "fence": dice.pick(("metal", "metal", "wood")),
        "wall": dice.pick(("brick", "concrete", "plaster")),
        "kerb": "concrete",
        "hedge": "leaves",
    }[side.edge]
    kind = "planter" if side.edge == "hedge" else side.edge
    size = (0.0, width, dice.number(*height[side.edge]))
    longest = HEDGE_M if side.edge == "hedge" else LONGEST_M
    _line(draft, box, side.way, Structure(kind, (0.0, 0.0), size, texture=texture), longest)  # type: ignore[arg-type]


def _line(draft: Draft, box: Box, way: Point, like: Structure, longest_m: float) -> None:
    """Put up something as long as a side, in as few pieces as the gaps for lanes leave."""
    (x, y), (dx, dy), length = _span(box, way, draft.margin_m)
    count = max(1, round(length / PIECE_M))
    step, heading = length / count, 0.0 if dx else QUARTER

    def piece(first: int, last: int) -> Structure:
        middle, size = (first + last + 1) / 2 * step, ((last + 1 - first) * step, *like.size_m[1:])
        centre = (x + middle * dx, y + middle * dy)
        return replace(like, centre=centre, size_m=size, heading_rad=heading)

    pieces = [piece(number, number) for number in range(count)]
    standing = {id(one) for one in draft.fitting(pieces, may_touch=True)}
    most = max(1, int(longest_m / step))
    first = 0
    for number, one in enumerate(pieces):
        if id(one) not in standing:
            first = number + 1
        elif (
            number + 1 - first == most
            or number + 1 == count
            or id(pieces[number + 1]) not in standing
        ):
            draft.structures.append(piece(first, number))
            first = number + 1


def _buildings(
    box: Box, dice: Dice, side: Point, near_m: float, texture: str
) -> Iterator[Structure]:
    """Houses along a side, their fronts so far from the stalls."""
    (x, y), (dx, dy), length = _span(box, side, near_m)
    at = dice.free(-10.0, 10.0)
    floors = dice.whole(1, 5)
    while at < length:
        wide, deep = dice.number(10.0, 42.0), dice.number(8.0, 20.0)
        height = dice.number(2.9, 3.6) * max(1, floors + dice.whole(-1, 1)) + dice.number(0.2, 1.2)
        middle = at + wide / 2
        centre = (
            x + middle * dx + side[0] * deep / 2,
            y + middle * dy + side[1] * deep / 2,
        )
        own = texture if dice.happens(0.6) else dice.pick(FACADES)
        # Headed away from the lot, so that its length is its depth.
        yield Structure(
            "building", centre, (deep, wide, height), math.atan2(side[1], side[0]), texture=own
        )
        at += wide + (0.3 if dice.happens(0.4) else dice.free(2.0, 14.0))


def fronts(building: Structure, side: Point, dice: Dice) -> list[Mount]:
    """Places on the front of a building for cameras, under its eaves."""
    deep, wide, height = building.size_m
    out = deep / 2 + 0.35
    found = []
    for share in (-0.35, 0.0, 0.35):
        z = min(height - 0.3, dice.number(3.0, 8.8))
        x = building.centre[0] - side[0] * out - side[1] * share * wide
        y = building.centre[1] - side[1] * out + side[0] * share * wide
        facing = math.atan2(-side[1], -side[0])
        found.append(Mount((x, y, z), facing, math.radians(65)))
    return found


def _trees(box: Box, dice: Dice, margin_m: float) -> Iterator[Structure]:
    """Trees along some sides and scattered beyond."""
    tall = dice.number(4.0, 12.0)
    for side in SIDES:
        share = dice.pick((0.0, 0.3, 0.9))
        apart = dice.free(6.0, 12.0)
        (x, y), (dx, dy), length = _span(box, side, margin_m + dice.free(1.0, 2.5))
        for number in range(int(length / apart)):
            if dice.happens(share):
                at = (number + dice.free(0.35, 0.65)) * apart
                yield tree((x + at * dx, y + at * dy), tall, dice)
    x0, y0, x1, y1 = box
    for _ in range(dice.whole(0, 14)):
        angle, out = dice.free(0, math.tau), dice.free(1.1, 1.6)
        reach_x, reach_y = (x1 - x0) / 2 + margin_m + 4, (y1 - y0) / 2 + margin_m + 4
        x = (x0 + x1) / 2 + out * reach_x * math.cos(angle) * 1.2
        y = (y0 + y1) / 2 + out * reach_y * math.sin(angle) * 1.2
        yield tree((x, y), tall, dice)


def tree(centre: Point, tall_m: float, dice: Dice) -> Structure:
    """A tree of about such a height."""
    height = tall_m * dice.number(0.75, 1.25)
    wide = height * dice.number(0.45, 0.8)
    heading = dice.free(-math.pi, math.pi)
    return Structure("tree", centre, (wide, wide, height), heading, texture="leaves")


def _plant_beds(draft: Draft, dice: Dice) -> None:
    """Trees on some of the kerbed beds between stalls."""
    share, tall = dice.pick((0.0, 0.5, 0.9)), dice.number(3.5, 8.0)
    for bed in [one for one in draft.structures if one.kind == "planter"]:
        length, width, _ = bed.size_m
        if bed.texture != "grass" or width < 0.7:  # noqa: PLR2004 -- no room for roots
            continue
        for number in range(max(1, int(length / 9))):
            out = (number + 0.5) * length / max(1, int(length / 9)) - length / 2
            if dice.happens(share):
                cos, sin = math.cos(bed.heading_rad), math.sin(bed.heading_rad)
                place = (bed.centre[0] + out * cos, bed.centre[1] + out * sin)
                draft.structures.append(tree(place, tall, dice))


def _light(draft: Draft, box: Box, dice: Dice) -> None:
    """Lamps on poles around a lot, each a place for a camera too."""
    tall, apart = dice.number(4.0, 9.0), dice.free(14.0, 26.0)
    lamps = []
    for side in SIDES:
        (x, y), (dx, dy), length = _span(box, side, draft.margin_m * 0.6)
        count = max(1, round(length / apart))
        for number in range(count):
            at = (number + 0.5) * length / count
            heading = math.atan2(-side[1], -side[0])
            size = (1.2, 0.25, tall)
            lamps.append(Structure("lamp", (x + at * dx, y + at * dy), size, heading, 0, "metal"))
    for lamp in draft.put(lamps):
        height = min(tall - 0.8, dice.number(3.5, 7.0))
        cos, sin = math.cos(lamp.heading_rad), math.sin(lamp.heading_rad)
        place = (lamp.centre[0] + 0.3 * cos, lamp.centre[1] + 0.3 * sin, height)
        draft.mounts.append(Mount(place, lamp.heading_rad, math.radians(100)))


def _poles(draft: Draft, box: Box, dice: Dice) -> None:
    """Places for poles of their own, which are put up only where a camera hangs."""
    height = dice.number(3.6, 7.6)
    candidates = []
    for side in SIDES:
        (x, y), (dx, dy), length = _span(box, side, draft.margin_m * dice.free(0.3, 0.9))
        count = max(2, round(length / 14.0))
        for number in range(count + 1):
            at = number * length / count
            candidates.append((x + at * dx, y + at * dy))
    candidates += [one.centre for one in draft.structures if one.kind == "planter"]
    texture = dice.pick(("metal", "concrete"))
    for x, y in candidates:
        pole = Structure("pillar", (x, y), (0.16, 0.16, height - 0.15), texture=texture)
        draft.mounts.append(Mount((x, y, height), pole=pole))


def _signs(draft: Draft, box: Box, dice: Dice) -> Iterator[Structure]:
    """A sign beside each way in, faced by who arrives, and one tall one now and then."""
    size = (0.08, dice.number(0.45, 0.9), dice.number(2.1, 3.0))
    for lane in draft.lanes:
        if lane.kind == "entry" and dice.happens(0.75):
            (x, y), heading = along(lane.points, length_of(lane.points) - dice.free(7.0, 15.0))
            out = lane.width_m / 2 + dice.free(0.5, 1.2)
            centre = (x + out * math.sin(heading), y - out * math.cos(heading))
            facing = math.remainder(heading + math.pi, math.tau)
            yield Structure("sign", centre, size, facing, texture="sign")
    if dice.happens(0.35):
        x0, y0, _, y1 = box
        centre = (x0 - dice.free(2.0, 7.0), dice.free(y0, y1))
        tall = (0.35, dice.number(1.2, 2.4), dice.number(3.5, 7.0))
        yield Structure("sign", centre, tall, math.pi, texture="sign")
