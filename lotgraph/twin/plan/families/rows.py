"""Rows of stalls along a lane, at any angle, with islands between them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from lotgraph.twin.plan.dice import Dice
from lotgraph.twin.plan.model import Point, Stall, Structure

CLEAR_M = 0.03  # between a stall and its lane
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"  # those that no one takes for a number


@dataclass(frozen=True)
class Kind:
    """What the stalls of a site are like; `angle_rad` is 90 degrees across the lane, 0 along it."""

    width_m: float
    length_m: float
    angle_rad: float = math.pi / 2

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
        along = span(kind) / 2 + place * kind.pitch_m
        centre = beside(row, along, out)
        stalls.append(
            Stall(
                *(f"{letter}{number:02d}", row.lane_id, centre),
                math.remainder(nose, math.tau),
                kind.length_m,
                kind.width_m,
            )
        )
    return stalls


def span(kind: Kind) -> float:
    """How much of the lane the first stall of a row takes, slanted ends included."""
    sin, cos = math.sin(kind.angle_rad), math.cos(kind.angle_rad)
    return kind.length_m * cos + kind.width_m * sin


def room(length_m: float, kind: Kind) -> int:
    """How many stalls fit into so many metres."""
    return max(0, 1 + math.floor((length_m - span(kind)) / kind.pitch_m + 1e-9))


def length_for(count: int, kind: Kind) -> float:
    """Metres that so many stalls take."""
    return span(kind) + (count - 1) * kind.pitch_m


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
        centre = beside(row, span(kind) / 2 + place * kind.pitch_m, kind.depth_m / 2)
        size = (kind.length_m - 0.8, kind.width_m - 0.7, dice.number(0.12, 0.2))
        heading = row.heading_rad + math.pi / 2
        found.append(Structure("planter", centre, size, heading, texture="grass"))
    return found
