"""Garages: a deck between pillars and walls under a low roof, lit by lamps that hang from it."""

import math
from collections.abc import Iterator

from lotgraph.twin.plan.around import SIDES, Side, fence_in, outdoors
from lotgraph.twin.plan.dice import Dice
from lotgraph.twin.plan.draft import Draft, Mount
from lotgraph.twin.plan.families.lot import Grid, aisles_of, fill, rows_of, ways
from lotgraph.twin.plan.families.marks import markings
from lotgraph.twin.plan.families.rows import Kind, Row, beside
from lotgraph.twin.plan.model import Structure
from lotgraph.twin.plan.shapes import along, length_of

PARAPET_M = (0.9, 1.3)
LAMP_BELOW_M = 0.12  # the roof
CAMERA_BELOW_M = 0.1
ROOF_M = 0.35


def draw(dice: Dice) -> Draft:
    """One deck: closed, open at its sides, or the topmost one under the sky."""
    pillar = dice.number(0.28, 0.5)
    grid = _grid(dice, pillar)
    ground = dice.pick(("concrete", "concrete", "asphalt"))
    draft = Draft(lanes=aisles_of(grid), ground=ground, markings=markings(dice, ground))
    ways(draft, grid, dice, gated_share=0.8)
    storey = dice.pick(("closed", "closed", "open", "open", "top"))
    rows = rows_of(grid)
    fill(draft, rows, grid.kind, dice, has_islands=False)
    draft.margin_m = dice.number(1.6, 2.6) if storey == "top" else dice.number(0.4, 1.0)
    ceiling = dice.number(2.96, 3.28)
    if storey == "top":
        edge = dice.pick(("wall", "wall", "fence"))
        outdoors(draft, dice, [Side(way, edge) for way in SIDES], is_green=False)
    else:
        tall = ceiling if storey == "closed" else dice.number(*PARAPET_M)
        texture = dice.pick(("concrete", "concrete", "plaster", "brick"))
        fence_in(draft, 0.22, tall, texture)
        draft.put(list(_pillars(rows, grid.kind, pillar, ceiling, dice)))
        _roof(draft, ceiling)
        _lamps(draft, dice, ceiling)
        _ceiling_mounts(draft, dice, ceiling - CAMERA_BELOW_M)
    draft.variant = f"{storey}_{draft.variant}"
    return draft


def _grid(dice: Dice, pillar_m: float) -> Grid:
    bay = dice.pick((2, 3, 3, 4))
    kind = Kind(
        dice.number(2.5, 2.85), dice.number(4.8, 5.3), math.pi / 2, bay, pillar_m + 2 * 0.3 + 0.02
    )
    aisles = dice.pick((2, 2, 3))
    per_row = bay * dice.whole(-(-6 // bay), 18 // bay if aisles == 2 else 15 // bay)  # noqa: PLR2004
    return Grid(
        kind,
        aisles,
        per_row,
        aisle_m=dice.number(6.6, 7.8),
        across_m=dice.number(5.8, 7.0),
        median_m=0.0,
        shoulder_m=dice.number(1.0, 2.5),
        is_one_way=dice.happens(0.4),
    )


def _pillars(
    rows: list[Row], kind: Kind, wide_m: float, tall_m: float, dice: Dice
) -> Iterator[Structure]:
    """One between each two bays of a row, a step back from the aisle; some painted as a warning."""
    back = dice.number(1.0, 2.0)
    texture = dice.pick(("concrete", "concrete", "hazard", "plaster"))
    deep = wide_m * dice.pick((1.0, 1.0, 1.3))
    for row in rows:
        bays = round((row.length_m + kind.gap_m) / (kind.bay * kind.pitch_m + kind.gap_m))
        for number in range(1, bays):
            at = number * (kind.bay * kind.pitch_m + kind.gap_m) - kind.gap_m / 2
            centre = beside(row, at, back + deep / 2)
            size = (deep, wide_m, tall_m)
            heading = row.heading_rad + math.pi / 2
            yield Structure("pillar", centre, size, heading, texture=texture)


def _roof(draft: Draft, ceiling_m: float) -> None:
    x0, y0, x1, y1 = draft.box()
    size = (x1 - x0 + 2 * draft.margin_m, y1 - y0 + 2 * draft.margin_m, ROOF_M)
    centre = ((x0 + x1) / 2, (y0 + y1) / 2)
    draft.structures.append(Structure("roof", centre, size, 0.0, ceiling_m, "concrete"))


def _lamps(draft: Draft, dice: Dice, ceiling_m: float) -> None:
    """Long lamps above the middle of every lane, every few metres."""
    apart = dice.number(6.0, 11.0)
    size = (dice.number(0.9, 1.5), dice.number(0.12, 0.3), 0.08)
    for lane in draft.lanes:
        if lane.kind == "aisle":
            length = length_of(lane.points)
            count = max(1, round(length / apart))
            for number in range(count):
                centre, heading = along(lane.points, (number + 0.5) * length / count)
                base = ceiling_m - LAMP_BELOW_M
                draft.structures.append(Structure("lamp", centre, size, heading, base, "lamp"))


def _ceiling_mounts(draft: Draft, dice: Dice, height_m: float) -> None:
    """Cameras hang from the ceiling along the edges of the lanes, and in the corners."""
    for lane in draft.lanes:
        if lane.kind != "aisle":
            continue
        length = length_of(lane.points)
        for number in range(max(2, round(length / 7))):
            (x, y), heading = along(lane.points, (number + dice.free(0.2, 0.8)) * 7.0)
            out = dice.pick((-1, 1)) * (lane.width_m / 2 - 0.2)
            place = (x - out * math.sin(heading), y + out * math.cos(heading), height_m)
            draft.mounts.append(Mount(place))
    x0, y0, x1, y1 = draft.box()
    for x, y in ((x0, y0), (x1, y0), (x1, y1), (x0, y1)):
        facing = math.atan2((y0 + y1) / 2 - y, (x0 + x1) / 2 - x)
        draft.mounts.append(Mount((x, y, height_m), facing, math.radians(60)))
