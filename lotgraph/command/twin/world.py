"""`lotgraph twin world`: the traffic of a site, without pixels."""

from collections.abc import Iterator
from functools import partial
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lotgraph.command.progress import progress
from lotgraph.command.show import AsJson, counted, document, text
from lotgraph.command.twin.ordered import Begins, Site, moment_of, plan_of, refuse_address
from lotgraph.command.twin.seen import warn
from lotgraph.errors import TwinError

if TYPE_CHECKING:
    import polars as pl

    from lotgraph.twin.world.detect import Detector
    from lotgraph.twin.world.model import World

NAME = "world"
EXAMPLE = (
    "Examples: [bold]lotgraph twin world --site 12 --days 7 --out week[/bold] · [bold]lotgraph "
    "twin world --site site.toml --hours 1 --detections --recall 0.9 --out hour[/bold]"
)
HOUR_S = 3600.0
MOST_DAYS = 366.0
MOST_HOURS = 24 * MOST_DAYS
MOST_FPS = 60.0
OF_DETECTIONS = ("recall", "jitter", "false_alarms", "fps")  # options
STRETCH_S = 1800  # that detections are drawn for at once


def run(  # noqa: PLR0913  each is an option
    context: typer.Context,
    *,
    site: Site,
    out: Annotated[Path, typer.Option(help="Folder to make, of Parquet tables.")],
    seed: Annotated[int, typer.Option(help="Decides who comes.", min=0)] = 0,
    hours: Annotated[float, typer.Option(help="How long.", min=0, max=MOST_HOURS)] = 0.0,
    days: Annotated[float, typer.Option(help="And so many days.", min=0, max=MOST_DAYS)] = 0.0,
    begins: Begins = "2026-03-02T00:00",
    detections: Annotated[
        bool, typer.Option("--detections", help="Also boxes as a detector would give them.")
    ] = False,
    recall: Annotated[
        float,
        typer.Option(help="Of large, wholly seen things; of others fewer are found.", min=0, max=1),
    ] = 0.97,
    jitter: Annotated[
        float,
        typer.Option(help="Edges are off by this share of a box (one sigma).", min=0, max=1),
    ] = 0.03,
    false_alarms: Annotated[
        float, typer.Option(help="In a frame, on average.", min=0, max=20)
    ] = 0.02,
    fps: Annotated[
        float,
        typer.Option(help="Frames a second; 0: as many as the camera takes.", min=0, max=MOST_FPS),
    ] = 0.0,
    as_json: AsJson = False,
) -> None:
    """Let traffic pass through a site: who came, where each drove and parked, to the second.

    A week takes some 10 to 30 seconds, as no pixel is made. With detections it takes minutes: every
    camera's frames are drawn as a detector with these faults would see them; who is who stands in a
    table apart. The site and a record of what made it lie beside. What cannot come true of a
    site's rates is warned of.
    """
    from lotgraph.twin.truth.beside import beside
    from lotgraph.twin.world.detect import Detector
    from lotgraph.twin.world.simulate import simulate
    from lotgraph.twin.world.unmet import unmet
    from lotgraph.twin.world.write import refuse_folder, write

    if not detections:
        _refuse_details(context)
    refuse_address(out, "--out")
    plan = plan_of(site)
    refuse_folder(out)
    seconds = hours * HOUR_S + days * 24 * HOUR_S
    if not seconds:
        raise TwinError("expected how long it lasts: name --hours or --days, above 0")
    begins_at = moment_of(begins, plan)
    warn(unmet(plan))
    told = partial(progress, what="Driving", unit="hours")
    world = simulate(plan, begins_at, seconds, seed, told=told)
    detector = Detector(
        most_recall=recall, jitter_share=jitter, false_alarms_per_frame=false_alarms
    )
    stretches = _stretches(world, detector, seed, fps or None) if detections else ()
    about = beside(world, detector if detections else None, fps or None)
    counts = write(world, out, stretches, about)
    if as_json:
        files = [str(out / name) for name in (*(f"{name}.parquet" for name in counts), *about)]
        document({"site": plan.site_id, "files": files, **counts})
    else:
        came = ("vehicles", "visits", "walkers")
        said = ", ".join(counted(counts[name], name.removesuffix("s")) for name in came)
        text(f"{plan.site_id}: {said} in {out}.")
        if detections:
            boxes = counted(counts["detections"], "box")
            text(f"detections.parquet: {boxes} as a detector would give them, right or wrong.")
            text("detection_truth.parquet: whose each box is, and how much of it shows.")


def _refuse_details(context: typer.Context) -> None:
    """Refuse options that only say how detections are to be, where none were asked for."""
    for name in OF_DETECTIONS:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            option = f"--{name.replace('_', '-')}"
            raise TwinError(f"{option} is of detections; name --detections too, or leave it out")


def _stretches(
    world: "World", detector: "Detector", seed: int, fps: float | None
) -> "Iterator[dict[str, pl.DataFrame]]":
    """Detections and their truth, camera by camera, so long at once that memory stays small."""
    from lotgraph.twin.world.detect import detect

    begins = range(0, ceil(world.duration_s), STRETCH_S)
    pieces = [(camera.camera_id, begin) for camera in world.plan.cameras for begin in begins]
    for camera_id, begin in progress(pieces, "Detecting", unit="half hours of a camera"):
        end = min(begin + STRETCH_S, world.duration_s)
        boxes, truth = detect(world, camera_id, begin, end, detector=detector, seed=seed, fps=fps)
        yield {"detections": boxes, "detection_truth": truth}
