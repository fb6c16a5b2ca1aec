"""Which stalls a driver thinks of, and where in them one stands."""

from collections.abc import Container
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import cos, dist

from lotgraph.twin.plan.model import Plan, Point, Stall
from lotgraph.twin.seeds import stream
from lotgraph.twin.world.arcs import Floats
from lotgraph.twin.world.berth import is_along_kerb, parked_heading, unit
from lotgraph.twin.world.fleet import Vehicle, fits
from lotgraph.twin.world.intents import Intent
from lotgraph.twin.world.passage import Passage
from lotgraph.twin.world.routes import Routes, spot_on
from lotgraph.twin.world.schedule import boxes_of

EFFORT_M = 25.0  # to walk, that weigh as much as chance
SHORTLIST = 6  # stalls a driver thinks of
SLANTED = 0.2  # cosine between a one-way lane and a stall on it
SHAKES = ((0.0, 0.0), (-0.15, 0.05), (0.12, -0.06), (0.05, 0.07))  # along, across: not dead centre


@dataclass
class Choice:
    """The stalls of a site as those see them who look for one."""

    plan: Plan
    seed: int
    routes: Routes
    passage: Passage

    def liked(self, intent: Intent, vehicle: Vehicle, taken: Container[str]) -> list[Stall]:
        """Free stalls a vehicle fits that leave the lanes open, what its driver likes first."""
        free = [
            stall
            for stall in self.plan.stalls
            if stall.stall_id not in taken
            and fits(vehicle.model, stall, is_along_kerb=stall.stall_id in self.kerb)
        ]
        rng = stream(self.seed, "liking", self.plan.site_id, intent.number)
        chance = {
            s.stall_id: g
            for s, g in zip(self.plan.stalls, rng.gumbel(size=len(self.plan.stalls)), strict=True)
        }
        free.sort(key=lambda s: self.effort[s.stall_id] - chance[s.stall_id])
        kept = (s for s in free if self.passage.is_kept(self._box(s, intent, vehicle)))
        return list(islice(kept, SHORTLIST))

    @cached_property
    def stalls(self) -> dict[str, Stall]:
        """Every stall by its name."""
        return {stall.stall_id: stall for stall in self.plan.stalls}

    @cached_property
    def kerb(self) -> set[str]:
        """Names of the stalls that lie along a kerb."""
        stalls = self.plan.stalls
        return {stall.stall_id for stall in stalls if is_along_kerb(self.routes, stall)}

    @cached_property
    def slanted(self) -> set[str]:
        """Names of stalls nobody backs into: whoever did could hardly turn out of them."""
        return {
            stall.stall_id
            for stall in self.plan.stalls
            if self.routes.lanes[stall.lane_id].is_one_way
            and cos(stall.heading_rad - self.routes.middle_by(stall)[1]) > SLANTED
        }

    @cached_property
    def effort(self) -> dict[str, float]:
        """How far each stall is from where people go, in what a driver weighs against chance."""
        goals = [s.centre for s in self.plan.structures if s.kind == "building"]
        lanes = [self.routes.lanes[entry.lane_id] for entry in self.routes.entries]
        goals = goals or [spot_on(lane, 0.0)[0] for lane in lanes]
        far = [min(dist(stall.centre, goal) for goal in goals) for stall in self.plan.stalls]
        return {s.stall_id: m / EFFORT_M for s, m in zip(self.plan.stalls, far, strict=True)}

    def is_straight(self, stall: Stall) -> bool:
        """Whether one may back into a stall: it lies across its lane and is not slanted."""
        return stall.stall_id not in self.kerb and stall.stall_id not in self.slanted

    def _box(self, stall: Stall, intent: Intent, vehicle: Vehicle) -> Floats:
        x, y = middle_of(stall, intent)
        heading = parked_heading(self.routes, stall, backed=False)
        shape = vehicle.shape
        box: Floats = boxes_of([(x, y, heading, shape.length_m, shape.width_m)])[0]
        return box


def middle_of(stall: Stall, intent: Intent) -> Point:
    """Where in a stall a driver means to stand."""
    ahead, aside = SHAKES[int(intent.taste * 1009) % len(SHAKES)]
    ux, uy = unit(stall.heading_rad)
    x, y = stall.centre
    return x + ahead * ux - aside * uy, y + ahead * uy + aside * ux
