"""Writes a world's tables as Parquet files: all of them, or none."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp

import polars as pl

from lotgraph.errors import TwinError
from lotgraph.tables import Contract
from lotgraph.twin.world.columns import (
    DETECTION_TRUTH,
    DETECTIONS,
    MOTIONS,
    VEHICLES,
    VISITS,
    WALKERS,
)
from lotgraph.twin.world.model import World

CONTRACTS = {
    contract.name.removeprefix("twin_"): contract
    for contract in (VEHICLES, VISITS, MOTIONS, WALKERS, DETECTIONS, DETECTION_TRUTH)
}


def refuse_folder(folder: Path) -> None:
    """See that a world can be written there, before it is made.

    Raises:
        TwinError: the folder is there already.
    """
    if folder.exists():
        raise TwinError(
            f"{folder}: expected a folder that does not exist yet; remove it or name another"
        )


def write(world: World, folder: Path, more: Mapping[str, pl.DataFrame] | None = None) -> list[Path]:
    """Write vehicles, visits, motions and walkers, and `more` by the names in CONTRACTS.

    The folder appears when everything is in it. The same world gives the same bytes.

    Raises:
        TwinError: the folder is there already, or cannot be written.
    """
    refuse_folder(folder)
    tables = {name: getattr(world, name) for name in ("vehicles", "visits", "motions", "walkers")}
    tables |= more or {}
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise TwinError(f"{folder}: cannot be made: {error.strerror}") from error
    try:
        for name, table in tables.items():
            contract: Contract = CONTRACTS[name]
            contract.conform(table).write_parquet(beside / f"{name}.parquet", compression="zstd")
        beside.chmod(0o755)  # a temporary folder is its maker's alone
        beside.rename(folder)
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        raise TwinError(f"{folder}: cannot be written: {error}; is the disk full?") from error
    return [folder / f"{name}.parquet" for name in tables]
