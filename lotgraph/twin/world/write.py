"""Writes a world's tables as Parquet files: all of them, or none."""

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import polars as pl

from lotgraph.errors import TwinError
from lotgraph.lake.store import encode
from lotgraph.refused import try_folder, why
from lotgraph.twin.lock import lock
from lotgraph.twin.world.columns import (
    DETECTION_TRUTH,
    DETECTIONS,
    MOTIONS,
    VEHICLES,
    VISITS,
    WALKERS,
)
from lotgraph.twin.world.model import World

DRAFT = ".lotgraph-draft"
OLDEST = pl.CompatLevel.oldest()  # strings as every reader of Parquet knows them
CONTRACTS = {
    contract.name.removeprefix("twin_"): contract
    for contract in (VEHICLES, VISITS, MOTIONS, WALKERS, DETECTIONS, DETECTION_TRUTH)
}


def refuse_folder(folder: Path) -> None:
    """See that a world can be written there, before it is made.

    Raises:
        TwinError: the folder is there already, or cannot be made.
    """
    if folder.exists():
        raise TwinError(
            f"{folder}: expected a folder that does not exist yet; remove it or name another"
        )
    try:
        try_folder(folder)
    except OSError as error:
        raise _no_folder(folder, error) from error


def _no_folder(folder: Path, error: OSError) -> TwinError:
    return TwinError(f"{folder}: cannot be made: {why(error, folder)}; name another folder")


def write(
    world: World,
    folder: Path,
    stretches: Iterable[Mapping[str, pl.DataFrame]] = (),
    beside: Mapping[str, bytes] | None = None,
) -> dict[str, int]:
    """Write vehicles, visits, motions and walkers, then tables stretch by stretch; count rows.

    A stretch is some tables by their names in CONTRACTS; it is written before the next is made, so
    that no more than one is held. Files `beside` them are written as they are, by their names. The
    folder appears when everything is in it. The same world gives the same bytes.

    Raises:
        TwinError: the folder is there already, or cannot be written.
    """
    refuse_folder(folder)
    tables = {name: getattr(world, name) for name in ("vehicles", "visits", "motions", "walkers")}
    with _draft_of(folder) as draft:
        try:
            for name, table in tables.items():
                content = encode(CONTRACTS[name].conform(table))
                (draft / f"{name}.parquet").write_bytes(content)
            counts = {name: len(table) for name, table in tables.items()}
            counts |= _append(draft, stretches)
            for file, content in (beside or {}).items():
                (draft / file).write_bytes(content)
            draft.rename(folder)
        except OSError as error:
            raise TwinError(
                f"{folder}: cannot be written: {why(error, folder)}; mend that or name another "
                "folder, and start again"
            ) from error
    return counts


@contextmanager
def _draft_of(folder: Path) -> Iterator[Path]:
    """An empty folder beside, held by this process; it is gone at the end, or has another name.

    It is the same each time, so that what a killed process left is cleared by the next.
    """
    draft = folder.with_name(f".{folder.name}{DRAFT}")
    try:
        draft.mkdir(parents=True, exist_ok=True)
        hold = os.open(draft, os.O_RDONLY)
    except OSError as error:
        raise _no_folder(folder, error) from error
    try:
        _lock(hold, folder)
        for left in draft.iterdir():
            left.unlink()
        try:
            yield draft
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    finally:
        os.close(hold)


def _lock(hold: int, folder: Path) -> None:
    try:
        lock(hold)
    except BlockingIOError as error:
        raise TwinError(
            f"{folder}: another process is writing it; wait for that, or name another folder"
        ) from error


def _append(folder: Path, stretches: Iterable[Mapping[str, pl.DataFrame]]) -> dict[str, int]:
    """Write each table of all stretches as one file; tells how many rows each has."""
    from pyarrow.parquet import ParquetWriter

    counts: dict[str, int] = {}
    with ExitStack() as open_files:
        writers: dict[str, ParquetWriter] = {}
        for stretch in stretches:
            for name, table in stretch.items():
                rows = CONTRACTS[name].conform(table).to_arrow(compat_level=OLDEST)
                if name not in writers:
                    file = ParquetWriter(
                        folder / f"{name}.parquet", rows.schema, compression="zstd"
                    )
                    writers[name] = open_files.enter_context(file)
                writers[name].write_table(rows)
                counts[name] = counts.get(name, 0) + len(table)
    return counts
