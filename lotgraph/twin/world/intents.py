"""When vehicles arrive, and what each driver has in mind; drawn before anyone moves."""

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from lotgraph.twin.plan.model import Plan, Rates
from lotgraph.twin.seeds import stream

HOUR_S = 3600.0
PACES = (0.75, 0.85, 0.95)  # 1 is a driver who brakes and speeds up by 2 m/s²
GATE_S = (2.0, 3.5, 6.0)  # to take a ticket
TAILGATE_S = (1.5, 3.0)  # behind who is before
MOST_BEHIND = 4  # who mean to follow, one after the other; drawn sites hardly ever have so many
DROP_OFF_S = (15.0, 75.0)
DOUBLE_PARKING_S = (90.0, 420.0)
STOPS = {  # purposes of those who only stop: for how long, by what, and how many get out
    "drop_off": (DROP_OFF_S, "car", (1, 1)),
    "double_parking": (DOUBLE_PARKING_S, "car", (0, 0)),
    "delivery": ((120.0, 600.0), "truck", (1, 2)),
    "coach": ((40.0, 180.0), "bus", (3, 14)),
}
LOOK_BACK_H = 48  # whoever came earlier has left
LEAST_DWELL_S, MOST_DWELL_S = 45.0, 3600.0 * LOOK_BACK_H
PASSERS_SHARE = 0.15  # people who only walk by, for each vehicle
SIGNALLING_SHARE = 0.8
PEOPLE = (
    "",
    "",
    "",
    "",
    "",
    "",
    "trolley",
    "trolley",
    "pram",
)  # what they push, as likely as each other


@dataclass(frozen=True)
class Intent:
    """What one driver means to do. `dwell_s` is from parking, or standing, to moving on."""

    number: int
    at_s: float
    purpose: str  # "park", or one of STOPS
    dwell_s: float
    pace: float
    gate_s: float
    people: int
    pushes: str
    taste: float  # seeds what is left to chance on the site
    rides: str = "car"  # the sort of vehicle: see fleet.SORTS
    is_returning: bool = False
    backs_in: bool = False
    tries_several: bool = False
    circles: bool = False
    goes_wrong_way: bool = False
    tailgates: bool = False
    signals: bool = True


def arrivals(
    plan: Plan, seed: int, begins_at: datetime, hours: range, share: float = 1.0
) -> list[float]:
    """Seconds since a world's beginning at which vehicles come: Poisson, by the local hour.

    `hours` are whole UTC hours counted from that of `begins_at`; each has chance of its own. A
    `share` of the rates other than 1 is of others than vehicles.
    """
    who = "arrivals" if share == 1.0 else "passers"
    zone = ZoneInfo(plan.timezone)
    first = begins_at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    times: list[float] = []
    for index in hours:
        hour = first + timedelta(hours=index)
        rng = stream(seed, who, plan.site_id, int(hour.timestamp()))
        rate = plan.rates.arrivals_per_hour[hour.astimezone(zone).hour]
        offset = (hour - begins_at).total_seconds()
        times += (offset + HOUR_S * np.sort(rng.random(rng.poisson(rate * share)))).tolist()
    return times


def intents(plan: Plan, seed: int, begins_at: datetime, seconds: float) -> list[Intent]:
    """Every driver who comes within a world's time, in order.

    Of those who mean to follow another in, every fifth in a row goes before instead.
    """
    times = arrivals(plan, seed, begins_at, _hours(begins_at, seconds))
    times = [t for t in times if 0 <= t < seconds]
    found: list[Intent] = []
    for number, at_s in enumerate(times):
        one = _intent(plan.rates, seed, plan.site_id, number, at_s)
        if len(found) >= MOST_BEHIND and all(other.tailgates for other in found[-MOST_BEHIND:]):
            one = replace(one, tailgates=False)  # or all would wait for another to go before
        if one.tailgates and found:
            rng = stream(seed, "tailgate", plan.site_id, number)
            one = replace(one, at_s=found[-1].at_s + float(rng.uniform(*TAILGATE_S)))
        found.append(one)
    return sorted(found, key=lambda one: (one.at_s, one.number))


def passers(plan: Plan, seed: int, begins_at: datetime, seconds: float) -> list[float]:
    """When people walk by who came in no vehicle."""
    hours = _hours(begins_at, seconds)
    times = arrivals(plan, seed, begins_at, hours, PASSERS_SHARE)
    return [t for t in times if 0 <= t < seconds]


def _hours(begins_at: datetime, seconds: float) -> range:
    return range(math.ceil((begins_at.minute * 60 + begins_at.second + seconds) / HOUR_S) + 1)


def standing(plan: Plan, seed: int, begins_at: datetime) -> list[Intent]:
    """Drivers who came before a world begins and whose vehicles stand there, by number < 0."""
    times = [t for t in arrivals(plan, seed, begins_at, range(-LOOK_BACK_H, 1)) if t < 0]
    found = []
    for index, at_s in enumerate(times):
        one = _intent(plan.rates, seed, plan.site_id, -1 - index, at_s)
        if one.purpose == "park" and at_s + one.dwell_s > 0:
            found.append(one)
    return found


def _intent(rates: Rates, seed: int, site_id: str, number: int, at_s: float) -> Intent:
    rng = stream(seed, "intent", site_id, number)
    shares = [getattr(rates, f"{name}_share") for name in STOPS]
    purposes = [*STOPS, "park"]
    purpose = purposes[int(np.searchsorted(np.cumsum(shares), rng.random(), side="right"))]
    dwell = rates.dwell_median_s * math.exp(rates.dwell_sigma * float(rng.standard_normal()))
    dwell = min(max(dwell, LEAST_DWELL_S), MOST_DWELL_S)
    share = float(rng.random())
    lasts_s, rides, people = STOPS.get(purpose, ((dwell, dwell), "car", (0, 0)))
    stays = int(rates.walkers_per_visit + rng.random())
    if purpose == "park" and rng.random() < rates.two_wheeler_share / max(1 - sum(shares), 1e-9):
        rides, stays = "two_wheeler", int(rates.walkers_per_visit > 0)
    lots = rng.random(7)
    return Intent(
        number=number,
        at_s=at_s,
        purpose=purpose,
        dwell_s=lasts_s[0] + share * (lasts_s[1] - lasts_s[0]),
        pace=float(rng.choice(PACES)),
        gate_s=float(rng.choice(GATE_S)),
        people=stays if purpose == "park" else int(rng.integers(people[0], people[1] + 1)),
        pushes=str(rng.choice(PEOPLE)) if rides == "car" else "",
        taste=float(rng.random()),
        rides=rides,
        is_returning=bool(lots[0] < rates.returning_share),
        backs_in=bool(lots[1] < rates.back_in_share),
        tries_several=bool(lots[2] < rates.several_tries_share),
        circles=bool(lots[3] < rates.circling_share),
        goes_wrong_way=bool(lots[4] < rates.wrong_way_share),
        tailgates=bool(lots[5] < rates.tailgating_share),
        signals=bool(lots[6] < SIGNALLING_SHARE),
    )
