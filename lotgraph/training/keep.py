"""Keeps stills in a folder, a file of pictures and one of labels for each round."""

import gc
from collections.abc import Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

import polars as pl

from lotgraph.errors import TrainingError
from lotgraph.training.columns import LABELS, STILLS
from lotgraph.training.draw import Round
from lotgraph.workers import work


def rounds(first_seed: int, count: int, *, held_out: bool = False) -> list[Round]:
    """So many rounds, each of another site, of one split."""
    first = first_seed - first_seed % 2 + held_out
    return [Round(first + 2 * number, 0) for number in range(count)]


def missing(wanted: Iterable[Round], folder: Path) -> list[Round]:
    """Rounds that are not kept yet."""
    return [one for one in wanted if not _paths(one, folder)[1].exists()]


def keep_all(some: list[Round], folder: Path, processes: int) -> Iterator[int]:
    """Draw rounds in so many processes, and keep them; how many stills each has.

    Raises:
        TrainingError: a process was killed.
    """
    try:
        yield from work(partial(keep, folder=folder), some, processes)
    except BrokenProcessPool as error:
        raise TrainingError(
            "a process that drew stills was killed, maybe for want of memory; start again: what is "
            "complete is kept"
        ) from error


def keep(one: Round, folder: Path) -> int:
    """Draw a round and keep it; how many stills it has. Killed, it leaves no half of a file."""
    pictures, labels = [STILLS.empty()], [LABELS.empty()]
    for still, things in one.stills():
        pictures.append(still)
        labels.append(things)
    tables = (STILLS.conform(pl.concat(pictures)), LABELS.conform(pl.concat(labels)))
    for table, path in zip(tables, _paths(one, folder), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}")
        table.write_parquet(draft)
        draft.rename(path)
    gc.collect()  # what rendered refers to itself, and is too few objects to be collected soon
    return len(pictures) - 1


def rounds_in(folder: Path) -> list[Round]:
    """Rounds that are complete, in the order of their names."""
    names = sorted(path.stem for path in (folder / LABELS.name).glob("[!.]*.parquet"))
    return [Round(*map(int, name.split("-"))) for name in names]


def kept(folder: Path, some: Iterable[Round]) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Stills and labels of each of some rounds that are complete."""
    for one in some:
        stills, labels = _paths(one, folder)
        yield pl.read_parquet(stills), pl.read_parquet(labels)


def _paths(one: Round, folder: Path) -> tuple[Path, Path]:
    name = f"{one.seed:08d}-{one.number:03d}.parquet"
    return folder / STILLS.name / name, folder / LABELS.name / name
