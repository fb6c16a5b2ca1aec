"""How good a detector is on stills of unseen sites of the twin, and how fast on one core.

    python -m benchmarks.detector_model --stills FOLDER [--first-seed 12001] [--rounds 40]
        [--detector FILE]…

Stills are drawn from the held-out split, those that the folder does not have already; others in it
are left aside. Seeds are those that what ships was judged by, unless another is given. Speed is of
whole calls, resizing and suppression too, in processor time, beside a yardstick in the same run.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from time import process_time

import numpy as np

from lotgraph.detector.model import Detector, Wishes
from lotgraph.detector.open import open_detector
from lotgraph.training.draw import Round, opened
from lotgraph.training.judge import ask, judge, table
from lotgraph.training.keep import keep, kept, missing, rounds

FIRST_SEED = 12_001  # as `lotgraph train --seed 2000` judges
TIMED = 60  # frames


def main(words: Sequence[str] | None = None) -> None:
    """Judge what is asked for, or ours."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stills", type=Path, required=True)
    parser.add_argument("--first-seed", type=int, default=FIRST_SEED)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--detector", action="append", default=[])
    asked = parser.parse_args(words)
    wanted = rounds(asked.first_seed, asked.rounds, held_out=True)
    for one in missing(wanted, asked.stills):
        print(f"seed {one.seed}: {keep(one, asked.stills)} stills", flush=True)
    for name in asked.detector or ["ours"]:
        detector = open_detector(name, Wishes(threads=1, across_kinds=True))
        print(f"\n## {name}\n\n{table(judge(ask(detector, asked.stills, wanted)))}")
        least, middle = speed(detector, asked.stills, wanted)
        print(
            f"\n{least:.1f} ms a frame of one core at best, {middle:.1f} in the middle of {TIMED}"
        )
        print(f"yardstick: {yardstick():.1f} ms for a product of two matrices of 1,024 rows")


def speed(detector: Detector, folder: Path, some: list[Round]) -> tuple[float, float]:
    """Least and median milliseconds of one core for a call with one frame."""
    frames = [opened(jpeg) for stills, _ in kept(folder, some) for jpeg in stills["jpeg"].head(2)]
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
