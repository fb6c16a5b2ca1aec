"""The weather of a rendering that names none: it changes as the site's days go on."""

import math
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from zoneinfo import ZoneInfo

from lotgraph.twin.deliver.stretch import Stretch
from lotgraph.twin.plan import Plan
from lotgraph.twin.stage.climate import PART_H, weather_at
from lotgraph.twin.stage.weather import Weather


def skies(
    plan: Plan, seed: int, begins_at: datetime, duration_s: float, capture_s: float
) -> tuple[Stretch, ...]:
    """Stretches of weather that follow each other through a rendering, one at the least.

    By the site's own clock it may change at midnight, 6, noon and 18; it does so as the next
    capture begins, so that none shows the sky jump.
    """
    begun: dict[float, Weather] = {}
    for turn in _turns(plan, begins_at, duration_s):
        captures = math.ceil((turn - begins_at).total_seconds() / capture_s)
        # What would begin within one capture, begins with the next: of two, the later one.
        begun[captures * capture_s] = weather_at(plan, seed, turn)
    lasting = [
        (next(some)[0], weather) for weather, some in groupby(begun.items(), key=itemgetter(1))
    ]
    starts = [(begins_s, weather) for begins_s, weather in lasting if begins_s < duration_s]
    ends_s = [*(begins_s for begins_s, _ in starts[1:]), duration_s]
    return tuple(
        Stretch(begins_s, end_s, weather)
        for (begins_s, weather), end_s in zip(starts, ends_s, strict=True)
    )


def _turns(plan: Plan, begins_at: datetime, duration_s: float) -> list[datetime]:
    """The beginning, and when the parts of the site's days begin until the end."""
    zone = ZoneInfo(plan.timezone)
    midnight = begins_at.astimezone(zone).replace(
        hour=0, minute=0, second=0, microsecond=0, tzinfo=None
    )
    ends_at = begins_at + timedelta(seconds=duration_s)
    parts = math.ceil(duration_s / 3600 / PART_H) + 2 * 24 // PART_H
    turns = [midnight + timedelta(hours=PART_H * n) for n in range(parts)]
    found = [turn.replace(tzinfo=zone).astimezone(UTC) for turn in turns]
    return [begins_at, *(turn for turn in found if begins_at < turn < ends_at)]
