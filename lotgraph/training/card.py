"""The figures that go with a trained detector, as one document."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from lotgraph.kernel import stamp_of
from lotgraph.training.columns import KINDS
from lotgraph.training.export import HEIGHT_PX, WIDTH_PX, count
from lotgraph.training.judge import Verdict
from lotgraph.training.learn import Course
from lotgraph.training.state import State

CARD = "card.json"


@dataclass(frozen=True)
class Drawn:
    """What was drawn for a training: first seed, and stills of both splits."""

    first_seed: int
    stills: int
    held_out: int
    sought_share: float  # of rounds of both are of moments with something rare in view
    things: dict[str, int]  # of each kind in the stills to learn from


def code_version() -> str:
    """A hash of every source file that drawing stills and training reach by imports."""
    return stamp_of(Path(__file__).with_name("train.py"), f"{__package__}.train")


def card(
    state: State, course: Course, drawn: Drawn, curves: pl.DataFrame,
    verdicts: dict[str, list[Verdict]],
) -> dict[str, Any]:  # fmt: skip
    """Everything that is to be known of a detector before it is used.

    `verdicts` are on held-out stills, by the name of the file that was judged.
    """
    return {
        "kinds": list(KINDS),
        "input": [HEIGHT_PX, WIDTH_PX],
        "weights": count(state.shape),
        "shape": asdict(state.shape),
        "seed": state.seed,
        "step": state.step,
        "began_with": state.began_with or None,
        "course": asdict(course),
        "drawn": asdict(drawn),
        "code_version": code_version(),
        "curves": {name: curves[name].to_list() for name in curves.columns},
        "verdicts": {
            name: {one.of: asdict(one) for one in told} for name, told in verdicts.items()
        },
    }
