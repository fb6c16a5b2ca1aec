"""Angled lots: one-way aisles that run to and fro, with slanted stalls on both sides."""

import math

from lotgraph.twin.plan.around import outdoors
from lotgraph.twin.plan.dice import Dice
from lotgraph.twin.plan.draft import Draft
from lotgraph.twin.plan.families.lot import Grid, aisles_of, fill, medians, rows_of, ways
from lotgraph.twin.plan.families.marks import any_ground, markings
from lotgraph.twin.plan.families.rows import Kind

MOST_A_ROW = 16
FEWEST_A_ROW = 6


def draw(dice: Dice) -> Draft:
    """One lot of 24 to 110 stalls at 42 to 76 degrees to their aisles."""
    grid = _grid(dice)
    ground = any_ground(dice)
    draft = Draft(lanes=aisles_of(grid), ground=ground, markings=markings(dice, ground))
    ways(draft, grid, dice)
    rows = rows_of(grid)
    if grid.aisles > 1:
        rows = rows[dice.pick((0, 0, 0, 1)) :]
    fill(draft, rows, grid.kind, dice, has_islands=False)
    draft.put(medians(grid, dice))
    draft.margin_m = dice.number(1.5, 5.0)
    outdoors(draft, dice)
    return draft


def _grid(dice: Dice) -> Grid:
    angle = math.radians(dice.number(42.0, 76.0))
    kind = Kind(dice.number(2.35, 2.9), dice.number(4.6, 5.4), angle)
    target = dice.whole(26, 100)
    fitting = [n for n in (1, 2, 3, 4) if FEWEST_A_ROW <= target / (2 * n) <= MOST_A_ROW]
    aisles = dice.pick(fitting)
    # The steeper the stalls, the more room it takes to turn into them.
    aisle_m = 3.4 + 2.6 * math.sin(angle) ** 3 + dice.number(0.0, 0.8)
    return Grid(
        kind,
        aisles,
        max(FEWEST_A_ROW, round(target / (2 * aisles))),
        aisle_m=aisle_m,
        across_m=dice.number(5.8, 7.5),
        median_m=dice.number(0.8, 3.5) if dice.happens(0.6) else 0.0,
        shoulder_m=dice.number(3.5, 6.0),
        is_one_way=True,
    )
