"""Who only stops in a lane, where others get by: to drop somebody, to deliver, to park double."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from lotgraph.twin.world.drivers import BLOCKING_S, round_it, stopping, through_trip
from lotgraph.twin.world.follow import Bulge
from lotgraph.twin.world.routes import spot_on
from lotgraph.twin.world.schedule import Drive
from lotgraph.twin.world.speeds import rail_of
from lotgraph.twin.world.trips import Shape
from lotgraph.twin.world.visits import Visit, standing_times

if TYPE_CHECKING:
    from lotgraph.twin.world.site import Site

USUAL = Shape(4.6, 1.85, 1.35)  # a car as most are
DOOR_M = 0.4  # beside a vehicle
ALIGHT_S = 4.0


@dataclass
class Stops:
    """The lanes of a site as places to stand for a while."""

    site: "Site"

    def stop_by(self, visit: Visit) -> bool:
        """Let a driver come, stand in a lane and leave; False where no way is open soon."""
        site, intent = self.site, visit.intent
        leaves_room = partial(self.leaves_room, visit.vehicle.shape.width_m)
        along = site.routes.along_aisles(site.entry(intent))
        for way in (*site.through_ways(intent), *along):
            for plain, spot in stopping(site.errand(visit), way, leaves_room):
                found = site.book(visit, iter([plain]))
                if found:
                    site.pass_by(visit, *found)
                    self._stood(visit, spot, found[1])
                    return True
        return False

    def leaves_room(self, wide_m: float, spot: Bulge) -> bool:
        """Whether a car could get by one so wide who stands in a lane, alone, as all are parked."""
        site = self.site
        if any(other.lane_id == spot.lane_id for _, other, _ in site.spots):
            return False
        round_way = round_it(site.routes, spot, wide_m, USUAL)
        ways = [w for w in site.routes.through if any(s.lane_id == spot.lane_id for s in w.steps)]
        trips = [through_trip(site.routes, way, [round_way]) if round_way else None for way in ways]
        return all(trip and site.traffic.is_open(rail_of(trip, USUAL, 1.0), 0) for trip in trips)

    def _stood(self, visit: Visit, spot: Bulge, drive: Drive) -> None:
        """Remember where and when a vehicle stands in a lane."""
        least_s = min(visit.intent.dwell_s, BLOCKING_S) - 1.0
        stands = [one for one in standing_times(drive) if one[1] - one[0] >= least_s]
        if stands:
            visit.did(visit.intent.purpose, *stands[-1])
            self.site.spots.append((stands[-1][1], spot, visit.vehicle.shape.width_m))
            self._drop(visit, spot, stands[-1][0])

    def _drop(self, visit: Visit, spot: Bulge, at_s: float) -> None:
        """Let somebody get out at the side where a vehicle stands."""
        (x, y), heading = spot_on(self.site.routes.lanes[spot.lane_id], spot.at_m)
        aside = spot.right_m + np.copysign(visit.vehicle.shape.width_m / 2 + DOOR_M, spot.right_m)
        door = (float(x + aside * np.sin(heading)), float(y - aside * np.cos(heading)))
        self.site.people.alight(visit, door, at_s + ALIGHT_S)
