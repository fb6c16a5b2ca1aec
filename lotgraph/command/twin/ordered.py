"""Options that say which site, and when."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lotgraph.errors import TwinError

if TYPE_CHECKING:
    from lotgraph.twin.plan import Plan

ADDRESS = re.compile(r"[A-Za-z][\w+.-]+:/")  # a path keeps one of its slashes
FIRST_YEAR, LAST_YEAR = 1970, 2099  # of what may be rendered

Site = Annotated[str, typer.Option(help="TOML file that describes it, or the seed of one.")]
Begins = Annotated[
    str, typer.Option(help="When it begins, in the site's own time unless a zone is named.")
]


def plan_of(site: str) -> "Plan":
    """The site that a file describes, or that a seed gives.

    Raises:
        TwinError: it is neither, or the file's site makes no sense.
    """
    from lotgraph.twin.plan.generate import generate
    from lotgraph.twin.plan.read import read

    if site.isascii() and site.isdecimal():
        return generate(int(site))
    if not Path(site).exists():
        raise TwinError(f"--site {site}: expected a seed such as 12, or a file; there is none")
    return read(Path(site))


def refuse_address(folder: Path, option: str) -> None:
    """See that a folder lies on a disk: an address of object storage would become a folder here.

    Raises:
        TwinError: it is such an address.
    """
    if ADDRESS.match(str(folder)):
        raise TwinError(
            f"{option} {folder}: expected a folder on this machine, not an address; name one, and "
            "copy what is in it there"
        )


def moment_of(begins: str, plan: "Plan") -> datetime:
    """When it begins, in UTC.

    Raises:
        TwinError: it is no moment.
    """
    from zoneinfo import ZoneInfo

    try:
        said = datetime.fromisoformat(begins)
    except ValueError as error:
        raise TwinError(
            f"--begins {begins}: expected a moment such as 2026-03-02T08:00 or "
            "2026-03-02T08:00+01:00"
        ) from error
    if not FIRST_YEAR <= said.year <= LAST_YEAR:
        raise TwinError(
            f"--begins {begins}: expected a year from {FIRST_YEAR} to {LAST_YEAR}; got {said.year}"
        )
    if said.tzinfo:
        return said.astimezone(UTC)
    zone = ZoneInfo(plan.timezone)
    moment = said.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != said:
        raise TwinError(
            f"--begins {begins}: clocks in {plan.timezone} never show it, as they are put forward; "
            "name another"
        )
    return moment
