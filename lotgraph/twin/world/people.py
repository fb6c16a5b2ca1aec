"""Who walks over the site: to and from the vehicles they came in, or just past."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from lotgraph.twin.plan.model import Point
from lotgraph.twin.seeds import stream
from lotgraph.twin.world.berth import is_along_kerb, unit
from lotgraph.twin.world.columns import WALKERS
from lotgraph.twin.world.footpaths import Footpaths, from_car, walk
from lotgraph.twin.world.record import AWAKE_S
from lotgraph.twin.world.schedule import Drive
from lotgraph.twin.world.speeds import rail_of
from lotgraph.twin.world.trips import Shape
from lotgraph.twin.world.visits import Visit

if TYPE_CHECKING:
    from lotgraph.twin.world.site import Site

BESIDE_M = 0.27  # from a vehicle's side to the middle of who walks along it
SIZES = {"": (0.45, 0.45), "trolley": (1.3, 0.55), "pram": (1.25, 0.55)}
PACES = (0.8, 0.9, 1.0)
ALIGHT_S = 2.5  # after whoever gets out before
OUT_S = (3.0, 12.0)  # to get out of a vehicle
IN_S = (6.0, 20.0)  # to get in and drive off
LEAST_STAY_S = 30.0  # of a vehicle, before its people come back or it moves off
INSIDE_S = 5.0  # at the least, before coming out again
PATIENCE_S = 30.0
AGAIN_S = 20.0
TRIES = 10


@dataclass(frozen=True)
class Walker:
    """One person; numbered from -1 down until the vehicles are counted."""

    number: int
    pushes: str
    pace: float
    goal: int
    side: int  # of the vehicle one gets out on: 1 left, -1 right
    look_seed: int
    vehicle_id: int | None = None


@dataclass
class People:
    """Everybody who is on foot."""

    site: "Site"
    paths: Footpaths
    walkers: list[Walker] = field(default_factory=list)
    # Who is away from a vehicle, or about to be: from when on each may come back to it.
    _away_s: dict[int, float] = field(default_factory=dict)

    def bring(self, visit: Visit, count: int) -> list[Walker]:
        """Who came in a vehicle; nobody gets out where there is nowhere to walk to."""
        if not self.paths.goals:
            return []
        rng = stream(self.site.seed, "people", self.site.plan.site_id, visit.intent.number)
        goal = int(rng.integers(self.paths.doors or len(self.paths.goals)))
        pushes = [visit.intent.pushes, *[""] * (count - 1)][:count]
        return [
            self._add(rng, what, goal, 1 if k % 2 == 0 else -1, visit.vehicle.object_id)
            for k, what in enumerate(pushes)
        ]

    def settle(self, visit: Visit) -> None:
        """Let people of a vehicle that stands from the beginning be where they walk to."""
        visit.people = self.bring(visit, visit.intent.people)
        self._away_s |= {one.number: 0.0 for one in visit.people}

    def get_out(self, visit: Visit, since_s: float, until_s: float) -> None:
        """Let people walk away from a vehicle that has parked.

        Who could not be back in time waits inside; nobody waits on a two-wheeler.
        """
        is_ridden = visit.intent.rides == "two_wheeler"
        visit.people = self.bring(visit, visit.intent.people)
        way_s = self._way_s(visit)
        there_s, back_s = OUT_S[1] + way_s + INSIDE_S, way_s + float(np.mean(IN_S))
        if since_s + there_s + back_s > until_s and not is_ridden:
            visit.people = []
        rng = stream(self.site.seed, "out", self.site.plan.site_id, visit.intent.number)
        waits_s = rng.uniform(*OUT_S, len(visit.people))
        for walker, wait_s in zip(visit.people, waits_s, strict=True):
            self._away_s[walker.number] = math.inf
            out_s = since_s + max(float(wait_s), AWAKE_S if is_ridden else 0.0)  # a rider is drawn
            self.site.at(out_s, partial(self._leave, visit, walker))

    def back_s(self, visit: Visit) -> float:
        """How long before it leaves people have to come back to a vehicle, as they would guess."""
        return self._way_s(visit) + float(np.mean(IN_S))

    def call_back(self, visit: Visit, then: Callable[[], None], tries: int = TRIES) -> None:
        """Let people walk to their vehicle once all are where they went to, and it leave then.

        Who finds no way tries again; in the end the vehicle leaves without them.
        """
        now_s = self.site.now_s
        ready_s = max((self._away_s.get(one.number, 0.0) for one in visit.people), default=0.0)
        if ready_s > now_s:
            again_s = min(ready_s, now_s + AGAIN_S)
            self.site.at(again_s, partial(self.call_back, visit, then, tries))
            return
        for walker in visit.people:
            if walker.number in self._away_s and (drive := self._go(visit, walker, back=True)):
                del self._away_s[walker.number]
                visit.aboard_s = max(visit.aboard_s, float(drive.knots[-1, 1]))
        if tries and any(one.number in self._away_s for one in visit.people):
            self.site.at(now_s + AGAIN_S, partial(self.call_back, visit, then, tries - 1))
            return
        rng = stream(self.site.seed, "back", self.site.plan.site_id, visit.intent.number)
        self.site.at(max(now_s, visit.aboard_s) + float(rng.uniform(*IN_S)), then)

    def alight(self, visit: Visit, door: Point, at_s: float) -> None:
        """Let people get out of a vehicle that stands in a lane, one after the other."""
        for number, walker in enumerate(self.bring(visit, visit.intent.people)):
            step = partial(self._start, walker, self.paths.way(door, walker.goal))
            self.site.at(at_s + number * ALIGHT_S, step)

    def pass_by(self, number: int) -> None:
        """Let somebody walk over the site from one end to another."""
        rng = stream(self.site.seed, "passer", self.site.plan.site_id, number)
        goals = len(self.paths.goals)
        if goals > 1:
            start, goal = (int(one) for one in rng.choice(goals, 2, replace=False))
            walker = self._add(rng, "", goal, 1, None)
            self._walk(walker, self.paths.way(self.paths.goals[start], goal))

    def table(self, names: Mapping[int, int]) -> pl.DataFrame:
        """Everybody who walked, by the object each number stands for."""
        from lotgraph.twin.bodies.walkers import draw_figure, stride_of

        split = self.site.plan.split
        seen = [one for one in self.walkers if one.number in names]
        return WALKERS.table(
            site_id=[self.site.plan.site_id] * len(seen),
            object_id=[names[one.number] for one in seen],
            look_seed=[one.look_seed for one in seen],
            pushes=[one.pushes for one in seen],
            stride_m=[stride_of(draw_figure(one.look_seed, split, one.pushes)) for one in seen],
            vehicle_id=[names.get(one.vehicle_id or 0) for one in seen],
        )

    def _add(
        self, rng: np.random.Generator, pushes: str, goal: int, side: int, vehicle_id: int | None
    ) -> Walker:
        walker = Walker(
            number=-len(self.walkers) - 1,
            pushes=pushes,
            pace=float(rng.choice(PACES)),
            goal=goal,
            side=side,
            look_seed=int(rng.integers(2**40)),
            vehicle_id=vehicle_id,
        )
        self.walkers.append(walker)
        return walker

    def _way_s(self, visit: Visit) -> float:
        """How long all people of a visit walk to where they go, or back, as they would guess."""
        longest = 0.0
        for walker in visit.people:
            points = self._points(visit, walker)
            far = float(np.hypot(*np.diff(np.array(points), axis=0).T).sum()) if points else 0.0
            longest = max(longest, far / (1.4 * walker.pace))
        return longest

    def _points(self, visit: Visit, walker: Walker, *, is_outside: bool = False) -> list[Point]:
        """From a vehicle's door, or from before its stall, to where somebody goes."""
        stall = self.site.choice.stalls[str(visit.stall_id)]
        (ux, uy), (x, y) = unit(stall.heading_rad), stall.centre
        half = visit.vehicle.shape.width_m / 2 + BESIDE_M
        if is_along_kerb(self.site.routes, stall):
            (mx, my), _ = self.site.routes.middle_by(stall)
            side = 1 if (y - my) * ux - (x - mx) * uy > 0 else -1  # away from the lane
            aside = side * (stall.width_m / 2 + BESIDE_M)
            first = [(x - aside * uy, y + aside * ux)]
        else:
            off = (visit.pose[1] - y) * ux - (visit.pose[0] - x) * uy
            first = from_car(stall, off + walker.side * max(half, stall.width_m / 2 - abs(off)))
        onward = self.paths.way(first[-1], walker.goal)
        return [*(first[-1:] if is_outside else first), *onward[1:]] if onward else []

    def _leave(self, visit: Visit, walker: Walker, tries: int = TRIES) -> None:
        drive = self._go(visit, walker, back=False)
        if drive:
            self._away_s[walker.number] = float(drive.knots[-1, 1]) + INSIDE_S
        elif tries:
            self.site.at(self.site.now_s + AGAIN_S, partial(self._leave, visit, walker, tries - 1))
        else:
            del self._away_s[walker.number]

    def _start(self, walker: Walker, points: list[Point]) -> None:
        self._walk(walker, points)

    def _go(self, visit: Visit, walker: Walker, *, back: bool) -> Drive | None:
        """Walk from a vehicle or to it; only from its stall's end where it stands too close."""
        for is_outside in (True,) if walker.pushes else (False, True):
            points = self._points(visit, walker, is_outside=is_outside)
            drive = self._walk(walker, points[::-1] if back else points)
            if drive:
                return drive
        return None

    def _walk(self, walker: Walker, points: list[Point]) -> Drive | None:
        trip = walk(points, walker.pace) if len(points) > 1 else None
        if trip is None:
            return None
        length, width = SIZES[walker.pushes]
        rail = rail_of(trip, Shape(length, width, is_walker=True), walker.pace)
        site = self.site
        if not site.traffic.is_open(rail, walker.number):
            return None
        drive = site.traffic.book(walker.number, rail, site.tick, PATIENCE_S)
        if drive:
            site.record.drive(drive)
        return drive
