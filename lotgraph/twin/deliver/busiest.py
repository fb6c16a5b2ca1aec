"""The busiest scene of a site: what a sheet of many sites shows of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

import numpy as np

from lotgraph.twin.deliver.order import Order
from lotgraph.twin.deliver.piece import Piece
from lotgraph.twin.deliver.scenes import AWAKE_HOURS, DAYS, YEAR, Scene, taken
from lotgraph.twin.deliver.studio import Studio
from lotgraph.twin.plan import Camera, Plan
from lotgraph.twin.plan.generate import generate
from lotgraph.twin.seeds import stream
from lotgraph.twin.stage.season import season_at
from lotgraph.twin.stage.weather import Kind, draw_weather
from lotgraph.twin.sun import elevation_deg, sun_direction
from lotgraph.twin.world.detect import boxes_in
from lotgraph.twin.world.model import VEHICLE, Poses, World
from lotgraph.twin.world.simulate import simulate

# In turn; twice what wets, since cameras under a roof see none of it.
DEALT: tuple[Kind, ...] = (
    *("clear", "rain", "wet", "broken", "snow"),
    *("rain", "overcast", "fog", "wet"),
)
TURN = 2  # scenes by day, then as many by night; so either split, and all weather, has both
HOUR_S, EVERY_S = 3600.0, 20.0  # which moments are looked at
TRIES = 1000  # moments of a year, to find one: one in thirty is a winter's night
DAY_DEG, NIGHT_DEG = 3.0, -6.0  # the sun is above, or below
LEAST_SHOWN = 0.5  # of a vehicle, for it to be in view
LEAST_HEIGHT = 1 / 15  # of the picture, for it to count
STANDS_MPS = 0.5
Daytime = Literal["day", "night"]


def busiest(seed: int, turn: int) -> Scene:
    """The scene of a site's hour in which most vehicles are in view of one of its cameras.

    Of equal ones, that in which more drive, then the first. Its weather, and whether it is day,
    are as `dealt`. The same arguments give the same scene.
    """
    plan, chance = generate(seed), stream(seed, "busiest", turn)
    kind, daytime = dealt(turn)
    begins_at = some_moment(plan, kind, daytime, chance)
    drawn, traffic = (2 * int(one) + seed % 2 for one in chance.integers(2**30, size=2))
    weather = draw_weather(drawn, plan.split, kind)
    world = simulate(plan, begins_at, HOUR_S, traffic)
    camera, t_s = fullest(world)
    plan = replace(plan, cameras=(camera,))
    first = round(t_s * camera.fps)
    order = Order(plan, traffic, begins_at, HOUR_S, weather)
    return taken(Studio(order, world), Piece(camera, first, first + 1))


def dealt(turn: int) -> tuple[Kind, Daytime]:
    """The weather and daytime of one scene of many: all kinds in turn, two by day, two by night."""
    return DEALT[turn % len(DEALT)], "night" if turn // TURN % 2 else "day"


def fullest(world: World) -> tuple[Camera, float]:
    """The camera and the second of a world's first hour with most vehicles in view."""
    moments = np.arange(0.0, HOUR_S, EVERY_S).tolist()
    views = (
        (*_in_view(world, camera, poses), -t_s, -number)
        for t_s, poses in ((t_s, world.poses(t_s)) for t_s in moments)
        for number, camera in enumerate(world.plan.cameras)
    )
    *_, t_s, number = max(views)
    return world.plan.cameras[-number], -t_s


def _in_view(world: World, camera: Camera, poses: Poses) -> tuple[int, int]:
    """How many vehicles a camera sees well, and how many of those drive."""
    boxes = boxes_in(world, camera, poses)
    height_px = boxes.edges_px[:, 3] - boxes.edges_px[:, 1]
    is_seen = (boxes.kind == VEHICLE) & (boxes.visible_share >= LEAST_SHOWN)
    seen = boxes.object_id[is_seen & (height_px >= LEAST_HEIGHT * camera.height_px)]
    drives = poses.object_id[np.abs(poses.speed_mps) > STANDS_MPS]
    return len(seen), int(np.isin(seen, drives).sum())


def some_moment(plan: Plan, kind: Kind, daytime: Daytime, chance: np.random.Generator) -> datetime:
    """A moment of the year at which somebody is about, by day or by night.

    Where trees shed their leaves, snow falls on bare ones alone. Where no moment found is such, as
    near a pole, it is any.
    """
    moments = list(_moments(plan, chance))
    return next((one for one in moments if _fits(plan, one, kind, daytime)), moments[0])


def _moments(plan: Plan, chance: np.random.Generator) -> Iterator[datetime]:
    hours = chance.uniform(*AWAKE_HOURS, TRIES) - plan.longitude_deg / 15
    days = chance.integers(DAYS, size=TRIES)
    for day, hour in zip(days.tolist(), hours.tolist(), strict=True):
        yield YEAR + timedelta(days=day, hours=hour)


def _fits(plan: Plan, moment: datetime, kind: Kind, daytime: Daytime) -> bool:
    height_deg = elevation_deg(sun_direction(plan.latitude_deg, plan.longitude_deg, moment))
    if kind == "snow" and season_at(plan.latitude_deg, moment).leaves > 0:
        return False
    return height_deg < NIGHT_DEG if daytime == "night" else height_deg > DAY_DEG
