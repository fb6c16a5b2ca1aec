"""`lotgraph train`: our own detector, from nothing to files that can be used."""

from pathlib import Path
from typing import Annotated

import typer

from lotgraph.command.progress import progress
from lotgraph.command.show import AsJson, document, note, text

NAME = "train"
EXAMPLE = (
    "Examples: [bold]lotgraph train --out training[/bold] · [bold]lotgraph train --out small "
    "--rounds 4 --held-out 2 --steps 200[/bold]"
)


def run(  # noqa: PLR0913 -- each is an option
    *,
    out: Annotated[Path, typer.Option(help="Folder of the training; an old one is gone on with.")],
    rounds: Annotated[
        int, typer.Option(help="Sites to draw stills of, some 20 of each.", min=1)
    ] = 200,
    held_out: Annotated[
        int, typer.Option(help="Sites of the other split to draw and to judge by.", min=1)
    ] = 40,
    steps: Annotated[int, typer.Option(help="How long to train.", min=1)] = 24_000,
    seed: Annotated[int, typer.Option(help="Of the stills, the weights and the crops.", min=0)] = 0,
    backgrounds: Annotated[
        Path | None,
        typer.Option(help="Folder of pictures without vehicles or people, to lie behind them."),
    ] = None,
    weights: Annotated[
        Path | None,
        typer.Option("--from", help="detector.safetensors to learn on from, else from nothing."),
    ] = None,
    processes: Annotated[
        int | None,
        typer.Option(help="That draw stills. Unset: one a core. Changes no byte.", min=1),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Train our own detector on the twin: draw stills, train, export, judge on unseen sites.

    Run again after a kill, it goes on where it was; with the same arguments it ends with the same
    weights, on the same machine. With the defaults it takes some five hours of two cores. In the
    folder `shipped` lie the weights, two ONNX files for `lotgraph detect --detector FILE`, and the
    card: what it was made from, and how good it is.
    """
    from lotgraph.spare import Read, spare
    from lotgraph.training.card import CARD
    from lotgraph.training.ship import NAMES
    from lotgraph.training.state import STATE
    from lotgraph.training.whole import SHIPPED, Plan, make

    for name in () if (out / STATE).exists() else (*NAMES, CARD):  # else it is gone on with
        spare(out / SHIPPED / name, Read([weights] if weights else []))
    plan = Plan(rounds, held_out, steps, seed, backgrounds, weights, processes)
    trained = make(plan, out, progress, note)
    if as_json:
        document(trained.card)
        return
    first = trained.verdicts[NAMES[1]][0]
    text(
        f"{out / SHIPPED}: {', '.join(NAMES)}, {CARD}. Vehicles of unseen sites: AP50 "
        f"{first.ap50:.3f}, AP {first.ap:.3f} of {first.labels:,}."
    )
