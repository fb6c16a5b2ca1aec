"""`lotgraph twin plan`: draws a site from a seed."""

from pathlib import Path
from typing import Annotated

import typer

from lotgraph.command.show import AsJson, refuse_existing, save
from lotgraph.command.twin.seen import AsSettings, Picture, refuse, say
from lotgraph.errors import LotgraphError

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

    refuse(picture=picture, as_settings=as_settings, as_json=as_json)
    if out:
        refuse_existing(out, "--out file")
    if out and out.suffix.lower() != ".toml":
        raise LotgraphError(
            f"--out {out}: expected a name that ends in .toml; --picture draws the site"
        )
    plan = generate(seed, family)
    if out:
        save(out, written(plan).encode(), "--out file")
    say(plan, picture=picture, as_settings=as_settings, as_json=as_json)
