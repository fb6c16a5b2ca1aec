"""Options that say which site, and when."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lotgraph.errors import TwinError

if TYPE_CHECKING:
    from lotgraph.twin.plan import Plan

Site = Annotated[str, typer.Option(help="TOML file that describes it, or the seed of one.")]
Begins = Annotated[
    str, typer.Option(help="When it begins, in the site's own time unless a zone is named.")
]


def plan_of(site: str) -> "Plan":
    """The site that a file describes, or that a seed gives."""
    from lotgraph.twin.plan.generate import generate
    from lotgraph.twin.plan.read import read

    return generate(int(site)) if site.isdecimal() else read(Path(site))


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
    return (said if said.tzinfo else said.replace(tzinfo=ZoneInfo(plan.timezone))).astimezone(UTC)
