"""`lotgraph train`: our own detector, from nothing to files that can be used."""

import json
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
HELD_OUT_AFTER = 10_001  # seeds of stills to judge by begin so far on


def run(  # noqa: PLR0913 -- each is an option
    *,
    out: Annotated[Path, typer.Option(help="Folder of the training; an old one is gone on with.")],
    rounds: Annotated[
        int, typer.Option(help="Sites to draw stills of, some 15 of each.", min=1)
    ] = 250,
    held_out: Annotated[
        int, typer.Option(help="Sites of the other split to draw and to judge by.", min=1)
    ] = 40,
    steps: Annotated[int, typer.Option(help="How long to train.", min=1)] = 9000,
    seed: Annotated[int, typer.Option(help="Of the stills, the weights and the crops.", min=0)] = 0,
    backgrounds: Annotated[
        Path | None,
        typer.Option(help="Folder of pictures without vehicles or people, to lie behind them."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Train our own detector on the twin: draw stills, train, export, judge on unseen sites.

    Run again after a kill, it goes on where it was; with the same arguments it ends with the same
    weights, on the same machine. With the defaults it takes some three hours of two cores. In the
    folder `shipped` lie the weights, two ONNX files for `lotgraph detect --detector FILE`, and the
    card: what it was made from, and how good it is.
    """
    from lotgraph.detector.model import Wishes
    from lotgraph.detector.open import open_detector
    from lotgraph.training.card import CARD, Drawn, card
    from lotgraph.training.judge import ask, judge
    from lotgraph.training.keep import keep, missing
    from lotgraph.training.keep import rounds as rounds_of
    from lotgraph.training.learn import Course
    from lotgraph.training.ship import NAMES, ship
    from lotgraph.training.stock import backgrounds_of, stock_of
    from lotgraph.training.train import curves, state_in, train

    behind = backgrounds_of(backgrounds)
    state = state_in(out, seed)
    for folder, wanted in (
        (out / "stills", rounds_of(seed, rounds)),
        (out / "held_out", rounds_of(seed + HELD_OUT_AFTER, held_out, held_out=True)),
    ):
        for one in progress(missing(wanted, folder), f"Drawing {folder.name}"):
            keep(one, folder)
    stock, course = stock_of(out / "stills"), Course(steps=steps)
    note(f"{len(stock):,} stills; from step {state.step:,} on")
    for _ in progress(train(state, stock, course, out, behind), "Training", steps - state.step):
        pass
    files = ship(state, stock, out / "shipped")
    verdicts = {}
    for file in progress(files[1:], "Judging"):
        answers = ask(open_detector(str(file), Wishes(across_kinds=True)), out / "held_out")
        verdicts[file.name] = judge(answers)
    drawn = Drawn(seed, len(stock), len(answers.stills))
    told = card(state, course, drawn, curves(out), verdicts)
    (out / "shipped" / CARD).write_text(json.dumps(told, indent=1))
    if as_json:
        document(told)
        return
    first = verdicts[NAMES[1]][0]
    text(
        f"{out / 'shipped'}: {', '.join(NAMES)}, {CARD}. Vehicles of unseen sites: AP50 "
        f"{first.ap50:.3f}, AP {first.ap:.3f} of {first.labels:,}."
    )
