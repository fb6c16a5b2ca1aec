"""Checks the numbers and names of a plan one by one: finite, within bounds, known, unique."""

import dataclasses
import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from lotgraph.settings.sections import Identifier, SiteIdentifier
from lotgraph.twin.names import MOST_LAMPS, PLAIN, SENSORS, TEXTURES
from lotgraph.twin.plan.model import Plan
from lotgraph.twin.plan.problem import Problem
from lotgraph.twin.seeds import split_of

SHARE = (0.0, 1.0)
HALF_TURN = math.pi / 2
BOUNDS = {
    "latitude_deg": (-90.0, 90.0),
    "longitude_deg": (-180.0, 180.0),
    "width_m": (0.5, 20.0),
    "length_m": (1.5, 20.0),
    "speed_mps": (0.5, 20.0),
    "base_m": (0.0, 100.0),
    "size_m": (0.02, 500.0),
    "pitch_rad": (-HALF_TURN, HALF_TURN),
    "focal_px": (50.0, 5000.0),
    "width_px": (64, 4096),
    "height_px": (64, 4096),
    "fps": (0.5, 60.0),
    "clock_drift_ppm": (-1e4, 1e4),  # a hundredth: no clock is worse
    "crf": (0, 51),
    "keyframe_s": (0.1, 60.0),
    "arrivals_per_hour": (0.0, math.inf),  # the stalls say how many
    "dwell_median_s": (45.0, 86400.0),  # nobody stays for less, or for two days
    "dwell_sigma": (0.0, 3.0),
    "walkers_per_visit": (0.0, 10.0),
}
ANY = (-1e7, 1e7)  # metres from the origin, seconds, turns: beyond lies a mistake
MARKINGS = {"width_m": (0.02, 0.5), "overhang_m": (0.0, 2.0)}  # a lane has a width too
MOST_M = 2000.0  # of a site: ways on foot are sought in cells of half a metre of all of it
SHORTEST_PIECE_M = 0.1  # of a lane: its heading would be chance
HOURS = 24
# Who finds no room tries again and again, so that an hour of more would take minutes to make.
PER_STALL, WITHOUT = 8, 120  # arrivals an hour
PURPOSES = (  # of which each arrival has one, or parks a car
    "drop_off_share", "double_parking_share", "delivery_share", "coach_share", "two_wheeler_share",
)  # fmt: skip
LISTS = {"lanes": "lane_id", "stalls": "stall_id", "gates": "gate_id", "cameras": "camera_id"}


def number_problems(plan: Plan) -> Iterator[Problem]:
    """Every number that is not finite or out of its bounds; with one, geometry makes no sense."""
    for keys, value in _numbers(plan):
        name = str(next(key for key in reversed(keys) if isinstance(key, str)))
        low, high = bounds_of(str(keys[0]), name)
        if not low <= value <= high:  # also where it is no number
            yield Problem(keys, f"expected {_words(name, low, high)}; got {_shown(name, value)}")
    for index, lane in enumerate(plan.lanes):
        steps = [math.dist(*ends) for ends in pairwise(lane.points)]
        if not steps or min(steps) < SHORTEST_PIECE_M:
            said = (
                f"expected two points or more, each {SHORTEST_PIECE_M:g} m or more from the last; "
            )
            yield Problem(("lanes", index, "points"), f"{said}got {lane.points}")
    if plan.seed < 0:
        yield Problem(("seed",), f"expected a number of 0 or more; got {plan.seed}")
    whole = sum(getattr(plan.rates, name) for name in PURPOSES)
    if whole > 1:
        said = f"expected at most 1 for the sum of {', '.join(PURPOSES)}; got {whole:g}"
        yield Problem(("rates",), said)
    most = PER_STALL * len(plan.stalls) + WITHOUT
    if (busiest := max(plan.rates.arrivals_per_hour, default=0.0)) > most:
        said = f"expected at most {most} an hour on {len(plan.stalls)} stalls, {PER_STALL} for each"
        said += f" and {WITHOUT} who stop or find none; got {busiest:g}"
        yield Problem(("rates", "arrivals_per_hour"), said)
    if len(plan.rates.arrivals_per_hour) != HOURS:
        said = f"expected 24 numbers, one an hour; got {len(plan.rates.arrivals_per_hour)}"
        yield Problem(("rates", "arrivals_per_hour"), said)
    x0, y0, x1, y1 = plan.extent_m
    if not (x0 < x1 and y0 < y1):
        yield Problem(("extent_m",), f"expected x0 < x1 and y0 < y1; got {plan.extent_m}")
    yield from _too_large(plan)


def _too_large(plan: Plan) -> Iterator[Problem]:
    """What makes a site longer or wider than memory lasts: its ground, or the lane farthest out."""
    expected = f"expected at most {MOST_M:g} m along either side of a site; "
    for axis in (0, 1):
        low, high = plan.extent_m[axis], plan.extent_m[axis + 2]
        if high - low > MOST_M:
            said = f"{expected}got {high - low:g} m; is it in metres?"
            yield Problem(("extent_m",), said)
            continue
        reached = [[point[axis] for point in lane.points] or [low] for lane in plan.lanes]
        side_m = max([high, *map(max, reached)]) - min([low, *map(min, reached)])
        if side_m > MOST_M:
            beyond = [max(low - min(one), max(one) - high) for one in reached]
            far = beyond.index(max(beyond))
            said = f"{expected}with this lane and extent_m it is {side_m:g} m; is it in metres?"
            yield Problem(("lanes", far, "points"), said)


def name_problems(plan: Plan) -> Iterator[Problem]:
    """Every name that cannot be, is there twice, or names nothing."""
    yield from _not_a_name(("site_id",), plan.site_id, SiteIdentifier)
    for index, camera in enumerate(plan.cameras):
        yield from _not_a_name(("cameras", index, "camera_id"), camera.camera_id, Identifier)
    for section, key in LISTS.items():
        seen: set[str] = set()
        for index, one in enumerate(getattr(plan, section)):
            name = getattr(one, key)
            if not name or name in seen:
                said = f"expected a name that no other of the {section} has; got {name!r}"
                yield Problem((section, index, key), said)
            seen.add(name)
    known = [lane.lane_id for lane in plan.lanes]
    for section in ("stalls", "gates"):
        for index, one in enumerate(getattr(plan, section)):
            if one.lane_id not in known:
                said = f"expected a lane of the plan ({', '.join(known)}); got {one.lane_id!r}"
                yield Problem((section, index, "lane_id"), said)
    if plan.split != split_of(plan.seed):
        said = f"expected {split_of(plan.seed)}, which seed {plan.seed} is of; got {plan.split!r}"
        yield Problem(("split",), f"{said}; even seeds train, odd ones are held out")
    yield from _zone(plan)
    yield from _made_of(plan)
    lamps = [index for index, one in enumerate(plan.structures) if one.kind == "lamp"]
    if len(lamps) > MOST_LAMPS:
        said = f"expected at most {MOST_LAMPS} lamps on a site; got {len(lamps)}; leave some out"
        yield Problem(("structures", lamps[MOST_LAMPS]), said)


def _made_of(plan: Plan) -> Iterator[Problem]:
    """What names no texture, no sensor of the split, and pictures that no codec takes."""
    textures = f"expected one of {', '.join(TEXTURES)}"
    if plan.ground not in TEXTURES:
        yield Problem(("ground",), f"{textures}; got {plan.ground!r}")
    for index, one in enumerate(plan.structures):
        if one.texture not in TEXTURES:
            yield Problem(("structures", index, "texture"), f"{textures}; got {one.texture!r}")
    for index, camera in enumerate(plan.cameras):
        sensors = (*SENSORS[plan.split], PLAIN)
        if camera.sensor not in sensors:
            known = ", ".join(sensors)
            said = f"expected a sensor of the split {plan.split} ({known}); got {camera.sensor!r}"
            yield Problem(("cameras", index, "sensor"), said)
        for side in ("width_px", "height_px"):
            if getattr(camera, side) % 2:
                said = f"expected an even number, as codecs do; got {getattr(camera, side)}"
                yield Problem(("cameras", index, side), said)


def _zone(plan: Plan) -> Iterator[Problem]:
    try:
        ZoneInfo(plan.timezone)
    except (OSError, LookupError, ValueError):
        said = f"expected an IANA time zone such as Europe/Berlin; got {plan.timezone!r}"
        yield Problem(("timezone",), said)


def _not_a_name(keys: tuple[str | int, ...], name: str, kind: Any) -> Iterator[Problem]:
    try:
        TypeAdapter(kind).validate_python(name)
    except ValidationError as error:
        said = "expected a name that a folder may have: lower-case letters, digits, - and _, a "
        said += "letter or digit first, at most 63 of them"
        if error.errors()[0]["type"] == "value_error":
            said = "expected another name; this one is kept for files under no known site"
        yield Problem(keys, f"{said}; got {name!r}")


def _numbers(value: Any, keys: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, float]]:
    """Every number of a plan with the keys that lead to it."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _numbers(getattr(value, field.name), (*keys, field.name))
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from _numbers(one, (*keys, index))
    elif isinstance(value, int | float) and not isinstance(value, bool) and keys != ("seed",):
        yield keys, value


def bounds_of(section: str, name: str) -> tuple[float, float]:
    """The least and the most that each number may be which a key has in a section."""
    if section == "markings" and name in MARKINGS:
        return MARKINGS[name]
    if name.endswith("_share"):
        return SHARE
    return BOUNDS.get(name, ANY)


def _words(name: str, low: float, high: float) -> str:
    if name.endswith("_rad"):
        return f"an angle from {math.degrees(low):g} to {math.degrees(high):g} degrees"
    return (
        f"a number of {low:g} or more" if high == math.inf else f"a number from {low:g} to {high:g}"
    )


def _shown(name: str, value: float) -> str:
    return f"{math.degrees(value):g} degrees" if name.endswith("_rad") else f"{value:g}"
