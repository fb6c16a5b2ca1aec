"""What years leave on the ground of a site: stains, tyre marks, repairs, covers, dirt at kerbs."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.bands import banded
from lotgraph.twin.plan import Lane, Plan, Stall, Structure
from lotgraph.twin.plan.shapes import along, length_of
from lotgraph.twin.seeds import stream

CELL_M = 2.0
COLUMNS = 13
PIECE_M = 6.0  # of a wheel's path, each worn by its own amount
TRACK_M = 0.78  # from a lane's middle to where wheels run
LOW = ("wall", "building", "kerb", "planter", "pillar")  # dirt gathers where these stand
FURTHEST_M = 60.0  # of a lane's outer end
Row = tuple[float, ...]
Tint = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Blots:
    """Dabs, and which of them reach into each cell of a grid.

    Rows (k, COLUMNS): x, y, cosine and sine of the heading, half length, half width, width of the
    soft edge, whether round, factors of red, green and blue, width of a seam, raggedness.
    `members[starts[c]:starts[c + 1]]` are those of cell c, in their order; `frame`: x0, y0, cell,
    columns, rows.
    """

    rows: NDArray[np.float32]
    starts: NDArray[np.int32]
    members: NDArray[np.int32]
    frame: NDArray[np.float32]


class Years:
    """How a site has aged: what all its blots are drawn from."""

    def __init__(self, plan: Plan) -> None:
        self.chance = stream(plan.seed, "years")
        self._plan = plan
        self.age = self.number(0.15, 1.0)

    def number(self, low: float, high: float) -> float:
        """A measure from this split's bands of a range."""
        return banded(self.chance, self._plan.split, low, high)

    def free(self, low: float, high: float) -> float:
        """Where something lies, which either split may draw."""
        return float(self.chance.uniform(low, high))

    def happens(self, share: float) -> bool:
        """Whether something does that happens so often."""
        return bool(self.chance.random() < share)

    def tint(self, low: float, high: float) -> Tint:
        """A factor, a little warm or cold."""
        level, warm = self.number(low, high), 0.04 * self.free(-1, 1)
        return level * (1 + warm), level, level * (1 - warm)


def blots(plan: Plan) -> Blots:
    """All blots of a plan: some hundreds."""
    years = Years(plan)
    rows = [row for one in plan.structures for row in _foot(one, years)]
    for lane in plan.lanes:
        rows += [*_repairs(lane, years), *_wheels(lane, years), *_covers(lane, years)]
    for stall in plan.stalls:
        rows += _parked(stall, years)
    x0, y0, x1, y1 = plan.extent_m
    for _ in range(int(years.age * (x1 - x0) * (y1 - y0) / 60)):
        rows.append(_stray(years.free(x0, x1), years.free(y0, y1), years))
    return _gridded(np.array(rows, np.float64).reshape(-1, COLUMNS))


def _dab(  # noqa: PLR0913 -- a row's columns
    place: tuple[float, float], heading: float, half: tuple[float, float], soft: float, tint: Tint,
    *, is_round: bool = False, seam: float = 0.0, rough: float = 0.0,
) -> Row:  # fmt: skip
    turn = (math.cos(heading), math.sin(heading))
    return (*place, *turn, *half, soft, float(is_round), *tint, seam, rough)


def _stray(x: float, y: float, years: Years) -> Row:
    """A stain, a pale place, a patch that was laid anew: anywhere."""
    heading = years.free(0, math.pi)
    kind = years.free(0, 1)
    if kind < 0.45:  # noqa: PLR2004 -- a spill
        half = (years.number(0.1, 0.9), years.number(0.08, 0.5))
        tint = years.tint(0.55, 0.9)
        return _dab((x, y), heading, half, 0.3 * half[1], tint, is_round=True, rough=0.5 * half[1])
    if kind < 0.75:  # noqa: PLR2004 -- something bleached or dusty
        half = (years.number(0.3, 2.5), years.number(0.3, 1.8))
        tint = years.tint(1.05, 1.45)
        return _dab((x, y), heading, half, half[1], tint, is_round=True, rough=0.8 * half[1])
    half = (years.number(0.4, 2.6), years.number(0.3, 1.4))
    tint = years.tint(0.6, 1.3)
    return _dab((x, y), heading, half, 0.02, tint, seam=years.number(0.0, 0.08), rough=0.06)


def _parked(stall: Stall, years: Years) -> Iterator[Row]:
    """What drips from engines, and where tyres stand and turn."""
    cos, sin = math.cos(stall.heading_rad), math.sin(stall.heading_rad)
    for _ in range(int(years.chance.poisson(1.6 * years.age))):
        out, side = years.free(-0.3, 0.42) * stall.length_m, years.free(-0.2, 0.2)
        place = (stall.centre[0] + out * cos - side * sin, stall.centre[1] + out * sin + side * cos)
        size = years.number(0.08, 0.55)
        half, tint = (size * years.free(0.8, 1.6), size), years.tint(0.42, 0.85)
        yield _dab(
            place, stall.heading_rad, half, 0.7 * size, tint, is_round=True, rough=0.6 * size
        )
    dark = years.tint(0.82, 1.02)
    for side in (-TRACK_M, TRACK_M):
        place = (stall.centre[0] - side * sin, stall.centre[1] + side * cos)
        half = (0.46 * stall.length_m, 0.16)
        yield _dab(place, stall.heading_rad, half, 0.25, dark, rough=0.1)


def _wheels(lane: Lane, years: Years) -> Iterator[Row]:
    """The paths that wheels have polished or blackened, and marks of single tyres."""
    length = length_of(lane.points)
    paths = years.number(0.78, 1.16)
    for at_m in np.arange(PIECE_M / 2, length, PIECE_M).tolist():
        place, heading = along(lane.points, at_m)
        lanes = (0.0,) if lane.is_one_way else (-0.25 * lane.width_m, 0.25 * lane.width_m)
        for middle in lanes:
            level = paths * years.free(0.94, 1.06)
            for side in (-TRACK_M, TRACK_M):
                tint = (level, level, level)
                half = (0.5 * PIECE_M + 0.4, 0.2)
                spot = _beside(place, heading, middle + side)
                yield _dab(spot, heading, half, 0.5, tint, rough=0.12)
        for _ in range(int(years.chance.poisson(0.7 * years.age))):
            spot = _beside(place, heading, years.free(-0.5, 0.5) * lane.width_m)
            turned = heading + years.chance.normal(0, 0.35)
            half = (years.number(0.5, 3.2), years.number(0.06, 0.11))
            yield _dab(spot, turned, half, 0.06, years.tint(0.5, 0.85), rough=0.04)


def _repairs(lane: Lane, years: Years) -> Iterator[Row]:
    """Trenches that were dug along or across, and filled."""
    length = min(length_of(lane.points), FURTHEST_M)
    for _ in range(int(years.chance.poisson(0.035 * years.age * length))):
        place, heading = along(lane.points, years.free(0, length))
        is_across = years.happens(0.4)
        long = years.number(1.5, 4.5) if is_across else years.number(2.0, 11.0)
        spot = _beside(place, heading, years.free(-0.4, 0.4) * lane.width_m)
        half = (long, years.number(0.18, 0.75))
        turned = heading + (math.pi / 2 if is_across else 0.0)
        seam = years.number(0.02, 0.1)
        yield _dab(spot, turned, half, 0.02, years.tint(0.6, 1.28), seam=seam, rough=0.03)


def _covers(lane: Lane, years: Years) -> Iterator[Row]:
    """Manholes in a lane, and drains at its rim."""
    length = length_of(lane.points)
    for at_m in np.arange(years.free(3.0, 12.0), length, years.number(11.0, 26.0)).tolist():
        place, heading = along(lane.points, at_m)
        if years.happens(0.5):
            spot = _beside(place, heading, years.free(-0.3, 0.3) * lane.width_m)
            size = years.number(0.28, 0.38)
            tint = years.tint(0.35, 0.75)
            rim = years.number(0.03, 0.1)
            yield _dab(spot, 0.0, (size, size), 0.01, tint, is_round=True, seam=rim)
        else:
            side = math.copysign(0.5, years.free(-1, 1)) * (lane.width_m - 0.6)
            spot = _beside(place, heading, side)
            half = (years.number(0.2, 0.3), 0.2)
            yield _dab(spot, heading, half, 0.01, years.tint(0.2, 0.5), seam=0.06)


def _foot(one: Structure, years: Years) -> Iterator[Row]:
    """Dirt, moss and leaves that gather where something stands."""
    if one.base_m > 0.5:  # noqa: PLR2004 -- it hangs
        return
    if one.kind == "tree":
        reach = 0.35 * one.size_m[0]
        tint = (years.number(0.75, 1.1), years.number(0.65, 0.95), years.number(0.45, 0.8))
        yield _dab(
            one.centre, 0.0, (reach, reach), 0.8 * reach, tint, is_round=True, rough=0.5 * reach
        )
    if one.kind in LOW:
        reach = years.number(0.1, 0.5)
        level = years.number(0.5, 0.92)
        half = (one.size_m[0] / 2 + 0.5 * reach, one.size_m[1] / 2 + 0.5 * reach)
        tint = (level * 1.04, level, level * 0.93)
        yield _dab(one.centre, one.heading_rad, half, reach, tint, rough=0.6 * reach)


def _beside(place: tuple[float, float], heading: float, left_m: float) -> tuple[float, float]:
    return place[0] - left_m * math.sin(heading), place[1] + left_m * math.cos(heading)


def _gridded(rows: NDArray[np.float64]) -> Blots:
    """The rows with the cells that each reaches: O(rows times cells of the largest)."""
    if not len(rows):
        frame = np.array([0, 0, CELL_M, 0, 0], np.float32)
        nothing = np.zeros(0, np.int32)
        return Blots(rows.astype(np.float32), np.zeros(1, np.int32), nothing, frame)
    rim = rows[:, 6] + 0.7 * rows[:, 12] + 0.5
    cos, sin = np.abs(rows[:, 2]), np.abs(rows[:, 3])
    reach = np.stack([cos * rows[:, 4] + sin * rows[:, 5], sin * rows[:, 4] + cos * rows[:, 5]], 1)
    low, high = rows[:, :2] - reach - rim[:, None], rows[:, :2] + reach + rim[:, None]
    corner = low.min(axis=0)
    columns, lines = np.ceil((high.max(axis=0) - corner) / CELL_M).astype(int) + 1
    first, last = (np.floor((edge - corner) / CELL_M).astype(int) for edge in (low, high))
    cells, members = [], []
    for number, ((x0, y0), (x1, y1)) in enumerate(zip(first, last, strict=True)):
        y, x = np.mgrid[y0 : y1 + 1, x0 : x1 + 1]
        cells.append((y * columns + x).ravel())
        members.append(np.full(x.size, number))
    cell, member = np.concatenate(cells), np.concatenate(members)
    order = np.lexsort((member, cell))
    starts = np.searchsorted(cell[order], np.arange(columns * lines + 1)).astype(np.int32)
    frame = np.array([*corner, CELL_M, columns, lines], np.float32)
    return Blots(
        rows.astype(np.float32), starts, np.ascontiguousarray(member[order], np.int32), frame
    )
