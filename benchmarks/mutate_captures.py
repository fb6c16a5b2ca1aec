"""Damage capture files many thousand times; each must be read or refused with a known reason.

python -m benchmarks.mutate_captures --cases 10000 [--larger]

Tiny files are damaged where it confuses most, `--larger` ones all over. Cases run in processes of
their own, a few hundred each, so that a crash or a hang of a decoder is seen and named by its seed
instead of ending the run.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from lotgraph.captures.reasons import REASONS
from lotgraph.errors import CaptureError
from lotgraph.video import batches, probe
from scripts.drawn.mutate import larger, mutated, originals, scattered

CASES_PER_PROCESS = 250
SECONDS_PER_PROCESS = 600
FIRST_SEED = 1_000_000  # none that the test suite has tried


def outcome(uri: str) -> str:
    """What happens to one file: "read", a reason, or the name of an error that must not be."""
    try:
        probe(uri)
        for rate_hz in (None, 1.0):
            for _ in batches(uri, size=(32, 32), rate_hz=rate_hz):
                pass
    except CaptureError as error:
        return error.reason if error.reason in REASONS else f"UNKNOWN REASON {error.reason}"
    except Exception as error:  # noqa: BLE001  finding such errors is what this is for
        return f"ESCAPED {type(error).__name__}: {error}"
    return "read"


def run_cases(folder: Path, first: int, count: int, *, is_larger: bool) -> None:
    """Try `count` seeds; print each outcome as a line, so that the last line names a crash."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    damaged = scattered if is_larger else mutated
    contents = [(path.suffix, path.name, path.read_bytes()) for path in files]
    with tempfile.TemporaryDirectory() as scratch:
        for seed in range(first, first + count):
            suffix, name, content = contents[seed % len(contents)]
            path = Path(scratch) / f"case{suffix}"
            path.write_bytes(damaged(content, seed))
            start = time.perf_counter()
            found = outcome(str(path))
            print(json.dumps([seed, name, found, time.perf_counter() - start]), flush=True)


def supervised(
    folder: Path, first: int, count: int, *, is_larger: bool
) -> list[tuple[int, str, str, float]]:
    """Outcomes of `count` seeds run in a process of their own."""
    command = [sys.executable, "-m", "benchmarks.mutate_captures", "--worker", str(folder)]
    numbers = ["--first", str(first), "--cases", str(count), *["--larger"] * is_larger]
    try:
        done = subprocess.run(
            [*command, *numbers], capture_output=True, text=True, timeout=SECONDS_PER_PROCESS
        )
        output, ending = done.stdout, f"CRASHED with {done.returncode}" if done.returncode else ""
    except subprocess.TimeoutExpired as error:
        output, ending = bytes(error.stdout or b"").decode(), "HUNG"
    found = [tuple(json.loads(line)) for line in output.splitlines()]
    if ending:
        found.append((first + len(found), "?", ending, 0.0))
    return found


def main() -> None:
    """Run all cases and print the table; exit with 1 if anything escaped, crashed or hung."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=FIRST_SEED)
    parser.add_argument("--larger", action="store_true")
    parser.add_argument("--worker", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.worker:
        run_cases(chosen.worker, chosen.first, chosen.cases, is_larger=chosen.larger)
        return
    with tempfile.TemporaryDirectory() as folder:
        (larger if chosen.larger else originals)(Path(folder))
        found = []
        for start in range(0, chosen.cases, CASES_PER_PROCESS):
            count = min(CASES_PER_PROCESS, chosen.cases - start)
            first = chosen.first + start
            found += supervised(Path(folder), first, count, is_larger=chosen.larger)
    slowest = max(seconds for *_, seconds in found)
    bad = [case for case in found if case[2][:1].isupper()]
    counts = Counter("must not be" if case in bad else case[2] for case in found)
    table = Table("outcome", "files", title=f"{len(found)} damaged files, slowest {slowest:.2f} s")
    for name, count in counts.most_common():
        table.add_row(name, str(count))
    console = Console()
    console.print(table)
    for seed, name, what, _ in bad[:20]:
        console.print(f"seed {seed} ({name}): {what}")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
