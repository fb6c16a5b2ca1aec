"""`lotgraph twin plan`: draws a site from a seed."""

from pathlib import Path
from typing import Annotated

import typer

from lotgraph.command.show import AsJson, refuse_existing, save
from lotgraph.command.twin.seen import AsSettings, Picture, say

NAME = "plan"
EXAMPLE = (
    "Examples: [bold]lotgraph twin plan --seed 12 --out site.toml --picture site.png[/bold] · "
    "[bold]lotgraph twin plan --family garage[/bold]"
)


def run(  # noqa: PLR0913  each is an option
    *,
    seed: Annotated[
        int, typer.Option(help="Which site; even seeds train, odd ones are held out.", min=0)
    ] = 0,
    family: Annotated[
        str | None, typer.Option(help="Only this kind: surface, angled, street, garage or yard.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="TOML file to write; edit it as you like, then see `twin check`."),
    ] = None,
    picture: Picture = None,
    as_settings: AsSettings = False,
    as_json: AsJson = False,
) -> None:
    """Draw a parking site from a seed: lanes, stalls, surroundings, cameras, rates of traffic.

    The same seed and family always give the same site. Says what its cameras see.
    """
    from lotgraph.twin.plan.generate import generate
    from lotgraph.twin.plan.write import written

    for file, option in ((out, "--out file"), (picture, "--picture file")):
        if file:
            refuse_existing(file, option)
    plan = generate(seed, family)
    if out:
        save(out, written(plan).encode(), "--out file")
    say(plan, picture=picture, as_settings=as_settings, as_json=as_json)
