"""Streets: places along the kerb, between driveways and trees, with houses close behind."""

import math

from lotgraph.twin.plan.around import Side, outdoors
from lotgraph.twin.plan.dice import Dice
from lotgraph.twin.plan.draft import Draft
from lotgraph.twin.plan.families.marks import markings
from lotgraph.twin.plan.families.rows import LETTERS, Kind, Row, beside, room, stalls_of
from lotgraph.twin.plan.model import Lane, Structure

FAR_M = 40.0
KERB_M = 0.12


def draw(dice: Dice) -> Draft:
    """A one-way street with places on one or both sides, or a two-way one with both."""
    ground = dice.pick(("asphalt", "asphalt", "asphalt", "paving"))
    draft = Draft(ground=ground, markings=markings(dice, ground), may_mirror=False)
    draft.variant = dice.pick(("one_way", "one_way", "two_way", "slanted"))
    along_kerb = Kind(
        dice.number(2.0, 2.4), dice.number(5.3, 6.6), 0.0, dice.whole(3, 7), dice.number(2.5, 6.0)
    )
    other = along_kerb
    if draft.variant == "slanted":
        slant = math.radians(dice.number(45.0, 80.0))
        bay, gap = dice.whole(5, 9), dice.number(2.5, 5.0)
        other = Kind(dice.number(2.35, 2.8), dice.number(4.6, 5.2), slant, bay, gap)
    long = dice.number(75.0, 130.0)
    if draft.variant == "two_way":
        rows = _two_way(draft, long, dice)
    else:
        rows = _one_way(draft, long, dice, is_wide=draft.variant == "slanted")
    for letter, row, kind in zip(LETTERS, rows, (along_kerb, other), strict=False):
        draft.stalls += stalls_of(row, kind, letter)
        draft.structures += _trees_between(row, kind, dice)
    draft.margin_m = dice.number(2.2, 4.5)
    _pavements(draft, dice)
    off = dice.number(0.3, 4.0)
    edge = dice.pick(("open", "open", "fence", "hedge"))
    houses = [
        Side((0.0, -1.0), edge, draft.margin_m + off),
        Side((0.0, 1.0), "open", draft.margin_m + dice.number(0.3, 8.0)),
    ]
    outdoors(draft, dice, houses)
    return draft


def _one_way(draft: Draft, long_m: float, dice: Dice, *, is_wide: bool) -> list[Row]:
    width = dice.number(4.6, 6.2) if is_wide else dice.number(3.4, 5.0)
    draft.lanes = [
        Lane("in", "entry", ((-FAR_M, 0.0), (0.0, 0.0)), width, is_one_way=True),
        Lane("street", "aisle", ((0.0, 0.0), (long_m, 0.0)), width, is_one_way=True),
        Lane("out", "exit", ((long_m, 0.0), (long_m + FAR_M, 0.0)), width, is_one_way=True),
    ]
    start = dice.number(5.0, 9.0)
    return [
        Row("street", (start, side * width / 2), 0.0, long_m - 2 * start, side > 0)
        for side in (-1, 1)
    ]


def _two_way(draft: Draft, long_m: float, dice: Dice) -> list[Row]:
    """One lane each way; everyone parks on their right."""
    width = dice.number(3.0, 3.7)
    start = dice.number(6.0, 10.0)
    rows = []
    for name, side in (("1", -1), ("2", 1)):
        y = side * (width / 2 + 0.03)
        ends = [(-FAR_M, y), (0.0, y), (long_m, y), (long_m + FAR_M, y)][::-side]
        draft.lanes += [
            Lane(f"in{name}", "entry", (ends[0], ends[1]), width, is_one_way=True),
            Lane(f"street{name}", "aisle", (ends[1], ends[2]), width, is_one_way=True),
            Lane(f"out{name}", "exit", (ends[2], ends[3]), width, is_one_way=True),
        ]
        heading = 0.0 if side < 0 else math.pi
        x = start if side < 0 else long_m - start
        edge = (x, y + side * width / 2)
        rows.append(Row(f"street{name}", edge, heading, long_m - 2 * start, is_left=False))
    return rows


def _trees_between(row: Row, kind: Kind, dice: Dice) -> list[Structure]:
    """A bed in some of the gaps of a row; the others are driveways and crossings."""
    share = dice.pick((0.0, 0.4, 0.9))
    long = kind.gap_m - 1.2
    deep = kind.depth_m - 0.5
    found = []
    for number in range(kind.bay, room(row.length_m, kind), kind.bay):
        if long > 0.8 and dice.happens(share) and kind.angle_rad == 0:  # noqa: PLR2004
            at = kind.middle_m(number) - kind.span_m / 2 - kind.gap_m / 2
            centre = beside(row, at, kind.depth_m / 2)
            size = (long, deep, dice.number(0.12, 0.25))
            found.append(Structure("planter", centre, size, row.heading_rad, texture="grass"))
    return found


def _pavements(draft: Draft, dice: Dice) -> None:
    """A raised pavement along each side of the street."""
    x0, y0, x1, y1 = draft.box()
    wide = draft.margin_m - 0.15
    texture = dice.pick(("paving", "concrete"))
    for y in (y0 - 0.12 - wide / 2, y1 + 0.12 + wide / 2):
        size = (x1 - x0 + 2 * FAR_M, wide, KERB_M)
        draft.structures.append(Structure("kerb", ((x0 + x1) / 2, y), size, texture=texture))
