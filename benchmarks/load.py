"""How long the definitions take to load, beside a bare `import dagster`.

python -m benchmarks.load
"""

import statistics
import subprocess
import sys
import time

from rich.console import Console
from rich.table import Table

REPEATS = 7


def seconds(code: str) -> float:
    """Median wall seconds of a fresh interpreter that runs `code`."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main() -> None:
    """Print the table."""
    bare, ours = seconds("import dagster"), seconds("import definitions")
    table = Table("what", "median s", "ratio", title=f"fresh interpreter, {REPEATS} runs each")
    table.add_row("import dagster", f"{bare:.2f}", "1.00")
    table.add_row("import definitions", f"{ours:.2f}", f"{ours / bare:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
