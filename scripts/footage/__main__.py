"""python -m scripts.footage: renders the captures of two sites that ship with the project."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from lotgraph.errors import LotgraphError
from lotgraph.twin.deliver.deliver import deliver, prepare
from lotgraph.twin.deliver.folders import held
from scripts.footage.folder import SHIPPED, Folder
from scripts.footage.orders import orders


def main(
    out: Annotated[Path, typer.Option(help="Where captures, truth and list go.")] = SHIPPED,
    processes: Annotated[int, typer.Option(help="Changes no byte.", min=1)] = 2,
) -> None:
    """Render what is not there yet of the footage in `footage/`, which the demo and tests use.

    The same code gives the same bytes: delete `footage/landing` and `footage/truth`, run this, and
    `git status` tells at most of `code_version` in records. Killed, it goes on where it was.
    """
    console, folder = Console(), Folder(out)
    try:
        with Progress(console=console) as progress:
            for order in orders(SHIPPED / "sites"):
                with held(order, folder.landing, folder.truth):
                    world, target, left = prepare(order, folder.landing, folder.truth)
                    task = progress.add_task(f"Rendering {order.plan.site_id}", total=len(left))
                    for _ in deliver(order, world, target, left, processes):
                        progress.advance(task)
        folder.list_files()
    except LotgraphError as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(2) from error
    console.print(f"{len(folder.files())} files in {folder.landing}, {folder.size() / 1e6:.1f} MB")


if __name__ == "__main__":
    typer.run(main)
