"""Rows of stalls along a lane, at any angle, with islands between them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from lotgraph.twin.plan.dice import Dice
from lotgraph.twin.plan.model import Point, Stall, Structure

CLEAR_M = 0.03  # between a stall and its lane
SLACK_M = 1e-6
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # those that no one takes for a number


@dataclass(frozen=True)
class Kind:
    """What the stalls of a site are like; `angle_rad` is 90 degrees across the lane, 0 along it.

    A gap follows every `bay` of them, such as for a pillar.
    """

    width_m: float
    length_m: float
    angle_rad: float = math.pi / 2
    bay: int = 1000
    gap_m: float = 0.0

    @property
    def pitch_m(self) -> float:
        """From one stall to the next along the lane."""
        if self.angle_rad == 0:
            return self.length_m
        return self.width_m / math.sin(self.angle_rad)

    @property
    def depth_m(self) -> float:
        """How far a row reaches away from its lane."""
        sin, cos = math.sin(self.angle_rad), math.cos(self.angle_rad)
        return self.length_m * sin + self.width_m * cos

    @property
    def span_m(self) -> float:
        """How much of the lane one stall takes, slanted ends included."""
        sin, cos = math.sin(self.angle_rad), math.cos(self.angle_rad)
        return self.length_m * cos + self.width_m * sin

    def middle_m(self, place: int) -> float:
        """How far along its row the middle of a place lies."""
        return self.span_m / 2 + place * self.pitch_m + place // self.bay * self.gap_m

    def length_for(self, count: int) -> float:
        """Metres that so many stalls take."""
        return self.middle_m(count - 1) + self.span_m / 2


@dataclass(frozen=True)
class Row:
    """A stretch beside a straight lane, seen in the direction in which that is driven."""

    lane_id: str
    start: Point  # on the lane's edge, where the row begins
    heading_rad: float
    length_m: float
    is_left: bool


def stalls_of(row: Row, kind: Kind, letter: str, skipped: Iterable[int] = ()) -> list[Stall]:
    """As many stalls as fit into a row, but for those whose places are skipped."""
    gaps = set(skipped)
    side = 1.0 if row.is_left else -1.0
    nose = row.heading_rad + side * kind.angle_rad
    out = CLEAR_M + kind.depth_m / 2
    places = [n for n in range(room(row.length_m, kind)) if n not in gaps]
    stalls = []
    for number, place in enumerate(places, start=1):
        centre = beside(row, kind.middle_m(place), out)
        stalls.append(
            Stall(
                *(f"{letter}{number:02d}", row.lane_id, centre),
                math.remainder(nose, math.tau),
                kind.length_m,
                kind.width_m,
            )
        )
    return stalls


def room(length_m: float, kind: Kind) -> int:
    """How many stalls fit into so many metres."""
    count = 0
    while kind.length_for(count + 1) <= length_m + SLACK_M:
        count += 1
    return count


def beside(row: Row, along_m: float, out_m: float) -> Point:
    """A place so far along a row and so far out from its lane's edge."""
    cos, sin = math.cos(row.heading_rad), math.sin(row.heading_rad)
    side = 1.0 if row.is_left else -1.0
    x = row.start[0] + along_m * cos - side * out_m * sin
    return x, row.start[1] + along_m * sin + side * out_m * cos


def islands_of(row: Row, kind: Kind, places: Iterable[int], dice: Dice) -> list[Structure]:
    """A kerbed bed, some with a tree, in each place that has no stall; for stalls at 90 degrees."""
    found = []
    for place in places:
        centre = beside(row, kind.middle_m(place), kind.depth_m / 2)
        size = (kind.length_m - 0.8, kind.width_m - 0.7, dice.number(0.12, 0.2))
        heading = row.heading_rad + math.pi / 2
        found.append(Structure("planter", centre, size, heading, texture="grass"))
    return found
