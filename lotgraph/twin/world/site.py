"""A site while time goes on: who stands where, who drives, and what happens next."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count, product

import numpy as np

from lotgraph.twin.plan.lanes import Place
from lotgraph.twin.plan.model import Plan, Stall
from lotgraph.twin.world.arcs import Floats
from lotgraph.twin.world.barriers import Barriers
from lotgraph.twin.world.berth import Berth, parked_heading, unit
from lotgraph.twin.world.choice import Choice, middle_of
from lotgraph.twin.world.drivers import (
    Errand,
    Plain,
    off_site_m,
    round_it,
    through,
    through_trip,
    to_leave,
    to_park,
)
from lotgraph.twin.world.fleet import SIDE_M, Fleet, Model, Vehicle, fits, shape_of
from lotgraph.twin.world.follow import Bulge
from lotgraph.twin.world.footpaths import Footpaths
from lotgraph.twin.world.intents import Intent
from lotgraph.twin.world.passage import NEAR_M, Passage, Standing
from lotgraph.twin.world.people import LEAST_STAY_S, People
from lotgraph.twin.world.record import Record
from lotgraph.twin.world.routes import Routes, Way
from lotgraph.twin.world.schedule import TICK_S, Drive, Traffic, boxes_of
from lotgraph.twin.world.seek import Seekers
from lotgraph.twin.world.speeds import Rail, rail_of
from lotgraph.twin.world.stops import Stops
from lotgraph.twin.world.trips import Shape, final_pose
from lotgraph.twin.world.visits import Visit, how_it_parked

PATIENCE_S = 60.0  # to begin a drive in, before something else is tried
RETRY_S = 20.0
LONGEST_WAIT_S = 60.0
RETRIES = 3  # each after twice as long, before one who found no stall gives up
Step = Callable[[], None]


@dataclass
class Site:
    """Everything that is so now, and a queue of what comes next."""

    plan: Plan
    seed: int
    until_s: float
    fleet: Fleet
    routes: Routes
    traffic: Traffic
    record: Record = field(default_factory=Record)
    visits: list[Visit] = field(default_factory=list)
    owners: dict[str, int] = field(default_factory=dict)  # of stalls taken or about to be
    spots: list[tuple[float, Bulge, float]] = field(  # in lanes: until when one stands, how wide
        default_factory=list
    )
    steps: list[tuple[float, int, Step]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)
    now_s: float = 0.0
    tick: int = 0

    def at(self, t_s: float, step: Step) -> None:
        """Let something happen at a moment; what is asked for first happens first."""
        heapq.heappush(self.steps, (t_s, next(self.numbers), step))

    def can_pass(self, model: Model) -> bool:
        """Whether a vehicle gets through the site by every way, were all stalls taken."""
        shape = shape_of(model)
        trips = (through_trip(self.routes, way, (), shape.least_m) for way in self.routes.through)
        return all(
            trip is not None and self.crowd.is_open(rail_of(trip, shape, 1.0), 0) for trip in trips
        )

    @cached_property
    def crowd(self) -> Traffic:
        """The site with something in each stall."""
        rows = [
            (*s.centre, s.heading_rad, s.length_m, s.width_m - SIDE_M) for s in self.plan.stalls
        ]
        return Traffic(np.concatenate([self.traffic.fixed, boxes_of(rows)]))

    def can_park(self, model: Model) -> bool:
        """Whether there is a stall for a vehicle."""
        stalls = self.plan.stalls
        return any(fits(model, s, is_along_kerb=s.stall_id in self.choice.kerb) for s in stalls)

    def run(self, until_s: float) -> None:
        """Go on until a moment."""
        while self.steps and self.steps[0][0] < until_s:
            t_s, _, step = heapq.heappop(self.steps)
            self.now_s = t_s
            self.tick = int(np.ceil(t_s / TICK_S))
            self.traffic.forget(self.tick)
            self.spots = [one for one in self.spots if one[0] > t_s]
            step()

    def settle(self, intent: Intent) -> None:
        """Let a vehicle stand in a stall from the beginning, if there is one it fits."""
        vehicle = self.fleet.draw(intent, returns=False)
        for stall in self.choice.liked(intent, vehicle, self.owners):
            x, y = middle_of(stall, intent)
            is_backed = intent.backs_in and self.choice.is_straight(stall)
            heading = parked_heading(self.routes, stall, backed=is_backed)
            shape = vehicle.shape
            box = boxes_of([(x, y, heading, shape.length_m, shape.width_m)])[0]
            pose = (x, y, heading)
            visit = Visit(intent, vehicle, None, None, stall.stall_id, is_backed, pose)
            if self.traffic.is_free(box) and self.may_stand(visit, stall, pose, backed=is_backed):
                self._stand(visit, box)
                return

    def _stand(self, visit: Visit, box: Floats) -> None:
        intent, number, (x, y, heading) = visit.intent, visit.vehicle.object_id, visit.pose
        self.traffic.parked[number] = box
        behind = visit.vehicle.shape.axle_m
        ux, uy = unit(heading)
        self.record.stand_from_before(number, (x - behind * ux, y - behind * uy, heading))
        self.owners[str(visit.stall_id)] = visit.vehicle.object_id
        self.visits.append(visit)
        self.people.settle(visit)
        self._stay(visit, intent.at_s + intent.dwell_s)

    def _stay(self, visit: Visit, until_s: float) -> None:
        """Let a vehicle stand; its people come back in time to leave about then."""
        back_s = max(until_s - self.people.back_s(visit), (visit.parked_s or 0.0) + LEAST_STAY_S)
        self.at(back_s, lambda: self.people.call_back(visit, lambda: self.move_off(visit)))

    def come(self, intent: Intent, attempt: int = 0, vehicle: Vehicle | None = None) -> None:
        """Let a driver arrive; who finds no way now waits off the site and tries again."""
        parks = intent.purpose == "park"
        if vehicle is None:
            vehicle = self.fleet.draw(intent, returns=intent.is_returning)
        visit = Visit(intent, vehicle)
        found = self._park(visit) if parks else self.stops.stop_by(visit)
        if not found and parks and (attempt >= RETRIES or self._is_full(visit)):
            found = self.seekers.search(visit)
        if not found and attempt >= RETRIES:
            found = self._pass_through(visit)
        if not found and intent.tailgates:
            self.barriers.follow(intent, vehicle)
        elif not found and attempt < 2 * RETRIES:
            again_s = self.now_s + RETRY_S * 2**attempt
            self.at(again_s, lambda: self.come(intent, attempt + 1, vehicle))

    def _is_full(self, visit: Visit) -> bool:
        return not self.choice.liked(visit.intent, visit.vehicle, self.owners)

    def entry(self, intent: Intent) -> Place:
        """Where a driver comes in."""
        entries = self.routes.entries
        return self.barriers.entry_of(intent) or entries[int(intent.taste * 997) % len(entries)]

    @cached_property
    def people(self) -> People:
        """Everybody on foot."""
        return People(self, Footpaths(self.plan, self.traffic.fixed))

    @cached_property
    def stops(self) -> Stops:
        """Who only stops in a lane."""
        return Stops(self)

    @cached_property
    def barriers(self) -> Barriers:
        """The gates on the ways in."""
        return Barriers(self)

    @cached_property
    def seekers(self) -> Seekers:
        """Who looks for a stall, as none is free."""
        return Seekers(self)

    @cached_property
    def choice(self) -> Choice:
        """Which stalls drivers think of."""
        return Choice(self.plan, self.seed, self.routes, self.passage)

    @cached_property
    def passage(self) -> Passage:
        """What must stay free."""
        return Passage(self.routes, self.fleet, self.traffic)

    def may_stand(
        self, visit: Visit, stall: Stall, pose: tuple[float, float, float], *, backed: bool
    ) -> bool:
        """Whether a vehicle may park so; if it may, how everybody gets out then is known."""
        one = Standing(self.errand(visit), stall, pose, backed, visit.intent.pace)
        exits = self.passage.with_one_more(visit.vehicle.object_id, one)
        if exits is None:
            return False
        self.passage.exits |= exits
        return True

    def berth(self, visit: Visit, stall: Stall, centre: tuple[float, float]) -> Berth:
        """A stall as a driver has it now."""
        shape = visit.vehicle.shape
        standing = self.traffic.near(stall.centre, NEAR_M, visit.vehicle.object_id)
        return Berth(self.routes, stall, shape, centre, self.bulges(shape), standing)

    def errand(self, visit: Visit) -> Errand:
        """Who a visit is of, and what is meant."""
        return Errand(self.plan, self.routes, visit.vehicle.shape, visit.intent)

    def bulges(self, shape: Shape, own: Bulge | None = None) -> tuple[Bulge, ...]:
        """Where to drive round who stands in a lane, but for oneself."""
        others = [(spot, wide_m) for _, spot, wide_m in self.spots if spot is not own]
        found = [round_it(self.routes, spot, wide_m, shape) for spot, wide_m in others]
        return tuple(one for one in found if one)

    def book(
        self, visit: Visit, plains: Iterator[Plain], stall: Stall | None = None
    ) -> tuple[Plain, Drive] | None:
        """The first of some ways that is open and can be begun soon, and left if it is to park."""
        vehicle = visit.vehicle
        for plain in plains:
            rail = rail_of(plain.trip, vehicle.shape, visit.intent.pace)
            if not self.traffic.is_open(rail, vehicle.object_id):
                continue
            pose = final_pose(plain.trip, vehicle.shape)
            if stall and not self.may_stand(visit, stall, pose, backed=plain.is_backed_in):
                continue
            drive = self._begin(visit, rail)
            if drive:
                return plain, drive
            self.passage.exits.pop(vehicle.object_id, None)
        return None

    def _begin(self, visit: Visit, rail: Rail) -> Drive | None:
        """Drive an open way, if that can be begun soon."""
        drive = self.traffic.book(visit.vehicle.object_id, rail, self.tick, PATIENCE_S)
        if drive:
            self.record.drive(drive, signals=visit.intent.signals)
        return drive

    def _move_out(self, visit: Visit) -> tuple[Plain, Drive] | None:
        """Leave as one meant to, or in any way that can be begun soon."""
        exits, number = self.passage.exits, visit.vehicle.object_id
        known = exits.get(number)
        if known and not self.spots and self.traffic.is_open(known.rail, number):
            drive = self._begin(visit, known.rail)
            if drive:
                del exits[number]
                return known.plain, drive
        berth = self.berth(visit, self.choice.stalls[str(visit.stall_id)], visit.pose[:2])
        ways = to_leave(berth, self.errand(visit), is_backed_in=visit.is_backed_in)
        known = exits.pop(number, None)
        found = self.book(visit, ways)
        if known and not found:
            exits[number] = known
        return found

    def _park(self, visit: Visit) -> bool:
        intent = visit.intent
        entry = self.entry(intent)
        liked = self.choice.liked(intent, visit.vehicle, self.owners)
        for backs_in, stall in product((intent.backs_in, not intent.backs_in), liked):
            if backs_in and stall.stall_id in self.choice.slanted:
                continue
            centre = middle_of(stall, intent)
            berth = self.berth(visit, stall, centre)
            plains = to_park(berth, entry, self.errand(visit), backs_in=backs_in)
            found = self.book(visit, plains, stall)
            if found:
                plain, drive = found
                self.entered(visit, plain, drive)
                self.visits.append(visit)
                if plain.is_circling and visit.entered_s is not None:
                    visit.did("circling", visit.entered_s, float(drive.knots[-1, 1]))
                self.park(visit, stall, plain, drive)
                return True
        return False

    def park(self, visit: Visit, stall: Stall, plain: Plain, drive: Drive) -> None:
        """Let a vehicle that is on its way into a stall stay there."""
        how = self._manner(stall, plain)
        visit.stall_id, visit.is_backed_in = stall.stall_id, how == "back_in"
        visit.pose, visit.parked_s = drive.pose, float(drive.knots[-1, 1])
        self.owners[visit.stall_id] = visit.vehicle.object_id
        how_it_parked(visit, drive, how, plain.tried_leg)
        until_s = visit.parked_s + visit.intent.dwell_s
        self.people.get_out(visit, visit.parked_s, until_s)
        self._stay(visit, until_s)

    def _manner(self, stall: Stall, plain: Plain) -> str:
        if stall.stall_id in self.choice.kerb:
            return "along_kerb"
        return "back_in" if plain.is_backed_in else "nose_in"

    def entered(self, visit: Visit, plain: Plain, drive: Drive) -> None:
        """Say when and where a vehicle comes in."""
        visit.entered_s = drive.when_at(off_site_m(visit.vehicle.shape))
        visit.entry_lane_id = plain.way.steps[0].lane_id
        self.barriers.passes(visit, plain, drive)

    def through_ways(self, intent: Intent) -> list[Way]:
        """Ways from where a driver comes in to an exit."""
        entry = self.entry(intent)
        ways = [way for way in self.routes.through if way.steps[0].lane_id == entry.lane_id]
        return ways or self.routes.through

    def _pass_through(self, visit: Visit) -> bool:
        bulges = self.bulges(visit.vehicle.shape)
        for way in self.through_ways(visit.intent):
            plain = through(self.errand(visit), way, bulges)
            found = self.book(visit, iter([plain])) if plain else None
            if found:
                self.pass_by(visit, *found)
                if visit.intent.purpose == "park" and visit.left_s and visit.entered_s is not None:
                    visit.did("searching", visit.entered_s, visit.left_s)
                    visit.did("full", visit.entered_s, visit.left_s)
                return True
        return False

    def pass_by(self, visit: Visit, plain: Plain, drive: Drive) -> None:
        """Let a vehicle come that leaves without parking."""
        self.entered(visit, plain, drive)
        self.visits.append(visit)
        self.left(visit, plain, drive)

    def left(self, visit: Visit, plain: Plain, drive: Drive) -> None:
        """Say when and where a vehicle leaves."""
        visit.exit_lane_id = plain.way.steps[-1].lane_id
        ends = float(sum(leg.length_m for leg in drive.trip.legs))
        visit.left_s = drive.when_at(
            ends - off_site_m(visit.vehicle.shape) - 2 * visit.vehicle.shape.axle_m
        )
        self.at(
            float(drive.knots[-1, 1]),
            lambda: self.fleet.goes(visit.vehicle, visit.intent, float(drive.knots[-1, 1])),
        )

    def move_off(self, visit: Visit, wait_s: float = RETRY_S) -> None:
        """Let a parked vehicle leave; where no way is open it waits, longer each time."""
        found = self._move_out(visit)
        if not found:
            longer = min(2 * wait_s, LONGEST_WAIT_S)
            self.at(self.now_s + wait_s, lambda: self.move_off(visit, longer))
            return
        plain, drive = found
        visit.unparked_s = float(drive.knots[0, 0])
        del self.owners[str(visit.stall_id)]
        self.left(visit, plain, drive)
        self.seekers.look()
        if self.routes.breaks_rules(plain.way) and visit.left_s is not None:
            visit.did("wrong_way", visit.unparked_s, visit.left_s)
