"""`lotgraph twin check`: checks a site that somebody described."""

from pathlib import Path
from typing import Annotated

import typer

from lotgraph.command.show import AsJson
from lotgraph.command.twin.seen import AsSettings, Picture, refuse, say

NAME = "check"
EXAMPLE = (
    "Example: [bold]lotgraph twin check site.toml --picture site.png[/bold]. "
    "`lotgraph twin plan --out site.toml` writes a site to begin with."
)


def run(
    site: Annotated[Path, typer.Argument(help="TOML file that describes a site.")],
    *,
    picture: Picture = None,
    as_settings: AsSettings = False,
    as_json: AsJson = False,
) -> None:
    """Check that a described site makes sense, and say what its cameras see.

    Mistakes are told with their lines, as many at once as can be: unknown keys, numbers and names
    that cannot be; then, where shapes can be made of those, stalls that overlap, lanes that lead
    nowhere, cameras underground. What stands right before a lens, and rates of traffic that cannot
    come true, are warned of and not refused.
    """
    from lotgraph.twin.plan.read import read

    refuse(picture=picture, as_settings=as_settings, as_json=as_json)
    say(read(site), picture=picture, as_settings=as_settings, as_json=as_json)
