"""Makes a detector from nothing: draws stills, trains, ships, judges on sites it never saw."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from lotgraph.detector.model import Wishes
from lotgraph.detector.open import open_detector
from lotgraph.training.card import CARD, Drawn, Judged, card, code_version
from lotgraph.training.draw import SOUGHT_SHARE, Picture
from lotgraph.training.judge import Verdict, ask, halves, judge
from lotgraph.training.keep import keep_all, missing, rounds
from lotgraph.training.learn import RATE, RATE_OF_LEARNT, Course
from lotgraph.training.ship import ship
from lotgraph.training.stock import backgrounds_of, stock_of
from lotgraph.training.train import curves, state_in, train
from lotgraph.workers import cores

HELD_OUT_AFTER = 10_001  # seeds of stills to judge by begin so far on
SHIPPED = "shipped"  # folder of what others use

T = TypeVar("T")
Tell = Callable[[Iterable[T], str, int | None], Iterator[T]]  # goes through items, and tells of it


@dataclass(frozen=True)
class Plan:
    """How much is drawn and how long is trained; the defaults take some five hours of two cores.

    `rounds` and `held_out` are sites to draw stills of, to learn from and to judge by.
    """

    rounds: int = 200
    held_out: int = 40
    steps: int = 24_000
    seed: int = 0
    backgrounds: Path | None = None  # pictures without vehicles or people, to lie behind them
    weights: Path | None = None  # to begin with, instead of drawn ones
    processes: int | None = None  # that draw stills; unset: one a core. Changes no byte


@dataclass(frozen=True)
class Trained:
    """The files that ship, verdicts by the name of each that detects, and the card."""

    files: list[Path]
    verdicts: dict[str, list[Verdict]]
    card: dict[str, Any]


def make(plan: Plan, folder: Path, tell: Tell, say: Callable[[str], None]) -> Trained:
    """Carry a training through in a folder; after a kill it goes on where it was.

    The same plan gives the same weights on the same machine. `tell` goes through the parts of long
    work, `say` takes a sentence.

    Raises:
        TrainingError: the folder holds a training of another plan, or what is to begin with or to
            lie behind things cannot be read.
    """
    behind = backgrounds_of(plan.backgrounds)
    code = code_version()
    state = state_in(folder, plan.seed, plan.weights, asked_of(plan, behind), code)
    if state.codes != [code]:
        say("Other code took part in the training there; the card names all versions of it")
    wanted = {
        "stills": rounds(plan.seed, plan.rounds),
        "held_out": rounds(plan.seed + HELD_OUT_AFTER, plan.held_out, held_out=True),
    }
    for name, some in wanted.items():
        left = missing(some, folder / name)
        drawing = keep_all(left, folder / name, plan.processes or cores())
        for _ in tell(drawing, f"Drawing {name}", len(left)):
            pass
    stock = stock_of(folder / "stills", wanted["stills"])
    course = Course(plan.steps, RATE_OF_LEARNT if state.began_with else RATE)
    say(f"{len(stock):,} stills; from step {state.step:,} on")
    steps = train(state, stock, course, folder, behind)
    for _ in tell(steps, "Training", plan.steps - state.step):
        pass
    files = ship(state, stock, folder / SHIPPED)
    judged = {}
    for file in tell(files[1:], "Judging", None):
        detector = open_detector(str(file), Wishes(across_kinds=True))
        answers = ask(detector, folder / "held_out", wanted["held_out"])
        judged[file.name] = Judged(judge(answers), halves(answers))
    drawn = Drawn(plan.seed, len(stock), len(answers.stills), SOUGHT_SHARE, stock.things())
    told = card(state, course, drawn, curves(folder), judged)
    (folder / SHIPPED / CARD).write_text(json.dumps(told, indent=1))
    verdicts = {name: one.verdicts for name, one in judged.items()}
    return Trained(files, verdicts, told)


def asked_of(plan: Plan, behind: list[Picture]) -> dict[str, str]:
    """All of a plan that decides what a training ends in, but its first weights.

    That is the number of steps too, as the rate of learning falls along it.
    """
    told = {name: str(getattr(plan, name)) for name in ("rounds", "steps", "seed")}
    pictures = hashlib.sha256()
    for one in behind:
        pictures.update(repr(one.shape).encode())
        pictures.update(np.ascontiguousarray(one).data)
    return told | {"backgrounds": pictures.hexdigest()[:12] if behind else "none"}
