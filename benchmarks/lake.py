"""What the lake costs beside bare Polars on the same disk, and how memory grows with a scan.

python -m benchmarks.lake

Bare Polars writes with `write_parquet` in the same compression and row groups, reads with
`read_parquet`, scans with `scan_parquet`. The lake also hashes, pushes to the disk, renames and
writes the record; a read verifies the hash.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from lotgraph.lake.record import Origin
from lotgraph.lake.store import Lake
from lotgraph.tables import UTC_TIME, Column, Contract

MEASURES = tuple(f"measure_{n}" for n in range(8))
CONTRACT = Contract(
    name="measured",
    row="One sampled frame.",
    version=1,
    key=("frame",),
    columns=(
        Column("frame", pl.Int64(), "Frame."),
        Column("camera_id", pl.String(), "Camera."),
        Column("taken_at", UTC_TIME, "When."),
        *(Column(name, pl.Float32(), "A measure.") for name in MEASURES),
    ),
)
ROWS = (100, 10_000, 1_000_000)
PARTITIONS = (20, 200)
REPEATS = 7
FEW = 100  # rows wanted of a scan, all in its first row group


def drawn(rows: int, seed: int) -> pl.DataFrame:
    """A table in the order of its key."""
    chance, row = np.random.default_rng(seed), np.arange(rows)
    measures = {name: chance.random(rows) for name in MEASURES}
    return CONTRACT.table(
        frame=row,
        camera_id=pl.Series(row // 1000).cast(pl.String),
        taken_at=pl.Series(row).cast(pl.Datetime("us", "UTC")),
        **measures,
    )


def milliseconds(work: Callable[[int], object]) -> float:
    """Median time of a call; each gets another number."""
    times = []
    for number in range(REPEATS):
        begun = time.perf_counter()
        work(number)
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1e3


def compare(root: Path, rows: int) -> list[tuple[str, float, float]]:
    """Name, lake and bare Polars, in milliseconds."""
    lake, bare = Lake(str(root / f"lake{rows}")), root / f"bare{rows}.parquet"
    tables = [drawn(rows, seed) for seed in range(REPEATS)]
    wrote = milliseconds(lambda n: lake.write(CONTRACT, "", tables[n], Origin()))
    wrote_bare = milliseconds(
        lambda n: tables[n].write_parquet(bare, compression="zstd", row_group_size=131_072)
    )
    record = lake.write(CONTRACT, "", tables[0], Origin())
    again = milliseconds(lambda _: lake.write(CONTRACT, "", tables[0], Origin()))
    wanted = pl.col("measure_0").filter(pl.col("frame") < FEW).sum()
    return [
        ("write", wrote, wrote_bare),
        ("write the same again", again, wrote_bare),
        (
            "read",
            milliseconds(lambda _: lake.read(CONTRACT)),
            milliseconds(lambda _: pl.read_parquet(bare)),
        ),
        (
            "scan one column",
            milliseconds(lambda _: lake.scan(CONTRACT, [record]).select(wanted).collect()),
            milliseconds(lambda _: pl.scan_parquet(bare).select(wanted).collect()),
        ),
    ]


def scan_peak_mb(root: str, partitions: int) -> float:
    """Peak memory of a fresh process that sums a column over that many partitions."""
    code = """
import pathlib, re, sys, polars as pl
from benchmarks.lake import CONTRACT
from lotgraph.lake.store import Lake
lake = Lake(sys.argv[1])
records = [lake.record("measured", str(n)) for n in range(int(sys.argv[2]))]
lake.scan(CONTRACT, records).select(pl.col("measure_0").sum()).collect(engine="streaming")
print(int(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) / 1024)
"""
    command = [sys.executable, "-c", code, root, str(partitions)]
    return float(subprocess.run(command, capture_output=True, check=True, text=True).stdout)


def main() -> None:
    """Print the tables."""
    console = Console()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        table = Table(
            "rows", "what", "lake ms", "bare Polars ms", "ratio", title=f"median of {REPEATS}"
        )
        for rows in ROWS:
            for what, ours, bare in compare(Path(folder), rows):
                table.add_row(f"{rows:,}", what, f"{ours:.2f}", f"{bare:.2f}", f"{ours / bare:.2f}")
        console.print(table)
        lake = Lake(f"{folder}/many")
        for number in range(max(PARTITIONS)):
            lake.write(CONTRACT, str(number), drawn(50_000, number), Origin())
        memory = Table("partitions of 50,000 rows", "peak MB", title="sum of one column, scanned")
        for partitions in PARTITIONS:
            memory.add_row(f"{partitions:,}", f"{scan_peak_mb(lake.root, partitions):.0f}")
        console.print(memory)


if __name__ == "__main__":
    main()
