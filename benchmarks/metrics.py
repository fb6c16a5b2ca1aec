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

from lotgraph.formats.columns import EDGES, filled
from lotgraph.formats.find import read, sequences
from lotgraph.formats.mot import write_mot
from lotgraph.measure.judge import judge

REPEATS, LEAST_S = 3, 10.0
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
    columns = {name: box[:, k] for k, name in enumerate(EDGES)}
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


def dataset(root: Path) -> Any:
    """TrackEval's reader of these sequences."""
    names = sorted(path.name for path in (root / "gt" / "MOT15-train").iterdir())
    asked = {"GT_FOLDER": str(root / "gt"), "TRACKERS_FOLDER": str(root / "trackers"),
             "BENCHMARK": "MOT15", "SPLIT_TO_EVAL": "train", "PRINT_CONFIG": False,
             "SEQ_INFO": dict.fromkeys(names)}  # fmt: skip
    return trackeval.datasets.MotChallenge2DBox(asked)


def raw(reader: Any) -> dict[str, Any]:
    """Sequences as TrackEval reads them, overlaps included."""
    return {name: reader.get_raw_seq_data("ours", name) for name in reader.seq_list}


def theirs(reader: Any, sequences: dict[str, Any]) -> dict[str, float]:
    """TrackEval's figures of what was read, as its evaluator makes them."""
    quiet = {"PRINT_CONFIG": False}
    metrics = (trackeval.metrics.HOTA(), trackeval.metrics.CLEAR(quiet),
               trackeval.metrics.Identity(quiet))  # fmt: skip
    parts: dict[str, dict[str, Any]] = {metric.get_name(): {} for metric in metrics}
    for name, sequence in sequences.items():
        judged = reader.get_preprocessed_seq_data(sequence, "pedestrian")
        for metric in metrics:
            parts[metric.get_name()][name] = metric.eval_sequence(judged)
    found = {
        metric.get_name(): metric.combine_sequences(parts[metric.get_name()]) for metric in metrics
    }
    return {name: float(np.mean(found[kind][name])) for name, kind in FIELDS.items()}


def tables(root: Path) -> list[dict[str, pl.DataFrame]]:
    """Truth and tracks as we read them."""
    places = root / "gt" / "MOT15-train", root / "trackers" / "MOT15-train" / "ours" / "data"
    return [{name: read(file) for name, file in sequences(str(place)).items()} for place in places]


def ours(read_before: list[dict[str, pl.DataFrame]]) -> dict[str, float]:
    """Our figures of what was read."""
    figures = judge(read_before[0], read_before[1]).of_class("all").figures()
    return {name: figures[name] for name in FIELDS}


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Processor seconds, the best of some runs, and what came.

    What is short runs more often: others on the machine would spoil all of three short runs.
    """
    spent: list[float] = []
    while len(spent) < REPEATS or sum(spent) < LEAST_S:
        start = time.process_time()
        with contextlib.redirect_stdout(io.StringIO()):
            found = work()
        spent.append(time.process_time() - start)
    return min(spent), found


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
        ours(tables(root))  # compiles
        reader = dataset(root)
        times = {}
        (times["TrackEval", "reading"], their_input) = timed(lambda: raw(reader))
        (times["TrackEval", "figures"], their_figures) = timed(lambda: theirs(reader, their_input))
        (times["ours", "reading"], our_input) = timed(lambda: tables(root))
        (times["ours", "figures"], our_figures) = timed(lambda: ours(our_input))
    table = Table("", "reading s", "figures s", "both s", *FIELDS)
    for name, figures in (("TrackEval", their_figures), ("ours", our_figures)):
        spent = [times[name, part] for part in ("reading", "figures")]
        table.add_row(
            name,
            *(f"{one:.2f}" for one in (*spent, sum(spent))),
            *map("{:.9f}".format, figures.values()),
        )
    spent = [times["TrackEval", part] / times["ours", part] for part in ("reading", "figures")]
    both = [
        sum(times[name, part] for part in ("reading", "figures")) for name in ("TrackEval", "ours")
    ]
    table.add_row("times", *(f"{one:.1f}" for one in (*spent, both[0] / both[1])))
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
