"""How long the overview takes over a large lake, beside one bare stat of the records it reads.

    python -m benchmarks.overview [--sites 100] [--days 30]

Writes the four tables that it reads for all hours of so many days, eight cameras a site, then does
what its asset does in a new process: find every partition, sum them up, and encode the record.
"""

import argparse
import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import polars as pl

from lotgraph.captures.columns import CAPTURES, QUARANTINE
from lotgraph.health.columns import CAMERA_HEALTH, CAMERA_USABILITY
from lotgraph.lake.everything import Written, written
from lotgraph.lake.record import Origin, Record
from lotgraph.lake.store import Lake, encode, folder_of
from lotgraph.overview.columns import SITE_OVERVIEW
from lotgraph.overview.read import read_once
from lotgraph.overview.summarise import summarise
from lotgraph.tables import Contract

FIRST = datetime(2026, 3, 2, tzinfo=UTC)
CAMERAS = 8
READ = (CAPTURES, QUARANTINE, CAMERA_HEALTH, CAMERA_USABILITY)
Answer = TypeVar("Answer")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sites", type=int, default=100)
    parser.add_argument("--days", type=int, default=30)
    sizes = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lake = Lake(folder)
        for number in range(sizes.sites):
            _fill(lake, f"site{number:03}", sizes.days)
        _bare_pass(folder)  # so that the disk is as warm for it as for what follows
        bare_s, count = _timed(lambda: _bare_pass(folder))
        print(f"bare scandir and stat of {count:,} records  {bare_s:6.1f} s", flush=True)
        found_s, found = _timed(lambda: [written(lake, contract) for contract in READ])
        _say("find every partition", found_s, bare_s)
        sum_s, rows = _timed(lambda: _sum_up(lake, found))
        _say(f"sum up {rows['captures'].sum():,} captures", sum_s, bare_s)
        encode_s, told = _timed(lambda: _record(found).encode())
        _say(f"encode a record of {len(told) / 1000:.0f} kB", encode_s, bare_s)


def _sum_up(lake: Lake, found: list[Written]) -> pl.DataFrame:
    captures, quarantine, faults, usability = (
        lake.scan(contract, one.versions) for contract, one in zip(READ, found, strict=True)
    )
    captured, at_fault = read_once(captures, faults)
    return summarise(captured, quarantine, at_fault, usability)


def _record(found: list[Written]) -> Record:
    upstream = tuple(read for one in found for read in one.upstream)
    shape = SITE_OVERVIEW.version, SITE_OVERVIEW.fingerprint
    return Record(SITE_OVERVIEW.name, "", "0" * 64, 8, *shape, upstream, Origin())


def _fill(lake: Lake, site: str, days: int) -> None:
    """A site whose cameras were all captured and sound in every hour; its files say so alike."""
    tables = {contract: _rows(contract, site) for contract in READ}
    files = {contract: encode(rows) for contract, rows in tables.items()}
    for hour in range(days * 24):
        key = f"{FIRST + timedelta(hours=hour):%Y-%m-%dT%H00Z}"
        for contract, content in files.items():
            name = hashlib.sha256(content).hexdigest()
            shape = tables[contract].height, contract.version, contract.fingerprint
            record = Record(contract.name, f"{site}|{key}", name, *shape, (), Origin())
            folder = Path(lake.files.path(folder_of(record.table, record.partition)))
            folder.mkdir(parents=True)
            (folder / record.file_name).write_bytes(content)
            (folder / "record.json").write_bytes(record.encode())


def _rows(contract: Contract, site: str) -> pl.DataFrame:
    if contract in {QUARANTINE, CAMERA_HEALTH}:
        return contract.empty()
    told: dict[str, object] = {"sha256": "0" * 64, "duration_s": 3600.0, "is_usable": True}
    told |= {"site_id": site, "started_at": FIRST, "ended_at": FIRST}
    columns = {name: [told.get(name)] * CAMERAS for name in contract.schema}
    columns["camera_id"] = [f"camera{number}" for number in range(CAMERAS)]
    return contract.table(**columns)


def _bare_pass(root: str) -> int:
    """Names, sizes and times of every record, and nothing done with them."""
    records = 0
    for folder, _, files in os.walk(root):
        if "record.json" in files:
            records += os.stat(f"{folder}/record.json").st_size > 0  # noqa: PTH116
    return records


def _timed(work: Callable[[], Answer]) -> tuple[float, Answer]:
    start = time.perf_counter()
    answer = work()
    return time.perf_counter() - start, answer


def _say(what: str, seconds: float, bare_s: float) -> None:
    print(f"{what:40} {seconds:6.1f} s {seconds / bare_s:6.2f} x", flush=True)


if __name__ == "__main__":
    main()
