"""Says what a site states of its traffic that cannot come true there, which may be meant."""

from collections.abc import Iterator
from math import floor

from lotgraph.twin.plan.model import Plan
from lotgraph.twin.world.drivers import room_along
from lotgraph.twin.world.follow import CLEAR_M
from lotgraph.twin.world.intents import STOPS
from lotgraph.twin.world.routes import Routes

STRAIGHT_M = floor(2 * CLEAR_M) + 1  # of an aisle, in whole metres: more than it takes


def unmet(plan: Plan) -> Iterator[str]:
    """A sentence for those who mean to stop where nobody can, and one where nobody can park.

    Raises:
        TwinError: no way leads from an entry to an exit.
    """
    daily = sum(plan.rates.arrivals_per_hour)
    shares = {f"{name}_share": getattr(plan.rates, f"{name}_share") for name in STOPS}
    stated = [name for name, share in shares.items() if share]
    if daily and stated and not _has_room(plan):
        yield (
            f"no way through has more than {2 * CLEAR_M:g} m of straight aisle to stand along, so "
            f"{_listed(stated)} come to nothing: who means to stop drives through; make "
            f"{STRAIGHT_M} m of an aisle straight, or set these rates to 0"
        )
    parking = daily * (1 - sum(shares.values()))
    if not plan.stalls and parking >= 1:
        yield (
            f"there are no stalls, so all of {parking:,.0f} a day who come to park find it full; "
            "add some, or set arrivals_per_hour to 0, unless that is meant"
        )


def _has_room(plan: Plan) -> bool:
    """Whether there is a place on any way that who stops tries."""
    routes = Routes(plan)
    along = (way for entry in routes.entries for way in routes.along_aisles(entry))
    return any(any(room_along(routes, way)) for way in (*routes.through, *along))


def _listed(names: list[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
