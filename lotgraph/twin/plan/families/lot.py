"""Lots of parallel aisles, with stalls on both sides and a lane across at each end."""

import math
from dataclasses import dataclass

from lotgraph.twin.plan.dice import Dice
from lotgraph.twin.plan.draft import Draft
from lotgraph.twin.plan.families.rows import LETTERS, Kind, Row, islands_of, stalls_of
from lotgraph.twin.plan.families.ways import gate_on, ticket_machines
from lotgraph.twin.plan.model import Lane, Point, Structure

STEP_ISLANDS = (6, 12)  # stalls between two islands of a row
FAR_M = 45.0  # ways in and out reach so far off the lot
MERGE_M = 15.0  # of a way, on which it swerves into the neck of a mouth


@dataclass(frozen=True)
class Grid:
    """The measures of a lot; aisle number `n` runs along y = n * pitch_m, from x = 0."""

    kind: Kind
    aisles: int
    per_row: int
    aisle_m: float
    across_m: float  # width of the lanes at both ends
    median_m: float  # between rows that lie back to back
    shoulder_m: float  # between a lane at an end and the first stall
    is_one_way: bool

    @property
    def pitch_m(self) -> float:
        """From one aisle to the next."""
        return self.aisle_m + 2 * self.kind.depth_m + self.median_m + 0.1

    @property
    def inset_m(self) -> float:
        """Where a row begins."""
        return self.across_m / 2 + self.shoulder_m

    @property
    def length_m(self) -> float:
        """Of an aisle."""
        return 2 * self.inset_m + self.kind.length_for(self.per_row)

    @property
    def top_m(self) -> float:
        """Where the last aisle runs."""
        return (self.aisles - 1) * self.pitch_m

    def forward(self, aisle: int) -> bool:
        """Whether an aisle is drawn from west to east; where one-way, every other one is not."""
        return not self.is_one_way or aisle % 2 == 0


def aisles_of(grid: Grid) -> list[Lane]:
    """The aisles, and where there are several the lanes across their ends."""
    lanes = []
    for aisle in range(grid.aisles):
        y = aisle * grid.pitch_m
        points = (0.0, y), (grid.length_m, y)
        ordered = points if grid.forward(aisle) else points[::-1]
        lanes.append(Lane(f"aisle{aisle + 1}", "aisle", ordered, grid.aisle_m, grid.is_one_way))
    if grid.aisles > 1:
        for name, x in (("across1", 0.0), ("across2", grid.length_m)):
            lanes.append(Lane(name, "aisle", ((x, 0.0), (x, grid.top_m)), grid.across_m))
    return lanes


def rows_of(grid: Grid) -> list[Row]:
    """Both sides of every aisle, from south to north."""
    found = []
    for aisle in range(grid.aisles):
        y, forward = aisle * grid.pitch_m, grid.forward(aisle)
        x = grid.inset_m if forward else grid.length_m - grid.inset_m
        heading = 0.0 if forward else math.pi
        length = grid.kind.length_for(grid.per_row)
        for side in (-1, 1):
            start = (x, y + side * grid.aisle_m / 2)
            is_left = (side > 0) == forward
            found.append(Row(f"aisle{aisle + 1}", start, heading, length, is_left))
    return found


def fill(draft: Draft, rows: list[Row], kind: Kind, dice: Dice, *, has_islands: bool) -> None:
    """Lay the stalls of all rows, with islands here and there."""
    for letter, row in zip(LETTERS, rows, strict=False):
        skipped: list[int] = []
        if has_islands:
            every = dice.whole(*STEP_ISLANDS)
            count = len(stalls_of(row, kind, letter))
            skipped = list(range(every, count - 1, every + 1))
        draft.stalls += stalls_of(row, kind, letter, skipped)
        draft.structures += islands_of(row, kind, skipped, dice)


def medians(grid: Grid, dice: Dice) -> list[Structure]:
    """Kerbed beds between rows that lie back to back, where there is room for them."""
    if grid.median_m < 0.6:  # noqa: PLR2004 -- narrower ones are a line of paint
        return []
    length = grid.kind.length_for(grid.per_row)
    size = (length, grid.median_m - 0.2, dice.number(0.12, 0.2))
    texture = dice.pick(("grass", "grass", "paving", "gravel"))
    return [
        Structure("planter", (grid.length_m / 2, (n + 0.5) * grid.pitch_m), size, texture=texture)
        for n in range(grid.aisles - 1)
    ]


def ways(draft: Draft, grid: Grid, dice: Dice, *, gated_share: float = 0.6) -> None:
    """Let people in and out: at corners, at the side, at one mouth, or straight through."""
    width = dice.number(3.1, 4.6)
    options = ("corners", "side", "mouth", "two") if grid.aisles > 1 else ("through", "corners")
    draft.variant = dice.pick(options)
    right, top = grid.length_m, grid.top_m
    far = FAR_M + dice.free(-10.0, 10.0)
    if draft.variant == "mouth":
        way_in, way_out = _mouth(draft, grid, dice, width, far)
    elif draft.variant == "corners":
        way_in, way_out = [(0.0, -far), (0.0, 0.0)], [(right, 0.0), (right, -far)]
    elif draft.variant == "side":
        way_in, way_out = [(-far, 0.0), (0.0, 0.0)], [(0.0, top), (-far, top)]
    else:
        way_in, way_out = [(-far, 0.0), (0.0, 0.0)], [(right, 0.0), (right + far, 0.0)]
    draft.lanes.append(Lane("in", "entry", tuple(way_in), width, is_one_way=True))
    draft.lanes.append(Lane("out", "exit", tuple(way_out), width, is_one_way=True))
    if draft.variant == "two":
        second = ((0.0, top + far), (0.0, top))
        draft.lanes.append(Lane("in2", "entry", second, width, is_one_way=True))
    if dice.happens(gated_share):
        before = grid.kind.depth_m + grid.aisle_m / 2 + dice.free(2.0, 7.0)
        if draft.variant == "mouth":
            before = MERGE_M + dice.free(2.0, 6.0)
        draft.gates += [gate_on(lane, before) for lane in draft.lanes if lane.kind != "aisle"]
    ticket_machines(draft, dice)


def _mouth(
    draft: Draft, grid: Grid, dice: Dice, width_m: float, far_m: float
) -> tuple[list[Point], list[Point]]:
    """Ways in and out side by side, which meet in a neck that is driven both ways."""
    draft.may_mirror = False
    neck = -dice.number(9.0, 16.0)
    draft.lanes.append(Lane("neck", "aisle", ((neck, 0.0), (0.0, 0.0)), grid.across_m))
    aside, apart = width_m / 2 + dice.number(0.4, 1.2), neck - MERGE_M
    return (
        [(neck - far_m, -aside), (apart, -aside), (neck, 0.0)],
        [(neck, 0.0), (apart, aside), (neck - far_m, aside)],
    )
