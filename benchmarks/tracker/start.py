"""What the first call costs a new process, beside SORT of the `trackers` package.

python -m benchmarks.tracker.start
"""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

MADE = """
from benchmarks.tracker.crowds import FAMILIES, filmed
fps = FAMILIES["square"].fps
detections = filmed(FAMILIES["square"], 1)[1]
"""
WAYS = {
    "only the boxes, made up": "",
    "ours": "from benchmarks.tracker.__main__ import ours; ours(detections, fps)",
    "SORT": "from benchmarks.tracker.rivals import *; tracked(rivals()['SORT'], detections, fps)",
}


def seconds(code: str, environment: Mapping[str, str]) -> float:
    """Processor time of a new process that makes boxes up and runs some code."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-c", MADE + code], check=True, env={**os.environ, **environment}
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print a row for each way, and one for ours where nothing is compiled yet."""
    table = Table("a new process", "s of a processor", title="The first call")
    for name, code in WAYS.items():
        seconds(code, {})  # from the disk, and compiled
        table.add_row(name, f"{min(seconds(code, {}) for _ in range(3)):.2f}")
    with tempfile.TemporaryDirectory() as empty:
        table.add_row(
            "ours, nothing compiled", f"{seconds(WAYS['ours'], {'NUMBA_CACHE_DIR': empty}):.1f}"
        )
    Console().print(table)


if __name__ == "__main__":
    main()
