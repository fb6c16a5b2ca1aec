"""Time of the twin's frames: where it goes, and how far above bare Embree it lies.

python -m benchmarks.twin [--seed 6] [--moving 10] [--frames 20] [--hour 12] [--weather clear]
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from benchmarks.twin.clock import REST, STEPS, Clock
from benchmarks.twin.traffic import Traffic
from lotgraph.twin.deliver.deliver import prepare
from lotgraph.twin.deliver.order import Order
from lotgraph.twin.deliver.piece import Piece
from lotgraph.twin.deliver.render import render
from lotgraph.twin.deliver.studio import Studio
from lotgraph.twin.plan import Plan
from lotgraph.twin.plan.generate import generate
from lotgraph.twin.stage.light import Light, light_at
from lotgraph.twin.stage.see import Stage
from lotgraph.twin.stage.weather import Weather, draw_weather

FPS = 5.0
RAYS = list(STEPS)[0:1] + list(STEPS)[2:6]  # steps that ask Embree
WARM = 3  # frames before those that are timed
Timed = tuple[dict[str, float], float]  # ms a frame: by step, and in all


def floor(stage: Stage, camera: str) -> tuple[float, float]:
    """Rays per second of Embree alone on the site: nearest hits, and whether there is any."""
    from lotgraph.twin.stage.embree.kernels import hides, nearest

    view = stage._look(stage._camera(camera))  # noqa: SLF001
    origins = np.tile(view.position, (len(view.directions), 1))
    rates = []
    for ask in (nearest, hides):
        ask(stage.scenery.solid.address, origins, view.directions, np.float32(1e30))
        began, count = time.process_time(), 0
        while time.process_time() - began < 1.0:
            ask(stage.scenery.solid.address, origins, view.directions, np.float32(1e30))
            count += len(origins)
        rates.append(count / (time.process_time() - began))
    return rates[0], rates[1]


def timed(work: Callable[[], int]) -> Timed:
    """Milliseconds of each of the frames that some work makes."""
    clock = Clock()
    began = time.process_time()
    with clock.running():
        count = work()
    scale = 1000 / count
    total = (time.process_time() - began) * scale
    return {step: spent * scale for step, spent in clock.spent.items()}, total


def staged(stage: Stage, names: list[str], light: Light, traffic: Traffic, count: int) -> Timed:
    """Frames of the stage alone."""

    def see(name: str, first: int, last: int) -> int:
        for k in range(first, last):
            stage.frame(name, light, traffic.poses(k / FPS), traffic.meshes)
        return last - first

    each = []
    for name in names:
        see(name, -WARM, 0)
        each.append(timed(partial(see, name, 0, count)))
    spent = {
        step: sum(one.get(step, 0.0) for one, _ in each) / len(each) for step in [*STEPS, REST]
    }
    return spent, sum(total for _, total in each) / len(each)


def delivered(plan: Plan, moment: datetime, weather: Weather, seconds: float) -> Timed:
    """Frames of one camera with the site's own traffic, up to the file and its truth."""
    with tempfile.TemporaryDirectory() as folder:
        order = Order(
            replace(plan, cameras=plan.cameras[:1]), 1, moment, 2 * seconds, weather, seconds
        )
        world, target, pieces = prepare(order, Path(folder, "landing"), Path(folder, "truth"))
        studio = Studio(order, world)

        def work(piece: Piece) -> int:
            render(piece, studio, target)
            return piece.last - piece.first

        work(pieces[0])  # whoever parks is built, kernels are loaded
        return timed(lambda: work(pieces[1]))


def main(  # noqa: PLR0913, PLR0917 -- options of a command
    seed: Annotated[int, typer.Option(help="Of the site.")] = 6,
    moving: Annotated[int, typer.Option(help="Vehicles that drive.")] = 10,
    frames: Annotated[int, typer.Option(help="Timed of each camera.")] = 20,
    hour: Annotated[int, typer.Option(help="Of the day at the site's place, about.")] = 12,
    weather: Annotated[str, typer.Option(help="Kind of weather.")] = "clear",
    cameras: Annotated[int, typer.Option(help="How many of the site's.")] = 3,
    seconds: Annotated[float, typer.Option(help="Of a piece that is delivered.")] = 40.0,
) -> None:
    """Print the tables."""
    plan = generate(seed)
    moment = datetime(2026, 6, 3, int(hour - plan.longitude_deg / 15) % 24, 30, tzinfo=UTC)
    drawn = draw_weather(seed, plan.split, weather)  # type: ignore[arg-type]
    light = light_at(plan, moment, drawn)
    traffic = Traffic(plan, moving, lights=int(light.are_lamps_on))
    names = [camera.camera_id for camera in plan.cameras[:cameras]]
    kept, fresh = Stage(plan), Stage(plan, kept_cameras=0)
    found = [
        staged(fresh, names, light, traffic, max(2, frames // 5)),
        staged(kept, names, light, traffic, frames),
        delivered(plan, moment, drawn, seconds),
    ]
    table = Table(
        *("processor ms a frame", "from nothing", "", "kept", "", "delivered", ""),
        title=f"{plan.family} (seed {seed}), {len(traffic.parked)} parked, {moving} moving,"
        f" {weather}, {hour} h; delivered: the site's own traffic, one camera",
    )
    for step in [*STEPS, REST]:
        shares = [(spent.get(step, 0.0), total) for spent, total in found]
        table.add_row(step, *(c for ms, all_ in shares for c in (f"{ms:.1f}", f"{ms / all_:.0%}")))
    table.add_row("all", *(c for _, total in found for c in (f"{total:.1f}", "")))
    table.add_row("frames a second", *(c for _, ms in found for c in (f"{1000 / ms:.1f}", "")))
    console = Console()
    console.print(table)
    rates = np.mean([floor(kept, name) for name in names], axis=0)
    bare = 1000 * plan.cameras[0].width_px * plan.cameras[0].height_px * (1 / rates).sum()
    asked = sum(found[0][0].get(step, 0.0) for step in RAYS)
    console.print(
        f"bare Embree: {rates[0] / 1e6:.1f} million nearest hits and {rates[1] / 1e6:.1f} million"
        f" any hits a second; one of each for every pixel takes {bare:.1f} ms: the floor. A frame"
        f" from nothing reaches {bare / found[0][1]:.0%} of it, its steps with rays"
        f" {bare / asked:.0%}; a kept one takes {found[1][1] / bare:.1f} floors"
    )


if __name__ == "__main__":
    typer.run(main)
