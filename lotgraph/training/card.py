"""The figures that go with a trained detector, as one document."""

import subprocess
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from lotgraph.kernel import stamp_of
from lotgraph.training.columns import KINDS
from lotgraph.training.export import HEIGHT_PX, WIDTH_PX, count
from lotgraph.training.judge import Half, Verdict
from lotgraph.training.learn import Course
from lotgraph.training.state import State

CARD = "card.json"
PATIENCE_S = 60.0  # for git, which is done in milliseconds; a card waits for nobody
LEAST_AP = 0.5  # below which the card says of something that the detector is not good at it


@dataclass(frozen=True)
class Drawn:
    """What was drawn for a training: first seed, and stills of both splits."""

    first_seed: int
    stills: int
    held_out: int
    sought_share: float  # of rounds of both are of moments with something rare in view
    things: dict[str, int]  # of each kind in the stills to learn from


@dataclass(frozen=True)
class Judged:
    """How good a file is on held-out stills: at each thing, and in both halves of them."""

    verdicts: list[Verdict]
    halves: dict[str, Half]


def code_version() -> str:
    """A hash of every source file that drawing stills and training reach by imports."""
    return stamp_of(Path(__file__).with_name("train.py"), f"{__package__}.train")


def commit_of(file: Path) -> str | None:
    """The commit that a source file is of, with `-dirty` where something is changed since.

    None where no repository has the file, as of an installed package, or there is no git.
    """
    ask = ["git", "-C", str(file.parent)]
    asked = (
        [*ask, "ls-files", "--error-unmatch", file.name],  # or it lies in a repository of others
        [*ask, "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"],
    )
    try:
        said = [
            subprocess.run(one, capture_output=True, text=True, check=True, timeout=PATIENCE_S)  # noqa: S603 -- no shell, fixed words
            for one in asked
        ]
    except (OSError, subprocess.SubprocessError):
        return None
    return said[-1].stdout.strip()


def card(
    state: State, course: Course, drawn: Drawn, curves: pl.DataFrame, judged: dict[str, Judged]
) -> dict[str, Any]:
    """Everything that is to be known of a detector before it is used.

    `judged` goes by the names of files; what the detector is not good at is read from the first.
    """
    first = next(iter(judged.values())).verdicts
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
        "commit": commit_of(Path(__file__)),
        "code_version": code_version(),
        "code_versions": state.codes,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "took_s": round(state.took_s, 1),
        "not_good_at": {
            "ap_below": LEAST_AP,
            "of": [one.of for one in first if one.ap < LEAST_AP],
        },
        "curves": {name: curves[name].to_list() for name in curves.columns},
        "verdicts": {
            name: {one.of: asdict(one) for one in told.verdicts} for name, told in judged.items()
        },
        "halves": {
            name: {half: asdict(one) for half, one in told.halves.items()}
            for name, told in judged.items()
        },
    }
