"""Where people walk: round the stalls and whatever stands, and rather beside lanes than on them.

Cells of half a metre; from each place where people go to, what every cell is away.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.plan.model import Plan, Point, Stall
from lotgraph.twin.plan.shapes import along, length_of
from lotgraph.twin.world.arcs import Floats, Mark, round_off
from lotgraph.twin.world.berth import unit
from lotgraph.twin.world.schedule import boxes_of
from lotgraph.twin.world.trips import Leg, Trip

CELL_M = 0.5
MARGIN_M = 0.6  # kept from structures
STALL_MARGIN_M = 0.45
LANE_COST = 1.8  # a metre on a lane is as dear as so many beside it
RIM_M = 3.0  # around the lanes and the site
DOOR_M = 1.0  # before a building
NEAR_M = 4.0  # a place nobody comes nearer to than this is no goal
MOST_DOORS = 4
NO_WAY = 1e9
LEAST_M, LIKED_M = 0.25, 0.6  # radii people turn by
WALK_MPS = 1.51
BESIDE_LANE_M = 0.8
OUT_M = 0.7  # before a stall, where people turn
SEAT_M = 0.15  # front doors are a little ahead of a vehicle's middle


class Footpaths:
    """The ways on foot over one site, found once."""

    def __init__(self, plan: Plan, fixed: Floats) -> None:
        x0, y0, x1, y1 = plan.extent_m
        known = np.array([(x0, y0), (x1, y1), *(p for lane in plan.lanes for p in lane.points)])
        (x0, y0), (x1, y1) = known.min(axis=0) - RIM_M, known.max(axis=0) + RIM_M
        self.origin = np.array([x0, y0]) + CELL_M / 2
        shape = math.ceil((y1 - y0) / CELL_M), math.ceil((x1 - x0) / CELL_M)
        self.cost = np.ones(shape)
        for lane in plan.lanes:
            rows = []
            for a, b in zip(lane.points, lane.points[1:], strict=False):
                heading = math.atan2(b[1] - a[1], b[0] - a[0])
                middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
                rows.append((*middle, heading, math.dist(a, b) + lane.width_m, lane.width_m))
            self._paint(boxes_of(rows), LANE_COST, 0.0)
        stalls = [(*s.centre, s.heading_rad, s.length_m, s.width_m) for s in plan.stalls]
        self._paint(boxes_of(stalls), -1.0, STALL_MARGIN_M)
        self._paint(fixed, -1.0, MARGIN_M)
        first = along(plan.lanes[0].points, length_of(plan.lanes[0].points) / 2)[0]
        self.cost[self._spread(first) >= NO_WAY] = -1.0  # what nobody can come to
        doors = self._reached(_doors(plan))[:MOST_DOORS]
        self.doors = len(doors)  # so many of the goals are
        self.goals = [*doors, *self._reached(_ends(plan))]
        self._fields = [self._spread(goal) for goal in self.goals]
        self._known: dict[tuple[Point, int], list[Point]] = {}

    def way(self, start: Point, goal: int) -> list[Point]:
        """Points from a start to the goal of that number."""
        key = (start, goal)
        if key not in self._known:
            self._known[key] = self._find(start, goal)
        return self._known[key]

    def _find(self, start: Point, goal: int) -> list[Point]:
        from lotgraph.twin.world.kernels import descend

        cells = descend(self._fields[goal], *self._free_cell(start), NO_WAY)
        return [start, *(self._middle((int(r), int(c))) for r, c in self._corners(cells)[1:])]

    def _middle(self, cell: tuple[int, int]) -> Point:
        x, y = self.origin + CELL_M * np.array(cell[::-1])
        return float(x), float(y)

    def _corners(self, cells: NDArray[np.int64]) -> NDArray[np.int64]:
        """Cells between which one can walk straight without what the way itself avoids."""
        from lotgraph.twin.world.kernels import sees

        kept, here = [0], 0
        while here < len(cells) - 1:
            ahead = len(cells) - 1
            while ahead > here + 1:
                dearest = self.cost[tuple(cells[here : ahead + 1].T)].max()
                ends = cells[[here, ahead]].ravel()
                if sees(self.cost, ends, dearest):
                    break
                ahead = max(here + 1, here + (ahead - here) * 3 // 4)
            kept.append(ahead)
            here = ahead
        return cells[kept]

    def _paint(self, boxes: Floats, value: float, margin_m: float) -> None:
        for x, y, cos, sin, half_length, half_width in boxes:
            reach = half_length + half_width + margin_m
            low = np.floor((np.array([x, y]) - reach - self.origin) / CELL_M).astype(int).clip(0)
            high = np.ceil((np.array([x, y]) + reach - self.origin) / CELL_M).astype(int) + 1
            part = self.cost[low[1] : high[1].clip(0), low[0] : high[0].clip(0)]
            rows, columns = np.indices(part.shape)
            dx = self.origin[0] + (columns + low[0]) * CELL_M - x
            dy = self.origin[1] + (rows + low[1]) * CELL_M - y
            along_m, across = np.abs(dx * cos + dy * sin), np.abs(dy * cos - dx * sin)
            part[(along_m <= half_length + margin_m) & (across <= half_width + margin_m)] = value

    def _reached(self, places: list[Point]) -> list[Point]:
        """Of places where people would go, those they can come near to."""
        near = [(place, self._middle(self._free_cell(place))) for place in places]
        return [cell for place, cell in near if math.dist(place, cell) < NEAR_M]

    def _spread(self, goal: Point) -> Floats:
        from lotgraph.twin.world.kernels import spread

        far: Floats = spread(self.cost, *self._free_cell(goal), NO_WAY)
        return far

    def _free_cell(self, point: Point) -> tuple[int, int]:
        """The cell nearest to a point that can be entered."""
        column, row = np.rint((np.array(point) - self.origin) / CELL_M).astype(int)
        rows, columns = self.cost.shape
        row, column = min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)
        if self.cost[row, column] >= 0:
            return int(row), int(column)
        free = np.argwhere(self.cost >= 0)
        best = free[((free - (row, column)) ** 2).sum(axis=1).argmin()]
        return int(best[0]), int(best[1])


def _doors(plan: Plan) -> list[Point]:
    """Before each building, at its side nearest to the stalls' middle; the nearest first."""
    middle = np.mean([s.centre for s in plan.stalls], axis=0) if plan.stalls else np.zeros(2)
    doors = []
    for one in plan.structures:
        if one.kind != "building":
            continue
        (ux, uy), (x, y) = unit(one.heading_rad), one.centre
        along_m, across_m = one.size_m[0] / 2 + DOOR_M, one.size_m[1] / 2 + DOOR_M
        sides = [(x + s * ux * along_m, y + s * uy * along_m) for s in (-1, 1)]
        sides += [(x - s * uy * across_m, y + s * ux * across_m) for s in (-1, 1)]
        doors.append(min(sides, key=lambda side: math.dist(side, middle)))
    return sorted(doors, key=lambda door: math.dist(door, middle))


def _ends(plan: Plan) -> list[Point]:
    """Beside the lanes where they lead off the site."""
    found = []
    for lane in plan.lanes:
        if lane.kind in {"entry", "exit"}:
            at_m = 0.0 if lane.kind == "entry" else length_of(lane.points)
            (x, y), heading = along(lane.points, at_m)
            aside = lane.width_m / 2 + BESIDE_LANE_M
            found.append((x + aside * math.sin(heading), y - aside * math.cos(heading)))
    return found


def from_car(stall: Stall, aside_m: float) -> list[Point]:
    """Points from a vehicle's door, so far left of its stall's axis, along it out of the stall."""
    (ux, uy), (x, y) = unit(stall.heading_rad), stall.centre
    out = -stall.length_m / 2 - OUT_M
    return [
        (x + ahead * ux - aside_m * uy, y + ahead * uy + aside_m * ux) for ahead in (SEAT_M, out)
    ]


def walk(points: Sequence[Point], pace: float) -> Trip | None:
    """A walk along points, that ends off the site; None where they are too close for a turn."""
    marks = [Mark(x, y, LIKED_M, WALK_MPS * pace) for x, y in points]
    pieces = round_off(marks, LEAST_M)
    return None if pieces is None else Trip((Leg(pieces),), leaves=True)
