"""python -m scripts.catch_up: run everything that awaits a run, in one warm process."""

from typing import Annotated

import dagster as dg
import typer
from rich.console import Console

from jobs.catch_up import catch_up
from jobs.warm import Warm
from lotgraph.errors import LotgraphError
from lotgraph.lake.store import Lake
from lotgraph.settings import load
from resources.landing import FolderLanding

_INTERRUPTED = 130  # as shells report a process ended by Ctrl-C


def catch_up_here(console: Console, *, verbose: bool = False) -> int:
    """Catch up on the instance of DAGSTER_HOME; return how many runs failed."""
    from definitions import build  # reads the settings in force when it is imported

    settings = load()
    with dg.DagsterInstance.get() as instance:
        landing = FolderLanding(root=settings.paths.landing)
        level = "DEBUG" if verbose else "CRITICAL"
        warm = Warm(build(), instance, landing, Lake(settings.paths.lake), level)
        return catch_up(warm, console)


def main(
    verbose: Annotated[bool, typer.Option(help="Show Dagster's own log as well.")] = False,
) -> None:
    """Run every window that awaits a run, in this process, on the instance of DAGSTER_HOME.

    Ends with 0 when nothing awaits a run, 1 when a run failed, 2 when it cannot start.
    """
    console = Console(stderr=True)
    try:
        failed = catch_up_here(console, verbose=verbose)
    except LotgraphError as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error
    except KeyboardInterrupt:
        console.print("Stopped; start it again to go on.")
        raise typer.Exit(_INTERRUPTED) from None
    raise typer.Exit(1 if failed else 0)


if __name__ == "__main__":
    typer.run(main)
