"""Kills materialisations at random moments and counts what a reader could then have seen.

python -m benchmarks.kill [--kills 1000] [--seed 0] [--json]

A graph of two tables is materialised again and again on one lake, each time from one of two
inputs, in a child process that is killed at a random moment of the time a whole run takes.
Another process reads both tables all the while. After every kill each record must name a whole
file that an undisturbed run writes too, and a rerun must leave the undisturbed run's bytes.
"""

import argparse
import hashlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import polars as pl
from rich.console import Console
from rich.table import Table

from lotgraph.catalogue import CONTRACTS
from lotgraph.errors import MissingTableError
from lotgraph.lake.store import Lake
from lotgraph.lake.sweep import sweep
from lotgraph.tables import Column, Contract
from resources.lake import LakeTables

ROWS = 200_000  # enough bytes that kills fall into the writing, too
DRAWN, SUMMED = (
    Contract(name, "One number.", 1, ("row",), (Column("row", pl.Int64(), "Which."), value))
    for name, value in (
        ("drawn", Column("value", pl.Float64(), "A number.")),
        ("summed", Column("value", pl.Float64(), "Sum up to it.")),
    )
)
CONTRACTS.update({contract.name: contract for contract in (DRAWN, SUMMED)})
INPUTS = (1, 2)


class Nowhere(dg.ConfigurableIOManager):
    """Stores nothing."""

    def load_input(self, context: dg.InputContext) -> None:
        """Nothing was stored."""

    def handle_output(self, context: dg.OutputContext, obj: object) -> None:
        """Store nothing."""


def warm_instance() -> dg.DagsterInstance:
    """An event log in memory, once used, so that children start with all imports done."""

    @dg.asset(io_manager_key="nowhere")
    def nothing() -> None:
        """No table: Polars must not start its threads before the fork."""

    instance = dg.DagsterInstance.ephemeral()
    dg.materialize([nothing], instance=instance, resources={"nowhere": Nowhere()})
    return instance


def materialise(instance: dg.DagsterInstance, root: str, number: int) -> bool:
    """Materialise both tables from one of the inputs."""

    @dg.asset(io_manager_key="lake", code_version="1")
    def drawn() -> pl.DataFrame:
        """Numbers."""
        rows = pl.int_range(ROWS, eager=True)
        return DRAWN.table(row=rows, value=(rows * number * 0.618).sin())

    @dg.asset(io_manager_key="lake", code_version="1")
    def summed(drawn: pl.DataFrame) -> pl.DataFrame:
        """Their sums."""
        return SUMMED.table(row=drawn["row"], value=drawn["value"].cum_sum())

    lake = LakeTables(root=root)
    return dg.materialize([drawn, summed], instance=instance, resources={"lake": lake}).success


def start(work: object, *arguments: object) -> int:
    """Fork a warm child that does some work and ends; its process id.

    The parent never computes with Polars, whose threads would be lost in the child.
    """
    child = os.fork()
    if child:
        return child
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, sys.stderr.fileno())
    status = 1
    try:
        status = 0 if work(*arguments) else 1  # type: ignore[operator]
    finally:
        os._exit(status)


def ended_well(child: int) -> bool:
    """Wait for a child; whether it ended by itself and well."""
    return os.waitpid(child, 0)[1] == 0


def read_on(root: str, until: str) -> bool:
    """Read both tables until a file appears; write how often into it."""
    lake, reads = Lake(root), 0
    while not Path(until).exists():
        for contract in (DRAWN, SUMMED):
            try:
                if lake.read(contract).height != ROWS:
                    return False
                reads += 1
            except MissingTableError:
                continue
        time.sleep(0.002)  # leaves the processor to the runs, whose timing is the point
    Path(until).write_text(str(reads))
    return True


def state(root: str) -> dict[str, str]:
    """sha256 of each record, and of the file it names, which must be the one it says.

    Raises:
        AssertionError: if a record names a file that is not whole.
    """
    lake, found = Lake(root), {}
    for table in (DRAWN.name, SUMMED.name):
        record = lake.record(table)
        if record is None:
            continue
        content = lake.files.read(f"{table}/{record.file_name}") or b""
        assert hashlib.sha256(content).hexdigest() == record.data_version, f"half of {table}"
        found[table] = record.data_version
        found[f"{table} record"] = hashlib.sha256(record.encode()).hexdigest()
    return found


def storm(root: Path, kills: int, seed: int) -> dict[str, float]:
    """Kill that many runs; what was counted."""
    chance = random.Random(seed)
    instance = warm_instance()
    whole, took_s = {}, []
    for number in (*INPUTS, *INPUTS):
        begun = time.perf_counter()
        assert ended_well(start(materialise, instance, str(root / f"whole{number}"), number))
        took_s.append(time.perf_counter() - begun)
        whole[number] = state(str(root / f"whole{number}"))
    lake, until = str(root / "lake"), str(root / "until")
    reader = start(read_on, lake, until)
    counts = dict.fromkeys(("killed", "too_late", "unfinished", "reruns"), 0.0)
    while counts["killed"] < kills:
        number = chance.choice(INPUTS)
        child = start(materialise, instance, lake, number)
        time.sleep(chance.uniform(0, 1) * min(took_s))
        os.kill(child, signal.SIGKILL)
        was_killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        counts["killed" if was_killed else "too_late"] += 1
        seen = state(lake)
        assert all(any(w[name] == value for w in whole.values()) for name, value in seen.items())
        counts["unfinished"] += was_killed and seen != whole[number]
        if chance.choice((True, False)):  # else the next run meets what two killed ones left
            assert ended_well(start(materialise, instance, lake, number))
            assert state(lake) == whole[number], "the rerun left other bytes"
            counts["reruns"] += 1
    assert ended_well(start(materialise, instance, lake, INPUTS[0]))
    Path(until).touch()
    assert ended_well(reader), "the reader saw half a table, or an error"
    drafts_left = len(list(Path(lake).rglob("*.draft")))
    sweep(Lake(lake), timedelta(0), datetime.now(UTC) + timedelta(seconds=1))
    left, undisturbed = (
        [name for name, _, _ in Lake(str(root / x)).files.list()]
        for x in ("lake", f"whole{INPUTS[0]}")
    )
    assert left == undisturbed, f"the sweep left {left}"
    counts["drafts_left"] = drafts_left
    return counts | {"whole_reads": float(Path(until).read_text()), "run_s": min(took_s)}


def main() -> None:
    """Print what was counted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        counts = storm(Path(folder), asked.kills, asked.seed)
    if asked.json:
        print(json.dumps(counts))
        return
    table = Table("what", "count", title="materialisations killed; no half table was seen")
    for name, count in counts.items():
        table.add_row(name, f"{count:,.2f}" if name.endswith("_s") else f"{count:,.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
