"""python -m scripts.demo: from an empty folder to two served pages."""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from lotgraph.errors import LotgraphError
from scripts.demo.cameras import write_cameras
from scripts.demo.home import Home
from scripts.demo.labels import write_labels
from scripts.demo.land import land
from scripts.demo.report import report
from scripts.demo.serve import DAGSTER_PORT, refuse_taken_ports, serve
from scripts.footage.folder import SHIPPED, Folder


def main(
    serve_pages: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve both pages at the end.")
    ] = True,
    port: Annotated[int, typer.Option(help="Of the Dagster UI.", min=1, max=65535)] = DAGSTER_PORT,
) -> None:
    """Land footage of two sites, run the whole graph on it, say what it found, serve both pages.

    It can be stopped at any time and goes on where it was. Delete the folder demo/ to start over.
    """
    console = Console()
    home = Home()
    home.make()
    # Only now: the graph reads its settings from the environment when it is imported.
    from scripts.catch_up import catch_up_here
    from scripts.demo.orphans import close_orphans

    try:
        if serve_pages:
            refuse_taken_ports(port)
            close_orphans()  # as nobody else serves this folder
        with Progress(console=console) as progress:
            land(home, progress)
            write_labels(Folder(SHIPPED), home.folder / "labels")
            write_cameras(Folder(SHIPPED), home.folder / "cameras")
        catch_up_here(console)
        report(console)
        if serve_pages:
            serve(home, console, port)
    except KeyboardInterrupt:
        console.print("Stopped; `make demo` goes on where it was.")
        raise typer.Exit(130) from None
    except (LotgraphError, RuntimeError) as error:
        console.print(str(error), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(2) from error


if __name__ == "__main__":
    typer.run(main)
