"""`lotgraph twin sheet`: what the cameras of many sites may look like."""

from pathlib import Path
from typing import Annotated

import typer

from lotgraph.command.progress import progress
from lotgraph.command.show import AsJson, document, format_of, refuse_existing, save, text

NAME = "sheet"
EXAMPLE = "Example: [bold]lotgraph twin sheet --out sheet.webp --frames 24[/bold]"
MOST = 48  # that a sheet shows


def run(
    *,
    out: Annotated[Path, typer.Option(help="Picture to write: .png, .jpg or .webp.")],
    frames: Annotated[
        int, typer.Option(help="How many, each of another site.", min=1, max=MOST)
    ] = 12,
    seed: Annotated[int, typer.Option(help="Of the first site; the next has the next.", min=0)] = 0,
    as_json: AsJson = False,
) -> None:
    """Draw one picture with cameras of many sites, by day and by night, in all kinds of weather.

    Of each site's hour it shows the camera and the moment with most vehicles in view. Captions are
    in each site's own time; what cameras burn in is UTC. Odd seeds are of the held-out split, even
    ones of the training split.
    """
    from zoneinfo import ZoneInfo

    from lotgraph.pictures.sheet import PAGE, contact_sheet
    from lotgraph.twin.deliver.busiest import busiest

    suffix = format_of(out, "--out file")
    refuse_existing(out, "--out file")
    pictures, labels = [], []
    for turn in progress(range(frames), "Rendering", unit="frames"):
        found = busiest(seed + turn, turn)
        pictures.append(found.pictures[-1])
        there = found.begins_at.astimezone(ZoneInfo(found.plan.timezone))
        labels.append(f"{found.plan.site_id} {there:%d %b %H:%M} {found.weather.kind}")
    save(out, contact_sheet(pictures, labels, cells=PAGE, suffix=suffix), "--out file")
    if as_json:
        document({"file": str(out), "scenes": labels})
    else:
        text(f"{frames} frames in {out}.")
