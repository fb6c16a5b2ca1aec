"""Time of the twin's frames: where it goes, and how far above bare embree it lies.

python -m benchmarks.twin [--seed 6] [--moving 10] [--frames 20] [--hour 12] [--weather clear]
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any
from unittest import mock

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from lotgraph.twin.bodies.build import build_vehicle
from lotgraph.twin.bodies.catalogue import bodies_of
from lotgraph.twin.bodies.mesh import Mesh
from lotgraph.twin.plan import Plan
from lotgraph.twin.plan.generate import generate
from lotgraph.twin.seeds import stream
from lotgraph.twin.stage import layer, pictures, whole
from lotgraph.twin.stage.build import along
from lotgraph.twin.stage.light import light_at
from lotgraph.twin.stage.meet import kernels as meeting
from lotgraph.twin.stage.see import Stage
from lotgraph.twin.stage.smooth import kernels as smoothing
from lotgraph.twin.stage.weather import draw_weather
from lotgraph.twin.world.model import Poses

FPS = 5.0
SPEED_MPS = 4.0
FULL = 0.6  # of the stalls
# What is timed under each line of the table: module and name.
STEPS = {
    "rays to the site": [(layer, "trace_site"), (whole, "trace_site")],
    "textures of the site": [(layer, "paint_site"), (whole, "paint_site")],
    "rays from the site to sun and lamps": [(layer, "light_up"), (whole, "light_up")],
    "rays from wet ground": [(layer, "mirror_site"), (whole, "mirror_site")],
    "things: rays, shadows, mirror images": [
        (layer, "compose"),
        (whole, "place"),
        (whole, "shade"),
    ],
    "beams of vehicles and their shadows": [(layer, "spot"), (whole, "spot")],
    "shading": [(pictures, "illuminate")],
    "smoothing of edges": [(smoothing, "weigh"), (smoothing, "stale"), (smoothing, "smooth")],
    "counts and boxes of what is seen": [(meeting, "count")],
}


@dataclass
class Clock:
    """Seconds of this process by step."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def wrapped(self, call: Callable[..., Any], step: str) -> Callable[..., Any]:
        """The same call, timed."""

        def timed(*given: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return call(*given, **named)
            finally:
                self.spent[step] += time.process_time() - began

        return timed

    @contextmanager
    def running(self) -> Iterator[None]:
        """Time all steps while it lasts."""
        with ExitStack() as patches:
            for step, calls in STEPS.items():
                for module, name in calls:
                    call = self.wrapped(getattr(module, name), step)
                    patches.enter_context(mock.patch.object(module, name, call))
            yield


class Traffic:
    """Parked vehicles in most stalls, and some that drive round the lanes at an even speed."""

    def __init__(self, plan: Plan, moving: int, lights: int) -> None:
        """Draw them."""
        chance = stream(plan.seed, "benchmark")
        models = bodies_of(plan.split)
        stalls = [stall for stall in plan.stalls if chance.random() < FULL]
        self.parked = [(*stall.centre, stall.heading_rad) for stall in stalls]
        self.lanes = [lane for lane in plan.lanes if lane.kind == "aisle"]
        self.moving, self.lights = moving, lights
        self.meshes: dict[int, Mesh] = {
            number: build_vehicle(
                models[int(chance.integers(len(models)))].name, number, plan.split
            )
            for number in range(1, len(self.parked) + moving + 1)
        }

    def poses(self, t_s: float) -> Poses:
        """Where they all are."""
        rows = [(*place, 0) for place in self.parked]
        for number in range(self.moving):
            lane = self.lanes[number % len(self.lanes)]
            points = np.array(lane.points)
            length = float(np.hypot(*np.diff(points, axis=0).T).sum())
            at = (SPEED_MPS * t_s + number * length / max(1, self.moving)) % length
            (x, y), heading = along(points, at)
            rows.append((x, y, heading, self.lights))
        x, y, heading, lights = np.array(rows).T
        nothing = np.zeros(len(rows))
        return Poses(
            object_id=np.arange(1, len(rows) + 1, dtype=np.int32),
            kind=nothing.astype(np.uint8),
            x_m=x,
            y_m=y,
            heading_rad=heading,
            speed_mps=nothing,
            steer_rad=nothing,
            phase=nothing,
            lights=lights.astype(np.uint8),
            is_awake=np.ones(len(rows), np.bool_),
        )


def floor(stage: Stage, camera: str) -> tuple[float, float]:
    """Rays per second of embree alone on the site: nearest hits, and whether there is any."""
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


def main(  # noqa: PLR0913, PLR0917 -- options of a command
    seed: Annotated[int, typer.Option(help="Of the site.")] = 6,
    moving: Annotated[int, typer.Option(help="Vehicles that drive.")] = 10,
    frames: Annotated[int, typer.Option(help="Timed of each camera.")] = 20,
    hour: Annotated[int, typer.Option(help="Of the day at the site's place, about.")] = 12,
    weather: Annotated[str, typer.Option(help="Kind of weather.")] = "clear",
    cameras: Annotated[int, typer.Option(help="How many of the site's.")] = 3,
) -> None:
    """Print the tables."""
    plan = generate(seed)
    utc = int(hour - plan.longitude_deg / 15) % 24
    moment = datetime(2026, 6, 1, utc, 30, tzinfo=UTC)
    light = light_at(plan, moment, draw_weather(seed, plan.split, weather))  # type: ignore[arg-type]
    traffic = Traffic(plan, moving, lights=int(light.are_lamps_on))
    names = [camera.camera_id for camera in plan.cameras[:cameras]]
    table = Table(
        *("step", "traced from nothing: ms", "share", "kept: ms", "share"),
        title=f"a frame of {plan.family} (seed {seed}), {len(traffic.parked)} parked,"
        f" {moving} moving, {weather}, {hour} h, of one processor",
    )
    kept, fresh = Stage(plan), Stage(plan, kept_cameras=0)
    clocks, totals = [], []
    for stage, count in ((fresh, max(2, frames // 5)), (kept, frames)):
        clock, total = Clock(), 0.0
        for name in names:
            for k in range(3):
                stage.frame(name, light, traffic.poses((k - 3) / FPS), traffic.meshes)
            with clock.running():
                began = time.process_time()
                for k in range(count):
                    stage.frame(name, light, traffic.poses(k / FPS), traffic.meshes)
                total += time.process_time() - began
        scale = 1000 / count / len(names)
        clocks.append({step: spent * scale for step, spent in clock.spent.items()})
        totals.append(total * scale)
    for step in STEPS:
        cells = [
            cell
            for clock, total in zip(clocks, totals, strict=True)
            for cell in (f"{clock.get(step, 0):.1f}", f"{clock.get(step, 0) / total:.0%}")
        ]
        table.add_row(step, *cells)
    table.add_row("all", f"{totals[0]:.1f}", "", f"{totals[1]:.1f}", "")
    table.add_row("frames per s", f"{1000 / totals[0]:.1f}", "", f"{1000 / totals[1]:.1f}", "")
    rates = np.mean([floor(kept, name) for name in names], axis=0)
    size = plan.cameras[0].width_px * plan.cameras[0].height_px
    bare = 1000 * size * (1 / rates[0] + 1 / rates[1])
    console = Console()
    console.print(table)
    console.print(
        f"bare embree: {rates[0] / 1e6:.1f} million nearest hits and {rates[1] / 1e6:.1f} million"
        f" any hits a second; one of each for every pixel takes {bare:.1f} ms, a frame from"
        f" nothing {totals[0] / bare:.1f} times that, a kept one {totals[1] / bare:.2f} times"
    )


if __name__ == "__main__":
    typer.run(main)
