"""python -m scripts.catch_up: run everything that awaits a run, in one warm process."""

import os
from typing import Annotated

import dagster as dg
import typer
from rich.console import Console

from jobs.catch_up import catch_up, judge_day
from jobs.graph import code_versions
from jobs.standing import models_or_why, wanted_models
from jobs.warm import Warm
from lotgraph.errors import LotgraphError, SettingsError
from lotgraph.lake.store import Lake
from lotgraph.settings import load
from resources.landing import FolderLanding

_INTERRUPTED = 130  # as shells report a process ended by Ctrl-C


def catch_up_here(
    console: Console,
    *,
    verbose: bool = False,
    again: tuple[str, str] | None = None,
    stale: bool = False,
) -> int:
    """Catch up on the instance of DAGSTER_HOME; return how many runs failed.

    `again` names a site and a day whose windows are judged first, also those that are up to date.
    `stale` makes again what was made by other code as well.
    """
    if not os.environ.get("DAGSTER_HOME"):
        raise SettingsError("DAGSTER_HOME is not set; export the folder that your Dagster runs in")
    from definitions import build  # reads the settings in force when it is imported

    settings = load()
    with dg.DagsterInstance.get() as instance:
        landing = FolderLanding(root=settings.paths.landing)
        level = "DEBUG" if verbose else "CRITICAL"
        versions = code_versions() if stale else {}
        definitions, lake = build(), Lake(settings.paths.lake)
        detectors = dict(definitions.resources or {})["detectors"]
        looked, why_none = models_or_why(detectors)
        models = wanted_models(looked, settings.paths.cameras)
        warm = Warm(definitions, instance, landing, lake, level, versions, models, why_none)
        failed = judge_day(warm, console, *again) if again else 0
        return failed + catch_up(warm, console)


def main(
    site: Annotated[str, typer.Option(help="Site for --again.")] = "",
    day: Annotated[str, typer.Option(help="Day for --again, such as 2026-03-02.")] = "",
    again: Annotated[
        bool, typer.Option("--again", help="First judge that site and day, even if up to date.")
    ] = False,
    stale: Annotated[
        bool, typer.Option("--stale", help="Also make again what other code made.")
    ] = False,
    verbose: Annotated[bool, typer.Option(help="Show Dagster's own log as well.")] = False,
) -> None:
    """Run every window that awaits a run, in this process, on the instance of DAGSTER_HOME.

    Ends with 0 when nothing awaits a run, 1 when a run failed, 2 when it cannot start.
    """
    console = Console(stderr=True)
    if {bool(site), bool(day), again} != {again}:
        console.print("[red]--site, --day and --again are given together or not at all[/red]")
        raise typer.Exit(2)
    try:
        which = (site, day) if again else None
        failed = catch_up_here(console, verbose=verbose, again=which, stale=stale)
    except LotgraphError as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error
    except KeyboardInterrupt:
        console.print("Stopped; start it again to go on.")
        raise typer.Exit(_INTERRUPTED) from None
    raise typer.Exit(1 if failed else 0)


if __name__ == "__main__":
    typer.run(main)
