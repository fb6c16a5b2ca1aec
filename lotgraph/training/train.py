"""Carries a training through in a folder: goes on where a killed one was, and keeps its curves."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from lotgraph.errors import TrainingError
from lotgraph.training.begin import begin, begin_with
from lotgraph.training.draw import Picture
from lotgraph.training.learn import Course, Told, learn
from lotgraph.training.model import Shape
from lotgraph.training.state import State, load, save
from lotgraph.training.stock import Stock

STATE, CURVES = "state.safetensors", "curves.parquet"
SAVED_EVERY = 100  # steps
TOLD_EVERY = 25  # steps of which a curve has the mean


def state_in(folder: Path, seed: int, weights: Path | None = None) -> State:
    """The state a folder holds, or a fresh one, which begins with weights if they are given.

    Raises:
        TrainingError: what lies there is no state, or began with other weights, or these are none.
    """
    path = folder / STATE
    fresh = begin_with(weights, seed) if weights else None
    if not path.exists():
        return fresh or begin(Shape(), seed)
    state = load(path)
    if fresh and fresh.began_with != state.began_with:
        raise TrainingError(
            f"{folder}: the training there did not begin with {weights}; leave --from out to go on "
            "with it, or name another folder"
        )
    return state


def train(
    state: State, stock: Stock, course: Course, folder: Path, backgrounds: list[Picture]
) -> Iterator[Told]:
    """Go on until the course ends, step by step; left early, nothing that is kept is half."""
    folder.mkdir(parents=True, exist_ok=True)
    told: list[Told] = []
    before = curves(folder).filter(pl.col("step") <= state.step)
    try:
        for one in learn(state, stock, course, backgrounds):
            told.append(one)
            if state.step % SAVED_EVERY == 0:
                before = _keep(state, folder, before, told)
                told = []
            yield one
    finally:
        _keep(state, folder, before, told)


def curves(folder: Path) -> pl.DataFrame:
    """What was lost, in means of `TOLD_EVERY` steps."""
    path = folder / CURVES
    schema = {"step": pl.Int64, "scores": pl.Float64, "boxes": pl.Float64, "rate": pl.Float64}
    return pl.read_parquet(path) if path.exists() else pl.DataFrame(schema=schema)


def _keep(state: State, folder: Path, before: pl.DataFrame, told: list[Told]) -> pl.DataFrame:
    rows = np.array([(one.step, one.scores, one.boxes, one.rate) for one in told]).reshape(-1, 4)
    said = pl.DataFrame(rows, list(before.schema), orient="row").cast(dict(before.schema))  # type: ignore[arg-type]
    by = ((pl.col("step") - 1) // TOLD_EVERY).alias("part")
    means = said.group_by(by, maintain_order=True).agg(
        pl.col("step").max(), pl.col("scores", "boxes", "rate").mean()
    )
    kept = pl.concat([before, means.drop("part")])
    # The state first: curves beyond it are cut off, a state beyond its curves would leave a gap.
    save(state, folder / STATE)
    draft = folder / f".{CURVES}"
    kept.write_parquet(draft)
    draft.rename(folder / CURVES)
    return kept
