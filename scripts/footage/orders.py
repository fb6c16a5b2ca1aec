"""What is recorded of the two sites that ship with the project, and what goes wrong there."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lotgraph.command.twin.ordered import moment_of
from lotgraph.twin.deliver.order import Order
from lotgraph.twin.deliver.stretch import Stretch
from lotgraph.twin.faults.model import Fault, Kind
from lotgraph.twin.plan import Plan
from lotgraph.twin.plan.read import read
from lotgraph.twin.stage.weather import Kind as Sky
from lotgraph.twin.stage.weather import draw_weather

SEED = 7  # of who comes: some stay for less than a stretch lasts, in the morning and at night
CAPTURE_S = 150.0
TUESDAY, WEDNESDAY = 3, 4  # of November 2026
BEGINS, ENDS = (TUESDAY, "08:00:00"), (WEDNESDAY, "18:10:00")  # by each site's own clock
RECORDED: tuple[tuple[int, str, str, Sky], ...] = (
    (TUESDAY, "08:05:00", "08:09:00", "clear"),
    (TUESDAY, "19:15:30", "19:19:30", "overcast"),
    (WEDNESDAY, "08:05:00", "08:05:30", "broken"),
    (WEDNESDAY, "13:05:00", "13:05:20", "wet"),
    (WEDNESDAY, "18:05:00", "18:05:50", "rain"),
)


@dataclass(frozen=True)
class Mishap:
    """A fault of one camera, from one time of a day to another."""

    site_id: str
    camera_id: str
    kind: Kind
    day: int
    begins: str
    ends: str
    strength: float = 0.7


MISHAPS = (
    Mishap("shop", "cam02", "covered", TUESDAY, "08:07:40", "08:08:20"),
    Mishap("shop", "cam05", "black", TUESDAY, "19:16:20", "19:16:35"),
    Mishap("shop", "cam04", "moved", WEDNESDAY, "08:05:10", "08:10:00"),
    Mishap("shop", "cam01", "defocused", WEDNESDAY, "18:05:10", "18:05:40"),
    Mishap("garage", "cam03", "frozen", TUESDAY, "19:15:45", "19:16:40"),
    Mishap("garage", "cam04", "over_exposed", WEDNESDAY, "08:05:10", "08:05:25"),
    # What befalls files does so in a stretch that nobody will miss.
    Mishap("shop", "cam01", "duplicate", WEDNESDAY, "13:05:00", "13:05:20"),
    Mishap("shop", "cam02", "truncated", WEDNESDAY, "13:05:00", "13:05:20"),
    Mishap("shop", "cam04", "wrong_name", WEDNESDAY, "13:05:00", "13:05:20"),
    Mishap("garage", "cam03", "empty", WEDNESDAY, "13:05:00", "13:05:20"),
    Mishap("garage", "cam04", "future_date", WEDNESDAY, "13:05:00", "13:05:20"),
)


def orders(sites: Path) -> list[Order]:
    """One order for each site that is described in a folder, by name."""
    return [_order(read(site)) for site in sorted(sites.glob("*.toml"))]


def _order(plan: Plan) -> Order:
    weather = [draw_weather(number, plan.split, sky) for number, (*_, sky) in enumerate(RECORDED)]
    begins_at = _moment(plan, *BEGINS)

    def at(day: int, time: str) -> float:
        return (_moment(plan, day, time) - begins_at).total_seconds()

    return Order(
        plan=plan,
        seed=SEED,
        begins_at=begins_at,
        duration_s=at(*ENDS),
        weather=weather[0],
        capture_s=CAPTURE_S,
        faults=tuple(
            Fault(
                one.camera_id,
                one.kind,
                at(one.day, one.begins),
                at(one.day, one.ends),
                one.strength,
            )
            for one in MISHAPS
            if one.site_id == plan.site_id
        ),
        stretches=tuple(
            Stretch(at(day, begins), at(day, ends), sky)
            for (day, begins, ends, _), sky in zip(RECORDED, weather, strict=True)
        ),
    )


def _moment(plan: Plan, day: int, time: str) -> datetime:
    return moment_of(f"2026-11-{day:02d}T{time}", plan)
