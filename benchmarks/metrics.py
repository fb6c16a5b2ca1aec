"""Judging tracks beside TrackEval, from files to figures, and on figures alone.

python -m benchmarks.metrics [--sequences 20] [--frames 1000] [--objects 25]
"""

import argparse
import contextlib
import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import trackeval
from rich.console import Console
from rich.table import Table

from lotgraph.formats.columns import filled
from lotgraph.formats.find import read, sequences
from lotgraph.formats.mot import write_mot
from lotgraph.measure.judge import judge

REPEATS = 3
FIELDS = {"HOTA": "HOTA", "DetA": "HOTA", "AssA": "HOTA", "MOTA": "CLEAR", "IDF1": "Identity"}


def drawn(seed: int, frames: int, objects: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Truth of things that drift in a picture, and tracks with misses, ghosts and switches."""
    chance = np.random.default_rng(seed)
    frame = np.repeat(np.arange(1, frames + 1), objects)
    object_id = np.tile(np.arange(1, objects + 1), frames)
    start, drift = chance.random((objects, 2)) * 1500, chance.normal(0, 0.5, (objects, 2))
    corner = start[object_id - 1] + drift[object_id - 1] * frame[:, None]
    box = np.hstack([corner, corner + 60])
    changes = np.cumsum(chance.random((frames, objects)) < 0.005, axis=0)  # noqa: PLR2004
    told = (object_id + objects * changes[frame - 1, object_id - 1]).astype(np.int64)
    is_told = chance.random(len(frame)) < 0.85  # noqa: PLR2004
    noisy = box + chance.normal(0, 4, box.shape)
    return _table(frame, object_id, box), _table(frame[is_told], told[is_told], noisy[is_told])


def _table(frame: Any, object_id: Any, box: Any) -> pl.DataFrame:
    columns = {name: box[:, k] for k, name in enumerate(("x0_px", "y0_px", "x1_px", "y1_px"))}
    score = np.ones(len(frame))
    return filled(pl.DataFrame({"frame": frame, "object_id": object_id, **columns, "score": score}))


def write(root: Path, count: int, frames: int, objects: int) -> None:
    """Write sequences as TrackEval wants them."""
    for number in range(count):
        name = f"seq-{number:02}"
        place = root / "gt" / "MOT15-train" / name
        (place / "gt").mkdir(parents=True)
        info = f"[Sequence]\nname={name}\nseqLength={frames}\n"
        (place / "seqinfo.ini").write_text(info)
        tracks = root / "trackers" / "MOT15-train" / "ours" / "data"
        tracks.mkdir(parents=True, exist_ok=True)
        truth, told = drawn(number, frames, objects)
        write_mot(truth, place / "gt" / "gt.txt")
        write_mot(told, tracks / f"{name}.txt")


def theirs(root: Path) -> dict[str, float]:
    """TrackEval's figures, by its own evaluator."""
    quiet = {"PRINT_RESULTS": False, "PRINT_CONFIG": False, "TIME_PROGRESS": False,
             "OUTPUT_SUMMARY": False, "OUTPUT_DETAILED": False, "PLOT_CURVES": False,
             "OUTPUT_EMPTY_CLASSES": False, "LOG_ON_ERROR": None}  # fmt: skip
    names = sorted(path.name for path in (root / "gt" / "MOT15-train").iterdir())
    sets = {"GT_FOLDER": str(root / "gt"), "TRACKERS_FOLDER": str(root / "trackers"),
            "BENCHMARK": "MOT15", "SPLIT_TO_EVAL": "train", "PRINT_CONFIG": False,
            "SEQ_INFO": dict.fromkeys(names)}  # fmt: skip
    metrics = [trackeval.metrics.HOTA()]
    metrics += [
        kind({"PRINT_CONFIG": False})
        for kind in (trackeval.metrics.CLEAR, trackeval.metrics.Identity)
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        found, _ = trackeval.Evaluator(
            trackeval.Evaluator.get_default_eval_config() | quiet
        ).evaluate([trackeval.datasets.MotChallenge2DBox(sets)], metrics)
    figures = found["MotChallenge2DBox"]["ours"]["COMBINED_SEQ"]["pedestrian"]
    return {name: float(np.mean(figures[kind][name])) for name, kind in FIELDS.items()}


def ours(root: Path) -> dict[str, float]:
    """Our figures of the same files."""
    tables = [
        {name: read(file) for name, file in sequences(str(place)).items()}
        for place in (
            root / "gt" / "MOT15-train",
            root / "trackers" / "MOT15-train" / "ours" / "data",
        )
    ]
    figures = judge(*tables).of_class("all").figures()
    return {name: figures[name] for name in FIELDS}


def timed(work: Callable[[Path], dict[str, float]], root: Path) -> tuple[float, dict[str, float]]:
    """Processor seconds, the best of some runs, and what came."""
    best = np.inf
    for _ in range(REPEATS):
        start = time.process_time()
        figures = work(root)
        best = min(best, time.process_time() - start)
    return best, figures


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sequences", type=int, default=20)
    parser.add_argument("--frames", type=int, default=1000)
    parser.add_argument("--objects", type=int, default=25)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(root, asked.sequences, asked.frames, asked.objects)
        ours(root)  # compiles
        results = {
            name: timed(work, root) for name, work in (("TrackEval", theirs), ("ours", ours))
        }
    table = Table("", "processor s", "ratio", *FIELDS)
    for name, (seconds, figures) in results.items():
        ratio = results["TrackEval"][0] / seconds
        table.add_row(
            name, f"{seconds:.2f}", f"{ratio:.1f}", *(f"{v:.9f}" for v in figures.values())
        )
    Console().print(table)


if __name__ == "__main__":
    main()
