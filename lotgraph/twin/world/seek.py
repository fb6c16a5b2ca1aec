"""Who finds no stall: drives round, waits at a lane's side, takes what becomes free, or leaves."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from lotgraph.twin.plan.model import Stall
from lotgraph.twin.world.choice import middle_of
from lotgraph.twin.world.drivers import Plain, Stand, searching, to_take
from lotgraph.twin.world.follow import Bulge
from lotgraph.twin.world.schedule import Drive
from lotgraph.twin.world.speeds import rail_of
from lotgraph.twin.world.trips import final_pose
from lotgraph.twin.world.visits import Visit, standing_times

if TYPE_CHECKING:
    from lotgraph.twin.world.site import Site

WAIT_S = (90.0, 420.0)  # for a stall, before one leaves
PATIENCE_S = 60.0  # to set off in, once a stall is free


@dataclass(frozen=True, eq=False)
class Seeker:
    """One who waits, or is on the way to where it will."""

    visit: Visit
    plain: Plain  # the way on, where nothing becomes free
    drive: Drive
    spot: Bulge
    stand: Stand
    since_s: float
    until_s: float


@dataclass
class Seekers:
    """Everybody who looks for a stall, in the order they came."""

    site: "Site"
    waiting: list[Seeker] = field(default_factory=list)

    def search(self, visit: Visit) -> bool:
        """Let a driver come in and look for a stall; False where no way is open soon."""
        site, intent = self.site, visit.intent
        errand, bulges = site.errand(visit), site.bulges(visit.vehicle.shape)
        lasts_s = WAIT_S[0] + intent.taste * (WAIT_S[1] - WAIT_S[0])
        for plain, spot, stand in searching(errand, site.entry(intent), lasts_s, bulges):
            if not site.stops.leaves_room(visit.vehicle.shape.width_m, spot):
                continue
            found = site.book(visit, iter([plain]))
            if found:
                since_s, until_s = max(standing_times(found[1]), key=lambda one: one[1] - one[0])
                self._comes(Seeker(visit, *found, spot, stand, since_s, until_s))
                return True
        return False

    def _comes(self, one: Seeker) -> None:
        visit, site = one.visit, self.site
        site.entered(visit, one.plain, one.drive)
        site.visits.append(visit)
        site.spots.append((one.until_s, one.spot, visit.vehicle.shape.width_m))
        visit.did("searching", visit.entered_s or 0.0, one.since_s)
        visit.did("waiting", one.since_s, one.until_s)
        self.waiting.append(one)
        site.at(one.since_s, self.look)
        site.at(one.until_s, partial(self._gives_up, one))

    def look(self) -> None:
        """Let whoever waits take a stall that is free, the first who came first."""
        for one in list(self.waiting):
            if one.since_s <= self.site.now_s < one.until_s and self._takes_any(one):
                self.waiting.remove(one)

    def _gives_up(self, one: Seeker) -> None:
        if one in self.waiting:
            self.waiting.remove(one)
            visit = one.visit
            self.site.left(visit, one.plain, one.drive)
            visit.did("full", visit.entered_s or 0.0, visit.left_s or one.until_s)

    def _takes_any(self, one: Seeker) -> bool:
        site, visit = self.site, one.visit
        for stall in site.choice.liked(visit.intent, visit.vehicle, site.owners):
            for plain in self._ways(one, stall):
                if self._takes(one, stall, plain):
                    return True
        return False

    def _ways(self, one: Seeker, stall: Stall) -> Iterator[Plain]:
        site, visit = self.site, one.visit
        intent = visit.intent
        others = site.bulges(visit.vehicle.shape, one.spot)
        berth = site.berth(visit, stall, middle_of(stall, intent))
        berth = replace(berth, bulges=(*others, one.spot))  # which it stands on itself
        for backs_in in (intent.backs_in, not intent.backs_in):
            if not (backs_in and stall.stall_id in site.choice.slanted):
                yield from to_take(berth, one.stand, site.errand(visit), backs_in=backs_in)

    def _takes(self, one: Seeker, stall: Stall, plain: Plain) -> bool:
        site, visit = self.site, one.visit
        shape, number = visit.vehicle.shape, visit.vehicle.object_id
        rail = rail_of(plain.trip, shape, visit.intent.pace)
        pose = final_pose(plain.trip, shape)
        if not site.traffic.is_open(rail, number):
            return False
        if not site.may_stand(visit, stall, pose, backed=plain.is_backed_in):
            return False
        patience_s = min(PATIENCE_S, one.until_s - site.now_s - 1.0)
        drive = site.traffic.book_instead(one.drive, rail, site.tick, patience_s)
        if drive is None:
            site.passage.exits.pop(number, None)
            return False
        sets_off_s = float(drive.knots[0, 0])
        site.record.cut(number, sets_off_s)
        site.record.drive(drive, signals=visit.intent.signals)
        site.spots = [s for s in site.spots if s[1] is not one.spot]
        site.spots.append((sets_off_s, one.spot, shape.width_m))
        visit.behaviours[-1] = ("waiting", one.since_s, sets_off_s)
        site.park(visit, stall, plain, drive)
        return True
