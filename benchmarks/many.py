"""Memory and time of commands on frames of very many boxes, each in a process of its own.

python -m benchmarks.many [--boxes 1000 --boxes 10000] [--frames 3]
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import numpy as np
import polars as pl
import typer
from rich.console import Console
from rich.table import Table

from lotgraph.formats.columns import EDGES, filled
from lotgraph.formats.mot import write_mot

COMMANDS = {
    "evaluate tracks": ("evaluate", "tracks", "{truth}", "{told}"),
    "… with the limit and errors": (
        *("evaluate", "tracks", "{truth}", "{told}", "--detections", "{told}", "--errors"),
    ),
    "evaluate detections": ("evaluate", "detections", "{truth}", "{told}"),
    "… with errors": ("evaluate", "detections", "{truth}", "{told}", "--errors"),
    "track": ("track", "{told}", "--out", "{out}"),
    "track --online": ("track", "{told}", "--online", "--out", "{out}"),
}
PLACES = {
    "over a picture": 16.0,  # px of ground for each px of a box's side, squared
    "on one heap": 0.0,
}
SIDE_PX = 24.0
FEW = 8  # boxes of what is run first, so that all is compiled


def drawn(boxes: int, frames: int, room: float) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Truth of boxes that drift, and predictions beside them under names that sometimes change."""
    chance = np.random.default_rng(boxes)
    reach = SIDE_PX * np.sqrt(room * boxes) if room else SIDE_PX / 4
    at = chance.random((boxes, 2)) * reach
    tables = []
    for noise, renamed in ((0.0, 0.0), (1.5, 0.05)):
        rows = []
        for frame in range(1, frames + 1):
            low = at + frame + chance.normal(0, 1, at.shape) * noise
            name = np.arange(1, boxes + 1)
            name = np.where(chance.random(boxes) < renamed, name + frame * boxes, name)
            edges = dict(zip(EDGES, np.hstack([low, low + SIDE_PX]).T, strict=True))
            score = chance.uniform(0.5, 1, boxes)
            rows.append(pl.DataFrame({"frame": frame, "object_id": name, **edges, "score": score}))
        tables.append(filled(pl.concat(rows)))
    return tables[0], tables[1]


def spent(command: tuple[str, ...]) -> tuple[float, float]:
    """Peak MB and processor seconds of a command in a process of its own."""
    child = subprocess.Popen(
        [sys.executable, "-m", "lotgraph.command", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    said = child.stderr.read() if child.stderr else b""
    _, status, used = os.wait4(child.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)}:\n{said.decode()}")
    return used.ru_maxrss / 1024, used.ru_utime + used.ru_stime


def main(
    boxes: Annotated[list[int], typer.Option(help="Boxes of a frame.")] = [100, 1000, 10_000],  # noqa: B006
    frames: Annotated[int, typer.Option(help="Frames.")] = 3,
    places: Annotated[list[str], typer.Option(help="Where boxes lie.")] = ["over a picture"],  # noqa: B006
) -> None:
    """Print peak memory and processor time of each command, the start of its process included."""
    table = Table("boxes", "where", "command", "peak MB", "s", title=f"{frames} frames")
    with tempfile.TemporaryDirectory() as folder:
        files = {name: str(Path(folder) / f"{name}.txt") for name in ("truth", "told", "out")}
        for place in places:
            for count in (FEW, *boxes):
                truth, told = drawn(count, frames, PLACES[place])
                write_mot(truth, Path(files["truth"]))
                write_mot(told, Path(files["told"]))
                for name, words in COMMANDS.items():
                    command = tuple(word.format(**files) for word in words)
                    peak, seconds = spent(command)
                    if count != FEW:
                        table.add_row(str(count), place, name, f"{peak:.0f}", f"{seconds:.1f}")
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
