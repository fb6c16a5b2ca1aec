"""A site while time goes on: who stands where, who drives, and what happens next."""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import count, product

import numpy as np

from lotgraph.twin.plan.lanes import Place
from lotgraph.twin.plan.model import Plan, Stall
from lotgraph.twin.world.arcs import Floats
from lotgraph.twin.world.berth import Berth, parked_heading, unit
from lotgraph.twin.world.choice import Choice, middle_of
from lotgraph.twin.world.drivers import (
    BLOCKING_S,
    Errand,
    Plain,
    off_site_m,
    round_it,
    stopping,
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
from lotgraph.twin.world.routes import Routes, Way, spot_on
from lotgraph.twin.world.schedule import TICK_S, Drive, Traffic, boxes_of
from lotgraph.twin.world.speeds import Rail, rail_of
from lotgraph.twin.world.trips import Shape, final_pose
from lotgraph.twin.world.visits import GATE_GAP_S, Visit, how_it_parked, standing_times

PATIENCE_S = 60.0  # to begin a drive in, before something else is tried
RETRY_S = 20.0
LONGEST_WAIT_S = 60.0
RETRIES = 3  # each after twice as long, before one who found no stall gives up
USUAL = Shape(4.6, 1.85, 1.35)  # a car as most are
DOOR_M = 0.4  # beside a vehicle
ALIGHT_S = 4.0
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
    passed: dict[str, float] = field(default_factory=dict)  # gates: when last
    steps: list[tuple[float, int, Step]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)
    turned_away: int = 0
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
            if self.traffic.is_free(box) and self._may_stand(visit, stall, pose, backed=is_backed):
                self._stand(visit, box)
                return

    def _stand(self, visit: Visit, box: Floats) -> None:
        intent, number, (x, y, heading) = visit.intent, visit.vehicle.object_id, visit.pose
        self.traffic.parked[number] = box
        behind = visit.vehicle.shape.axle_m
        ux, uy = unit(heading)
        self.record.stand_from_before(number, (x - behind * ux, y - behind * uy, heading))
        self._take(visit)
        visit.people = self.people.bring(visit, intent.people)
        self._stay(visit, intent.at_s + intent.dwell_s)

    def _stay(self, visit: Visit, until_s: float) -> None:
        """Let a vehicle stand; its people come back in time to leave about then."""
        back_s = max(until_s - self.people.back_s(visit), (visit.parked_s or 0.0) + LEAST_STAY_S)
        self.at(back_s, lambda: self._return(visit))

    def _return(self, visit: Visit) -> None:
        self.at(self.people.come_back(visit), lambda: self.move_off(visit))

    def _take(self, visit: Visit) -> None:
        if visit.stall_id:
            self.owners[visit.stall_id] = visit.vehicle.object_id
        self.visits.append(visit)

    def come(self, intent: Intent, attempt: int = 0, vehicle: Vehicle | None = None) -> None:
        """Let a driver arrive; who finds no way now waits off the site and tries again."""
        stops = intent.purpose != "park"
        if vehicle is None:
            vehicle = self.fleet.draw(intent, returns=intent.is_returning)
        visit = Visit(intent, vehicle)
        found = self._stop_by(visit) if stops else self._park(visit)
        if not found and attempt >= RETRIES:
            found = self._pass_through(visit)
        if not found and attempt < 2 * RETRIES:
            again_s = self.now_s + RETRY_S * 2**attempt
            self.at(again_s, lambda: self.come(intent, attempt + 1, vehicle))
        elif not found:
            self.turned_away += 1

    def _entry(self, intent: Intent) -> Place:
        entries = self.routes.entries
        return entries[int(intent.taste * 997) % len(entries)]

    @cached_property
    def people(self) -> People:
        """Everybody on foot."""
        return People(self, Footpaths(self.plan, self.traffic.fixed))

    @cached_property
    def choice(self) -> Choice:
        """Which stalls drivers think of."""
        return Choice(self.plan, self.seed, self.routes, self.passage)

    @cached_property
    def passage(self) -> Passage:
        """What must stay free."""
        return Passage(self.routes, self.fleet, self.traffic)

    def _may_stand(
        self, visit: Visit, stall: Stall, pose: tuple[float, float, float], *, backed: bool
    ) -> bool:
        one = Standing(self._errand(visit), stall, pose, backed, visit.intent.pace)
        exits = self.passage.with_one_more(visit.vehicle.object_id, one)
        if exits is None:
            return False
        self.passage.exits |= exits
        return True

    def _berth(self, visit: Visit, stall: Stall, centre: tuple[float, float]) -> Berth:
        shape = visit.vehicle.shape
        standing = self.traffic.near(stall.centre, NEAR_M, visit.vehicle.object_id)
        return Berth(self.routes, stall, shape, centre, self._bulges(shape), standing)

    def _errand(self, visit: Visit) -> Errand:
        return Errand(self.plan, self.routes, visit.vehicle.shape, visit.intent)

    def _bulges(self, shape: Shape) -> tuple[Bulge, ...]:
        found = [round_it(self.routes, spot, wide_m, shape) for _, spot, wide_m in self.spots]
        return tuple(one for one in found if one)

    def _book(
        self, visit: Visit, plains: Iterator[Plain], stall: Stall | None = None
    ) -> tuple[Plain, Drive] | None:
        """The first of some ways that is open and can be begun soon, and left if it is to park."""
        vehicle = visit.vehicle
        for plain in plains:
            rail = rail_of(plain.trip, vehicle.shape, visit.intent.pace)
            if not self.traffic.is_open(rail, vehicle.object_id):
                continue
            pose = final_pose(plain.trip, vehicle.shape)
            if stall and not self._may_stand(visit, stall, pose, backed=plain.is_backed_in):
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
        berth = self._berth(visit, self.choice.stalls[str(visit.stall_id)], visit.pose[:2])
        ways = to_leave(berth, self._errand(visit), is_backed_in=visit.is_backed_in)
        known = exits.pop(number, None)
        found = self._book(visit, ways)
        if known and not found:
            exits[number] = known
        return found

    def _park(self, visit: Visit) -> bool:
        intent = visit.intent
        entry = self._entry(intent)
        liked = self.choice.liked(intent, visit.vehicle, self.owners)
        for backs_in, stall in product((intent.backs_in, not intent.backs_in), liked):
            if backs_in and stall.stall_id in self.choice.slanted:
                continue
            centre = middle_of(stall, intent)
            berth = self._berth(visit, stall, centre)
            plains = to_park(berth, entry, self._errand(visit), backs_in=backs_in)
            found = self._book(visit, plains, stall)
            if found:
                plain, drive = found
                how = self._manner(stall, plain)
                visit.stall_id, visit.is_backed_in = stall.stall_id, how == "back_in"
                visit.pose, visit.parked_s = drive.pose, float(drive.knots[-1, 1])
                self._entered(visit, plain, drive)
                self._take(visit)
                how_it_parked(visit, drive, how, has_tried=plain.has_tried)
                self.people.get_out(visit, visit.parked_s)
                self._stay(visit, visit.parked_s + intent.dwell_s)
                return True
        return False

    def _manner(self, stall: Stall, plain: Plain) -> str:
        if stall.stall_id in self.choice.kerb:
            return "along_kerb"
        return "back_in" if plain.is_backed_in else "nose_in"

    def _entered(self, visit: Visit, plain: Plain, drive: Drive) -> None:
        visit.entered_s = drive.when_at(off_site_m(visit.vehicle.shape))
        visit.entry_lane_id = plain.way.steps[0].lane_id
        if visit.intent.circles and visit.intent.purpose == "park":
            visit.did("circling", visit.entered_s, float(drive.knots[-1, 1]))
        self._gates(visit, plain, drive)

    def _gates(self, visit: Visit, plain: Plain, drive: Drive) -> None:
        """Remember when gates are passed, and who does so close behind another."""
        entry = plain.way.steps[0].lane_id
        for gate in self.plan.gates:
            if gate.lane_id != entry:
                continue
            when = drive.when_at(off_site_m(visit.vehicle.shape) + gate.at_m)
            last = self.passed.get(gate.gate_id)
            if visit.intent.tailgates and last is not None and 0 < when - last < GATE_GAP_S:
                visit.did("tailgating", last, when)
            self.passed[gate.gate_id] = when

    def _through_ways(self, intent: Intent) -> list[Way]:
        entry = self._entry(intent)
        ways = [way for way in self.routes.through if way.steps[0].lane_id == entry.lane_id]
        return ways or self.routes.through

    def _leaves_room(self, wide_m: float, spot: Bulge) -> bool:
        """Whether a car could get by one so wide who stands in a lane, alone, as all are parked."""
        if any(other.lane_id == spot.lane_id for _, other, _ in self.spots):
            return False
        round_way = round_it(self.routes, spot, wide_m, USUAL)
        ways = [w for w in self.routes.through if any(s.lane_id == spot.lane_id for s in w.steps)]
        trips = [through_trip(self.routes, way, [round_way]) if round_way else None for way in ways]
        return all(trip and self.traffic.is_open(rail_of(trip, USUAL, 1.0), 0) for trip in trips)

    def _stop_by(self, visit: Visit) -> bool:
        intent = visit.intent
        leaves_room = partial(self._leaves_room, visit.vehicle.shape.width_m)
        for way in (*self._through_ways(intent), *self.routes.along_aisles(self._entry(intent))):
            for plain, spot in stopping(self._errand(visit), way, leaves_room):
                found = self._book(visit, iter([plain]))
                if found:
                    self._left(visit, *found)
                    self._stood(visit, spot, found[1])
                    return True
        return False

    def _stood(self, visit: Visit, spot: Bulge, drive: Drive) -> None:
        """Remember where and when a vehicle stands in a lane."""
        least_s = min(visit.intent.dwell_s, BLOCKING_S) - 1.0
        stands = [one for one in standing_times(drive) if one[1] - one[0] >= least_s]
        if stands:
            visit.did(visit.intent.purpose, *stands[-1])
            self.spots.append((stands[-1][1], spot, visit.vehicle.shape.width_m))
            self._drop(visit, spot, stands[-1][0])

    def _drop(self, visit: Visit, spot: Bulge, at_s: float) -> None:
        """Let somebody get out at the side where a vehicle stands."""
        (x, y), heading = spot_on(self.routes.lanes[spot.lane_id], spot.at_m)
        aside = spot.right_m + np.copysign(visit.vehicle.shape.width_m / 2 + DOOR_M, spot.right_m)
        door = (float(x + aside * np.sin(heading)), float(y - aside * np.cos(heading)))
        self.people.alight(visit, door, at_s + ALIGHT_S)

    def _pass_through(self, visit: Visit) -> bool:
        bulges = self._bulges(visit.vehicle.shape)
        for way in self._through_ways(visit.intent):
            plain = through(self._errand(visit), way, bulges)
            found = self._book(visit, iter([plain])) if plain else None
            if found:
                self._left(visit, *found)
                if visit.intent.purpose == "park" and visit.left_s and visit.entered_s is not None:
                    visit.did("full", visit.entered_s, visit.left_s)
                return True
        return False

    def _left(self, visit: Visit, plain: Plain, drive: Drive) -> None:
        if visit.parked_s is None and visit.stall_id is None:
            self._entered(visit, plain, drive)
            self._take(visit)
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
        self._left(visit, plain, drive)
        if self.routes.breaks_rules(plain.way) and visit.left_s is not None:
            visit.did("wrong_way", visit.unparked_s, visit.left_s)
