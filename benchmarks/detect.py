"""Detection from file to table beside a plain loop of PyAV and ONNX Runtime, in the same run.

python -m benchmarks.detect MODEL.onnx VIDEO ...

Both decode to RGB and run the model on each frame, one thread each. The plain loop gets pictures of
the right size for nothing: it neither resizes, pads, decodes answers nor suppresses. A second table
says what rests save while nothing moves, and which boxes of .3 and more are lost or made up by it;
a third how long suppression takes.
"""

import sys
import time
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

import av
import numpy as np
import polars as pl
from rich.console import Console
from rich.table import Table

from lotgraph.detector.kernels import keep_best
from lotgraph.detector.model import Wishes
from lotgraph.detector.network.model import Eye
from lotgraph.detector.network.run import NetworkDetector, open_network
from lotgraph.detector.network.start import start
from lotgraph.detector.pace import Pace, paced
from lotgraph.detector.rest import watch_resting
from lotgraph.detector.watch import Seen, table_of, watch
from lotgraph.formats.columns import EDGES
from lotgraph.measure.kernels import meet

REPEATS = 3
FRAMES = 48  # timed
WATCHED = 240  # looked at for what rests lose
LOOKED_AT = 0.3  # score of a box that somebody would look at
SAME = 0.5  # overlap of boxes that are one


def bare(file: str, session: object, eye: Eye) -> None:
    """Decode frames, and run the model on some picture as often."""
    picture = np.full((1, 3, eye.height, eye.width), 114, np.float32)
    with av.open(file) as container:
        for _, frame in zip(range(FRAMES), container.decode(video=0), strict=False):
            frame.to_ndarray(format="rgb24")
            session.run(None, {eye.name: picture})  # type: ignore[attr-defined]


def seen(file: str, detector: NetworkDetector, frames: int, *, is_resting: bool) -> list[Seen]:
    """What is in the first frames of a file."""
    look = watch_resting if is_resting else watch
    some = takewhile(lambda batch: batch.index[0] < frames, paced(file, Pace()))
    return list(look(detector, some))


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and processor seconds of one go; the second is steadier where others work too."""
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - processor


def speed(file: str, model: Path, detector: NetworkDetector, table: Table) -> None:
    """Add a file's rows, run by turns."""
    session, eye = start(model, threads=1), detector.layout.eye
    ways: dict[str, Callable[[], object]] = {
        "bare decode and bare model": lambda: bare(file, session, eye),
        "lotgraph": lambda: table_of(
            seen(file, detector, FRAMES, is_resting=False), detector.kinds, detector.version
        ),
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(REPEATS):
        for name, work in ways.items():
            times[name].append(seconds(work))
    best = {name: [min(column) for column in zip(*t, strict=True)] for name, t in times.items()}
    wall, processor = best["bare decode and bare model"]
    for name, (own_wall, own) in best.items():
        figures = (own / FRAMES * 1000, wall / own_wall, processor / own)
        table.add_row(Path(file).name, name, *(f"{figure:.2f}" for figure in figures))


def rest(file: str, detector: NetworkDetector, table: Table) -> None:
    """Add what rests save and lose."""
    told = [seen(file, detector, WATCHED, is_resting=is_resting) for is_resting in (False, True)]
    whole, resting = (table_of(one, detector.kinds, "") for one in told)
    frames = sum(len(batch) for batch, _, _ in told[0])
    looks = sum(looks for _, _, looks in told[1])
    lost, made_up = 1 - found_in(whole, resting), 1 - found_in(resting, whole)
    table.add_row(Path(file).name, *(f"{value:.3f}" for value in (looks / frames, lost, made_up)))


def found_in(one: pl.DataFrame, other: pl.DataFrame) -> float:
    """Share of the boxes of a table that are worth looking at, that another has too."""
    worth = one.filter(pl.col("score") >= LOOKED_AT)
    frames, sides = np.arange(WATCHED + 32), []
    for table in (worth, other):
        ends = np.searchsorted(table["frame"].to_numpy(), frames, "right")
        box = np.ascontiguousarray(table.select(EDGES).to_numpy(), np.float64)
        sides += [box, np.concatenate([[0], ends])]
    _, rows, _, share = meet(*sides)
    return len(np.unique(rows[share >= SAME])) / max(1, len(worth))


def suppression(table: Table) -> None:
    """Add rows for many boxes of one kind in a frame, of which few or most overlap."""
    random = np.random.default_rng(1)
    for count, side in ((1_000, 60), (10_000, 60), (10_000, 600)):
        corner = random.uniform(0, 4000, (count, 2))
        box = np.hstack([corner, corner + random.uniform(side / 2, side, (count, 2))])
        ends = np.array([0, count])
        times = []
        for _ in range(REPEATS):
            begun = time.process_time()
            is_kept = keep_best(box, ends, 0.65)
            times.append(time.process_time() - begun)
        words = (count, side, int(is_kept.sum()), min(times) * 1000)
        table.add_row(*(f"{word:,.4g}" for word in words))


def main() -> None:
    """Print the tables."""
    model, *files = sys.argv[1:]
    detector = open_network(Path(model), Wishes(threads=1))
    columns = ("file", "way", "processor ms a frame", "speed, bare = 1", "per processor s")
    tables = [
        Table(*columns, title=f"{FRAMES} frames, one thread, fastest of {REPEATS}"),
        Table("file", "looks a frame", "lost", "made up", title=f"rests, {WATCHED} frames"),
        Table("boxes", "px wide", "kept", "ms", title="suppression"),
    ]
    for file in files:
        speed(file, Path(model), detector, tables[0])
        rest(file, detector, tables[1])
    suppression(tables[2])
    for table in tables:
        Console().print(table)


if __name__ == "__main__":
    main()
