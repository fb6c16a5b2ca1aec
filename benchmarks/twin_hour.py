"""What an hour of a site costs to render, in full or from a sample, and what memory pieces take.

`python -m benchmarks.twin_hour` renders some minutes of all cameras of a busy site, then a piece
of one minute and one of ten of one camera, each in processes of their own. The making of traffic,
before any rendering, is measured apart.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from lotgraph.twin.deliver.deliver import deliver, prepare
from lotgraph.twin.deliver.order import Order
from lotgraph.twin.plan.generate import generate
from lotgraph.twin.stage.weather import draw_weather

HOUR_S = 3600.0
MEGA = 1024.0


def sample(  # noqa: PLR0913, PLR0917 -- options of a command
    seed: int, hour: int, weather: str, minutes: float, capture: float, cameras: int, processes: int
) -> None:
    """Render, and print what it took as JSON: this is run in a process of its own."""
    plan = generate(seed)
    plan = replace(plan, cameras=plan.cameras[:cameras])
    begins = datetime(2026, 6, 3, int(hour - plan.longitude_deg / 15) % 24, 30, tzinfo=UTC)
    drawn = draw_weather(seed, plan.split, weather)  # type: ignore[arg-type]
    order = Order(plan, 1, begins, 60 * minutes, drawn, capture_s=60 * capture)
    with tempfile.TemporaryDirectory() as folder:
        before = _own_s()
        world, target, left = prepare(order, Path(folder, "landing"), Path(folder, "truth"))
        traffic_s = _own_s() - before
        began = time.perf_counter()
        list(deliver(order, world, target, left, processes))
        wall_s = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(
        json.dumps(
            {
                "frames": sum(piece.last - piece.first for piece in left),
                "processor_s": used.ru_utime + used.ru_stime,
                "traffic_s": traffic_s,
                "wall_s": wall_s,
                "peak_mb": used.ru_maxrss / MEGA,
                "fps": plan.cameras[0].fps,
            }
        )
    )


def _own_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def measured(*given: object) -> dict[str, float]:
    """What a sample took."""
    code = f"from benchmarks.twin_hour import sample; sample(*{given!r})"
    run = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(run.stdout)
    return found


def main(  # noqa: PLR0913, PLR0917 -- options of a command
    seed: Annotated[int, typer.Option(help="Of the site.")] = 6,
    hour: Annotated[int, typer.Option(help="Of the day at the site's place, about.")] = 17,
    weather: Annotated[str, typer.Option(help="Kind of weather.")] = "clear",
    minutes: Annotated[float, typer.Option(help="Of the sample, of each camera.")] = 2.0,
    cameras: Annotated[int, typer.Option(help="How many of the site's.")] = 6,
    processes: Annotated[int, typer.Option(help="That render.")] = 2,
    long: Annotated[float, typer.Option(help="Minutes of the long piece; 0 leaves it out.")] = 10,
) -> None:
    """Print the tables."""
    console = Console()
    took = measured(seed, hour, weather, minutes, minutes / 2, cameras, processes)
    rate = took["frames"] / took["processor_s"]
    console.print(
        f"{took['frames']:,} frames of {cameras} cameras at {hour} h, {weather}: "
        f"{took['processor_s']:.0f} s of processors, {rate:.1f} frames a second and core, start of "
        f"{processes} processes included ({took['wall_s']:.0f} s by the clock), the largest of "
        f"{took['peak_mb']:.0f} MB; before that {took['traffic_s']:.1f} s for the site's traffic"
    )
    hour_of_frames = cameras * took["fps"] * HOUR_S
    if took["frames"] < hour_of_frames:
        console.print(
            f"extrapolated, without traffic: an hour of {hour_of_frames:,.0f} frames takes "
            f"{hour_of_frames / rate / 60 / 2:.0f} minutes of two cores"
        )
    if not long:
        return
    table = Table("piece of", "frames", "peak MB of its process", "ratio")
    peaks = []
    for length in (1.0, long):
        took = measured(seed, hour, weather, length, length, 1, 1)
        peaks.append(took["peak_mb"])
        ratio = f"{peaks[-1] / peaks[0]:.2f}"
        table.add_row(f"{length:g} min", f"{took['frames']:,}", f"{peaks[-1]:.0f}", ratio)
    console.print(table)


if __name__ == "__main__":
    typer.run(main)
