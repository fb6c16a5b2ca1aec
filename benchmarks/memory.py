"""Peak memory while a window grows tenfold: probing, looking, measuring, judging and pictures.

python -m benchmarks.memory [--size 640x360]
"""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from scripts.drawn.paint import black, during
from scripts.drawn.scene import draw_clip

SECONDS = 20.0
GROWTH = (1, 10)

WORK = """
import sys
import polars as pl
from datetime import UTC, datetime, timedelta
from lotgraph.health.clock import judge_clocks
from lotgraph.health.judge import judge
from lotgraph.health.plot import plot
from lotgraph.health.show import cameras_sheet, evidence_of, timeline
from lotgraph.health.usability import usability
from lotgraph.health.window import measure_window
from lotgraph.video import batches, fetch, probe
from lotgraph.views.columns import CAMERA_BASELINES
from lotgraph.views.window import view_window
uris = sys.argv[1:]
probes = [probe(uri) for uri in uris]
captures = pl.DataFrame({
    "site_id": "north", "camera_id": "gate", "uri": uris,
    "capture_id": [str(n) for n in range(len(uris))],
    "started_at": [datetime(2026, 3, 2, 8, n, tzinfo=UTC) for n in range(len(uris))],
    "duration_s": [p.duration_s for p in probes],
    "frames": [p.frames for p in probes],
}).with_columns(
    ended_at=pl.col("started_at") + timedelta(seconds=20),
    landed_at=pl.col("started_at") + timedelta(seconds=25),
)
view_window(captures, lambda one, rate_hz: batches(one["uri"], rate_hz=rate_hz))
play = lambda one, losses: batches(one["uri"], rate_hz=2.0, sound_only=True, losses=losses)
rows = measure_window(captures, CAMERA_BASELINES.empty(), play).rows
faults = pl.concat([judge(rows), judge_clocks(captures)])
usability(captures, rows, faults, 0.5)
show = lambda capture, number: fetch(uris[int(capture)], [number]).pixels[0]
sum(len(picture) for picture in evidence_of(faults, rows, show))
span = captures["started_at"].min(), captures["ended_at"].max()
timeline(captures, faults, span, "drawn")
cameras_sheet(captures, rows, faults, show)
plot(rows, faults, "gate")
import resource
print(rows.height, faults.height, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def main(
    size: Annotated[str, typer.Option(help="Width x height of the drawn frames.")] = "640x360",
) -> None:
    """Print peak memory of a window of one capture and of ten."""
    width, height = (int(part) for part in size.split("x"))
    with tempfile.TemporaryDirectory() as folder:
        clips = [
            str(
                draw_clip(
                    Path(folder) / f"{n}.mp4",
                    seed=n,
                    seconds=SECONDS,
                    size=(width, height),
                    paint=during(black(), 12.0, 16.0),
                )
            )
            for n in range(max(GROWTH))
        ]
        table = Table(
            *("captures", "frames measured", "faults shown", "peak MB", "ratio"),
            title=f"{size}, 10 frames/s",
        )
        first = 0
        for count in GROWTH:
            done = subprocess.run(
                [sys.executable, "-c", WORK, *clips[:count]],
                capture_output=True,
                text=True,
                check=True,
            )
            frames, faults, peak = (int(number) for number in done.stdout.split()[-3:])
            first = first or peak
            table.add_row(str(count), str(frames), str(faults), str(peak), f"{peak / first:.2f}")
        Console().print(table)


if __name__ == "__main__":
    typer.run(main)
