"""Lets a site's drivers come and go: whoever is first is first, and nobody ever touches another."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial

import numpy as np

from lotgraph.errors import TwinError
from lotgraph.twin.plan.model import Plan
from lotgraph.twin.world.fleet import Fleet, Model
from lotgraph.twin.world.intents import HOUR_S, PASSERS_SHARE, intents, passers, standing
from lotgraph.twin.world.model import World
from lotgraph.twin.world.obstacles import fixed_boxes
from lotgraph.twin.world.routes import Routes
from lotgraph.twin.world.schedule import Traffic
from lotgraph.twin.world.site import Site
from lotgraph.twin.world.visits import table_of

FIRST_YEAR, LAST_YEAR = 1900, 2200  # calendars and clocks know nothing of times far off
LONGEST_S = 10 * 366 * 86400.0
DAY_S = 86400.0
# Vehicles and people of one world, which is held whole: some 25 kB each at the most, so 3 GB.
MOST_COMERS = 120_000


def simulate(  # noqa: PLR0913
    plan: Plan,
    begins_at: datetime,
    seconds: float,
    seed: int,
    models: Sequence[Model] | None = None,
    *,
    told: Callable[[Sequence[float]], Iterable[float]] = iter,
) -> World:
    """Make the traffic of a site for so many seconds; the same arguments make the same tables.

    Vehicles come of `models`, by default the catalogue's of the plan's split. The ends of its hours
    go through `told`, that may tell how far it is.

    Raises:
        TwinError: no way leads through the site, no model may come, the time is none, or more come
            in it than memory holds.
    """
    if begins_at.tzinfo is None or not 0 < seconds <= LONGEST_S:
        raise TwinError(
            f"site {plan.site_id}: expected a beginning with a time zone and a number of seconds "
            f"above 0 and up to ten years; got {begins_at} and {seconds}"
        )
    if not FIRST_YEAR <= begins_at.year <= LAST_YEAR:
        raise TwinError(
            f"site {plan.site_id}: expected a beginning from {FIRST_YEAR} to {LAST_YEAR}; got "
            f"{begins_at}"
        )
    _refuse_crowds(plan, seconds)
    if models is None:
        from lotgraph.twin.bodies.catalogue import bodies_of

        models = bodies_of(plan.split)
    begins_at = begins_at.astimezone(UTC)
    fleet, routes = Fleet(plan, seed, models), Routes(plan)
    site = Site(plan, seed, float(seconds), fleet, routes, Traffic(fixed_boxes(plan)))
    fleet.narrow(site.can_pass, site.can_park)
    for intent in standing(plan, seed, begins_at):
        site.settle(intent)
    for intent in intents(plan, seed, begins_at, seconds):
        begin = site.barriers.follow if intent.tailgates else site.come
        site.at(intent.at_s, partial(begin, intent))
    for number, at_s in enumerate(passers(plan, seed, begins_at, seconds)):
        site.at(at_s, lambda number=number: site.people.pass_by(number))  # type: ignore[misc]
    for hour_s in told([*np.arange(HOUR_S, seconds, HOUR_S).tolist(), float(seconds)]):
        site.run(hour_s)
    motions, names = site.record.table(plan.site_id, site.until_s)
    visits = table_of(plan.site_id, site.visits, begins_at, site.until_s, names)
    vehicles, walkers = fleet.table(names), site.people.table(names)
    return World(plan, begins_at, site.until_s, seed, vehicles, visits, motions, walkers)


def _refuse_crowds(plan: Plan, seconds: float) -> None:
    on_foot = plan.rates.walkers_per_visit + PASSERS_SHARE
    daily = sum(plan.rates.arrivals_per_hour) * (1 + on_foot)
    comers = daily * seconds / DAY_S
    if comers > MOST_COMERS:
        raise TwinError(
            f"site {plan.site_id}: expected at most {MOST_COMERS:,} vehicles and people, whose "
            f"ways memory holds; in {seconds / DAY_S:,.4g} days some {comers:,.0f} come; take at "
            f"most {MOST_COMERS / daily:,.4g} days at once, the others by a later beginning"
        )
