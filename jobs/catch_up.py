"""Runs everything that awaits a run, partition after partition, in one warm process.

A run of its own costs seconds of imports for each small window; after an outage, or for the demo,
they are shared. Every run is an ordinary run of its job on the instance of DAGSTER_HOME: the
Dagster UI lists it with its partition, its events and its checks. Stop it at any time and start
it again: what to do is decided by what lies there and what the lake tells.
"""

from typing import Annotated

import dagster as dg
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from jobs.warm import Warm
from lotgraph.errors import LotgraphError
from lotgraph.lake.store import Lake
from resources.landing import FolderLanding

_INTERRUPTED = 130  # as shells report a process ended by Ctrl-C


def catch_up(warm: Warm, console: Console, rounds: int = 10) -> int:
    """Carry out what awaits a run until nothing does; return how many runs failed.

    What one round makes can put something else behind, so it is asked again, `rounds` times at
    most.
    """
    warm.close_lost_runs()
    failed = 0
    for _ in range(rounds):
        steps, left_out = warm.steps()
        for sentence in left_out:
            console.print(f"[yellow]{sentence}[/yellow]")
        if not steps:
            break
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
            task = progress.add_task("", total=len(steps))
            for step in steps:
                progress.update(task, description=step.title)
                if not warm.run(step):
                    failed += 1
                    progress.print(f"[red]failed:[/red] {step.title}; its run says why")
                progress.advance(task)
    return failed


def main(
    verbose: Annotated[bool, typer.Option(help="Show Dagster's own log as well.")] = False,
) -> None:
    """Run every window that awaits a run, in this process, on the instance of DAGSTER_HOME.

    Ends with 0 when nothing awaits a run, 1 when a run failed, 2 when it cannot start.
    """
    console = Console(stderr=True)
    try:
        from definitions import build  # the code location as Dagster loads it; it lists this room
        from lotgraph.settings import load

        settings = load()
        with dg.DagsterInstance.get() as instance:
            landing = FolderLanding(root=settings.paths.landing)
            level = "DEBUG" if verbose else "CRITICAL"
            warm = Warm(build(), instance, landing, Lake(settings.paths.lake), level)
            failed = catch_up(warm, console)
    except LotgraphError as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error
    except KeyboardInterrupt:
        console.print("Stopped; start it again to go on.")
        raise typer.Exit(_INTERRUPTED) from None
    raise typer.Exit(1 if failed else 0)


if __name__ == "__main__":
    typer.run(main)
