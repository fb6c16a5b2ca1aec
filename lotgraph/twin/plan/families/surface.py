"""Surface lots: stalls at right angles on both sides of aisles that are driven both ways."""

from lotgraph.twin.plan.around import outdoors
from lotgraph.twin.plan.dice import Dice
from lotgraph.twin.plan.draft import Draft
from lotgraph.twin.plan.families.lot import Grid, aisles_of, fill, medians, rows_of, ways
from lotgraph.twin.plan.families.marks import any_ground, markings
from lotgraph.twin.plan.families.rows import Kind

MOST_A_ROW = 19
FEWEST_A_ROW = 6


def draw(dice: Dice) -> Draft:
    """One lot of 20 to 120 stalls."""
    grid = _grid(dice)
    ground = any_ground(dice)
    draft = Draft(lanes=aisles_of(grid), ground=ground, markings=markings(dice, ground))
    ways(draft, grid, dice)
    rows = rows_of(grid)
    if grid.aisles > 1:
        rows = rows[dice.pick((0, 0, 1)) : dice.pick((None, None, -1))]
    fill(draft, rows, grid.kind, dice, has_islands=dice.happens(0.55))
    draft.put(medians(grid, dice))
    draft.margin_m = dice.number(1.5, 5.0)
    outdoors(draft, dice)
    return draft


def _grid(dice: Dice) -> Grid:
    kind = Kind(dice.number(2.3, 2.85), dice.number(4.7, 5.5))
    target = dice.whole(24, 116)
    fitting = [n for n in (1, 2, 3, 4) if FEWEST_A_ROW <= target / (2 * n) <= MOST_A_ROW]
    aisles = dice.pick(fitting)
    return Grid(
        kind,
        aisles,
        max(FEWEST_A_ROW, round(target / (2 * aisles))),
        aisle_m=dice.number(5.6, 7.6),
        across_m=dice.number(5.6, 7.0),
        median_m=dice.number(0.8, 3.0) if dice.happens(0.5) else 0.0,
        shoulder_m=dice.number(0.8, 3.0),
        is_one_way=False,
    )
