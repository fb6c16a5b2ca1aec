"""What drivers leave free: nobody parks where others could not get by, nor where one is shut in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from lotgraph.twin.plan.lanes import Place
from lotgraph.twin.plan.model import Stall
from lotgraph.twin.world.arcs import Floats, round_off
from lotgraph.twin.world.berth import Berth
from lotgraph.twin.world.drivers import Errand, Plain, to_leave
from lotgraph.twin.world.fleet import Fleet, shape_of
from lotgraph.twin.world.follow import marks_along
from lotgraph.twin.world.routes import Routes, Way
from lotgraph.twin.world.schedule import PAD_M, Traffic, boxes_of
from lotgraph.twin.world.speeds import Rail, rail_of
from lotgraph.twin.world.trips import LEAST_M, Shape

STEP_M = 0.5  # how finely it is told where vehicles drive
CLEAR_M = 0.1  # kept beside them
NEAR_M = 18.0  # what stands farther away is not met while turning into a stall
TURNING_M = 25.0  # from a stall on, after which one drives along the lanes


class Standing(NamedTuple):
    """One who stands in a stall, or is about to, and how: all that leaving it depends on."""

    errand: Errand
    stall: Stall
    pose: tuple[float, float, float]
    is_backed_in: bool
    pace: float


class Exit(NamedTuple):
    """How somebody who stands gets out, and the ground that takes: boxes (n, 6)."""

    standing: Standing
    plain: Plain
    rail: Rail
    swept: Floats


Exits = dict[int, Exit]


@dataclass
class Passage:
    """The lanes of a site as its vehicles need them, and how everybody who stands gets out."""

    routes: Routes
    fleet: Fleet
    traffic: Traffic
    exits: Exits = field(default_factory=dict)

    def is_kept(self, box: Floats) -> bool:
        """Whether every lane can still be driven along beside one more box (6,)."""
        from lotgraph.twin.world.kernels import first_hit

        return bool(first_hit(box[None], box[4:], self._swept, CLEAR_M) < 0)

    def with_one_more(self, number: int, one: Standing) -> Exits | None:
        """How a vehicle that would stand so gets out, and whoever must leave otherwise for it.

        None where it, or one who stands there already, could not leave any more.
        """
        shape = one.errand.shape
        box = boxes_of([(*one.pose, shape.length_m, shape.width_m)])
        found = {number: self._out(number, one, np.zeros((0, 6)))}
        for other in self._in_whose_way(box, number):
            found[other] = self._out(other, self.exits[other].standing, box)
        known = {name: way for name, way in found.items() if way}
        return known if len(known) == len(found) else None

    def _in_whose_way(self, box: Floats, own: int) -> list[int]:
        from lotgraph.twin.world.kernels import first_hit

        half = box[0, 4:]
        exits = self.exits.items()
        return [n for n, one in exits if n != own and first_hit(box, half, one.swept, PAD_M) >= 0]

    def _out(self, number: int, one: Standing, more: Floats) -> Exit | None:
        """The first way out that touches nothing that stands, were there more of it."""
        from lotgraph.twin.world.kernels import first_hit

        x, y, _ = one.pose
        near = np.concatenate([self.traffic.near((x, y), NEAR_M, number), more])
        shape = one.errand.shape
        berth = Berth(self.routes, one.stall, shape, (x, y), (), near)
        half = np.array([shape.length_m, shape.width_m]) / 2
        for plain in to_leave(berth, one.errand, is_backed_in=one.is_backed_in):
            rail = rail_of(plain.trip, shape, one.pace)
            if first_hit(rail.rail, half, near, PAD_M) < 0:
                swept = rail.rail[rail.along_m < TURNING_M].copy()
                swept[:, 4:] = half
                return Exit(one, plain, rail, swept)
        return None

    @cached_property
    def _swept(self) -> Floats:
        """Boxes (n, 6) that the largest who may come covers along the lanes, each way."""
        shapes = sorted(
            {shape_of(one) for one in (*self.fleet.parking, *self.fleet.passing)},
            key=lambda one: -one.length_m * one.width_m,
        )
        found = [self._beside(way, shapes) for way in dict.fromkeys(self._ways())]
        return np.concatenate([np.zeros((0, 6)), *found])

    def _ways(self) -> Iterator[Way]:
        """Ways through, and along each lane from an entry and on to an exit."""
        routes = self.routes
        yield from routes.through
        for name, length_m in routes.network.lengths.items():
            for one in routes.directions(name):
                ends = (0.0, length_m)[::one]
                for entry in routes.entries:
                    way = routes.way(entry, Place(name, ends[1], one))
                    yield from [way] if way else []
                for leave in routes.exits:
                    way = routes.way(Place(name, ends[0], one), leave)
                    yield from [way] if way else []

    def _beside(self, way: Way, shapes: list[Shape]) -> Floats:
        """What the largest shape that gets along a way covers of the ground there."""
        from lotgraph.twin.world.kernels import first_hit
        from lotgraph.twin.world.lines.kernels import lay

        pieces = round_off(marks_along(way, self.routes.lanes), LEAST_M)
        if pieces is None:
            return np.zeros((0, 6))
        count = int(pieces[:, 4].sum() / STEP_M) + 1
        for shape in shapes:
            unit = pieces[:, 4].sum() / count
            swept, _ = lay(pieces, unit, count, shape.axle_m, False, 1.0)
            swept[:, 4:] = half = np.array([shape.length_m, shape.width_m]) / 2
            if first_hit(swept, half, self.traffic.fixed, CLEAR_M) < 0:
                return np.asarray(swept)
        return np.zeros((0, 6))
