"""Carries a training through in a folder: goes on where a killed one was, and keeps its curves."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from time import monotonic

import numpy as np
import polars as pl

from lotgraph.errors import TrainingError
from lotgraph.training.begin import begin, begin_with
from lotgraph.training.draw import Picture
from lotgraph.training.keep import rounds_in
from lotgraph.training.learn import Course, Told, learn
from lotgraph.training.model import Shape
from lotgraph.training.state import ANEW, CURVES, STATE, STILLS_OF, State, load, save
from lotgraph.training.stock import Stock

SAVED_EVERY = 100  # steps
TOLD_EVERY = 25  # steps of which a curve has the mean
BOUND_AT_ONCE = ("seed",)  # by which stills are drawn; nothing else is used before the first step


def state_in(
    folder: Path,
    seed: int,
    weights: Path | None = None,
    asked: Mapping[str, str] | None = None,
    code: str = "",
) -> State:
    """The state a folder holds, or a fresh one, which begins with weights if they are given.

    `asked` is all that decides what a training ends in, by names: what another training left is not
    gone on with, nor told of as if it were this one's. Until its first step all but the seed may be
    asked for anew. `code` is the version of that which asks; other code goes on, and both are kept.
    The file is written at once, so that stills drawn for it are not taken for another's either.

    Raises:
        TrainingError: what lies there is no state, began with other weights or was asked for
            something else, or is stills without a state; or these are no weights.
    """
    path, wanted = folder / STATE, dict(asked or {})
    fresh = begin_with(weights, seed) if weights else None
    there = load(path) if path.exists() else None
    if there and (apart := _apart(there, fresh, wanted)):
        raise TrainingError(
            f"{folder}: the training there is another one: {apart}. Ask for the same to go on with "
            f"it; {ANEW}"
        )
    if not there and (lying := [name for name in STILLS_OF if rounds_in(folder / name)]):
        raise TrainingError(
            f"{folder}: {' and '.join(lying)} there are of a training without {STATE}, so that "
            f"nobody can tell what drew them. Bring that back to go on with it; {ANEW}"
        )
    state = there if there and there.step else fresh or begin(Shape(), seed)
    before = there.codes if there else []
    state.asked, state.codes = wanted, [*before, *({code} - {"", *before})]
    folder.mkdir(parents=True, exist_ok=True)
    save(state, path)
    return state


def _apart(there: State, fresh: State | None, wanted: dict[str, str]) -> str:
    """In what two differ that binds, in words; the state of an older version does not say."""
    was = there.asked | {"first weights": there.began_with[:12] or "drawn"}
    if fresh:
        wanted = wanted | {"first weights": fresh.began_with[:12]}
    return "; ".join(
        f"{name} there: {was.get(name, 'not known')}, asked for: {value}"
        for name, value in wanted.items()
        if (there.step or name in BOUND_AT_ONCE) and was.get(name) != value
    )


def train(
    state: State, stock: Stock, course: Course, folder: Path, backgrounds: list[Picture]
) -> Iterator[Told]:
    """Go on until the course ends, step by step; left early, nothing that is kept is half."""
    folder.mkdir(parents=True, exist_ok=True)
    told: list[Told] = []
    before = curves(folder).filter(pl.col("step") <= state.step)
    took_s, begun_s = state.took_s, monotonic()
    try:
        for one in learn(state, stock, course, backgrounds):
            told.append(one)
            state.took_s = took_s + monotonic() - begun_s
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
