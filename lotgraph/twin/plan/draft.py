"""A plan in the making: drawn along the axes in metres, then turned as the site lies."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from lotgraph.twin.plan.check import HEADROOM_M, foot_shapes
from lotgraph.twin.plan.model import Gate, Lane, Markings, Point, Stall, Structure
from lotgraph.twin.plan.shapes import Floats, overlaps, rectangles

FREE_M = 0.25  # kept between what stands and what is driven on
WALK_M = 0.6  # a wider kerb is a pavement, on which things may stand


@dataclass(frozen=True)
class Mount:
    """A place where a camera may hang, and the directions it may look in."""

    position_m: tuple[float, float, float]
    facing_rad: float = 0.0
    spread_rad: float = math.pi  # to both sides of `facing_rad`
    pole: Structure | None = None  # put up only if a camera is hung on it


@dataclass
class Draft:
    """What a family has drawn so far."""

    lanes: list[Lane] = field(default_factory=list)
    stalls: list[Stall] = field(default_factory=list)
    gates: list[Gate] = field(default_factory=list)
    structures: list[Structure] = field(default_factory=list)
    mounts: list[Mount] = field(default_factory=list)
    markings: Markings = field(default_factory=Markings)
    ground: str = "asphalt"
    variant: str = ""
    margin_m: float = 3.0  # of the site around its stalls and aisles
    may_mirror: bool = True  # not where two ways side by side would change sides

    def put(self, structures: Sequence[Structure]) -> list[Structure]:
        """Put up those that stand on no lane, no stall and none put up before; return them."""
        fitting = self.fitting(structures)
        self.structures += fitting
        return fitting

    def fitting(
        self, structures: Sequence[Structure], *, may_touch: bool = False
    ) -> list[Structure]:
        """Those that stand on no lane, no stall, nothing that stands already, nor on each other.

        Pieces of one fence `may_touch` each other.
        """
        if not structures:
            return []
        feet = foot_shapes([_wider(one) for one in structures])
        taken = np.zeros(len(feet), bool)
        for shapes in (self.lane_shapes(), self.stall_shapes(), foot_shapes(self._standing())):
            if len(shapes):
                taken[overlaps(feet, shapes, 0.0)[0]] = True
        pairs = zip(*overlaps(feet, feet, 0.0), strict=True) if not may_touch else ()
        for one, other in pairs:
            if one > other and not taken[other]:
                taken[one] = True
        return [one for one, is_taken in zip(structures, taken, strict=True) if not is_taken]

    def _standing(self) -> list[Structure]:
        return [
            one
            for one in self.structures
            if one.base_m < HEADROOM_M and not (one.kind == "kerb" and min(one.size_m[:2]) > WALK_M)
        ]

    def lane_shapes(self) -> Floats:
        """Corners (n, 4, 2) of every piece of every lane."""
        ends, widths = [], []
        for lane in self.lanes:
            ends += list(pairwise(lane.points))
            widths += [lane.width_m] * (len(lane.points) - 1)
        pieces = np.array(ends)
        step = pieces[:, 1] - pieces[:, 0]
        sizes = np.stack([np.hypot(*step.T), np.array(widths)], -1)
        return rectangles(pieces.mean(axis=1), sizes, np.arctan2(step[:, 1], step[:, 0]))

    def stall_shapes(self) -> Floats:
        """Corners (n, 4, 2) of all stalls."""
        return rectangles(
            np.array([stall.centre for stall in self.stalls]).reshape(-1, 2),
            np.array([(stall.length_m, stall.width_m) for stall in self.stalls]).reshape(-1, 2),
            np.array([stall.heading_rad for stall in self.stalls]),
        )

    def box(self) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1 of the stalls and the aisles."""
        aisles = replace(self, lanes=[lane for lane in self.lanes if lane.kind == "aisle"])
        corners = np.concatenate([self.stall_shapes(), aisles.lane_shapes()]).reshape(-1, 2)
        (x0, y0), (x1, y1) = corners.min(axis=0), corners.max(axis=0)
        return float(x0), float(y0), float(x1), float(y1)

    def turned(self, by_rad: float, *, is_mirrored: bool = False) -> "Draft":
        """The same about the origin, with left and right swapped first if it is mirrored."""
        cos, sin, side = math.cos(by_rad), math.sin(by_rad), -1.0 if is_mirrored else 1.0

        def at(point: Point) -> Point:
            x, y = point[0], side * point[1]
            return x * cos - y * sin, x * sin + y * cos

        def way(heading: float) -> float:
            return math.remainder(side * heading + by_rad, math.tau)

        def stood(one: Structure) -> Structure:
            return replace(one, centre=at(one.centre), heading_rad=way(one.heading_rad))

        def hung(one: Mount) -> Mount:
            place = (*at(one.position_m[:2]), one.position_m[2])
            pole = stood(one.pole) if one.pole else None
            return Mount(place, way(one.facing_rad), one.spread_rad, pole)

        return replace(
            self,
            lanes=[replace(one, points=tuple(map(at, one.points))) for one in self.lanes],
            stalls=[
                replace(one, centre=at(one.centre), heading_rad=way(one.heading_rad))
                for one in self.stalls
            ],
            structures=[stood(one) for one in self.structures],
            mounts=[hung(one) for one in self.mounts],
        )


def _wider(one: Structure) -> Structure:
    x, y, z = one.size_m
    return replace(one, size_m=(x + 2 * FREE_M, y + 2 * FREE_M, z))
