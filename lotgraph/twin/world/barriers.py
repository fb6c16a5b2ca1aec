"""Who passes the barriers on the ways in: when, and how close behind whoever is before."""

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from lotgraph.twin.plan.lanes import Place
from lotgraph.twin.seeds import stream
from lotgraph.twin.world.drivers import Plain, off_site_m
from lotgraph.twin.world.fleet import Vehicle
from lotgraph.twin.world.intents import TAILGATE_S, Intent
from lotgraph.twin.world.schedule import Drive
from lotgraph.twin.world.visits import GATE_GAP_S, Visit

if TYPE_CHECKING:
    from lotgraph.twin.world.site import Site

LOITER_S = 3600.0  # for somebody to follow in, before one takes a ticket


@dataclass(frozen=True, eq=False)
class Follower:
    """One who waits off the site for somebody to follow."""

    intent: Intent
    vehicle: Vehicle | None


@dataclass
class Barriers:
    """The gates on the ways in, and who means to slip through behind another."""

    site: "Site"
    passed: dict[str, float] = field(default_factory=dict)  # gates: when last
    followers: list[Follower] = field(default_factory=list)
    behind: dict[int, str] = field(default_factory=dict)  # intents: by which lane they follow

    def entry_of(self, intent: Intent) -> Place | None:
        """Where somebody comes in who follows another."""
        entries = self.site.routes.entries
        lane_id = self.behind.get(intent.number)
        return next((one for one in entries if one.lane_id == lane_id), None)

    def follow(self, intent: Intent, vehicle: Vehicle | None = None) -> None:
        """Let somebody come in close behind the next who passes a gate, if there is any gate."""
        lanes = {one.lane_id for one in self.site.routes.entries}
        if not any(gate.lane_id in lanes for gate in self.site.plan.gates):
            self._alone(intent, vehicle)
            return
        one = Follower(intent, vehicle)
        self.followers.append(one)
        self.site.at(self.site.now_s + LOITER_S, partial(self._gives_up, one))

    def passes(self, visit: Visit, plain: Plain, drive: Drive) -> None:
        """Remember when gates are passed, and who does so close behind another."""
        entry = plain.way.steps[0].lane_id
        for gate in self.site.plan.gates:
            if gate.lane_id != entry:
                continue
            when = drive.when_at(off_site_m(visit.vehicle.shape) + gate.at_m)
            last = self.passed.get(gate.gate_id)
            if visit.intent.tailgates and last is not None and 0 < when - last < GATE_GAP_S:
                visit.did("tailgating", last, when)
            self.passed[gate.gate_id] = when
            self._let_in(gate.lane_id, visit, float(drive.knots[0, 0]))

    def _let_in(self, lane_id: str, visit: Visit, begins_s: float) -> None:
        if self.followers:
            one, site = self.followers.pop(0), self.site
            self.behind[one.intent.number] = lane_id
            rng = stream(site.seed, "behind", site.plan.site_id, visit.intent.number)
            after_s = max(begins_s, site.now_s) + float(rng.uniform(*TAILGATE_S))
            site.at(after_s, partial(site.come, one.intent, vehicle=one.vehicle))

    def _gives_up(self, one: Follower) -> None:
        if one in self.followers:
            self.followers.remove(one)
            self._alone(one.intent, one.vehicle)

    def _alone(self, intent: Intent, vehicle: Vehicle | None) -> None:
        self.site.come(replace(intent, tailgates=False), vehicle=vehicle)
