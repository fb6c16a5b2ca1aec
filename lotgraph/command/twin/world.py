"""`lotgraph twin world`: the traffic of a site, without pixels."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lotgraph.command.progress import progress
from lotgraph.command.show import AsJson, counted, document, text
from lotgraph.command.twin.ordered import Begins, Site, moment_of, plan_of

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
STRETCH_S = 600.0  # that detections are drawn for at once


def run(  # noqa: PLR0913  each is an option
    *,
    site: Site,
    out: Annotated[Path, typer.Option(help="Folder to make, of Parquet tables.")],
    seed: Annotated[int, typer.Option(help="Decides who comes.", min=0)] = 0,
    hours: Annotated[float, typer.Option(help="How long.", min=0)] = 0.0,
    days: Annotated[float, typer.Option(help="And so many days.", min=0)] = 0.0,
    begins: Begins = "2026-03-02T00:00",
    detections: Annotated[
        bool, typer.Option("--detections", help="Also boxes as a detector would give them.")
    ] = False,
    recall: Annotated[
        float, typer.Option(help="Share of large, wholly seen things found.", min=0, max=1)
    ] = 0.97,
    jitter: Annotated[
        float, typer.Option(help="Edges are off by this share of a box (one sigma).", min=0)
    ] = 0.03,
    false_alarms: Annotated[float, typer.Option(help="In a frame, on average.", min=0)] = 0.02,
    as_json: AsJson = False,
) -> None:
    """Let traffic pass through a site: who came, where each drove and parked, to the second.

    Weeks take seconds, as no pixel is made. With detections, every camera's frames are drawn as a
    detector with these faults would see them; who is who stands in a table apart.
    """
    from lotgraph.twin.world.detect import Detector
    from lotgraph.twin.world.simulate import simulate
    from lotgraph.twin.world.write import refuse_folder, write

    plan = plan_of(site)
    refuse_folder(out)
    seconds = hours * HOUR_S + days * 24 * HOUR_S or HOUR_S
    world = simulate(plan, moment_of(begins, plan), seconds, seed)
    more = {}
    if detections:
        detector = Detector(
            most_recall=recall, jitter_share=jitter, false_alarms_per_frame=false_alarms
        )
        more = _detections(world, detector, seed)
    files = write(world, out, more)
    counts = {"vehicles": len(world.vehicles), "visits": len(world.visits)}
    counts |= {"walkers": len(world.walkers)} | {name: len(table) for name, table in more.items()}
    if as_json:
        document({"site": plan.site_id, "files": [str(file) for file in files], **counts})
    else:
        said = ", ".join(counted(count, name.removesuffix("s")) for name, count in counts.items())
        text(f"{plan.site_id}: {said} in {out}.")


def _detections(world: "World", detector: "Detector", seed: int) -> "dict[str, pl.DataFrame]":
    import polars as pl

    from lotgraph.twin.world.detect import detect

    begins = range(0, int(world.duration_s + STRETCH_S - 1), int(STRETCH_S))
    stretches = [
        (camera.camera_id, float(begin), min(begin + STRETCH_S, world.duration_s))
        for camera in world.plan.cameras
        for begin in begins
        if begin < world.duration_s
    ]
    found = [
        detect(world, *stretch, detector=detector, seed=seed)
        for stretch in progress(stretches, "Detecting")
    ]
    boxes, truth = zip(*found, strict=True)
    return {"detections": pl.concat(boxes), "detection_truth": pl.concat(truth)}
