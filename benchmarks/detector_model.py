"""How good a detector is on stills of unseen sites of the twin, and how fast on one core.

    python -m benchmarks.detector_model --stills FOLDER [--rounds 40] [--detector FILE]…

Stills are drawn from the held-out split, unless the folder has them already. Speed is of whole
calls, resizing and suppression too, in processor time, beside a yardstick in the same run.
"""

import argparse
from pathlib import Path
from time import process_time

import numpy as np

from lotgraph.detector.model import Detector, Wishes
from lotgraph.detector.open import open_detector
from lotgraph.training.draw import opened
from lotgraph.training.judge import ask, judge, table
from lotgraph.training.keep import keep, kept, missing, rounds, rounds_in

FIRST_SEED = 30_001
TIMED = 60  # frames


def main() -> None:
    """Judge what is asked for, or ours."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stills", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--detector", action="append", default=[])
    asked = parser.parse_args()
    if not list((asked.stills).rglob("*.parquet")):
        for one in missing(rounds(FIRST_SEED, asked.rounds, held_out=True), asked.stills):
            print(f"seed {one.seed}: {keep(one, asked.stills)} stills", flush=True)
    for name in asked.detector or ["ours"]:
        detector = open_detector(name, Wishes(threads=1, across_kinds=True))
        print(f"\n## {name}\n\n{table(judge(ask(detector, asked.stills)))}")
        least, middle = speed(detector, asked.stills)
        print(
            f"\n{least:.1f} ms a frame of one core at best, {middle:.1f} in the middle of {TIMED}"
        )
        print(f"yardstick: {yardstick():.1f} ms for a product of two matrices of 1,024 rows")


def speed(detector: Detector, folder: Path) -> tuple[float, float]:
    """Least and median milliseconds of one core for a call with one frame."""
    frames = [
        opened(jpeg)
        for stills, _ in kept(folder, rounds_in(folder))
        for jpeg in stills["jpeg"].head(2)
    ]
    spent = []
    for number in range(TIMED):
        frame = frames[number % len(frames)][None]
        begun = process_time()
        detector.detect(frame)
        spent.append((process_time() - begun) * 1e3)
    return min(spent), float(np.median(spent))


def yardstick() -> float:
    """Milliseconds that numpy takes for something fixed."""
    one = np.random.default_rng(0).random((1024, 1024), np.float32)
    spent = []
    for _ in range(5):
        begun = process_time()
        one @ one
        spent.append((process_time() - begun) * 1e3)
    return min(spent)


if __name__ == "__main__":
    main()
