"""Which weather a site has when, by its latitude, the month and the part of the day."""

import math
from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np

from lotgraph.twin.plan import Plan
from lotgraph.twin.seeds import stream
from lotgraph.twin.stage.season import TROPIC_DEG
from lotgraph.twin.stage.weather import Kind, Weather, draw_weather

PARTS = 4  # of a day: night, morning, afternoon, evening
PART_H = 24 // PARTS
# Assumed for 50 degrees north, from January to December: over a year they come to the shares that
# `draw_weather` has. Shares of all time, but for fog, of mornings, and the last two, of dry time.
SNOW = (0.14, 0.13, 0.06, 0.01, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.04, 0.10)
RAIN = (0.09, 0.08, 0.09, 0.09, 0.11, 0.11, 0.11, 0.10, 0.10, 0.11, 0.12, 0.12)
WET = (0.12, 0.10, 0.09, 0.08, 0.07, 0.06, 0.06, 0.07, 0.08, 0.10, 0.12, 0.13)
FOG = (0.15, 0.11, 0.06, 0.03, 0.02, 0.01, 0.01, 0.03, 0.08, 0.14, 0.16, 0.16)
OVERCAST = (0.46, 0.40, 0.30, 0.22, 0.18, 0.15, 0.13, 0.14, 0.18, 0.27, 0.42, 0.48)
CLEAR = (0.28, 0.32, 0.35, 0.36, 0.36, 0.37, 0.40, 0.42, 0.42, 0.38, 0.30, 0.26)
FOG_BY_PART = (0.7, 1.0, 0.1, 0.4)  # of the share of a morning
BARE_DEG, SNOW_DEG = 35.0, 50.0  # latitudes with no snow, and with `SNOW`; twice that at the most
JULY = 6
LASTING = 0.85  # of what decides the weather is the day's, and its neighbours'; the rest the part's


def shares_at(latitude_deg: float, moment: datetime) -> dict[Kind, float]:
    """How likely each kind is at a local time; from fair to foul, so that neighbours are alike.

    The south has its months half a year later; between the tropics it is July all the year.
    """
    month = (moment.month - 1 + (0 if latitude_deg > 0 else 6)) % 12
    if abs(latitude_deg) < TROPIC_DEG:
        month = JULY
    north = min(max((abs(latitude_deg) - BARE_DEG) / (SNOW_DEG - BARE_DEG), 0.0), 2.0)
    foul: dict[Kind, float] = {"wet": WET[month], "rain": RAIN[month], "snow": SNOW[month] * north}
    fog = FOG[month] * FOG_BY_PART[moment.hour // PART_H]
    dry = 1.0 - fog - sum(foul.values())
    fair = {"clear": CLEAR[month], "overcast": OVERCAST[month]}
    return {
        "fog": fog,  # of still, clear nights: where it lifts, it is fair
        "clear": dry * fair["clear"],
        "broken": dry * (1.0 - sum(fair.values())),
        "overcast": dry * fair["overcast"],
        **foul,
    }


def weather_at(plan: Plan, seed: int, moment: datetime) -> Weather:
    """The weather of a site at a moment: by the seed, the site and the date, and nothing else.

    It is one for a quarter of a day, and mostly for longer; no two splits share a number.
    """
    local = moment.astimezone(ZoneInfo(plan.timezone))
    likely = {kind: s for kind, s in shares_at(plan.latitude_deg, local).items() if s}
    passed = np.cumsum(list(likely.values()))[:-1]
    kind = list(likely)[int(np.searchsorted(passed, _foulness(plan, seed, local), "right"))]
    # A kind that comes again on the same day is the same weather still.
    numbers = stream(seed, "weather", plan.split, plan.site_id, local.date().isoformat(), kind)
    return draw_weather(int(numbers.integers(2**31)), plan.split, kind)


def _foulness(plan: Plan, seed: int, local: datetime) -> float:
    """How foul it is, 0 to 1, each as likely as any other, and seldom far from what was before."""
    day = local.date().toordinal()
    days = sum(_luck(plan, seed, one)[0] for one in (day - 1, day, day + 1)) / math.sqrt(3)
    part = _luck(plan, seed, day)[1 + local.hour // PART_H]
    luck = math.sqrt(LASTING) * days + math.sqrt(1 - LASTING) * part
    return (1 + math.erf(luck / math.sqrt(2))) / 2


def _luck(plan: Plan, seed: int, day: int) -> list[float]:
    """Of a day and of its parts."""
    name = date.fromordinal(day).isoformat()
    chance = stream(seed, "sky", plan.split, plan.site_id, name)
    return [float(one) for one in chance.standard_normal(1 + PARTS)]
