"""Scenes: one camera of some site for a moment, at any hour of any day and in any weather."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.twin.deliver.order import Order
from lotgraph.twin.deliver.piece import Piece
from lotgraph.twin.deliver.shoot import shoot
from lotgraph.twin.deliver.studio import Studio
from lotgraph.twin.plan import Camera, Plan
from lotgraph.twin.plan.generate import generate
from lotgraph.twin.seeds import stream
from lotgraph.twin.stage.weather import Kind, Weather, draw_weather
from lotgraph.twin.sun import elevation_deg, sun_direction
from lotgraph.twin.world.simulate import simulate

YEAR = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 365
AWAKE_HOURS = (5.0, 23.0)  # by the sun: nights are shown, but not as often as they last


@dataclass(frozen=True)
class Scene:
    """What one camera saw: pictures (n, h, w, 3) that follow each other, and the boxes of each.

    `truth` are rows of `twin_boxes` but for what tells the frame.
    """

    plan: Plan
    camera: Camera
    begins_at: datetime
    weather: Weather
    pictures: NDArray[np.uint8]
    truth: tuple[pl.DataFrame, ...]

    @property
    def boxes(self) -> pl.DataFrame:
        """Those of the last picture."""
        return self.truth[-1]

    @property
    def sun_deg(self) -> float:
        """How high the sun stands."""
        plan = self.plan
        return elevation_deg(sun_direction(plan.latitude_deg, plan.longitude_deg, self.begins_at))


def scene(
    seed: int,
    number: int,
    frames: int = 1,
    *,
    kind: Kind | None = None,
    hours: tuple[float, float] = AWAKE_HOURS,
) -> Scene:
    """A scene of the site of a seed; the same arguments give the same one.

    `kind` is that of its weather, any as often as a year has it if none is named; `hours` by the
    sun, of which those above 24 are of the night after.
    """
    plan = generate(seed)
    chance = stream(seed, "scene", number)
    hour = chance.uniform(*hours) - plan.longitude_deg / 15
    begins_at = YEAR + timedelta(days=int(chance.integers(DAYS)), hours=hour)
    camera = plan.cameras[int(chance.integers(len(plan.cameras)))]
    plan = replace(plan, cameras=(camera,))
    drawn, traffic = (2 * int(one) + seed % 2 for one in chance.integers(2**30, size=2))
    weather = draw_weather(drawn, plan.split, kind)
    order = Order(plan, traffic, begins_at, frames / camera.fps, weather)
    world = simulate(plan, begins_at, order.duration_s, traffic)
    return taken(Studio(order, world), Piece(camera, 0, frames))


def taken(studio: Studio, piece: Piece) -> Scene:
    """The scene that a camera takes in a piece of an order."""
    order = studio.order
    shots = list(shoot(piece, studio))
    pictures = np.stack([picture for _, picture in shots])
    truth = tuple(shot.boxes for shot, _ in shots)
    begins_at = order.moment(float(piece.times_s[0]))
    return Scene(order.plan, piece.camera, begins_at, order.weather, pictures, truth)
