"""Draws a whole site from a seed."""

import math
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from lotgraph.errors import TwinError
from lotgraph.twin.names import draw_sensor
from lotgraph.twin.plan import traffic
from lotgraph.twin.plan.dice import Dice
from lotgraph.twin.plan.draft import Draft
from lotgraph.twin.plan.families import angled, garage, street, surface, yard
from lotgraph.twin.plan.furnish import furnish
from lotgraph.twin.plan.hang import hang, renamed
from lotgraph.twin.plan.model import Plan
from lotgraph.twin.plan.overlap import views_of
from lotgraph.twin.plan.rounded import rounded
from lotgraph.twin.plan.towns import TOWNS
from lotgraph.twin.seeds import split_of

MOST_TRIES = 20
MOST_HANGINGS = 4  # of cameras on one site
FEWEST_STALLS, MOST_STALLS = 20, 120
FEWEST_CAMERAS, MOST_CAMERAS = 4, 12
STALLS_A_CAMERA = 16
KEYFRAMES_S = (1.0, 2.0, 4.0, 4.0, 10.0)  # as recorders are usually set
SEEN_SHARE = 0.85  # of the stalls
SHARED_SHARE = 0.1  # of what a camera sees, seen by another too: for some pair, more than that
TILT_DEG = 12.0  # at most, off the points of the compass: the ground is paved in a box


class Family(NamedTuple):
    """How sites of a kind are drawn, and what goes on there."""

    draw: Callable[[Dice], Draft]
    days: tuple[traffic.Day, ...]


FAMILIES: MappingProxyType[str, Family] = MappingProxyType(
    {
        "surface": Family(surface.draw, (traffic.SHOPS, traffic.OFFICES, traffic.EVENING)),
        "angled": Family(angled.draw, (traffic.SHOPS, traffic.OFFICES, traffic.EVENING)),
        "street": Family(street.draw, (traffic.STREET, traffic.HOMES)),
        "garage": Family(garage.draw, (traffic.SHOPS, traffic.OFFICES, traffic.HOMES)),
        "yard": Family(yard.draw, (traffic.SHOPS, traffic.HOMES, traffic.EVENING)),
    }
)


def generate(seed: int, family: str | None = None) -> Plan:
    """The one site of a seed, of a family if one is named; `check` finds nothing wrong with it.

    Its cameras together see at least 85 % of the stalls and every entry and exit, some of them
    the same, some not. Even seeds give sites of the training split, odd ones held-out sites.

    Raises:
        TwinError: if there is no such family, or the seed is negative.
    """
    if seed < 0:
        raise TwinError(f"expected a seed of 0 or more; got {seed}")
    name = family or Dice(seed, "family").pick(tuple(FAMILIES))
    if name not in FAMILIES:
        raise TwinError(f"expected a family of sites, one of {', '.join(FAMILIES)}; got {name!r}")
    for attempt in range(MOST_TRIES):
        draft, plan = _drawn(seed, name, Dice(seed, name, attempt))
        if not FEWEST_STALLS <= len(plan.stalls) <= MOST_STALLS:
            continue
        for again in range(MOST_HANGINGS):
            watched = _with_cameras(plan, draft, Dice(seed, name, attempt, "cameras", again))
            if _is_watched(watched):
                return watched
    raise TwinError(
        f"seed {seed} gives no {name} site whose cameras see enough of it; use another seed"
    )


def _drawn(seed: int, name: str, dice: Dice) -> tuple[Draft, Plan]:
    """A site without cameras."""
    family = FAMILIES[name]
    drawn = family.draw(dice)
    furnish(drawn, Dice(seed, name, "furniture"))
    tilt = math.radians(90 * dice.whole(0, 3) + dice.number(-TILT_DEG, TILT_DEG))
    draft = drawn.turned(tilt, is_mirrored=drawn.may_mirror and dice.happens(0.5))
    town = dice.own(TOWNS)
    x0, y0, x1, y1 = draft.box()
    rim = draft.margin_m
    entries = {lane.lane_id for lane in draft.lanes if lane.kind == "entry"}
    has_gate = any(gate.lane_id in entries for gate in draft.gates)
    plan = Plan(
        site_id=f"{name}-{seed}",
        split=split_of(seed),
        seed=seed,
        lanes=tuple(draft.lanes),
        stalls=tuple(draft.stalls),
        cameras=(),
        gates=tuple(draft.gates),
        structures=tuple(draft.structures),
        rates=traffic.rates(dice, family.days, len(draft.stalls), seed, has_gate=has_gate),
        markings=draft.markings,
        ground=draft.ground,
        latitude_deg=town.latitude_deg + dice.free(-0.05, 0.05),
        longitude_deg=town.longitude_deg + dice.free(-0.05, 0.05),
        timezone=town.timezone,
        extent_m=(x0 - rim, y0 - rim, x1 + rim, y1 + rim),
        family=f"{name}/{draft.variant}" if draft.variant else name,
    )
    return draft, rounded(plan)


def _with_cameras(plan: Plan, draft: Draft, dice: Dice) -> Plan:
    """The same site with cameras, and the poles they hang on."""
    least = max(FEWEST_CAMERAS, round(len(draft.stalls) / STALLS_A_CAMERA))
    cameras, poles = hang(draft, dice, min(MOST_CAMERAS, least + dice.whole(0, 3)))
    named = (
        replace(
            one,
            sensor=draw_sensor(plan.seed, plan.split, one.camera_id),
            keyframe_s=Dice(plan.seed, "keyframes", one.camera_id).pick(KEYFRAMES_S),
        )
        for one in renamed(cameras)
    )
    return replace(
        plan,
        cameras=rounded(tuple(named)),
        structures=(*plan.structures, *rounded(tuple(poles))),
    )


def _is_watched(plan: Plan) -> bool:
    """Whether enough is seen, and some of it by two cameras but not all of it by all."""
    if not FEWEST_CAMERAS <= len(plan.cameras) <= MOST_CAMERAS:
        return False
    views = views_of(plan)
    pairs = [views.shared[one, two] for one in range(len(plan.cameras)) for two in range(one)]
    is_mixed = max(pairs) > SHARED_SHARE and min(pairs) == 0.0
    return views.stall_share >= SEEN_SHARE and views.way_share == 1.0 and is_mixed
