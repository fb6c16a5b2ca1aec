"""Yards: a few stalls before a shop, or behind houses and walls."""

from lotgraph.twin.plan.around import SIDES, Side, outdoors
from lotgraph.twin.plan.dice import Dice
from lotgraph.twin.plan.draft import Draft
from lotgraph.twin.plan.families.lot import Grid, aisles_of, fill, rows_of, ways
from lotgraph.twin.plan.families.marks import any_ground, markings
from lotgraph.twin.plan.families.rows import Kind
from lotgraph.twin.plan.model import Structure

CANOPY_M = (2.9, 3.8)


def draw(dice: Dice) -> Draft:
    """A lot of 20 to 44 stalls, with a house close behind its northern row."""
    kind = Kind(dice.number(2.3, 2.9), dice.number(4.7, 5.4))
    grid = Grid(
        kind,
        1,
        dice.whole(11, 22),
        aisle_m=dice.number(5.6, 8.0),
        across_m=dice.number(5.6, 6.5),
        median_m=0.0,
        shoulder_m=dice.number(2.5, 5.0),
        is_one_way=dice.happens(0.3),
    )
    ground = any_ground(dice)
    draft = Draft(lanes=aisles_of(grid), ground=ground, markings=markings(dice, ground))
    ways(draft, grid, dice, gated_share=0.3)
    fill(draft, rows_of(grid), kind, dice, has_islands=dice.happens(0.4))
    draft.margin_m = dice.number(1.6, 3.5)
    is_shop = dice.happens(0.6)
    if is_shop:
        _shop(draft, dice)
        others = [Side(way, dice.pick(("open", "kerb", "hedge", "fence"))) for way in SIDES]
    else:
        near = draft.margin_m + 0.5
        others = [
            Side(way, dice.pick(("wall", "wall", "fence", "hedge")), dice.pick((None, near, near)))
            for way in SIDES
        ]
    draft.variant = f"{'shop' if is_shop else 'court'}_{draft.variant}"
    outdoors(draft, dice, [one for one in others if not is_shop or one.way != (0.0, 1.0)])
    return draft


def _shop(draft: Draft, dice: Dice) -> None:
    """One wide house behind the northern row, a walk before it, bollards and maybe a canopy."""
    x0, _, x1, y1 = draft.box()
    wide, deep = (x1 - x0) * dice.number(0.6, 1.0), dice.number(9.0, 20.0)
    height = dice.number(3.6, 8.5)
    front = y1 + draft.margin_m
    middle = (x0 + x1) / 2
    texture = dice.pick(("facade", "brick", "plaster", "glass", "metal"))
    shop = Structure("building", (middle, front + deep / 2), (wide, deep, height), texture=texture)
    draft.put([shop])
    walk = (wide, draft.margin_m - 0.3, 0.12)
    draft.structures.append(
        Structure("kerb", (middle, front - walk[1] / 2), walk, texture="paving")
    )
    if dice.happens(0.5):
        size = (wide * dice.number(0.5, 1.0), draft.margin_m * 0.8, 0.25)
        centre = (middle, front - size[1] / 2)
        base = min(dice.number(*CANOPY_M), height - 0.4)
        draft.structures.append(Structure("roof", centre, size, 0.0, base, "metal"))
    texture = dice.pick(("metal", "hazard"))
    size = (0.12, 0.12, dice.number(0.8, 1.1))
    apart = dice.number(1.8, 3.4)
    places = [x0 + apart * number for number in range(1, int((x1 - x0) / apart))]
    draft.put([Structure("pillar", (x, y1 + 0.45), size, texture=texture) for x in places])
    sign = (dice.number(3.0, 7.0), 0.25, dice.number(0.7, 1.3))
    over = Structure("sign", (middle, front - 0.15), sign, 0.0, height - sign[2] - 0.3, "sign")
    draft.structures.append(over)
